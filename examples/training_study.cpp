// SPDX-License-Identifier: MIT
// The effect of each training option on any corpus: HMT at a third of the paper's width, one option at a time.
#include <hmt/device/cpu.hpp>
#include <hmt/experiment/study.hpp>
#include <hmt/models.hpp>

#include "past_the_paper.hpp"

int main(int argc, char** argv) {
  using hmt::experiment::train_defaults;
  train_defaults const adam{.training = {.epochs = 40, .batch_size = 16, .dropout = 0.5},
                            .model = {.hidden = 100},
                            .optimizer = "adam",
                            .learning_rate = 1e-3};
  auto rmsprop = adam, falling = adam, warmed_up = adam, with_moving_average = adam, word_dropout = adam;
  rmsprop.optimizer = "rmsprop";
  falling.training.schedule = hmt::schedule_shape::linear;
  warmed_up.training.warmup = 0.1;
  with_moving_average.training.average = 0.99;
  word_dropout.training.word_dropout = 0.05;
  auto all_but_rmsprop = steady_training(40, 0.99, 0.05);
  all_but_rmsprop.model = adam.model;
  auto const with = [](char const* name, train_defaults const& how) {
    return hmt::experiment::variant<hmt::hmt_model<hmt::cpu<float>>>(name, how);
  };
  return hmt::experiment::study(
      argc, argv, {.name = "training_study", .summary = "HMT of width 100, trained with one option or another"},
      {with("adam", adam), with("rmsprop", rmsprop), with("falling", falling), with("warmed_up", warmed_up),
       with("averaged", with_moving_average), with("word_dropout", word_dropout),
       with("all_but_rmsprop", all_but_rmsprop)});
}
