// SPDX-License-Identifier: MIT
// Splits the text of a corpus file into records, each with the line on which it begins.
#pragma once

#include <algorithm>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "hmt/core/error.hpp"
#include "hmt/core/json.hpp"
#include "hmt/core/unicode.hpp"
#include "hmt/corpus/checked_json.hpp"

namespace hmt::detail {

/// The text of one record and the line on which it begins.
struct record_text {
  std::string_view text;
  std::size_t line = 0;
};

/// Iterates over the records of a file: the elements of an array if the first character is `[`, otherwise the lines
/// that are not blank. An array is split only by its brackets and quotes, so that each element can be parsed, and be
/// broken, by itself. Refers to the text, which must outlive it. Allocates only to throw; for one thread.
class record_scanner {
 public:
  record_scanner(std::string_view text, std::string file) : text_(text), file_(std::move(file)) {
    skip_blanks();
    // NOLINTNEXTLINE(cppcoreguidelines-prefer-member-initializer): the blanks go first.
    is_array_ = at_ < text_.size() && text_[at_] == '[';
    if (is_array_) ++at_;
  }

  /// The next record, or nothing at the end. Throws `data_error` (`corpus-json`) if the array around the records is
  /// broken, since it is then unknown where the next record begins.
  [[nodiscard]] std::optional<record_text> next() { return is_array_ ? next_element() : next_line(); }

 private:
  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

  void advance() {
    if (text_[at_++] == '\n') ++line_;
  }

  void skip_blanks() {
    while (at_ < text_.size() && is_blank(text_[at_])) advance();
  }

  std::optional<record_text> next_line() {
    skip_blanks();
    if (at_ == text_.size()) return std::nullopt;
    auto end = std::min(text_.find('\n', at_), text_.size());
    record_text const record{text_.substr(at_, end - at_), line_};
    at_ = end;
    return record;
  }

  std::optional<record_text> next_element() {
    if (is_closed_) return std::nullopt;
    skip_blanks();
    if (is_first_ && at_ < text_.size() && text_[at_] == ']') {
      close();
      return std::nullopt;
    }
    is_first_ = false;
    auto const begin = at_;
    auto const line = line_;
    skip_element();
    if (at_ == text_.size())
      throw data_error("corpus-json", file_position{file_, line},
                       "expected the array of records to be closed by ']', found the end of the file within the record "
                       "that begins here; a bracket or a quote of it is not closed, or the file is cut off");
    record_text const record{text_.substr(begin, at_ - begin), line};
    if (text_[at_] == ']')
      close();
    else
      advance();
    return record;
  }

  /// Goes to the comma or bracket that ends an element, or to the end of the text.
  void skip_element() {
    std::size_t depth = 0;
    for (bool in_string = false; at_ < text_.size(); advance()) {
      char const c = text_[at_];
      if (in_string) {
        if (c == '\\' && at_ + 1 < text_.size())
          advance();
        else if (c == '"')
          in_string = false;
      } else if (c == '"') {
        in_string = true;
      } else if (depth == 0 && (c == ',' || c == ']')) {
        return;
      } else if (c == '{' || c == '[') {
        ++depth;
      } else if ((c == '}' || c == ']') && depth > 0) {
        --depth;
      }
    }
  }

  void close() {
    is_closed_ = true;
    ++at_;
    skip_blanks();
    if (at_ < text_.size())
      throw data_error("corpus-json", file_position{file_, line_},
                       "expected the file to end after the array of records, found '" +
                           shortened(std::string(text_.substr(at_, 200))) +
                           "'; put all records into one array, or one on each line");
  }

  std::string_view text_;
  std::string file_;
  std::size_t at_ = 0;
  std::size_t line_ = 1;
  bool is_array_ = false;
  bool is_first_ = true;
  bool is_closed_ = false;
};

/// The JSON of a record. Throws `data_error`: `corpus-utf8` or `corpus-json`, with the line of the error itself.
inline json_value parse_record(record_text const& record, file_position const& where) {
  auto const place_of = [&](std::size_t byte) {
    auto const before = record.text.substr(0, byte);
    auto const line = record.line + static_cast<std::size_t>(std::ranges::count(before, '\n'));
    return file_position{where.file, line};
  };
  if (auto const invalid = find_invalid_utf8(record.text))
    reject_record("corpus-utf8", place_of(*invalid), "UTF-8 text",
                  "a byte sequence that is none, at byte " + std::to_string(*invalid + 1) + " of the record");
  try {
    return parse_json(record.text);
  } catch (json_value::parse_error const& problem) {
    std::string_view reason = problem.what();
    // The parser's message follows the column, which it counts from the record's start.
    if (auto const column = reason.find("column "); column != std::string_view::npos)
      reason.remove_prefix(std::min(reason.size(), reason.find(": ", column) + 2));
    reject_record("corpus-json", place_of(std::min(record.text.size(), problem.byte == 0 ? 0 : problem.byte - 1)),
                  "a JSON object",
                  "at byte " + std::to_string(problem.byte) + " of the record a " + shortened(std::string(reason)));
  } catch (json_value::exception const& problem) {
    reject_record("corpus-json", where, "a JSON object", shortened(problem.what()));
  }
}

}  // namespace hmt::detail
