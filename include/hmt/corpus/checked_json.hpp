// SPDX-License-Identifier: MIT
// A JSON value that knows its position: each access is checked, and each error names file, line and key.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hmt/core/error.hpp"
#include "hmt/core/json.hpp"
#include "hmt/core/unicode.hpp"

namespace hmt {

namespace detail {

/// Text for a message, truncated to 80 bytes at a code point boundary.
inline std::string shortened(std::string text) {
  constexpr std::size_t longest = 80;
  if (text.size() <= longest) return text;
  std::size_t end = longest;
  while (end > 0 && is_continuation_byte(text[end])) --end;
  return text.substr(0, end) + " ...";
}

/// Rejects a record; the single definition of this message.
[[noreturn]] inline void reject_record(std::string_view code, file_position const& where, std::string const& expected,
                                       std::string const& found) {
  throw data_error(code, where,
                   "expected " + expected + ", found " + found + "; correct the record, or skip broken records");
}

}  // namespace detail

/// A JSON value of a record, with its file position and its path within the record (`relations[1].em1`). It refers to
/// the value and the position, which must outlive it. All members may be called from several threads; those that return
/// by value and those that throw allocate.
class checked_json {
 public:
  checked_json(json_value const& value, file_position const& where, std::string path = {})
      : value_(&value), where_(&where), path_(std::move(path)) {}

  /// The value itself, unchecked.
  [[nodiscard]] json_value const& value() const { return *value_; }
  /// File and line of the record.
  [[nodiscard]] file_position const& where() const { return *where_; }
  /// The value's name in messages.
  [[nodiscard]] std::string name() const { return path_.empty() ? "the record" : "'" + path_ + "'"; }

  /// Whether this is an object that has the key.
  [[nodiscard]] bool has(std::string_view key) const { return value_->is_object() && value_->contains(key); }

  /// The value of a key. Throws `data_error` (`corpus-record`) if this is not an object or lacks the key.
  [[nodiscard]] checked_json member(std::string_view key) const {
    if (!value_->is_object()) reject_type("a JSON object");
    auto const found = value_->find(key);
    if (found == value_->end())
      detail::reject_record("corpus-record", *where_, "the key '" + std::string(key) + "' in " + name(),
                            keys_in_words());
    return {*found, *where_, path_.empty() ? std::string(key) : path_ + "." + std::string(key)};
  }

  /// The elements of an array. Throws `data_error` (`corpus-record`) if this is not an array.
  [[nodiscard]] std::vector<checked_json> elements() const {
    if (!value_->is_array()) reject_type("an array");
    std::vector<checked_json> all;
    all.reserve(value_->size());
    for (auto const& element : *value_)
      all.emplace_back(element, *where_, path_ + "[" + std::to_string(all.size()) + "]");
    return all;
  }

  /// The text of a string. Throws `data_error` (`corpus-record`) if this is not a string.
  [[nodiscard]] std::string const& string() const {
    if (!value_->is_string()) reject_type("a string");
    return value_->get_ref<std::string const&>();
  }

  /// A whole number from 0. Throws `data_error` (`corpus-record`) if this is not one.
  [[nodiscard]] std::size_t number() const {
    if (!value_->is_number_unsigned()) reject_type("a whole number from 0");
    return value_->get<std::size_t>();
  }

  /// Rejects this record with a `data_error` (`corpus-record`): the value has the wrong type.
  [[noreturn]] void reject_type(std::string const& expected) const {
    detail::reject_record("corpus-record", *where_, name() + " to be " + expected, detail::shortened(value_->dump()));
  }

 private:
  [[nodiscard]] std::string keys_in_words() const {
    std::string keys;
    for (auto const& [key, value] : value_->items()) keys += (keys.empty() ? "only '" : ", '") + key + "'";
    return keys.empty() ? "no key" : detail::shortened(keys);
  }

  json_value const* value_;
  file_position const* where_;
  std::string path_;
};

}  // namespace hmt
