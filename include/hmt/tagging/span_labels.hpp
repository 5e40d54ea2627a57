// SPDX-License-Identifier: MIT
// The labels `O` and `<kind>-<position>` of a task: their numbers, encoding spans as labels, decoding spans from
// probabilities.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "hmt/core/error.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/tagging/label_set.hpp"
#include "hmt/tagging/prefixes.hpp"

namespace hmt::detail {

/// `<scheme><<policies>>`, for example `relation_tags<bio>`; trailing policies that equal their default are omitted.
/// The first of a pair is the policy's name, the second its default's; an empty default is never omitted.
[[nodiscard]] inline std::string spelling(
    std::string_view scheme, std::initializer_list<std::pair<std::string_view, std::string_view>> policies) {
  auto last = policies.end();
  while (last != policies.begin() && (last - 1)->first == (last - 1)->second) --last;
  std::string text(scheme);
  for (auto policy = policies.begin(); policy != last; ++policy)
    (text += policy == policies.begin() ? "<" : ", ") += policy->first;
  return text += ">";
}

/// A label set with parsed names. A kind is what precedes the position: an entity type, or a relation and role; the
/// empty kind's labels are the bare prefixes. Immutable.
template <TagPrefixes Prefixes>
class span_labels {
 public:
  /// `O`, then for each kind in the order given its labels in the order of `Prefixes::prefixes`. Requires: distinct
  /// kinds.
  [[nodiscard]] static label_set make(std::vector<std::string> const& kinds) {
    std::vector<std::string> names{"O"};
    for (auto const& kind : kinds)
      for (char const prefix : std::string_view(Prefixes::prefixes)) names.push_back(label_name(kind, prefix));
    return label_set(std::move(names));
  }

  /// Parses names from the end, so kinds may contain any character. Throws `config_error` (`labels`) naming the first
  /// label that is neither `O` nor of a kind that `accepts`, or one that is missing because its kind has other
  /// positions. `scheme` and `format` are for that message.
  template <class Accepts>
  span_labels(label_set labels, std::string const& scheme, std::string_view format, Accepts accepts)
      : labels_(std::move(labels)), tags_(labels_.size()) {
    for (row_index label = 1; label < labels_.size(); ++label) {
      auto const& name = labels_[label];
      char const prefix = name.empty() ? '\0' : name.back();
      auto const place = std::string_view(Prefixes::prefixes).find(prefix);
      bool const bare = name.size() == 1;
      auto const kind = bare || name.size() < 3 ? std::string() : name.substr(0, name.size() - 2);
      if (place == std::string_view::npos || label_name(kind, prefix) != name || !accepts(kind))
        throw config_error("labels", "the label '" + name + "' does not belong to " + scheme + ": expected 'O' or " +
                                         std::string(format) + " with a position of " +
                                         std::string(Prefixes::prefixes) +
                                         "; use the tag scheme that the labels were made for");
      tags_[label] = {number_of(kind), prefix};
      numbers_[tags_[label].kind][place] = label;
    }
    for (std::size_t kind = 0; kind < kinds_.size(); ++kind)
      for (std::size_t place = 0; place < prefix_count; ++place)
        if (numbers_[kind][place] == 0)
          throw config_error("labels", "the label '" + label_name(kinds_[kind], Prefixes::prefixes[place]) +
                                           "' is missing: " + scheme + " needs each of the positions " +
                                           std::string(Prefixes::prefixes) + " for each kind of span");
  }

  [[nodiscard]] label_set const& labels() const { return labels_; }
  /// In the order of their first occurrence in the labels.
  [[nodiscard]] std::vector<std::string> const& kinds() const { return kinds_; }
  [[nodiscard]] std::optional<std::size_t> find(std::string const& kind) const {
    auto const found = kind_numbers_.find(kind);
    return found == kind_numbers_.end() ? std::nullopt : std::optional(found->second);
  }

  /// Whether no word of the span is labelled yet.
  [[nodiscard]] static bool is_free(word_span words, std::vector<row_index> const& labels) {
    return std::all_of(labels.begin() + static_cast<std::ptrdiff_t>(words.begin),
                       labels.begin() + static_cast<std::ptrdiff_t>(words.end),
                       [](row_index label) { return label == 0; });
  }

  /// Labels the words of a span. Requires: the span lies within `labels`, one per word; `kind` is below the number of
  /// kinds.
  void write(word_span words, std::size_t kind, std::vector<row_index>& labels) const {
    for (std::size_t word = words.begin; word < words.end; ++word) {
      auto const prefix = Prefixes::prefix(word - words.begin, words.end - words.begin);
      labels[word] = numbers_[kind][std::string_view(Prefixes::prefixes).find(prefix)];
    }
  }

  /// The spans of the most probable labels (of equally probable ones the lower number), see `read_spans`. The
  /// confidence of a span is the product of the probabilities of its words' labels, at most 1. A probability that is
  /// NaN never wins, but if that of `O` is NaN, the word is O. Throws `shape_error` (`shape`) unless there is one
  /// column per label.
  template <StrictnessPolicy Strictness>
  [[nodiscard]] std::vector<labelled_span> read(matrix_view<float const> probabilities) const {
    require_shape(probabilities, probabilities.rows, labels_.size(), "probabilities of labels (words, labels)");
    std::vector<prefix_tag> tags(probabilities.rows);
    std::vector<float> best(probabilities.rows);
    for (std::size_t word = 0; word < probabilities.rows; ++word) {
      auto const row = probabilities.row(word);
      std::size_t label = 0;
      for (std::size_t other = 1; other < row.size(); ++other)
        if (row[other] > row[label]) label = other;
      tags[word] = tags_[label];
      best[word] = row[label];
    }
    auto spans = read_spans<Prefixes, Strictness>(tags);
    for (auto& found : spans) {
      for (std::size_t word = found.words.begin; word < found.words.end; ++word) found.confidence *= best[word];
      found.confidence = std::min(found.confidence, 1.0);
    }
    return spans;
  }

 private:
  static constexpr std::size_t prefix_count = std::string_view(Prefixes::prefixes).size();

  static std::string label_name(std::string const& kind, char prefix) {
    return kind.empty() ? std::string(1, prefix) : kind + '-' + prefix;
  }

  std::size_t number_of(std::string const& kind) {
    auto const [found, fresh] = kind_numbers_.emplace(kind, kinds_.size());
    if (fresh) {
      kinds_.push_back(kind);
      numbers_.emplace_back();
    }
    return found->second;
  }

  label_set labels_;
  std::vector<prefix_tag> tags_;  ///< of each label
  std::vector<std::string> kinds_;
  std::vector<std::array<row_index, prefix_count>> numbers_;  ///< of each kind's labels; 0 while unknown
  std::unordered_map<std::string, std::size_t> kind_numbers_;
};

}  // namespace hmt::detail
