// SPDX-License-Identifier: MIT
// The epoch whose model is in the file.
#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <string>
#include <vector>

#include "hmt/device/reference.hpp"
#include "hmt/train/keep_best.hpp"
#include "hmt/train/rmsprop.hpp"
#include "hmt/train/trainer.hpp"
#include "temporary_folder.hpp"
#include "texts.hpp"
#include "unit/train/linear_tagger.hpp"

BOOST_AUTO_TEST_SUITE(train_keep_best)

namespace {

using tagger = linear_tagger<hmt::reference<double>>;

/// Trains for as many epochs as there are F1 values, two steps each; returns the contents of the file.
std::string saved(std::vector<double> const& f1) {
  temporary_folder const folder;
  tagger model(10, 4, 3);
  std::size_t epoch = 0;
  hmt::trainer(hmt::rmsprop{}, {.epochs = f1.size(), .batch_size = 2})
      .run(
          model, learnable_sentences(4, 10, 3),
          [&](tagger&) {
            return hmt::validation_scores{0, 0, f1[epoch++], {}};
          },
          hmt::keep_best(folder / "model"));
  return text_of_file(folder / "model");
}

}  // namespace

BOOST_AUTO_TEST_CASE(keeps_the_best_epoch_not_the_last) {
  BOOST_TEST(saved({0.1, 0.6, 0.5, 0.3}) == "saved after step 4");
}

BOOST_AUTO_TEST_CASE(keeps_the_later_of_equals) { BOOST_TEST(saved({0.1, 0.6, 0.6, 0.3}) == "saved after step 6"); }

BOOST_AUTO_TEST_CASE(keeps_a_model_that_scores_nothing) { BOOST_TEST(saved({0.0}) == "saved after step 2"); }

BOOST_AUTO_TEST_CASE(keeps_every_epoch_without_validation) {
  temporary_folder const folder;
  tagger model(10, 4, 3);
  hmt::trainer(hmt::rmsprop{}, {.epochs = 3, .batch_size = 2})
      .run(model, learnable_sentences(4, 10, 3), hmt::no_validation{}, hmt::keep_best(folder / "model"));
  BOOST_TEST(text_of_file(folder / "model") == "saved after step 6");
}

BOOST_AUTO_TEST_CASE(a_run_that_diverges_leaves_the_last_good_model) {
  temporary_folder const folder;
  for (bool const in_loss : {true, false}) {
    tagger model(10, 4, 3);
    (in_loss ? model.nan_loss_at : model.nan_gradient_at) = 4;
    BOOST_CHECK_THROW(
        hmt::trainer(hmt::rmsprop{}, {.epochs = 3, .batch_size = 2})
            .run(model, learnable_sentences(4, 10, 3), hmt::no_validation{}, hmt::keep_best(folder / "model")),
        hmt::numeric_error);
    BOOST_TEST(text_of_file(folder / "model") == "saved after step 2");
  }
}

BOOST_AUTO_TEST_CASE(says_before_training_that_it_cannot_write) {
  temporary_folder const folder;
  tagger model(10, 4, 3);
  BOOST_CHECK_EXCEPTION(
      hmt::trainer(hmt::rmsprop{})
          .run(model, learnable_sentences(4, 10, 3), hmt::no_validation{}, hmt::keep_best(folder / "absent/model")),
      hmt::data_error, says("file-write", folder / "absent/model", "expected", "found"));
  BOOST_TEST(model.steps == 0U);
}

BOOST_AUTO_TEST_SUITE_END()
