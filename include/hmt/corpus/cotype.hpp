// SPDX-License-Identifier: MIT
// The format of CoType (Ren et al. 2017): typed mentions and relations, both by text.
#pragma once

#include <algorithm>
#include <string>
#include <string_view>

#include "hmt/corpus/concept.hpp"
#include "hmt/corpus/word_runs.hpp"

namespace hmt {

/// CoType's format: `sentText`, `entityMentions` of `text` and `label`, `relationMentions` of `em1Text`, `em2Text` and
/// `label`, where the label `None` means no relation. A text denotes the first run of words equal to it (`find_run`).
/// Of two mentions of the same text the first gives the type. A mention that is not a run of words (it may be part of a
/// word) is skipped; for an argument of a relation it is an error: `data_error` (`corpus-argument`; `corpus-record`).
struct cotype_reader {
  static constexpr std::string_view name = "cotype";
  static constexpr std::string_view key = "sentText";

  static sentence read(checked_json const& record) {
    sentence out;
    out.words = split_words(detail::without_enclosing_quotes(record.member("sentText").string()));
    for (auto const& mention : record.member("entityMentions").elements()) {
      auto const& type = mention.member("label").string();
      auto const found = find_run(out.words, mention.member("text").string());
      if (found && std::ranges::find(out.entities, *found, &entity::words) == out.entities.end())
        out.entities.push_back({*found, type});
    }
    for (auto const& relation : record.member("relationMentions").elements()) {
      auto const head = relation.member("em1Text"), tail = relation.member("em2Text");
      auto const& label = relation.member("label").string();
      if (label != "None")
        out.triples.push_back({detail::find_argument(out, head), label, detail::find_argument(out, tail)});
    }
    return out;
  }

  static json_value write(sentence const& one) {
    json_value record{{"sentText", detail::with_enclosing_quotes(text_of(one, {0, one.words.size()}))},
                      {"relationMentions", json_value::array()},
                      {"entityMentions", json_value::array()}};
    for (auto const& [head, relation, tail] : one.triples)
      record["relationMentions"].push_back(
          {{"em1Text", text_of(one, head)}, {"em2Text", text_of(one, tail)}, {"label", relation}});
    for (auto const& [words, type] : one.entities)
      record["entityMentions"].push_back(
          {{"start", record["entityMentions"].size()}, {"label", type}, {"text", text_of(one, words)}});
    return record;
  }
};

static_assert(CorpusReader<cotype_reader>);

}  // namespace hmt
