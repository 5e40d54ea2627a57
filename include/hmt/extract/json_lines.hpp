// SPDX-License-Identifier: MIT
// Extracted documents as JSON, one object a line.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

#include "hmt/extract/document.hpp"

namespace hmt {

namespace detail {

inline nlohmann::ordered_json range_json(span of) { return {of.begin, of.end}; }

inline nlohmann::ordered_json type_json(std::string const& type) {
  return type.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(type);
}

inline nlohmann::ordered_json argument_json(extracted_argument const& of) {
  return {{"text", of.text},
          {"type", type_json(of.type)},
          {"words", range_json(of.words)},
          {"chars", range_json(of.chars)}};
}

}  // namespace detail

/// `text`, `words`, `offsets` (code points, [begin, end) a word), `sentences` (ranges of words), `entities` and
/// `triples`, as `docs/data-forms.md` describes them. A type that is not known is null. Allocates; safe to call from
/// several threads.
[[nodiscard]] inline nlohmann::ordered_json to_json(document const& of) {
  using nlohmann::ordered_json;
  ordered_json json{{"text", of.text},
                    {"words", ordered_json::array()},
                    {"offsets", ordered_json::array()},
                    {"sentences", ordered_json::array()},
                    {"entities", ordered_json::array()},
                    {"triples", ordered_json::array()}};
  for (auto const& word : of.words) {
    json["words"].push_back(word.text);
    json["offsets"].push_back(detail::range_json({word.begin, word.end}));
  }
  for (auto const& one : of.sentences) json["sentences"].push_back(detail::range_json(one));
  for (auto const& one : of.entities)
    json["entities"].push_back({{"text", one.text},
                                {"type", detail::type_json(one.type)},
                                {"words", detail::range_json(one.words)},
                                {"chars", detail::range_json(one.chars)},
                                {"confidence", one.confidence}});
  for (auto const& one : of.triples)
    json["triples"].push_back({{"head", detail::argument_json(one.head)},
                               {"relation", one.relation},
                               {"tail", detail::argument_json(one.tail)},
                               {"confidence", one.confidence}});
  return json;
}

}  // namespace hmt
