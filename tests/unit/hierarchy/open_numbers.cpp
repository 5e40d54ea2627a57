// SPDX-License-Identifier: MIT
// Models whose type leaves numbers open, compared with those whose type fixes them.
#include <boost/test/unit_test.hpp>

#include <array>
#include <cstddef>
#include <map>
#include <ratio>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "hmt/core/file.hpp"
#include "hmt/device/cpu.hpp"
#include "hmt/device/reference.hpp"
#include "hmt/embedding/character_bilstm.hpp"
#include "hmt/embedding/concatenated.hpp"
#include "hmt/embedding/word_shape_embedding.hpp"
#include "hmt/encoder/stacked.hpp"
#include "hmt/hierarchy/gradient_check.hpp"
#include "hmt/hierarchy/model_file.hpp"
#include "hmt/input/word_vectors.hpp"
#include "hmt/models.hpp"
#include "hmt/train/adam.hpp"
#include "hmt/train/keep_best.hpp"
#include "hmt/train/trainer.hpp"
#include "layer_fixture.hpp"
#include "small_models.hpp"
#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(hierarchy_open_numbers)

namespace {

using hmt::testing::small_batch;
using hmt::testing::small_model;
using cpu = hmt::cpu<float>;
using half = std::ratio<1, 2>;

template <class D, std::size_t Words, std::size_t Letter, std::size_t Letters, std::size_t Shape, std::size_t Hidden,
          std::size_t Tag, class Weight, class Smoothing>
using spelling_model =
    hmt::hierarchy<D,
                   hmt::concatenated<hmt::word_embedding<Words>, hmt::character_bilstm<Letter, Letters>,
                                     hmt::word_shape_embedding<Shape>>,
                   hmt::task<hmt::entity_tags<hmt::tagging::bioes>,
                             hmt::stacked<hmt::lstm<Hidden>, hmt::bilstm<Hidden>>, hmt::tag_feedback_lstm<Hidden, Tag>,
                             hmt::connectivity::task_below, hmt::log_likelihood<std::ratio<1>, Weight>>,
                   hmt::task<hmt::relation_tags<hmt::tagging::bio>, hmt::bilstm<Hidden>, hmt::linear_decoder,
                             hmt::connectivity::task_below, hmt::smoothed_log_likelihood<Smoothing>>>;
constexpr std::size_t any = std::dynamic_extent;
template <class D>
using open_spelling_model =
    spelling_model<D, any, any, any, any, any, any, hmt::at_run_time<half>, hmt::at_run_time<std::ratio<1, 10>>>;

/// A model with fixed numbers and one with open ones, equal with `options`.
template <class Fixed, class Open>
struct twins {
  using fixed = Fixed;
  using open = Open;
};
using pairs_of_twins = std::tuple<
    twins<hmt::hmt_model<cpu, 5, 3>, hmt::hmt_model<cpu>>, twins<hmt::crf_model<cpu, 5, 3>, hmt::crf_model<cpu>>,
    twins<hmt::three_level_model<cpu, 5, 3>, hmt::three_level_model<cpu>>,
    twins<hmt::zheng_tagging<cpu, 5, 3>, hmt::zheng_tagging<cpu>>,
    twins<hmt::paired_hmt_model<cpu, 5, 3>, hmt::paired_hmt_model<cpu>>,
    twins<spelling_model<cpu, 5, 2, 4, 6, 3, 7, std::ratio<3, 10>, std::ratio<1, 5>>, open_spelling_model<cpu>>>;

hmt::model_options const options{.word_dimension = 5,
                                 .hidden = 3,
                                 .letter_vector = 2,
                                 .letter_hidden = 4,
                                 .shape_vector = 6,
                                 .task_weight = 0.3,
                                 .smoothing = 0.2};

template <class Open>
hmt::model_options options_of() {
  auto own = options;
  if constexpr (std::is_same_v<Open, open_spelling_model<cpu>>) own.tag_vector = 7;
  return own;
}

template <class Model>
void train_and_save(Model model, std::string const& path) {
  hmt::trainer(hmt::adam{}, {.epochs = 2, .batch_size = 2, .dropout = 0.5})
      .run(model, model.encode(hmt::testing::small_corpus()), hmt::no_validation{}, hmt::keep_best{path});
}

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(train_to_the_same_file_as_fixed_ones_and_read_each_others, Twins, pairs_of_twins) {
  temporary_folder const folder;
  using fixed = typename Twins::fixed;
  using open = typename Twins::open;
  train_and_save(small_model<fixed>(), folder / "fixed");
  train_and_save(small_model<open>(1, options_of<open>()), folder / "open");
  auto const text = [&](std::string const& name) { return std::string(hmt::mapped_file(folder / name).text()); };
  BOOST_TEST((text("fixed") == text("open")));
  hmt::load_model<fixed>(folder / "open").save(folder / "fixed again");
  hmt::load_model<open>(folder / "fixed").save(folder / "open again");
  BOOST_TEST((text("fixed again") == text("fixed")));
  BOOST_TEST((text("open again") == text("fixed")));
}

BOOST_AUTO_TEST_CASE(gradients_match_differences_at_odd_sizes) {
  auto const check = [](auto model) {
    for (double& value : model.parameters().values()) value += 0.05;  // peepholes and biases away from zero
    auto const batch = small_batch(model);
    for (auto const& [tensor, error] : hmt::testing::check_gradients(model, batch, {.rate = 0.4, .seed = 3, .step = 5}))
      BOOST_TEST(error < hmt::testing::gradient_tolerance, tensor << ": " << error);
  };
  using device = hmt::reference<double>;
  check(
      small_model<hmt::hmt_model<device>>(1, {.word_dimension = 3, .hidden = 1, .decoder_hidden = 5, .tag_vector = 2}));
  check(
      small_model<hmt::zheng_tagging<device>>(1, {.word_dimension = 1, .hidden = 2, .tag_vector = 5, .tag_weight = 3}));
  check(small_model<hmt::paired_hmt_model<device>>(
      1, {.word_dimension = 2, .hidden = 2, .tag_vector = 1, .pair_hidden = 3, .pair_vector = 5}));
  check(small_model<open_spelling_model<device>>(1, {.word_dimension = 3,
                                                     .hidden = 2,
                                                     .tag_vector = 1,
                                                     .letter_vector = 1,
                                                     .letter_hidden = 3,
                                                     .shape_vector = 2,
                                                     .task_weight = 0.7,
                                                     .smoothing = 0.3}));
}

BOOST_AUTO_TEST_CASE(every_file_of_the_architecture_is_read_whatever_its_sizes) {
  temporary_folder const folder;
  // Each task with its own sizes.
  using uneven =
      hmt::hierarchy<cpu, hmt::word_embedding<6>,
                     hmt::task<hmt::entity_tags<hmt::tagging::bioes>, hmt::bilstm<2>, hmt::tag_feedback_lstm<3, 4>>,
                     hmt::task<hmt::relation_tags<hmt::tagging::bio>, hmt::bilstm<5>, hmt::tag_feedback_lstm<1, 7>>>;
  small_model<uneven>().save(folder / "m");
  auto const model = hmt::load_model<hmt::hmt_model<cpu>>(folder / "m");
  BOOST_TEST((model.configuration() == hmt::configuration<uneven>()));
  model.save(folder / "n");
  BOOST_TEST((hmt::mapped_file(folder / "m").text() == hmt::mapped_file(folder / "n").text()));
}

BOOST_AUTO_TEST_CASE(a_file_of_other_sizes_is_refused_by_a_type_that_fixes_them) {
  temporary_folder const folder;
  small_model<hmt::hmt_model<cpu>>(1, {.word_dimension = 5, .hidden = 4}).save(folder / "m");
  using narrow = hmt::hmt_model<cpu, 5, 3>;
  BOOST_CHECK_EXCEPTION(hmt::load_model<narrow>(folder / "m"), hmt::data_error,
                        says("model-mismatch",
                             "/tasks/0/encoder is \"bilstm<4, peephole::diagonal>\", this program's "
                             "model has \"bilstm<3, peephole::diagonal>\""));
  using other_words = hmt::hmt_model<cpu, 6, 4>;
  BOOST_CHECK_EXCEPTION(
      hmt::load_model<other_words>(folder / "m"), hmt::data_error,
      says("model-mismatch", "/embedding is \"word_embedding<5>\", this program's model has \"word_embedding<6>\""));
  small_model<hmt::zheng_tagging<cpu>>(1, {.word_dimension = 5, .hidden = 3, .tag_weight = 2}).save(folder / "z");
  using zheng = hmt::zheng_tagging<cpu, 5, 3>;
  BOOST_CHECK_EXCEPTION(hmt::load_model<zheng>(folder / "z"), hmt::data_error,
                        says("model-mismatch", "\"log_likelihood<2, 1>\"", "\"log_likelihood<10, 1>\""));
}

BOOST_AUTO_TEST_CASE(a_file_of_another_architecture_is_refused) {
  temporary_folder const folder;
  small_model<hmt::crf_model<cpu, 5, 3>>().save(folder / "m");
  BOOST_CHECK_EXCEPTION(hmt::load_model<hmt::hmt_model<cpu>>(folder / "m"), hmt::data_error,
                        says("model-mismatch",
                             "/tasks/0/decoder is \"linear_decoder\", this program's model has "
                             "\"tag_feedback_lstm<any, any>\""));
  small_model<hmt::hmt_model<cpu, 5, 3, hmt::peephole::none>>().save(folder / "n");
  BOOST_CHECK_EXCEPTION(hmt::load_model<hmt::hmt_model<cpu>>(folder / "n"), hmt::data_error,
                        says("model-mismatch", "\"bilstm<3, peephole::none>\"", "\"bilstm<3, peephole::diagonal>\""));
}

BOOST_AUTO_TEST_CASE(sizes_that_the_file_does_not_hold_take_no_memory) {
  temporary_folder const folder;
  small_model<hmt::hmt_model<cpu, 5, 3>>().save(folder / "good");
  hmt::safetensors_file const file(folder / "good");
  auto const refused = [&](std::string const& from, std::string const& to, auto predicate) {
    auto metadata = file.metadata();
    auto& text = metadata.at("configuration");
    auto const at = text.find(from);
    BOOST_TEST_REQUIRE(at != std::string::npos);
    text.replace(at, from.size(), to);
    hmt::write_safetensors(folder / "bad", metadata, file.tensors());
    BOOST_CHECK_EXCEPTION(hmt::load_model<hmt::hmt_model<cpu>>(folder / "bad"), hmt::data_error, predicate);
  };
  // 16384 in each direction would be 17 GB of recurrent weights.
  refused("bilstm<3,", "bilstm<16384,",
          says("model-mismatch", "'entity.encoder.forward.input_weight' has shape [12,5], expected [65536,5]"));
  refused("word_embedding<5>", "word_embedding<16384>",
          says("model-mismatch", "'embedding.weight' has shape", "16384]"));
  refused("bilstm<3,", "bilstm<0,", says("model-mismatch", "\"bilstm<0, ", "\"bilstm<any, "));
  refused("bilstm<3,", "bilstm<99999999999999999999,", says("model-mismatch", "\"bilstm<any, "));
  refused("tag_feedback_lstm<3, 3>", "tag_feedback_lstm<3>", says("model-mismatch", "tag_feedback_lstm<3, any>"));
  refused("{\"embedding\"", "[{\"embedding\"", says("model-file", "'configuration' is not JSON"));
  refused("\"tasks\":[", "\"other\":[", says("model-mismatch", "another configuration"));
  refused("\"encoder\":\"", "\"encoder\":3,\"other\":\"", says("model-mismatch", "another configuration"));
}

BOOST_AUTO_TEST_CASE(vectors_give_their_width_unless_another_is_asked_for) {
  hmt::word_vectors vectors;
  vectors.dimension = 3;
  vectors.words = {"ana"};
  vectors.numbers = {{"ana", 0}};
  vectors.values = {1, 2, 3};
  auto const& corpus = hmt::testing::small_corpus();
  auto const words = hmt::vocabulary::build(corpus, &vectors, {.minimum_count = 1});
  using model_type = hmt::hmt_model<cpu>;
  model_type const model(words, corpus, 1, &vectors, {.hidden = 2});
  BOOST_TEST(model.configuration().embedding == "word_embedding<3>");
  BOOST_TEST(model.parameters().tensor("embedding.weight").row(words.find("Ana"))[2] == 3.0F);
  BOOST_CHECK_EXCEPTION(model_type(words, corpus, 1, &vectors, {.word_dimension = 4, .hidden = 2}), hmt::config_error,
                        says("vector-dimension", "have 4 dimensions, those given have 3"));
  using fixed = hmt::hmt_model<cpu, 4, 2>;
  BOOST_CHECK_EXCEPTION(fixed(words, corpus, 1, &vectors), hmt::config_error,
                        says("vector-dimension", "have 4 dimensions, those given have 3"));
}

BOOST_AUTO_TEST_CASE(a_chain_takes_no_tag_weight) {
  using weighted =
      hmt::hierarchy<cpu, hmt::word_embedding<3>,
                     hmt::task<hmt::entity_tags<hmt::tagging::bioes>, hmt::bilstm<2>, hmt::linear_decoder,
                               hmt::connectivity::task_below, hmt::log_likelihood<hmt::at_run_time<std::ratio<1>>>,
                               hmt::linear_chain_crf>>;
  BOOST_CHECK_NO_THROW(small_model<weighted>());
  BOOST_CHECK_EXCEPTION(small_model<weighted>(1, {.tag_weight = 2}), hmt::config_error,
                        says("model-options", "a tag weight of 1 for a CRF", "log_likelihood<2, 1>"));
}

BOOST_AUTO_TEST_SUITE_END()
