// SPDX-License-Identifier: MIT
// The input for learning labels of words: gold labels, one per word or one per word and layer.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "hmt/core/tensor.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/input/concept.hpp"

namespace hmt {

/// Labels of words, one per word or one per word and layer. Only labels other than O are stored, since with hundreds of
/// layers nearly all are O.
class gold_labels {
 public:
  /// A label that is not O: its position is word * layers + layer.
  struct tag {
    row_index place;
    row_index label;
    friend bool operator==(tag const&, tag const&) = default;
  };

  /// No labels: for a task that has none.
  gold_labels() = default;
  /// One label per word.
  gold_labels(std::vector<row_index> const& labels) : gold_labels(labels, labels.size()) {}
  gold_labels(std::initializer_list<row_index> labels) : gold_labels(std::vector<row_index>(labels)) {}
  /// As `TagScheme::encode` gives them: labels of `words` words, a word's layers adjacent. Packing rejects them unless
  /// all words have the same number.
  gold_labels(std::vector<row_index> const& labels, std::size_t words)
      : size_(labels.size()), layers_(words == 0 ? 1 : labels.size() / words) {
    for (std::size_t place = 0; place < labels.size(); ++place)
      if (labels[place] != 0) tags_.push_back({static_cast<row_index>(place), labels[place]});
  }

  /// The number of labels, including O.
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] std::size_t layers() const { return layers_; }
  /// In the order of their positions.
  [[nodiscard]] std::span<tag const> tags() const { return tags_; }

 private:
  std::size_t size_ = 0;
  std::size_t layers_ = 0;
  std::vector<tag> tags_;
};

/// Packs labels, as many per word as in the longest sentence: [row * layers + layer]. Leaves `into` empty if a sentence
/// has none.
inline void pack_labels(sentences_to_pack<gold_labels> const& sentences, std::vector<row_index>& into) {
  into.clear();
  for (std::size_t s = 0; s < sentences.size(); ++s)
    if (sentences[s].size() == 0) return;
  auto const layout = sentences.layout();
  auto const layers = sentences.size() == 0 ? 0 : sentences[0].layers();
  into.assign(layout.rows() * layers, 0);
  for (std::size_t s = 0; s < sentences.size(); ++s) {
    if (auto const expected = layout.length(s) * layers; sentences[s].size() != expected)
      sentences.refuse(s,
                       fmt::format("expected {} labels, {} per word, found {}", expected, layers, sentences[s].size()));
    for (auto const [place, label] : sentences[s].tags())
      into[layout.row(s, place / layers) * layers + place % layers] = label;
  }
}

namespace input {

/// The gold labels of the task with this tag scheme; see `Input`. A sentence has none in extraction.
template <class Scheme>
struct tags {
  static constexpr std::string_view name = Scheme::task_name;
  using state = Scheme;
  using encoded = gold_labels;
  using packed = std::vector<row_index>;  ///< [row * layers + layer]; empty unless all sentences have labels

  [[nodiscard]] static encoded encode(Scheme const& scheme, sentence const& from) {
    return {scheme.encode(from), from.words.size()};
  }

  static void pack(sentences_to_pack<encoded> const& sentences, packed& into) { pack_labels(sentences, into); }
};

}  // namespace input
}  // namespace hmt
