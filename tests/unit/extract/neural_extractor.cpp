// SPDX-License-Identifier: MIT
// A model as an extractor: fitted, it is the model of its best epoch.
#include "hmt/extract/neural_extractor.hpp"

#include <boost/test/unit_test.hpp>

#include <span>
#include <string>
#include <vector>

#include "archetypes/relation_extractor.hpp"
#include "hmt/device/cpu.hpp"
#include "hmt/extract/concept.hpp"
#include "hmt/models.hpp"
#include "small_models.hpp"
#include "temporary_folder.hpp"
#include "texts.hpp"

BOOST_AUTO_TEST_SUITE(extract_neural_extractor)

namespace {

using model = hmt::hmt_model<hmt::cpu<float>>;
using extractor = hmt::neural_extractor<model>;
static_assert(hmt::RelationExtractor<extractor> && extractor::finds_entities);

hmt::corpus corpus_of_tests() { return {"c.jsonl", "jsonl", hmt::testing::small_corpus(), 0, true}; }

hmt::neural_settings<> settings(std::size_t epochs) {
  return {.optimizer = {.learning_rate = 0.03},
          .training = {.epochs = epochs, .batch_size = 2, .dropout = 0},
          .words = {.minimum_count = 1},
          .sizes = {.word_dimension = 6, .hidden = 5}};
}

std::vector<float> parameters_of(extractor const& of) {
  hmt::cpu<float> device;
  return of.model().parameters().download(device);
}

/// Callback: the F1 of each epoch.
struct scores {
  std::vector<double>* f1;
  void on_epoch(model const&, hmt::epoch_report const& report) const { f1->push_back(report.validation->f1); }
};

}  // namespace

BOOST_AUTO_TEST_CASE(without_validation_it_is_what_the_trainer_makes) {
  auto const data = corpus_of_tests();
  extractor one(settings(3));
  auto const report = one.fit(data, {});
  BOOST_TEST(report.epochs.size() == 3U);
  BOOST_TEST(!report.epochs.front().validation);

  model other(hmt::vocabulary::build(data.sentences, nullptr, {.minimum_count = 1}), data.sentences, 1, nullptr,
              {.word_dimension = 6, .hidden = 5});
  hmt::trainer(hmt::rmsprop{.learning_rate = 0.03}, {.epochs = 3, .batch_size = 2, .dropout = 0})
      .run(other, other.encode(data.sentences), hmt::no_validation());
  hmt::cpu<float> device;
  BOOST_TEST(parameters_of(one) == other.parameters().download(device), boost::test_tools::per_element());
  BOOST_TEST(one.relations() == (std::vector<std::string>{"born_in", "located_in"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(with_validation_the_best_epoch_is_kept) {
  auto const data = corpus_of_tests();
  std::vector<double> f1;
  extractor one(settings(60));
  auto const report = one.fit(data, data, scores{&f1});
  BOOST_REQUIRE_EQUAL(f1.size(), 60U);
  double const best = f1[report.best_epoch - 1];
  BOOST_TEST(best > 0.5);
  BOOST_TEST(hmt::evaluate(data, one.predict(data.sentences)).triples.exact_span.f1() == best);

  extractor until_then(settings(report.best_epoch));
  until_then.fit(data, {});
  BOOST_TEST(parameters_of(one) == parameters_of(until_then), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_file_gives_the_same_extractor) {
  temporary_folder const folder;
  auto const data = corpus_of_tests();
  extractor one(settings(2));
  one.fit(data, {});
  one.save(folder / "e");
  BOOST_TEST(parameters_of(extractor::load(folder / "e")) == parameters_of(one), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(before_it_is_fitted_it_says_so) {
  extractor const one;
  auto const refused = says("not-fitted", "fitted or loaded", "call fit");
  BOOST_CHECK_EXCEPTION((void)one.predict({}), hmt::config_error, refused);
  BOOST_CHECK_EXCEPTION((void)one.relations(), hmt::config_error, refused);
  BOOST_CHECK_EXCEPTION(one.save("nowhere"), hmt::config_error, refused);
}

BOOST_AUTO_TEST_SUITE_END()
