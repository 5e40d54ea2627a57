// SPDX-License-Identifier: MIT
// A selection of sentences with wrong triples, some for each cause.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "hmt/corpus/sentence.hpp"
#include "hmt/evaluate/error_report.hpp"
#include "hmt/evaluate/errors.hpp"
#include "hmt/tagging/extraction.hpp"

namespace hmt {

/// The sentences selected for a cause.
struct examples_of_cause {
  error_cause cause = error_cause::other;
  std::size_t all = 0;               ///< sentences with a wrong triple of this cause
  std::vector<std::size_t> numbers;  ///< of the selected ones in the corpus, from 0, increasing
};

namespace detail {

/// Distributes `most` evenly among requests; none gets more than it requests.
[[nodiscard]] inline std::vector<std::size_t> divided(std::size_t most, std::span<std::size_t const> wishes) {
  std::vector<std::size_t> parts(wishes.size());
  for (bool given = true; given && most > 0;) {
    given = false;
    for (std::size_t k = 0; k < wishes.size() && most > 0; ++k)
      if (parts[k] < wishes[k]) {
        ++parts[k];
        --most;
        given = true;
      }
  }
  return parts;
}

}  // namespace detail

/// At most `most` sentences with wrong triples (exact spans), as evenly among the causes as there are sentences, and
/// evenly over the corpus; the same for the same input. A sentence with several causes may be selected for each of
/// them. All causes are present, in order. Throws as `evaluate` does.
[[nodiscard]] inline std::vector<examples_of_cause> choose_examples(corpus const& gold,
                                                                    std::span<extraction const> predicted,
                                                                    std::size_t most) {
  std::array<std::vector<std::size_t>, all_error_causes.size()> sentences;
  detail::for_each_wrong_sentence(gold, predicted, [&](std::size_t number, auto const& errors) {
    for (auto const& each : errors) {
      auto& numbers = sentences[static_cast<std::size_t>(each.cause)];
      if (numbers.empty() || numbers.back() != number) numbers.push_back(number);
    }
  });
  std::array<std::size_t, all_error_causes.size()> sizes{};
  std::ranges::transform(sentences, sizes.begin(), [](auto const& numbers) { return numbers.size(); });
  auto const parts = detail::divided(most, sizes);
  std::vector<examples_of_cause> chosen;
  for (auto const cause : all_error_causes) {
    auto const k = static_cast<std::size_t>(cause);
    examples_of_cause one{cause, sizes[k], {}};
    for (std::size_t i = 0; i < parts[k]; ++i) one.numbers.push_back(sentences[k][i * sizes[k] / parts[k]]);
    chosen.push_back(std::move(one));
  }
  return chosen;
}

}  // namespace hmt
