// SPDX-License-Identifier: MIT
// Encoders require exactly the parts of a device that they use: each compiles for the minimal type with these.
#include "hmt/encoder/concept.hpp"

#include <boost/test/unit_test.hpp>
#include <span>
#include <vector>

#include "archetypes/device.hpp"
#include "hmt/device/host_memory.hpp"
#include "hmt/device/reference/products.hpp"
#include "hmt/encoder/bilstm.hpp"
#include "hmt/encoder/identity.hpp"
#include "hmt/encoder/linear.hpp"
#include "hmt/encoder/lstm.hpp"
#include "hmt/encoder/stacked.hpp"

template class hmt::bilstm<3>::layer<hmt::archetypes::recurrent_device>;
template class hmt::lstm<3>::layer<hmt::archetypes::recurrent_device>;
template class hmt::identity::layer<hmt::archetypes::elementwise_device>;
template class hmt::stacked<hmt::lstm<2>, hmt::bilstm<3>>::layer<hmt::archetypes::recurrent_device>;

BOOST_AUTO_TEST_SUITE(encoder_concept)

namespace {

using hmt::archetypes::elementwise_device;
using hmt::archetypes::memory_device;
using hmt::archetypes::product_device;
using hmt::archetypes::recurrent_device;
static_assert(hmt::Encoder<hmt::bilstm<3>, recurrent_device> && !hmt::Encoder<hmt::bilstm<3>, product_device>);
static_assert(hmt::Encoder<hmt::lstm<3>, recurrent_device> && !hmt::Encoder<hmt::lstm<3>, memory_device>);
static_assert(hmt::Encoder<hmt::identity, elementwise_device> && !hmt::Encoder<hmt::identity, memory_device>);
static_assert(!hmt::Encoder<hmt::stacked<hmt::identity, hmt::bilstm<3>>, recurrent_device>);

/// Only memory and products.
struct multiplier : hmt::host_memory<double>, hmt::reference_products<double> {};
static_assert(hmt::ProductDevice<multiplier> && !hmt::ElementwiseDevice<product_device>);

}  // namespace

BOOST_AUTO_TEST_CASE(a_linear_layer_runs_where_there_are_products_alone) {
  hmt::parameter_list list;
  hmt::linear const layer(list, "layer", 2, 1);
  std::vector<double> parameters(list.size()), gradients(list.size());
  auto const weight = layer.weight(std::span(parameters));
  weight(0, 0) = 2;
  weight(0, 1) = 3;
  layer.bias(std::span(parameters))[0] = 10;
  std::vector<double> const in{1, 2, -1, 0};
  std::vector<double> out(2), in_gradient(4);
  std::vector<double> const out_gradient{1, 0.5};
  multiplier device;
  hmt::pass_context<multiplier> const context{device, parameters, gradients, {}};
  hmt::matrix_view<double const> const inputs(in.data(), 2, 2);
  layer.forward(context, inputs, {out.data(), 2, 1});
  BOOST_TEST((out == std::vector<double>{18, 8}));
  layer.backward(context, inputs, {out_gradient.data(), 2, 1}, 0, {in_gradient.data(), 2, 2});
  auto const weight_gradient = layer.weight(std::span(gradients));
  BOOST_TEST(weight_gradient(0, 0) == 0.5);
  BOOST_TEST(weight_gradient(0, 1) == 2.0);
  BOOST_TEST(layer.bias(std::span(gradients))[0] == 1.5);
  BOOST_TEST((in_gradient == std::vector<double>{2, 3, 1, 1.5}));
}

BOOST_AUTO_TEST_SUITE_END()
