// SPDX-License-Identifier: MIT
// The concept of an extractor, neural or not: fitted on a corpus, it finds entities and triples in sentences.
#pragma once

#include <concepts>
#include <span>
#include <string>
#include <vector>

#include "hmt/corpus/sentence.hpp"
#include "hmt/tagging/extraction.hpp"

namespace hmt {

/// Requirements of an extractor `E`, in the order of the checks:
/// - `E::finds_entities`: whether it also finds entities, with or without types (a constant);
/// - `fit(training, validation)`: learns from a corpus, from scratch. `validation`, which may be empty, is for model
///   selection only;
/// - `predict(sentences)`: an extraction for each sentence, from its words alone. Safe to call from several threads;
/// - `relations()`: those that it can find;
/// - `save(path)`: writes a file atomically; `E::load(path)` reads it.
///
/// `neural_extractor` wraps any `hierarchy`; `evaluate` scores predictions.
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
