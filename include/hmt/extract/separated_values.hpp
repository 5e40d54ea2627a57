// SPDX-License-Identifier: MIT
// Extracted documents as a table with a header: CSV and TSV.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

#include "hmt/extract/document_writer.hpp"

namespace hmt {

/// One row per triple, or one row per entity. Offsets are in code points of the document, the end exclusive. CSV
/// follows RFC 4180 except for its line ends, which are line feeds; in TSV tab, line feed, carriage return and
/// backslash are written as `\t`, `\n`, `\r` and `\\`.
class separated_values : public document_writer {
 public:
  enum class format { csv, tsv };
  enum class rows { triples, entities };

  explicit separated_values(format as, rows of = rows::triples) : format_(as), rows_(of) {}

  [[nodiscard]] std::string begin() override {
    return rows_ == rows::triples ? line("document", "head", "head_type", "head_begin", "head_end", "relation", "tail",
                                         "tail_type", "tail_begin", "tail_end", "confidence")
                                  : line("document", "entity", "type", "begin", "end", "confidence");
  }

  [[nodiscard]] std::string next(document const& of) override {
    std::string text;
    if (rows_ == rows::triples)
      for (auto const& one : of.triples)
        text += line(of.name, one.head.text, one.head.type, one.head.chars.begin, one.head.chars.end, one.relation,
                     one.tail.text, one.tail.type, one.tail.chars.begin, one.tail.chars.end, one.confidence);
    else
      for (auto const& one : of.entities)
        text += line(of.name, one.text, one.type, one.chars.begin, one.chars.end, one.confidence);
    return text;
  }

 private:
  template <class... Values>
  [[nodiscard]] std::string line(Values const&... values) const {
    std::string text;
    ((text += cell(fmt::format("{}", values)), text += format_ == format::csv ? ',' : '\t'), ...);
    text.back() = '\n';
    return text;
  }

  [[nodiscard]] std::string cell(std::string_view value) const {
    std::string text;
    if (format_ == format::tsv) {
      for (char const c : value) switch (c) {
          case '\t':
            text += "\\t";
            break;
          case '\n':
            text += "\\n";
            break;
          case '\r':
            text += "\\r";
            break;
          case '\\':
            text += "\\\\";
            break;
          default:
            text += c;
        }
      return text;
    }
    if (value.find_first_of(",\"\r\n") == std::string_view::npos) return std::string(value);
    for (char const c : value) text += c == '"' ? std::string("\"\"") : std::string(1, c);
    return '"' + text + '"';
  }

  format format_;
  rows rows_;
};

}  // namespace hmt
