// SPDX-License-Identifier: MIT
// The concept of a tag scheme: maps annotated sentences to one label per word, and label probabilities back.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hmt/core/tensor.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/tagging/extraction.hpp"
#include "hmt/tagging/label_set.hpp"

namespace hmt {

/// The member of `extraction` that a scheme fills.
enum class tag_output { boundaries, entities, triples };

/// The division of a word's scores into sequences, each a distribution over the same number of labels. Most schemes
/// have one sequence.
struct score_shape {
  std::size_t sequences = 1;
  std::size_t labels = 1;  ///< of a sequence; O is the first

  [[nodiscard]] constexpr std::size_t columns() const { return sequences * labels; }
};

/// Requirements of the labels `S` of a task, in the order of the checks:
/// - `S::task_name`: the task's name in model files (`entity`, `relation`, `boundary`);
/// - `S::output`: what it fills;
/// - `S::description()`: its spelling in a model's configuration, for example `relation_tags<bio>`;
/// - `S::labels_of(training)`: the labels that a training set needs;
/// - constructible from labels; `labels()` returns them;
/// - `fit(training)`: learns what else gold labels depend on (frequencies of roles);
/// - `relations()`, if it fills triples: those that it has labels for.
template <class S>
concept LabelScheme = requires(S scheme, S const constant, std::span<sentence const> training, label_set labels) {
  { S::task_name } -> std::convertible_to<std::string_view>;
  { S::output } -> std::convertible_to<tag_output>;
  { S::description() } -> std::convertible_to<std::string>;
  { S::labels_of(training) } -> std::same_as<label_set>;
  S(labels);
  { constant.labels() } -> std::same_as<label_set const&>;
  {scheme.fit(training)};
  requires S::output != tag_output::triples || requires {
    { constant.relations() } -> std::convertible_to<std::vector<std::string>>;
  };
};

/// Requirements of a tag scheme `S`, a `LabelScheme` with `O` as its first label:
/// - `encode(sentence)`: one label per word; annotation whose label the set lacks is omitted;
/// - `decode(probabilities (words, labels), into)`: adds the spans or triples of the labels. A scheme with several
///   labels per word also has a constant `shape()`, its `score_shape`: `encode` then gives one label per word and
///   sequence, those of a word adjacent, each below `shape().labels`, and `decode` takes as many columns.
template <class S>
concept TagScheme = LabelScheme<S> &&
    requires(S const constant, sentence const& one, matrix_view<float const> probabilities, extraction& into) {
  { constant.encode(one) } -> std::same_as<std::vector<row_index>>;
  {constant.decode(probabilities, into)};
};

/// The `score_shape` of a scheme: its own, or one sequence of all its labels.
template <TagScheme S>
[[nodiscard]] score_shape shape_of(S const& scheme) {
  if constexpr (requires {
                  { scheme.shape() } -> std::same_as<score_shape>;
                })
    return scheme.shape();
  else
    return {1, scheme.labels().size()};
}

}  // namespace hmt
