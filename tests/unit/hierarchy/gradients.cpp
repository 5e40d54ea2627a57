// SPDX-License-Identifier: MIT
#include <boost/test/unit_test.hpp>

#include <tuple>
#include <vector>

#include "hmt/device/reference.hpp"
#include "hmt/hierarchy/gradient_check.hpp"
#include "layer_fixture.hpp"
#include "small_models.hpp"

BOOST_AUTO_TEST_SUITE(hierarchy_gradients)

namespace {

using device = hmt::reference<double>;
using hmt::testing::small_batch;
using hmt::testing::small_model;

/// Policies that named models do not use: connectivity, encoders and decoders of every kind, weights.
using mixed_model = hmt::hierarchy<
    device, hmt::word_embedding<3>,
    hmt::task<hmt::boundary_tags<hmt::tagging::io>, hmt::identity, hmt::linear_decoder, hmt::connectivity::task_below,
              hmt::generalised_cross_entropy<std::ratio<1, 2>, std::ratio<2>>>,
    hmt::task<hmt::entity_tags<hmt::tagging::bio>, hmt::lstm<2, hmt::peephole::none>,
              hmt::lstm_decoder<2, 3, hmt::feedback::none>, hmt::connectivity::words_only,
              hmt::log_likelihood<std::ratio<1>, std::ratio<1, 2>>>,
    hmt::task<hmt::relation_tags<hmt::tagging::bioes>, hmt::bilstm<2>, hmt::tag_feedback_lstm<3, 2>,
              hmt::connectivity::all_below, hmt::smoothed_log_likelihood<std::ratio<1, 5>, std::ratio<3>>>>;

using models = std::tuple<hmt::testing::small_hmt<device>, hmt::testing::small_without_entity_task<device>,
                          hmt::testing::small_three_level<device>, hmt::testing::small_crf<device>,
                          hmt::testing::small_layered_crf<device>, hmt::testing::small_zheng<device>,
                          hmt::testing::small_layered<device>, hmt::testing::small_paired<device>, mixed_model>;

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(match_differences_with_dropout_on, Model, models) {
  auto model = small_model<Model>();
  for (double& value : model.parameters().values()) value += 0.05;  // peepholes and biases away from zero
  auto const batch = small_batch(model);
  for (double const rate : {0.0, 0.4})
    for (auto const& [tensor, error] :
         hmt::testing::check_gradients(model, batch, {.rate = rate, .seed = 3, .step = 5}))
      BOOST_TEST(error < hmt::testing::gradient_tolerance, tensor << " at rate " << rate << ": " << error);
}

BOOST_AUTO_TEST_CASE(the_check_finds_a_wrong_gradient) {
  auto model = small_model<hmt::testing::small_hmt<device>>();
  auto const batch = small_batch(model);
  hmt::parameter_gradients<device> gradients;
  auto const numeric = hmt::testing::numeric_gradient(model.parameters().values().first(3), [&] {
    model.compute_gradients(batch, gradients);
    return 2 * (model.take_losses()[0] + 1);  // not the objective of the model's gradient
  });
  model.compute_gradients(batch, gradients);
  std::vector<double> const analytic(gradients.dense.data(), gradients.dense.data() + 3);
  BOOST_TEST(hmt::testing::relative_difference(analytic, numeric) > 0.1);
}

BOOST_AUTO_TEST_CASE(a_batch_without_labels_is_refused) {
  auto model = small_model<hmt::testing::small_hmt<device>>();
  auto batch = small_batch(model);
  batch.get<hmt::input::tags<hmt::relation_tags<hmt::tagging::bio>>>().clear();
  hmt::parameter_gradients<device> gradients;
  BOOST_CHECK_EXCEPTION(model.compute_gradients(batch, gradients), hmt::shape_error,
                        [](hmt::shape_error const& problem) {
                          return problem.code() == "batch-labels" &&
                                 std::string(problem.what())
                                         .find(
                                             "training task 'relation' needs gold labels of all words of the batch, 21 "
                                             "in number, found 0") != std::string::npos;
                        });
}

BOOST_AUTO_TEST_SUITE_END()
