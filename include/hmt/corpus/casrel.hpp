// SPDX-License-Identifier: MIT
// The format of CasRel (Wei et al. 2020): a text and its triples of texts.
#pragma once

#include <string_view>

#include "hmt/corpus/concept.hpp"
#include "hmt/corpus/word_runs.hpp"

namespace hmt {

/// CasRel's format: `text`, words separated by white space, and `triple_list` of [head, relation, tail]. Head and tail
/// denote the first run of words equal to them (`find_run`); these are the entities, untyped. Throws `data_error`
/// (`corpus-argument` for a head or tail that is not a run of words; `corpus-record`).
struct casrel_reader {
  static constexpr std::string_view name = "casrel";
  static constexpr std::string_view key = "triple_list";

  static sentence read(checked_json const& record) {
    sentence out;
    out.words = split_words(record.member("text").string());
    for (auto const& listed : record.member("triple_list").elements()) {
      auto const parts = listed.elements();
      if (parts.size() != 3) listed.reject_type("an array of head, relation and tail");
      out.triples.push_back(
          {detail::find_argument(out, parts[0]), parts[1].string(), detail::find_argument(out, parts[2])});
    }
    return out;
  }

  static json_value write(sentence const& one) {
    json_value record{{"text", text_of(one, {0, one.words.size()})}, {"triple_list", json_value::array()}};
    for (auto const& [head, relation, tail] : one.triples)
      record["triple_list"].push_back(json_value::array({text_of(one, head), relation, text_of(one, tail)}));
    return record;
  }
};

static_assert(CorpusReader<casrel_reader>);

}  // namespace hmt
