// SPDX-License-Identifier: MIT
// The calls of the device `cuda` to a GPU, as recorded by the stand-in.
#include "cuda/host_platform.hpp"

#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "hmt/encoder/identity.hpp"
#include "hmt/hierarchy/pair_task.hpp"
#include "small_models.hpp"
#include "unit/device/device_fixture.hpp"

BOOST_AUTO_TEST_SUITE(cuda_stand_in)

namespace {

using hmt::testing::cuda_on_host;
using hmt::testing::host_platform;
using hmt::testing::matrix;
using hmt::testing::random_matrix;

}  // namespace

BOOST_AUTO_TEST_CASE(a_step_neither_allocates_nor_waits_after_the_first) {
  auto model = hmt::testing::small_model<hmt::testing::small_paired<cuda_on_host<float>>>();
  auto const batch = hmt::testing::small_batch(model);
  hmt::parameter_gradients<cuda_on_host<float>> gradients;
  model.compute_gradients(batch, gradients, {.rate = 0.5, .seed = 1, .step = 1});
  auto const before = host_platform::log();
  for (std::uint32_t step = 2; step < 5; ++step)
    model.compute_gradients(batch, gradients, {.rate = 0.5, .seed = 1, .step = step});
  auto const after = host_platform::log();
  BOOST_TEST(after.allocations == before.allocations);
  BOOST_TEST(after.downloads == before.downloads);
  BOOST_TEST(after.graphs_recorded == before.graphs_recorded);
  BOOST_TEST(after.graphs_replayed > before.graphs_replayed);
}

BOOST_AUTO_TEST_CASE(graphs_serve_batches_of_other_lengths) {
  using model_type = hmt::testing::small_hmt<cuda_on_host<float>>;
  auto const model = hmt::testing::small_model<model_type>();
  model_type::workspace space;
  auto const run = [&](std::vector<std::size_t> const& lengths) {
    std::vector<model_type::encoded_sentence> sentences;
    for (auto const length : lengths)
      sentences.push_back(
          hmt::testing::sentence_of<model_type::encoded_sentence>(std::vector<hmt::row_index>(length, 1)));
    static_cast<void>(model.predict(hmt::testing::packed(sentences), space));
  };
  run({40, 30, 3});
  auto const before = host_platform::log();
  run({33, 5, 5, 1});  // other lengths, and the same number of sentences when rounded up
  run({7});
  auto const after = host_platform::log();
  BOOST_TEST(after.graphs_recorded == before.graphs_recorded);
  // Sixteen steps per graph: three for 33 words and one for 7, in each of the two encoders.
  BOOST_TEST(after.graphs_replayed - before.graphs_replayed == 2 * (3 + 1));
}

BOOST_AUTO_TEST_CASE(a_single_step_takes_one_product_of_the_state) {
  using D = cuda_on_host<float>;
  D device;
  typename D::lstm_tape tape;
  auto const weights = random_matrix<float>(1, 4 * 2 + 3, 7);  // 2 units, inputs of width 5, peepholes
  std::vector<float> const bias(8);
  auto const input = random_matrix<float>(2, 3, 5), h = random_matrix<float>(3, 3, 2),
             c = random_matrix<float>(4, 3, 2);
  matrix<float> output(3, 2), last_h(3, 2), last_c(3, 2);
  hmt::matrix_view<float const> const inputs[]{input.source()};
  hmt::lstm_weights<float const> const own{weights.source().row_block(0, 8).column_block(0, 5),
                                           weights.source().row_block(0, 8).column_block(5, 2), bias,
                                           weights.source().row_block(8, 3).column_block(0, 2)};
  hmt::lstm_forward_run<float, typename D::lstm_tape> const run{
      hmt::scan_direction::forward, own, output.view, &tape, {h.source(), c.source()}, {last_h.view, last_c.view}};
  auto const before = host_platform::log().products;
  device.lstm_forward(hmt::single_step(3).layout(), inputs, std::span(&run, 1));
  BOOST_TEST(host_platform::log().products - before == 2U);  // with that of the input
  BOOST_TEST((last_h.memory == output.memory));
}

