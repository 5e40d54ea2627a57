// SPDX-License-Identifier: MIT
// A type-erased model behaves like the model itself.
#include "hmt/experiment/model_type_of.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "hmt/device/reference.hpp"
#include "hmt/experiment/any_model.hpp"
#include "hmt/experiment/training_metadata.hpp"
#include "hmt/input/vocabulary.hpp"
#include "small_models.hpp"
#include "temporary_folder.hpp"

namespace {

namespace experiment = hmt::experiment;
using model = hmt::testing::small_hmt<hmt::reference<float>>;
constexpr auto const& type = experiment::model_type_of<model>;

hmt::corpus corpus_of_tests() { return {"c.jsonl", "jsonl", hmt::testing::small_corpus(), 0, true}; }

std::unique_ptr<experiment::any_model> made() {
  return type.make(hmt::vocabulary::build(hmt::testing::small_corpus(), nullptr, {.minimum_count = 1}),
                   hmt::testing::small_corpus(), 1, nullptr, {});
}

/// The calls, in order.
struct diary final : experiment::training_listener {
  std::string text;
  experiment::any_model const* model = nullptr;

  void on_start(experiment::any_model const& of, hmt::start_report const& report) override {
    model = &of;
    text += "start " + std::to_string(report.sentences);
  }
  void on_batch(experiment::any_model const& of, hmt::batch_report const& report) override {
    BOOST_TEST(&of == model);
    text += ", batch " + std::to_string(report.step);
  }
  void on_epoch(experiment::any_model const& of, hmt::epoch_report const& report) override {
    BOOST_TEST(&of == model);
    text += ", epoch " + std::to_string(report.epoch) + (report.validation ? " validated" : "");
  }
  void on_end(experiment::any_model const& of, hmt::training_report const& report) override {
    BOOST_TEST(&of == model);
    text += ", end " + std::to_string(report.epochs.size());
  }
};

void require_equal(std::vector<hmt::extraction> const& found, std::vector<hmt::extraction> const& expected) {
  BOOST_REQUIRE_EQUAL(found.size(), expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    BOOST_REQUIRE_EQUAL(found[i].entities.size(), expected[i].entities.size());
    for (std::size_t e = 0; e < found[i].entities.size(); ++e) {
      BOOST_CHECK((found[i].entities[e].words == expected[i].entities[e].words));
      BOOST_TEST(found[i].entities[e].confidence == expected[i].entities[e].confidence);
    }
    BOOST_TEST(found[i].triples.size() == expected[i].triples.size());
  }
}

}  // namespace

BOOST_AUTO_TEST_SUITE(experiment_model_type_of)

BOOST_AUTO_TEST_CASE(it_says_what_it_is) {
  static_assert(type.finds_entities && type.word_dimension == 4);
  static_assert(
      !experiment::model_type_of<hmt::testing::small_without_entity_task<hmt::reference<float>>>.finds_entities);
  auto const one = made();
  BOOST_TEST(one->vocabulary_size() == hmt::testing::small_model<model>().words().size());
  BOOST_TEST(one->relations() == (std::vector<std::string>{"born_in", "located_in"}), boost::test_tools::per_element());
  auto const labels = one->labels();
  BOOST_REQUIRE_EQUAL(labels.size(), 2U);
  BOOST_TEST(labels[0].task == "entity");
  BOOST_TEST(labels[1].task == "relation");
  BOOST_TEST(labels[0].names.front() == "O");
  auto const needed = one->labels_for(std::span(hmt::testing::small_corpus()).first(1));
  BOOST_TEST(needed[1].names.size() < labels[1].names.size());  // one relation of two
}

