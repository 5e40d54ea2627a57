// SPDX-License-Identifier: MIT
// Output layers require exactly the parts of a device that they use, a hierarchy nothing of a task but `Task`.
#include <boost/test/unit_test.hpp>

#include <string_view>

#include "archetypes/device.hpp"
#include "archetypes/task.hpp"
#include "archetypes/word_feature.hpp"
#include "hmt/device/reference.hpp"
#include "hmt/extract/corpus_predictor.hpp"
#include "hmt/hierarchy/hierarchy.hpp"
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

BOOST_AUTO_TEST_CASE(the_least_task_trains_and_predicts) {
  using model_type = hmt::hierarchy<hmt::reference<double>, hmt::archetypes::word_feature, hmt::archetypes::task>;
  static_assert(model_type::names.front() == "archetype_task");
  hmt::corpus const data{"c", "jsonl", {{{"some", "words"}}, {{"more"}}}};
  model_type model({}, data.sentences, 1);
  auto const encoded = model.encode(data.sentences);
  model_type::batch_type batch;
  hmt::pack(std::vector{&encoded[0], &encoded[1]}, batch);
  hmt::parameter_gradients<hmt::reference<double>> gradients;
  model.compute_gradients(batch, gradients);
  BOOST_TEST(gradients.words == 3U);
  BOOST_TEST(model.take_losses().front() == 0.0);
  BOOST_TEST(hmt::corpus_predictor<model_type>(model, data)(model).size() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