/// The number of device operations does not grow with the number of spans, and scores are fetched once.
BOOST_AUTO_TEST_CASE(pairs_take_few_products_and_one_download_whatever_their_number) {
  using D = cuda_on_host<float>;
  using layers_type = hmt::pair_task<hmt::identity, 5>::network<D>;
  hmt::parameter_list list;
  layers_type const layers(list, {}, hmt::relation_pairs(hmt::label_set({"O", "a", "b"})), 3);
  auto const parameters = random_matrix<float>(1, 1, list.size());
  auto const encoded = random_matrix<float>(2, 2 * 40, 3);
  std::vector<float> gradients(list.size());
  std::vector<hmt::row_index> const order{0, 1};
  std::vector<double> loss{0};
  auto const offsets = hmt::testing::offsets_of({40, 40});
  D device;
  layers_type::workspace space;
  device.fill(space.encoded_gradient.resize(2 * 40, 3), 0);
  hmt::pass_context<D> const context{device, parameters.memory, gradients, hmt::packed_layout(offsets)};
  auto const asked_for = [&](std::size_t spans_a_sentence) {
    hmt::packed_spans spans;
    std::vector<hmt::extraction> results(2);
    for (std::size_t s = 0; s < 2; ++s) {
      for (std::size_t k = 0; k < spans_a_sentence; ++k) {
        spans.add(context.layout.row(s, k), context.layout.row(s, k));
        for (std::size_t tail = 0; tail < spans_a_sentence; ++tail)
          results[s].triples.push_back({{k, k + 1}, "b", {tail, tail + 1}, 1.0});
      }
      spans.end_sentence();
    }
    spans.labels.resize(spans.pair_rows.back() * 2);
    auto const before = host_platform::log();
    layers.forward_decoder(context, spans, encoded.source(), space);
    layers.loss_and_gradient(context, spans, loss, space);
    layers.backward_decoder(context, spans, encoded.source(), space);
    auto const trained = host_platform::log();
    layers.decode_predictions(context, order, encoded.source(), space, results);
    auto const read = host_platform::log();
    return std::vector{trained.products - before.products,   trained.batches - before.batches,
                       trained.downloads - before.downloads, read.products - trained.products,
                       read.batches - trained.batches,       read.downloads - trained.downloads};
  };
  auto const of_few = asked_for(2);
  BOOST_TEST(of_few == asked_for(40), boost::test_tools::per_element());
  BOOST_TEST(of_few[1] == 3U);  // batches in a step of training
  BOOST_TEST(of_few[2] == 0U);
  BOOST_TEST(of_few[4] == 1U);
  BOOST_TEST(of_few[5] == 1U);  // downloads in extraction
}

BOOST_AUTO_TEST_CASE(a_batch_that_does_not_fit_is_named_and_a_smaller_one_still_runs) {
  using model_type = hmt::testing::small_hmt<cuda_on_host<float>>;
  auto model = hmt::testing::small_model<model_type>();
  auto const batch = hmt::testing::small_batch(model);
  auto const large = hmt::testing::packed(
      std::vector{hmt::testing::sentence_of<model_type::encoded_sentence>(std::vector<hmt::row_index>(500, 1))});
  model_type::workspace space;
  hmt::parameter_gradients<cuda_on_host<float>> gradients;
  auto const before = model.predict(batch, space);
  {
    host_platform::memory_is_full const now;
    using hmt::testing::says;
    BOOST_CHECK_EXCEPTION(
        static_cast<void>(model.predict(large, space)), hmt::memory_error,
        says<hmt::memory_error>("device-memory", {"expected more, found none; the batch has 500 words (sentences: 1), "
                                                  "one of " +
                                                      std::to_string(batch.layout().rows()) + " words did fit",
                                                  "fewer sentences"}));
    BOOST_CHECK_EXCEPTION(
        model.compute_gradients(batch, gradients), hmt::memory_error,
        says<hmt::memory_error>("device-memory", {std::to_string(batch.layout().rows()) + " words (sentences: " +
                                                  std::to_string(batch.layout().sentences()) + "); use"}));
  }
  auto const after = model.predict(batch, space);
  for (std::size_t s = 0; s < before.size(); ++s) BOOST_TEST(after[s].entities.size() == before[s].entities.size());
  model.compute_gradients(batch, gradients);
}

BOOST_AUTO_TEST_CASE(numbers_past_the_end_give_no_number) {
  cuda_on_host<double> device;
  auto const table = random_matrix<double>(1, 3, 2);
  std::vector<hmt::row_index> const rows{1, 3};
  matrix<double> out(2, 2);
  device.gather(table.source(), rows, out.view);
  BOOST_TEST(out.view(0, 1) == table.view(1, 1));
  BOOST_TEST(std::isnan(out.view(1, 0)));
  auto scores = random_matrix<double>(2, 2, 3);
  std::vector<double> const weights(3, 1.0);
  std::vector<double> loss{0};
  device.softmax_cross_entropy(scores.source(), rows, weights, scores.view, loss);
  BOOST_TEST(std::isnan(loss[0]));
}

BOOST_AUTO_TEST_SUITE_END()
