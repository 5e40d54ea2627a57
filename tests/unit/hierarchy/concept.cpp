// SPDX-License-Identifier: MIT
// Output layers require exactly the parts of a device that they use.
#include <boost/test/unit_test.hpp>

#include "archetypes/device.hpp"
#include "hmt/hierarchy/linear_chain_crf.hpp"
#include "hmt/hierarchy/objective.hpp"
#include "hmt/hierarchy/output_layer.hpp"

template class hmt::softmax_output::layer<hmt::archetypes::loss_device, hmt::log_likelihood<>>;
template class hmt::linear_chain_crf::layer<hmt::archetypes::crf_device, hmt::log_likelihood<>>;

BOOST_AUTO_TEST_SUITE(hierarchy_concept)

BOOST_AUTO_TEST_CASE(outputs_ask_for_their_part_of_a_device) {
  using hmt::OutputLayer;
  using hmt::archetypes::crf_device;
  using hmt::archetypes::loss_device;
  using objective = hmt::log_likelihood<>;
  BOOST_TEST((OutputLayer<hmt::softmax_output, loss_device, objective>));
  BOOST_TEST((OutputLayer<hmt::linear_chain_crf, crf_device, objective>));
  BOOST_TEST(!(OutputLayer<hmt::softmax_output, crf_device, objective>));
  BOOST_TEST(!(OutputLayer<hmt::linear_chain_crf, loss_device, objective>));
}

BOOST_AUTO_TEST_SUITE_END()
