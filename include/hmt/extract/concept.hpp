// SPDX-License-Identifier: MIT
// What an extractor of relations is, whatever it learns with: fitted on a corpus, it finds entities and triples.
#pragma once

#include <concepts>
#include <span>
#include <string>
#include <vector>

#include "hmt/corpus/sentence.hpp"
#include "hmt/tagging/extraction.hpp"

namespace hmt {

/// Requirements of an extractor `E`, in the order of the checks:
/// - `E::finds_entities`: whether it finds entities too, of known type or not (a constant);
/// - `fit(training, validation)`: learns from a corpus, from the beginning; `validation`, which may be empty, is there
///   to choose by, not to learn from;
/// - `predict(sentences)`: what it finds in each sentence, of which it reads the words. From several threads at once;
/// - `relations()`: those that it can find;
/// - `save(path)`: writes a file whole or not at all; `E::load(path)` reads it.
///
/// `neural_extractor` makes one of any `hierarchy`; `evaluate` scores what one predicts.
template <class E>
concept RelationExtractor = std::movable<E> && requires(E extractor, E const constant, corpus const& data,
                                                        std::span<sentence const> sentences, std::string const& path) {
  { E::finds_entities } -> std::convertible_to<bool>;
  extractor.fit(data, data);
  { constant.predict(sentences) } -> std::same_as<std::vector<extraction>>;
  { constant.relations() } -> std::convertible_to<std::vector<std::string>>;
  constant.save(path);
  { E::load(path) } -> std::same_as<E>;
};

}  // namespace hmt
