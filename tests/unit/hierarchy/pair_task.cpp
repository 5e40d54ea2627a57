// SPDX-License-Identifier: MIT
// Pairs judged in extraction, against the explicit biaffine form; checks beyond numeric gradients of the whole model.
#include "hmt/hierarchy/pair_task.hpp"

#include <fmt/core.h>
#include <boost/test/unit_test.hpp>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hmt/core/random.hpp"
#include "hmt/device/cpu.hpp"
#include "hmt/device/reference.hpp"
#include "hmt/encoder/identity.hpp"
#include "hmt/extract/predict_all.hpp"
#include "hmt/hierarchy/model_file.hpp"
#include "packed_sentences.hpp"
#include "small_models.hpp"
#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(pair_task)

namespace {

using hmt::extraction;
using hmt::word_span;
using hmt::testing::small_model;

/// The layers of a pair task with random parameters, and the encoder's output for one batch.
template <class D, std::size_t Width>
struct judge {
  using layers_type = typename hmt::pair_task<hmt::identity, Width>::template network<D>;
  static constexpr std::size_t encoded_width = 3;

  hmt::parameter_list list;
  layers_type layers;
  std::vector<double> parameters;
  std::vector<double> encoded;
  hmt::packed_batch<hmt::input::words> batch;
  D device;
  typename layers_type::workspace space;

  judge(std::vector<std::string> const& labels, std::vector<std::size_t> const& lengths)
      : layers(list, {}, hmt::relation_pairs(hmt::label_set(labels)), encoded_width) {
    hmt::random_engine random(hmt::random_stream{3, hmt::random_purpose::testing});
    using words_alone = hmt::encoded_sentence<hmt::input::words>;
    std::vector<words_alone> sentences;
    for (auto const length : lengths)
      sentences.push_back(hmt::testing::sentence_of<words_alone>(std::vector<hmt::row_index>(length)));
    hmt::pack(hmt::testing::pointers_to(sentences), batch);
    parameters.resize(list.size());
    encoded.resize(batch.layout().rows() * encoded_width);
    for (auto* const numbers : {&parameters, &encoded})
      for (auto& number : *numbers) number = random.uniform() * 2 - 1;
  }

  void read(std::vector<extraction>& results) {
    layers.decode_predictions(hmt::pass_context<D>{device, parameters, {}, batch.layout()}, batch.order,
                              {encoded.data(), encoded.size() / encoded_width, encoded_width}, space, results);
  }

  [[nodiscard]] hmt::matrix_view<double const> tensor(std::string const& name) const {
    for (auto const& each : list.all())
      if (each.name == "pairing." + name) return each.slot.matrix(std::span<double const>(parameters));
    throw std::out_of_range(name);
  }

  /// y = W [first, last] + b
  [[nodiscard]] std::vector<double> argument(std::string const& role, std::size_t sentence, word_span words) const {
    auto const weight = tensor(role + ".weight"), bias = tensor(role + ".bias");
    std::size_t place = 0;
    while (batch.order[place] != sentence) ++place;
    std::vector<double> result(Width);
    for (std::size_t row = 0; row < Width; ++row) {
      result[row] = bias.data[row];
      for (std::size_t k = 0; k < encoded_width; ++k)
        result[row] +=
            weight.row(row)[k] * encoded[batch.layout().row(place, words.begin) * encoded_width + k] +
            weight.row(row)[encoded_width + k] * encoded[batch.layout().row(place, words.end - 1) * encoded_width + k];
    }
    return result;
  }

