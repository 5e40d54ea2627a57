// SPDX-License-Identifier: MIT
// The progress of a training as shown to users.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdio>
#include <memory>
#include <string>

#include "hmt/device/reference.hpp"
#include "hmt/train/progress.hpp"
#include "hmt/train/rmsprop.hpp"
#include "hmt/train/trainer.hpp"
#include "texts.hpp"
#include "unit/train/linear_tagger.hpp"

BOOST_AUTO_TEST_SUITE(train_progress)

namespace {

using tagger = linear_tagger<hmt::reference<double>>;

/// The output to a file that is not a terminal.
class captured {
 public:
  captured() { BOOST_REQUIRE(file_ != nullptr); }
  std::FILE* file() { return file_.get(); }
  std::string text() {
    std::string all;
    std::rewind(file());
    for (int c = std::fgetc(file()); c != EOF; c = std::fgetc(file())) all += static_cast<char>(c);
    return all;
  }

 private:
  struct close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, close> file_{std::tmpfile()};
};

std::string shown(hmt::progress_style style, std::size_t nan_loss_at = 0) {
  captured output;
  tagger model(10, 4, 3);
  model.nan_loss_at = nan_loss_at;
  try {
    double f1 = 0.125;
    hmt::trainer(hmt::rmsprop{}, {.epochs = 3, .batch_size = 2})
        .run(
            model, learnable_sentences(4, 10, 3),
            [&](tagger&) {
              return hmt::validation_scores{0.5, 0.25, f1 *= 2, {{"entity_f1", 0.75}}};
            },
            hmt::progress(output.file(), style));
  } catch (hmt::numeric_error const&) {
    BOOST_TEST(nan_loss_at != 0U);
  }
  return output.text();
}

}  // namespace

BOOST_AUTO_TEST_CASE(writes_a_plain_line_an_epoch_to_what_is_no_terminal) {
  auto const text = shown(hmt::progress_style::automatic);
  BOOST_TEST_MESSAGE(text);
  BOOST_TEST(std::ranges::count(text, '\n') == 5);  // start, three epochs, end
  lacks(text, "\r");
  lacks(text, "\x1b");
  holds(text, "training on 4 sentences");
  holds(text, "epoch 2/3");
  holds(text, "words/s");
  holds(text, "P 0.5000  R 0.2500  F1 0.5000 (best)");
  holds(text, "left 0:00");
  holds(text, "done after 3 epochs");
  holds(text, "kept epoch 3 with F1 1.0000");
}

BOOST_AUTO_TEST_CASE(redraws_one_line_on_a_terminal) {
  auto const text = shown(hmt::progress_style::redrawn);
  holds(text, "\r[#####");
  holds(text, "---] epoch 1/3  step 1/2");
  holds(text, "\x1b[K");
  BOOST_TEST(std::ranges::count(text, '\n') == 5);
}

BOOST_AUTO_TEST_CASE(ends_its_line_when_training_fails) {
  auto const text = shown(hmt::progress_style::redrawn, 2);
  holds(text, "step 1/2");
  BOOST_TEST(text.back() == '\n');
}

BOOST_AUTO_TEST_CASE(details_are_lines_within_an_epoch_and_each_loss_and_score) {
  auto const text = shown(hmt::progress_style::detailed);
  BOOST_TEST(std::ranges::count(text, '\n') == 11);  // two steps per epoch besides
  lacks(text, "\r");
  holds(text, "\nepoch 2/3  step 1/2");
  holds(text, "  loss of ");
  holds(text, "  entity_f1 0.7500  validated in 0.0 s");
}

BOOST_AUTO_TEST_CASE(is_silent_when_quiet) { BOOST_TEST(shown(hmt::progress_style::quiet).empty()); }

BOOST_AUTO_TEST_SUITE_END()
