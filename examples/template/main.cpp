// An experiment: the model's type and the defaults of its training.
#include <hmt/device/cpu.hpp>
#include <hmt/experiment/main.hpp>
#include <hmt/models.hpp>

using my_model = hmt::hmt_model<hmt::cpu<float>>;

int main(int argc, char** argv) {
  return hmt::experiment::run<my_model>(
      argc, argv,
      {.name = "my_experiment",
       .summary = "HMT of width 40",
       .defaults = {.training = {.epochs = 12, .batch_size = 8, .dropout = 0.3},
                    .model = {.word_dimension = 50, .hidden = 40},  // word vectors of width 50, layers of width 40
                    .optimizer = "adam",
                    .learning_rate = 5e-3}});
}
