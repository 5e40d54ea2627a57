// SPDX-License-Identifier: MIT
// A custom model: its layers, connectivity and weights, and a pairing policy that is not in the library.
#include <hmt/device/cpu.hpp>
#include <hmt/experiment/main.hpp>
#include <hmt/models.hpp>

#include <algorithm>
#include <ratio>
#include <span>
#include <string_view>
#include <vector>

//! [own_pairing]
/// As `nearest`, but a head and a tail more than 12 words apart do not form a triple: in news text such pairs mostly
/// belong to different facts. `own_model inspect` shows how many gold triples this loses.
struct nearest_within_twelve_words {
  static constexpr std::string_view name = "nearest_within_twelve_words";  // written into model files

  static std::vector<hmt::head_and_tail> pairs(std::span<hmt::word_span const> heads,
                                               std::span<hmt::word_span const> tails) {
    auto found = hmt::tagging::nearest::pairs(heads, tails);
    std::erase_if(found, [&](hmt::head_and_tail const& pair) {
      return hmt::distance_in_words(heads[pair.first], tails[pair.second]) > 12;
    });
    return found;
  }
};
//! [own_pairing]

// Three levels: boundaries of entities, their types, relations. The lowest is a BiLSTM without peepholes whose output
// gives the tags directly; the highest sees both encoders below it. The widths of layers are fixed; that of the word
// vectors and the weight of the lowest task, by default half of the others', are options of the command line.
using boundary_level =
    hmt::task<hmt::boundary_tags<hmt::tagging::bio>, hmt::bilstm<32, hmt::peephole::none>, hmt::linear_decoder,
              hmt::connectivity::words_only, hmt::log_likelihood<std::ratio<1>, hmt::at_run_time<std::ratio<1, 2>>>>;
using entity_level = hmt::task<hmt::entity_tags<hmt::tagging::bioes>, hmt::bilstm<48>, hmt::tag_feedback_lstm<48, 32>>;
using relation_level = hmt::task<hmt::relation_tags<hmt::tagging::bio, nearest_within_twelve_words>, hmt::bilstm<64>,
                                 hmt::tag_feedback_lstm<64, 48>, hmt::connectivity::all_below>;
using own_model = hmt::hierarchy<hmt::cpu<float>, hmt::word_embedding<>, boundary_level, entity_level, relation_level>;

int main(int argc, char** argv) {
  return hmt::experiment::run<own_model>(
      argc, argv,
      {.name = "own_model",
       .summary = "A custom hierarchy with a custom pairing policy, for the bundled corpus",
       .defaults = {.training = {.epochs = 25, .batch_size = 8, .dropout = 0.3},
                    .model = {.word_dimension = 64},
                    .optimizer = "adam",
                    .learning_rate = 5e-3}});
}
