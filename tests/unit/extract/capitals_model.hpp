// SPDX-License-Identifier: MIT
// A stand-in for a model with predictable extractions, which records its calls.
#pragma once

#include <cctype>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "hmt/device/frozen_weights.hpp"
#include "hmt/hierarchy/predict.hpp"
#include "hmt/input/concept.hpp"
#include "hmt/input/packed_batch.hpp"
#include "hmt/tagging/extraction.hpp"

namespace hmt_test {

/// Each run of words that begin with `A` to `Z` is an entity of type NAME; each one and the next in its sentence form a
/// triple `before`, whose head omits the entity's first word if it has several.
class capitals_model {
 public:
  /// Records the calls to the model.
  struct workspace {
    hmt::frozen_weights device;
    std::vector<std::pair<std::size_t, std::size_t>> batches;  ///< sentences and words of each batch
    std::vector<hmt::prediction_options> options;
  };

  /// Whether a word begins with a capital.
  struct capitals : hmt::number_of_each_word<capitals> {
    static constexpr std::string_view name = "capitals";
    static hmt::row_index number_of(std::string_view word) { return word[0] >= 'A' && word[0] <= 'Z' ? 1 : 0; }
  };
  using encoded_sentence = hmt::encoded_sentence<capitals>;
  using batch_type = hmt::packed_batch<capitals>;

  encoded_sentence encode_inputs(hmt::sentence const& from) const {
    encoded_sentence encoded;
    encoded.length = from.words.size();
    encoded.get<capitals>() = capitals::encode({}, from);
    return encoded;
  }
  std::vector<encoded_sentence> encode_inputs(std::span<hmt::sentence const> from) const {
    std::vector<encoded_sentence> all;
    for (auto const& one : from) all.push_back(encode_inputs(one));
    return all;
  }

  std::vector<hmt::extraction> predict(batch_type const& batch, workspace& space,
                                       hmt::prediction_options options = {}) const {
    auto const layout = batch.layout();
    space.batches.emplace_back(layout.sentences(), layout.rows());
    space.options.push_back(options);
    std::vector<hmt::extraction> found(layout.sentences());
    for (std::size_t s = 0; s < layout.sentences(); ++s) {
      auto& one = found[batch.order[s]];
      for (std::size_t t = 0; t < layout.steps() && s < layout.width(t); ++t) {
        if (batch.get<capitals>()[layout.row(s, t)] == 0) continue;
        if (one.entities.empty() || one.entities.back().words.end != t) one.entities.push_back({{t, t}, "NAME", 0.5});
        one.entities.back().words.end = t + 1;
      }
      for (std::size_t i = 1; i < one.entities.size(); ++i) {
        auto head = one.entities[i - 1].words;
        if (head.end - head.begin > 1) ++head.begin;
        one.triples.push_back({head, "before", one.entities[i].words, 0.25});
      }
    }
    return found;
  }
};

}  // namespace hmt_test