  [[nodiscard]] double probability(std::size_t sentence, word_span head, word_span tail, std::size_t relation) const {
    auto const form = tensor("biaffine.weight"), bias = tensor("biaffine.bias");
    auto const h = argument("head", sentence, head), t = argument("tail", sentence, tail);
    double scores[2];
    for (std::size_t k = 0; k < 2; ++k) {
      auto const column = relation * 2 + k;
      scores[k] = bias.data[column];
      for (std::size_t i = 0; i < Width; ++i)
        for (std::size_t j = 0; j < Width; ++j) scores[k] += t[i] * form.row(column * Width + i)[j] * h[j];
    }
    return 1 / (1 + std::exp(scores[0] - scores[1]));
  }
};

using small_judge = judge<hmt::reference<double>, 4>;

/// A small model with the biaffine bias at zero: without the prior of 1%, an untrained model keeps triples.
template <class Model>
void expect_pairs(Model& model) {
  for (auto& number : model.parameters().tensor("pairing.biaffine.bias").row(0)) number = 0;
}

template <class Model>
std::vector<std::pair<std::string, double>> triples_of(Model const& model,
                                                       std::vector<typename Model::encoded_sentence> const& sentences,
                                                       typename Model::workspace& space) {
  std::vector<std::pair<std::string, double>> all;
  auto const found = hmt::predict_all(model, sentences, space);
  for (std::size_t i = 0; i < found.size(); ++i)
    for (auto const& one : found[i].triples)
      all.emplace_back(fmt::format("{}: {}-{} {} {}-{}", sentences[i].length, one.head.begin, one.head.end,
                                   one.relation, one.tail.begin, one.tail.end),
                       one.confidence);
  return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(keeps_what_holds_more_probably_than_not) {
  small_judge task({"O", "a", "b", "c"}, {2, 6, 0 + 4});
  std::vector<extraction> results(3);
  for (std::size_t s = 0; s < 3; ++s) {
    std::vector<word_span> const spans{{0, 1}, {1, 2}, {0, 2}};
    for (auto const& head : spans)
      for (auto const& tail : spans)
        for (char const* relation : {"a", "c", "unheard of", "b"})
          if (head != tail) results[s].triples.push_back({head, relation, tail, 0.5});
  }
  results[1].triples.push_back({{3, 6}, "a", {2, 3}, 1.0});
  results[2].triples.push_back({{3, 4}, "b", {0, 3}, 0.25});
  auto const proposed = results;
  task.read(results);
  std::size_t kept = 0, dropped = 0;
  for (std::size_t s = 0; s < 3; ++s) {
    std::size_t next = 0;
    for (auto const& one : proposed[s].triples) {
      auto const p = one.relation.size() > 1
                         ? 0.0
                         : task.probability(s, one.head, one.tail, static_cast<std::size_t>(one.relation[0] - 'a'));
      if (!(p > 0.5)) {
        ++dropped;
        continue;
      }
      ++kept;
      BOOST_TEST_REQUIRE(next < results[s].triples.size());
      auto const& found = results[s].triples[next++];
      BOOST_TEST((found.head == one.head && found.tail == one.tail && found.relation == one.relation));
      BOOST_TEST(found.confidence == one.confidence * p, boost::test_tools::tolerance(1e-12));
    }
    BOOST_TEST(results[s].triples.size() == next);
  }
  BOOST_TEST(kept > 10U);
  BOOST_TEST(dropped > 20U);
}

BOOST_AUTO_TEST_CASE(nothing_proposed_is_nothing_found) {
  small_judge task({"O", "a"}, {3, 1});
  std::vector<extraction> results(2);
  results[0].entities.push_back({{0, 1}, "X", 1.0});
  task.read(results);
  BOOST_TEST(results[0].triples.empty());
  BOOST_TEST(results[0].entities.size() == 1U);
}

BOOST_AUTO_TEST_CASE(a_model_without_relations_keeps_nothing) {
  small_judge task({"O"}, {3});
  std::vector<extraction> results(1);
  results[0].triples.push_back({{0, 1}, "a", {1, 2}, 1.0});
  task.read(results);
  BOOST_TEST(results[0].triples.empty());
}

/// 200 spans and 200 relations: their pairs do not fit into one block.
BOOST_AUTO_TEST_CASE(many_pairs_are_judged_in_blocks) {
  std::vector<std::string> labels{"O"};
  for (std::size_t r = 0; r < 200; ++r) labels.push_back(fmt::format("r{:03}", r));
  judge<hmt::cpu<double>, 5> task(labels, {201});
  std::vector<extraction> results(1);
  for (std::size_t i = 0; i < 200; ++i) results[0].triples.push_back({{i, i + 1}, labels[1 + i], {i + 1, i + 2}, 1.0});
  task.read(results);
  BOOST_TEST(task.space.pairs.scores.view().rows < 201U * 201U);  // only of the last block
  std::size_t next = 0;
  for (std::size_t i = 0; i < 200; ++i) {
    auto const p = task.probability(0, {i, i + 1}, {i + 1, i + 2}, i);
    if (!(p > 0.5)) continue;
    BOOST_TEST_REQUIRE(next < results[0].triples.size());
    BOOST_TEST(results[0].triples[next].head.begin == i);
    BOOST_TEST(results[0].triples[next++].confidence == p, boost::test_tools::tolerance(1e-9));
  }
  BOOST_TEST(next == results[0].triples.size());
  BOOST_TEST(next > 20U);
}

/// A block ends within a sentence, and the next one has the rest of it and others.
BOOST_AUTO_TEST_CASE(blocks_begin_and_end_within_sentences) {
  std::vector<std::string> labels{"O"};
  for (std::size_t r = 0; r < 200; ++r) labels.push_back(fmt::format("r{:03}", r));
  std::vector<std::size_t> const lengths{100, 1, 99, 100};
  judge<hmt::cpu<double>, 5> task(labels, lengths);
  std::vector<extraction> results(lengths.size());
  for (std::size_t s = 0; s < lengths.size(); ++s)
    for (std::size_t i = 0; i < lengths[s]; ++i) {
      auto const tail = i * 7 % lengths[s];
      results[s].triples.push_back({{i, i + 1}, labels[1 + (i + 3 * s) % 200], {tail, tail + 1}, 1.0});
    }
  auto const proposed = results;
  task.read(results);
  std::size_t kept = 0;
  for (std::size_t s = 0; s < lengths.size(); ++s) {
    std::size_t next = 0;
    for (std::size_t i = 0; i < lengths[s]; ++i) {
      auto const& one = proposed[s].triples[i];
      auto const p = task.probability(s, one.head, one.tail, (i + 3 * s) % 200);
      if (!(p > 0.5)) continue;
      BOOST_TEST_REQUIRE(next < results[s].triples.size());
      BOOST_TEST((results[s].triples[next].head == one.head && results[s].triples[next].tail == one.tail));
      BOOST_TEST(results[s].triples[next++].confidence == p, boost::test_tools::tolerance(1e-9));
    }
    BOOST_TEST(next == results[s].triples.size());
    kept += next;
  }
  BOOST_TEST(kept > 100U);
}

/// The loss is that of a softmax over the two scores, of which only the difference is computed.
BOOST_AUTO_TEST_CASE(the_loss_is_that_of_both_scores) {
  std::vector<std::size_t> const lengths{2, 6, 4};
  judge<hmt::cpu<double>, 4> task({"O", "a", "b"}, lengths);
  std::vector<std::vector<word_span>> const own{{{0, 1}, {0, 2}}, {{1, 2}, {2, 5}, {0, 6}}, {}};
  hmt::packed_spans spans;
  double expected = 0;
  for (std::size_t place = 0; place < lengths.size(); ++place) {
    auto const s = task.batch.order[place];
    for (auto const& words : own[s])
      spans.add(task.batch.layout().row(place, words.begin), task.batch.layout().row(place, words.end - 1));
    spans.end_sentence();
    for (auto const& tail : own[s])
      for (auto const& head : own[s])
        for (std::size_t relation = 0; relation < 2; ++relation) {
          bool const holds = (head.begin + tail.end + relation) % 3 == 0;
          spans.labels.push_back(holds ? 1 : 0);
          auto const p = task.probability(s, head, tail, relation);
          expected -= std::log(holds ? p : 1 - p);
        }
  }
  std::vector<double> loss{0};
  hmt::pass_context<hmt::cpu<double>> const context{task.device, task.parameters, {}, task.batch.layout()};
  task.layers.forward_decoder(context, spans, {task.encoded.data(), task.encoded.size() / 3, 3}, task.space);
  task.layers.loss_and_gradient(context, spans, loss, task.space);
  BOOST_TEST(loss[0] == expected, boost::test_tools::tolerance(1e-12));
}

/// Products of pairs are not products with weights: nothing may be cached for them.
BOOST_AUTO_TEST_CASE(frozen_weights_change_nothing) {
  using model_type = hmt::hierarchy<
      hmt::cpu<float>, hmt::word_embedding<17>, hmt::entity_task<19>,
      hmt::relation_task<19, hmt::peephole::diagonal, hmt::relation_layers<hmt::tagging::bio, hmt::tagging::all_pairs>>,
      hmt::pair_task<hmt::bilstm<9>, 33>>;
  auto model = small_model<model_type>();
  expect_pairs(model);
  // Untrained layers propose little, due to their bias for O.
  for (auto& number : model.parameters().tensor("relation.output.bias").row(0)) number = 0;
  auto const all = model.encode_inputs(hmt::testing::small_corpus());
  std::vector<model_type::encoded_sentence> some;
  for (std::size_t i = all.size() - 1; i > 1; --i) some.push_back(all[i]);
  model_type::workspace kept;
  kept.device.freeze_weights(true);
  for (auto const* sentences : {&all, &std::as_const(some), &all}) {
    model_type::workspace plain;
    auto const expected = triples_of(model, *sentences, plain);
    BOOST_TEST(expected.size() > 5U);
    BOOST_TEST((triples_of(model, *sentences, kept) == expected));
  }
  BOOST_TEST(kept.device.weights_version() != 0U);
}

BOOST_AUTO_TEST_CASE(training_needs_gold_pairs) {
  auto model = small_model<hmt::testing::small_paired<hmt::reference<double>>>();
  auto batch = hmt::testing::small_batch(model);
  batch.get<hmt::input::pairs<hmt::relation_pairs>>().clear();
  hmt::parameter_gradients<hmt::reference<double>> gradients;
  BOOST_CHECK_EXCEPTION(model.compute_gradients(batch, gradients), hmt::shape_error,
                        says("batch-labels", "gold pairs of 2 relations in each sentence"));
}

BOOST_AUTO_TEST_CASE(what_is_saved_comes_back) {
  using model_type = hmt::testing::small_paired<hmt::cpu<float>>;
  temporary_folder const folder;
  auto model = small_model<model_type>();
  expect_pairs(model);
  model.save(folder / "m");
  auto const again = hmt::load_model<model_type>(folder / "m");
  BOOST_TEST(again.scheme<2>().relations() == model.scheme<2>().relations(), boost::test_tools::per_element());
  auto const sentences = model.encode_inputs(hmt::testing::small_corpus());
  model_type::workspace space;
  BOOST_TEST((triples_of(again, sentences, space) == triples_of(model, sentences, space)));
  hmt::safetensors_file const file(folder / "m");
  using shape = std::vector<std::size_t>;
  auto const is = [&](std::string const& name, shape const& expected) {
    for (auto const& tensor : file.tensors())
      if (tensor.name == name) BOOST_TEST(tensor.shape == expected, boost::test_tools::per_element());
    BOOST_TEST(std::ranges::count(file.tensors(), name, &hmt::tensor_entry::name) == 1);
  };
  is("pairing.encoder.forward.input_weight", {8, 4 + 6 + 6});
  is("pairing.head.weight", {3, 8});
  is("pairing.tail.bias", {3});
  is("pairing.biaffine.weight", {12, 3});
  is("pairing.biaffine.bias", {4});
}

BOOST_AUTO_TEST_SUITE_END()
