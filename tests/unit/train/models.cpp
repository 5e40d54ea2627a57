// SPDX-License-Identifier: MIT
// The library's own models in training.
#include <boost/test/unit_test.hpp>

#include <string>
#include <utility>
#include <vector>

#include "hmt/device/cpu.hpp"
#include "hmt/models.hpp"
#include "hmt/train/keep_best.hpp"
#include "hmt/train/rmsprop.hpp"
#include "hmt/train/trainer.hpp"
#include "small_models.hpp"
#include "temporary_folder.hpp"
#include "texts.hpp"

BOOST_AUTO_TEST_SUITE(train_models)

namespace {

using model_type = hmt::hmt_model<hmt::cpu<float>, 16, 16>;

struct outcome {
  hmt::training_report report;
  std::string file;  ///< the bytes of the model file
};

outcome train_on_small_corpus(hmt::training_options options) {
  temporary_folder const folder;
  auto model = hmt::testing::small_model<model_type>();
  auto const sentences = model.encode(hmt::testing::small_corpus());
  auto report = hmt::trainer(hmt::rmsprop{.learning_rate = 1e-2}, options)
                    .run(model, sentences, hmt::no_validation{}, hmt::keep_best(folder / "model"));
  return {std::move(report), text_of_file(folder / "model")};
}

}  // namespace

BOOST_AUTO_TEST_CASE(hmt_learns_a_small_corpus_by_heart) {
  auto const report = train_on_small_corpus({.epochs = 60, .batch_size = 2, .dropout = 0}).report;
  BOOST_TEST(report.epochs.front().loss > 1);
  BOOST_TEST(report.epochs.back().loss < 0.1, report.epochs.back().loss);
  BOOST_TEST_REQUIRE(report.epochs.back().task_losses.size() == 2U);
  BOOST_TEST(report.epochs.back().task_losses[1].first == "relation");
}

BOOST_AUTO_TEST_CASE(the_same_seed_gives_the_same_file) {
  hmt::training_options const options{.epochs = 2, .batch_size = 2};
  auto const first = train_on_small_corpus(options).file;
  BOOST_TEST(!first.empty());
  BOOST_TEST((first == train_on_small_corpus(options).file));
  BOOST_TEST((first != train_on_small_corpus({.epochs = 2, .batch_size = 2, .seed = 2}).file));
}

BOOST_AUTO_TEST_SUITE_END()
