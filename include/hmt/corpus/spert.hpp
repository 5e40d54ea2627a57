// SPDX-License-Identifier: MIT
// The format of SpERT (Eberts and Ulges 2020): tokens, typed spans, and relations between the numbers of the spans.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "hmt/corpus/concept.hpp"

namespace hmt {

/// SpERT's format: `tokens`; `entities` of `type`, `start` and `end` (excluded); `relations` of `type`, `head` and
/// `tail`, which are numbers of entities, from 0. Throws `data_error` (`corpus-entity-number` for a number that no
/// entity has; `corpus-record`).
struct spert_reader {
  static constexpr std::string_view name = "spert";
  static constexpr std::string_view key = "tokens";

  static sentence read(checked_json const& record) {
    sentence out;
    for (auto const& token : record.member("tokens").elements()) out.words.push_back(token.string());
    for (auto const& listed : record.member("entities").elements())
      out.entities.push_back(
          {{listed.member("start").number(), listed.member("end").number()}, listed.member("type").string()});
    for (auto const& relation : record.member("relations").elements())
      out.triples.push_back({words_of(out, relation.member("head")), relation.member("type").string(),
                             words_of(out, relation.member("tail"))});
    return out;
  }

  static json_value write(sentence const& one) {
    json_value record{{"tokens", one.words}, {"entities", json_value::array()}, {"relations", json_value::array()}};
    for (auto const& [words, type] : one.entities)
      record["entities"].push_back({{"type", type}, {"start", words.begin}, {"end", words.end}});
    auto const number_of = [&](word_span words) {
      return static_cast<std::size_t>(std::ranges::find(one.entities, words, &entity::words) - one.entities.begin());
    };
    for (auto const& [head, relation, tail] : one.triples)
      record["relations"].push_back({{"type", relation}, {"head", number_of(head)}, {"tail", number_of(tail)}});
    return record;
  }

 private:
  static word_span words_of(sentence const& in, checked_json const& argument) {
    auto const number = argument.number();
    if (number >= in.entities.size())
      detail::reject_record("corpus-entity-number", argument.where(),
                            argument.name() + " to be the number, from 0, of one of the " +
                                std::to_string(in.entities.size()) + " entities",
                            std::to_string(number));
    return in.entities[number].words;
  }
};

static_assert(CorpusReader<spert_reader>);

}  // namespace hmt
