// SPDX-License-Identifier: MIT
// Models whose embedding has features.
#include "hmt/embedding/concatenated.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "hmt/device/cpu.hpp"
#include "hmt/device/reference.hpp"
#include "hmt/embedding/character_bilstm.hpp"
#include "hmt/embedding/word_embedding.hpp"
#include "hmt/embedding/word_shape_embedding.hpp"
#include "hmt/extract/predict_all.hpp"
#include "hmt/hierarchy/gradient_check.hpp"
#include "hmt/hierarchy/model_file.hpp"
#include "hmt/models.hpp"
#include "hmt/train/rmsprop.hpp"
#include "hmt/train/trainer.hpp"
#include "layer_fixture.hpp"
#include "small_models.hpp"
#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(embedding_concatenated)

namespace {

using hmt::testing::small_batch;
using hmt::testing::small_model;
using embedding = hmt::concatenated<hmt::word_embedding<4>, hmt::character_bilstm<3, 2>, hmt::word_shape_embedding<2>>;
template <class D>
using model_on = hmt::hierarchy<D, embedding, hmt::entity_task<3>, hmt::relation_task<3>>;

static_assert(embedding().dimension() == 4 && embedding().width() == 4 + 2 * 2 + 2);
static_assert(
    std::is_same_v<embedding::inputs, hmt::input_list<hmt::input::words, hmt::input::bytes, hmt::input::shapes>>);

/// The probability of every word's best entity tags, if they form entities.
template <class Model>
std::vector<double> confidences(Model const& model, std::vector<std::vector<std::string>> const& texts) {
  std::vector<typename Model::encoded_sentence> encoded;
  for (auto const& words : texts) encoded.push_back(model.encode_inputs({.words = words}));
  typename Model::workspace space;
  std::vector<double> all;
  for (auto const& one : hmt::predict_all(model, encoded, space))
    for (auto const& entity : one.entities) all.push_back(entity.confidence);
  return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(gradients_match_differences_with_dropout_on) {
  auto model = small_model<model_on<hmt::reference<double>>>();
  auto const batch = small_batch(model);
  for (double const rate : {0.0, 0.4})
    for (auto const& [tensor, error] :
         hmt::testing::check_gradients(model, batch, {.rate = rate, .seed = 3, .step = 5}))
      BOOST_TEST(error < hmt::testing::gradient_tolerance, tensor << " at rate " << rate << ": " << error);
}

BOOST_AUTO_TEST_CASE(cpu_agrees_with_reference) {
  auto plain = small_model<model_on<hmt::reference<float>>>();
  auto other = small_model<model_on<hmt::cpu<float>>>();
  auto const batch = small_batch(plain);
  auto const doubles = [](hmt::matrix_view<float const> values) {
    return std::vector<double>(values.data, values.data + values.rows * values.columns);
  };
  hmt::parameter_gradients<hmt::reference<float>> of_plain;
  hmt::parameter_gradients<hmt::cpu<float>> of_other;
  plain.compute_gradients(batch, of_plain, {.rate = 0.5, .seed = 2, .step = 9});
  other.compute_gradients(batch, of_other, {.rate = 0.5, .seed = 2, .step = 9});
  BOOST_TEST(plain.take_losses()[1] == other.take_losses()[1], boost::test_tools::tolerance(1e-4));
  for (auto const& tensor : plain.parameters().list().all()) {
    auto const error = hmt::testing::relative_difference(doubles(of_other.of(tensor)), doubles(of_plain.of(tensor)));
    BOOST_TEST(error < 1e-4, tensor.name << ": " << error);
  }
  BOOST_TEST(of_other.sparse[0].values.view().columns == 4U);
}

BOOST_AUTO_TEST_CASE(table_features_and_tasks_are_groups) {
  auto model = small_model<model_on<hmt::cpu<float>>>();
  std::vector<std::string> names;
  for (auto const& group : model.parameters().list().groups()) names.push_back(group.name);
  std::vector<std::string> const expected{"embedding", "letters", "shape", "entity", "relation"};
  BOOST_TEST(names == expected, boost::test_tools::per_element());
  for (auto const& tensor : model.parameters().list().all())
    BOOST_TEST(tensor.name.starts_with(model.parameters().group_of(tensor).name + "."));
}

BOOST_AUTO_TEST_CASE(a_frozen_word_table_gets_no_gradient_and_the_rest_the_same) {
  auto model = small_model<model_on<hmt::reference<double>>>();
  auto const batch = small_batch(model);
  hmt::parameter_gradients<hmt::reference<double>> whole, rest;
  model.compute_gradients(batch, whole, {.rate = 0.5, .seed = 2, .step = 9});
  BOOST_TEST(whole.sparse[0].rows == batch.get<hmt::input::words>().distinct, boost::test_tools::per_element());
  BOOST_TEST(whole.words == batch.layout().rows());
  model.parameters().group("embedding").trainable = false;
  model.compute_gradients(batch, rest, {.rate = 0.5, .seed = 2, .step = 9});
  BOOST_TEST(rest.sparse[0].rows.empty());
  BOOST_TEST(std::ranges::equal(rest.dense.view(), whole.dense.view()));
}

BOOST_AUTO_TEST_CASE(a_frozen_feature_gets_no_gradient) {
  auto model = small_model<model_on<hmt::reference<double>>>();
  auto const batch = small_batch(model);
  hmt::parameter_gradients<hmt::reference<double>> whole, rest;
  model.compute_gradients(batch, whole);
  model.parameters().group("letters").trainable = false;
  model.compute_gradients(batch, rest);
  for (auto const& tensor : model.parameters().list().all()) {
    auto const found = rest.of(tensor), expected = whole.of(tensor);
    if (tensor.name.starts_with("letters."))
      for (std::size_t row = 0; row < found.rows; ++row)
        BOOST_TEST(std::ranges::count(found.row(row), 0.0) == static_cast<std::ptrdiff_t>(found.columns), tensor.name);
    else
      for (std::size_t row = 0; row < found.rows; ++row)
        BOOST_TEST(std::ranges::equal(found.row(row), expected.row(row)), tensor.name);
  }
}

/// Only shapes: nothing looks words up.
template <class D>
using without_words = hmt::hierarchy<D, hmt::concatenated<hmt::word_shape_embedding<3>>, hmt::entity_task<3>>;
/// The table in another position.
template <class D>
using words_last =
    hmt::hierarchy<D, hmt::concatenated<hmt::word_shape_embedding<2>, hmt::word_embedding<4>>, hmt::entity_task<3>>;

template <class Model>
Model model_without_words() {
  return Model({}, hmt::testing::small_corpus(), 1);
}

BOOST_AUTO_TEST_CASE(an_embedding_needs_no_table_of_words) {
  using model_type = without_words<hmt::reference<double>>;
  auto model = model_without_words<model_type>();
  static_assert(!model_type::inputs::contains<hmt::input::words>);
  BOOST_TEST(model_type::embedding_type().dimension() == 0U);
  BOOST_TEST(model.parameters().list().sparse_tables() == 0U);
  auto const batch = small_batch(model);
  BOOST_TEST(model.rows_read(batch).size() == 0U);
  for (auto const& [tensor, error] : hmt::testing::check_gradients(model, batch))
    BOOST_TEST(error < hmt::testing::gradient_tolerance, tensor << ": " << error);
  // The case of a word counts, the word does not.
  auto const of = [&](std::string const& word) { return confidences(model, {{"Malaga", word, "in"}}); };
  BOOST_TEST((of("ana") == of("ben")));
  BOOST_TEST((of("ana") != of("Ana")));
}

BOOST_AUTO_TEST_CASE(a_model_without_words_trains_and_comes_back) {
  temporary_folder const folder;
  using model_type = without_words<hmt::cpu<float>>;
  auto model = model_without_words<model_type>();
  auto const sentences = model.encode(hmt::testing::small_corpus());
  auto const report =
      hmt::trainer(hmt::rmsprop{.learning_rate = 1e-2}, {.epochs = 5}).run(model, sentences, hmt::no_validation{});
  BOOST_TEST(report.epochs.back().loss < report.epochs.front().loss);
  model.save(folder / "m");
  BOOST_TEST(!hmt::safetensors_file(folder / "m").metadata().contains("words"));
  std::vector<std::vector<std::string>> const text{hmt::testing::small_corpus()[0].words};
  BOOST_TEST((confidences(hmt::load_model<model_type>(folder / "m"), text) == confidences(model, text)));
  BOOST_CHECK_EXCEPTION(hmt::trainer(hmt::rmsprop{}, {.word_dropout = 0.1}).run(model, sentences, hmt::no_validation{}),
                        hmt::config_error,
                        says("training-options", "expected 0 for a model that does not look words up", "found 0.1"));
  hmt::word_vectors vectors;
  vectors.dimension = 7;
  BOOST_CHECK_EXCEPTION(model_type({}, hmt::testing::small_corpus(), 1, &vectors), hmt::config_error,
                        says("vector-dimension", "without a table of words, found vectors of 7 dimensions"));
}

BOOST_AUTO_TEST_CASE(a_table_may_stand_anywhere) {
  auto model = small_model<words_last<hmt::reference<double>>>();
  auto const batch = small_batch(model);
  for (auto const& [tensor, error] : hmt::testing::check_gradients(model, batch))
    BOOST_TEST(error < hmt::testing::gradient_tolerance, tensor << ": " << error);
  // Its initial values are not those of the preceding tensor.
  auto const shapes = model.parameters().tensor("shape.embedding.weight").row(0);
  auto const words = model.parameters().tensor("embedding.weight").row(0);
  BOOST_TEST(shapes[0] / shapes[1] != words[0] / words[1]);
  BOOST_TEST(words_last<hmt::reference<double>>::embedding_type().dimension() == 4U);
}

BOOST_AUTO_TEST_CASE(what_is_saved_comes_back) {
  temporary_folder const folder;
  using model_type = model_on<hmt::cpu<float>>;
  auto const model = small_model<model_type>();
  model.save(folder / "m");
  auto const again = hmt::load_model<model_type>(folder / "m");
  BOOST_TEST(std::ranges::equal(again.parameters().values(), model.parameters().values()));
  std::vector<std::vector<std::string>> const text{hmt::testing::small_corpus()[0].words};
  BOOST_TEST((confidences(again, text) == confidences(model, text)));
  again.save(folder / "n");
  BOOST_TEST(hmt::mapped_file(folder / "m").text() == hmt::mapped_file(folder / "n").text());

  hmt::safetensors_file const file(folder / "m");
  std::vector<std::string> names;
  for (auto const& tensor : file.tensors()) names.push_back(tensor.name);
  names.resize(10);
  std::vector<std::string> const expected{"embedding.weight",
                                          "letters.embedding.weight",
                                          "letters.encoder.forward.input_weight",
                                          "letters.encoder.forward.recurrent_weight",
                                          "letters.encoder.forward.bias",
                                          "letters.encoder.backward.input_weight",
                                          "letters.encoder.backward.recurrent_weight",
                                          "letters.encoder.backward.bias",
                                          "shape.embedding.weight",
                                          "entity.encoder.forward.input_weight"};
  BOOST_TEST(names == expected, boost::test_tools::per_element());
  BOOST_TEST(hmt::configuration<model_type>().embedding ==
             "joined<word_embedding<4>, character_bilstm<3, 2>, word_shape_embedding<2>>");
}

BOOST_AUTO_TEST_CASE(a_model_with_another_embedding_is_refused) {
  temporary_folder const folder;
  small_model<model_on<hmt::cpu<float>>>().save(folder / "m");
  BOOST_CHECK_EXCEPTION(hmt::load_model<hmt::testing::small_hmt<hmt::cpu<float>>>(folder / "m"), hmt::data_error,
                        says("model-mismatch", "/embedding is \"joined<word_embedding<4>, character_bilstm<3, 2>",
                             "\"word_embedding<4>\""));
}

BOOST_AUTO_TEST_CASE(tables_begin_with_rows_about_as_long_as_unit_vectors) {
  auto const model = small_model<model_on<hmt::cpu<float>>>();
  auto const table = model.parameters().tensor("letters.embedding.weight");
  double sum = 0, largest = 0;
  for (std::size_t row = 0; row < table.rows; ++row)
    for (double const value : table.row(row)) {
      sum += value * value;
      largest = std::max(largest, std::abs(value));
    }
  BOOST_TEST(largest <= 1);
  BOOST_TEST(sum / 256 == 1, boost::test_tools::tolerance(0.1));
}

using devices = std::tuple<hmt::reference<float>, hmt::cpu<float>, hmt::cpu<double>>;
BOOST_AUTO_TEST_CASE_TEMPLATE(a_sentence_does_not_depend_on_its_neighbours, D, devices) {
  auto const model = small_model<model_on<D>>();
  std::vector<std::vector<std::string>> texts;
  for (auto const& one : hmt::testing::small_corpus()) texts.push_back(one.words);
  texts.push_back({"ANA", "", "😀", std::string(10000, 'y'), "e\u0301t\u0301"});
  std::vector<double> alone;
  for (auto const& text : texts)
    for (double const confidence : confidences(model, {text})) alone.push_back(confidence);
  auto const together = confidences(model, texts);
  BOOST_TEST(together.size() > 5U);  // an untrained model finds something in nearly every word
  BOOST_TEST(together == alone, boost::test_tools::tolerance(1e-6) << boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(spelling_counts) {
  auto const model = small_model<model_on<hmt::cpu<double>>>();
  std::string const long_word(10000, 'y');
  auto const of = [&](std::string const& word) { return confidences(model, {{"Malaga", word, "Ben", "in"}}); };
  BOOST_TEST((of("ana") == of("ana")));
  BOOST_TEST((of("ana") != of("Ana")));
  BOOST_TEST((of("unknown") != of("unknowing")));
  BOOST_TEST((of(long_word) == of(long_word + long_word)));  // both of 24 and 8 bytes y
  BOOST_TEST((of(long_word) != of("x" + long_word)));
}

BOOST_AUTO_TEST_CASE(a_model_encodes_what_its_parts_name_and_nothing_else) {
  using plain = hmt::testing::small_hmt<hmt::cpu<float>>;
  using entity_labels = hmt::input::tags<hmt::entity_tags<hmt::tagging::bioes>>;
  using relation_labels = hmt::input::tags<hmt::relation_tags<hmt::tagging::bio>>;
  static_assert(std::is_same_v<plain::inputs, hmt::input_list<hmt::input::words, entity_labels, relation_labels>>);
  static_assert(
      std::is_same_v<
          model_on<hmt::cpu<float>>::inputs,
          hmt::input_list<hmt::input::words, hmt::input::bytes, hmt::input::shapes, entity_labels, relation_labels>>);
  // An input that two parts name is read once.
  using twice = hmt::concatenated<hmt::word_embedding<4>, hmt::word_shape_embedding<2>, hmt::word_shape_embedding<3>>;
  static_assert(std::is_same_v<twice::inputs, hmt::input_list<hmt::input::words, hmt::input::shapes>>);

  auto const model = small_model<model_on<hmt::cpu<float>>>();
  auto const gold = model.encode(hmt::testing::small_corpus()[0]);
  BOOST_TEST(gold.length == 7U);
  BOOST_TEST(gold.get<hmt::input::bytes>().words() == 7U);
  BOOST_TEST(gold.get<hmt::input::shapes>().size() == 7U);
  BOOST_TEST(gold.get<entity_labels>().size() == 7U);
  auto const bare = model.encode_inputs(hmt::testing::small_corpus()[0]);
  BOOST_TEST(bare.get<hmt::input::words>() == gold.get<hmt::input::words>(), boost::test_tools::per_element());
  BOOST_TEST(bare.get<entity_labels>().size() == 0U);
  BOOST_TEST(hmt::configuration<plain>().embedding == "word_embedding<4>");
}

BOOST_AUTO_TEST_SUITE_END()
