// SPDX-License-Identifier: MIT
// Extracted documents as JSON, one object per line.
#pragma once

#include <string>

#include "hmt/core/json.hpp"
#include "hmt/extract/document.hpp"
#include "hmt/extract/document_writer.hpp"

namespace hmt {

namespace detail {

inline json_value range_json(word_span of) { return {of.begin, of.end}; }

inline json_value type_json(std::string const& type) { return type.empty() ? json_value() : json_value(type); }

inline json_value argument_json(extracted_argument const& of) {
  return {{"text", of.text},
          {"type", type_json(of.type)},
          {"words", range_json(of.words)},
          {"chars", range_json(of.chars)}};
}

}  // namespace detail

/// `text`, `words`, `offsets` (code points, [begin, end) per word), `sentences` (ranges of words), `entities` and
/// `triples`, as described in `docs/data-formats.md`. An unknown type is null.
[[nodiscard]] inline json_value to_json(document const& of) {
  json_value json{{"text", of.text},
                  {"words", json_value::array()},
                  {"offsets", json_value::array()},
                  {"sentences", json_value::array()},
                  {"entities", json_value::array()},
                  {"triples", json_value::array()}};
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

/// One document per line, as from `to_json`; with `keyed`, preceded by its name and a tab.
class json_lines : public document_writer {
 public:
  explicit json_lines(bool keyed = false) : keyed_(keyed) {}

  [[nodiscard]] std::string next(document const& of) override {
    return (keyed_ ? of.name + "\t" : "") + to_json(of).dump() + "\n";
  }

 private:
  bool keyed_;
};

}  // namespace hmt
