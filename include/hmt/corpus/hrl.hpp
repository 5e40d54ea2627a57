// SPDX-License-Identifier: MIT
// The format of HRL (Takanobu et al. 2019): one row of role numbers per relation, one number per word.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hmt/corpus/concept.hpp"
#include "hmt/corpus/word_runs.hpp"

namespace hmt {

namespace detail {

/// The spans that a row of HRL numbers marks: as head (4, then 1), as tail (5, then 2), as another entity (6, then 3).
struct hrl_roles {
  std::array<std::vector<word_span>, 3> spans;
  [[nodiscard]] std::vector<word_span> const& heads() const { return spans[0]; }
  [[nodiscard]] std::vector<word_span> const& tails() const { return spans[1]; }
};

/// Throws `data_error`: `corpus-tags` for a wrong count, an element that is not a number from 0 to 6, or an inside
/// number that does not follow a word of its role; `corpus-record` if `tags` is not an array.
inline hrl_roles read_hrl_tags(checked_json const& tags, std::size_t word_count) {
  auto const& row = tags.value();
  if (!row.is_array()) tags.reject_type("an array of numbers");
  if (row.size() != word_count)
    reject_record("corpus-tags", tags.where(),
                  "one number for each of the " + std::to_string(word_count) + " words in " + tags.name(),
                  std::to_string(row.size()) + " numbers");
  hrl_roles roles;
  std::size_t inside = 0;  // the number that continues the span of the previous word; 0 if it is in none
  for (std::size_t word = 0; word < row.size(); ++word) {
    auto const reject = [&](std::string const& expected) {
      reject_record("corpus-tags", tags.where(), expected + " at word " + std::to_string(word) + " of " + tags.name(),
                    shortened(row[word].dump()));
    };
    if (!row[word].is_number_unsigned() || row[word].get<std::uint64_t>() > 6) reject("a number from 0 to 6");
    auto const number = row[word].get<std::size_t>();
    if (number == 0) {
      inside = 0;
    } else if (number > 3) {
      inside = number - 3;
      roles.spans[inside - 1].push_back({word, word + 1});
    } else {
      if (number != inside) reject("a span of this role to go on, begun by " + std::to_string(number + 3) + ",");
      roles.spans[number - 1].back().end = word + 1;
    }
  }
  return roles;
}

/// The one span of a role or, of several, the one equal to the argument's text.
inline word_span choose_hrl_argument(std::vector<word_span> const& spans, sentence const& in, checked_json const& tags,
                                     checked_json const& argument, std::string_view role, std::size_t begin_number) {
  std::string text;
  for (auto const& word : split_words(argument.string())) text += (text.empty() ? "" : " ") + word;
  std::vector<word_span> alike;
  for (auto const words : spans)
    if (text_of(in, words) == text) alike.push_back(words);
  if (alike.size() == 1) return alike.front();
  if (spans.size() == 1)
    reject_record("corpus-argument", tags.where(),
                  argument.name() + " to be the words of the " + std::string(role) + " in " + tags.name() + ", '" +
                      shortened(text_of(in, spans.front())) + "'",
                  "'" + shortened(text) + "'");
  reject_record("corpus-tags", tags.where(),
                "one begin (" + std::to_string(begin_number) + ") of the " + std::string(role) + " in " + tags.name(),
                spans.empty() ? "none"
                              : std::to_string(spans.size()) + ", " + std::to_string(alike.size()) + " of them '" +
                                    shortened(text) + "'");
}

}  // namespace detail

/// HRL's format: `sentext`, and in `relations` of each `rtext`, `em1`, `em2` and `tags`. Words are `sentext` split at
/// white space, without a pair of double quotes around the whole. The entities are all spans that any row marks, in any
/// role, untyped; spans that overlap without being equal are all kept. Throws `data_error` (`corpus-tags`,
/// `corpus-argument`, `corpus-record`).
struct hrl_reader {
  static constexpr std::string_view name = "hrl";
  static constexpr std::string_view key = "sentext";

  static sentence read(checked_json const& record) {
    sentence out;
    out.words = split_words(detail::without_enclosing_quotes(record.member("sentext").string()));
    for (auto const& relation : record.member("relations").elements()) {
      auto const& label = relation.member("rtext").string();
      auto const head = relation.member("em1"), tail = relation.member("em2"), tags = relation.member("tags");
      auto const roles = detail::read_hrl_tags(tags, out.words.size());
      out.triples.push_back({detail::choose_hrl_argument(roles.heads(), out, tags, head, "head", 4), label,
                             detail::choose_hrl_argument(roles.tails(), out, tags, tail, "tail", 5)});
      for (auto const& spans : roles.spans)
        for (auto const words : spans) out.entities.push_back({words, {}});
    }
    return out;
  }

  static json_value write(sentence const& one) {
    json_value record{{"sentext", detail::with_enclosing_quotes(text_of(one, {0, one.words.size()}))},
                      {"relations", json_value::array()}};
    for (auto const& [head, relation, tail] : one.triples) {
      std::vector<unsigned> tags(one.words.size(), 0);
      auto const mark = [&tags](word_span words, unsigned inside) {
        auto const first = tags.begin() + static_cast<std::ptrdiff_t>(words.begin),
                   end = tags.begin() + static_cast<std::ptrdiff_t>(words.end);
        if (std::any_of(first, end, [](unsigned tag) { return tag != 0; })) return false;
        std::fill(first, end, inside);
        *first = inside + 3;
        return true;
      };
      if (!mark(head, 1) || !mark(tail, 2)) continue;  // arguments that share words have no row
      for (auto const& other : one.entities) mark(other.words, 3);
      record["relations"].push_back(
          {{"rtext", relation}, {"em1", text_of(one, head)}, {"em2", text_of(one, tail)}, {"tags", tags}});
    }
    return record;
  }
};

static_assert(CorpusReader<hrl_reader>);

}  // namespace hmt