BOOST_AUTO_TEST_CASE(it_says_which_numbers_it_leaves_open) {
  BOOST_TEST(type.numbers({}).empty());
  constexpr auto const& open = experiment::model_type_of<hmt::hmt_model<hmt::reference<float>>>;
  static_assert(open.word_dimension == 0);
  BOOST_TEST((open.numbers({.word_dimension = 50, .hidden = 20, .tag_vector = 7}) ==
              hmt::open_numbers{{"word_dimension", 50}, {"hidden", 20}, {"decoder_hidden", 20}, {"tag_vector", 7}}));
  BOOST_CHECK_EXCEPTION(open.numbers({.hidden = 0}), hmt::config_error, says("model-options", "hidden", "found 0"));
  auto const& corpus = hmt::testing::small_corpus();
  auto const one = open.make(hmt::vocabulary::build(corpus, nullptr, {.minimum_count = 1}), corpus, 1, nullptr,
                             {.word_dimension = 4, .hidden = 3});
  require_equal(one->predict(corpus_of_tests()), made()->predict(corpus_of_tests()));
  BOOST_TEST(experiment::to_json({{"hidden", 300}, {"smoothing", 0.1}}).dump() == R"({"hidden":300,"smoothing":0.1})");
}

BOOST_AUTO_TEST_CASE(training_and_prediction_are_those_of_the_model) {
  experiment::train_defaults how;
  how.training = {.epochs = 3, .batch_size = 2};
  how.optimizer = "adam";
  auto const data = corpus_of_tests();
  auto const one = made();
  auto const same = made();
  diary told, untold;
  std::size_t judged = 0;
  auto const report = one->train(how, data.sentences,
                                 {&data,
                                  [&](std::span<hmt::extraction const> found) {
                                    BOOST_TEST(found.size() == data.sentences.size());
                                    return hmt::validation_scores{0, 0, ++judged == 2 ? 0.5 : 0.25, {}};
                                  }},
                                 told);
  BOOST_TEST(report.best_epoch == 2U);
  BOOST_TEST(told.text ==
             "start 5, batch 1, batch 2, batch 3, epoch 1 validated, batch 1, batch 2, batch 3, epoch 2 validated, "
             "batch 1, batch 2, batch 3, epoch 3 validated, end 3");
  same->train(how, data.sentences, {}, untold);
  BOOST_TEST(untold.text.find("validated") == std::string::npos);

  auto direct = hmt::testing::small_model<model>();
  hmt::trainer(hmt::adam{}, how.training).run(direct, direct.encode(data.sentences), hmt::no_validation{});
  auto const expected = hmt::corpus_predictor<model>(direct, data)(direct);
  require_equal(one->predict(data), expected);
  require_equal(same->predict(data), expected);
}

BOOST_AUTO_TEST_CASE(a_file_keeps_model_and_metadata) {
  temporary_folder const folder;
  auto const path = folder.path() + "/m";
  auto const one = made();
  one->set_metadata("training", "{}");
  one->save(path);
  BOOST_TEST(hmt::load_model<model>(path).metadata().at("training") == "{}");
  require_equal(type.load(path)->predict(corpus_of_tests()), one->predict(corpus_of_tests()));
  BOOST_TEST(!one->to_onnx().nodes.empty());
}

BOOST_AUTO_TEST_CASE(an_extractor_fills_in_documents) {
  auto const direct = hmt::testing::small_model<model>();
  std::vector<hmt::document> documents{hmt::read_document("Ana Ruiz was born in Malaga.")};
  auto const one = made();
  one->make_extractor({})->extract(documents);
  auto const expected = hmt::extractor(direct)("Ana Ruiz was born in Malaga.");
  BOOST_TEST(documents[0].entities.size() == expected.entities.size());
  BOOST_TEST(documents[0].triples.size() == expected.triples.size());
}

BOOST_AUTO_TEST_CASE(a_perfect_model_finds_what_its_tags_can_say) {
  auto const data = corpus_of_tests();
  auto const found = type.oracle(data, data);
  BOOST_REQUIRE_EQUAL(found.size(), data.sentences.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    BOOST_TEST(found[i].entities.size() == data.sentences[i].entities.size());
    BOOST_TEST(found[i].triples.size() == data.sentences[i].triples.size());
  }
}

BOOST_AUTO_TEST_SUITE_END()
