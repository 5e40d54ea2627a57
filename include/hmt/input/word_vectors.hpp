// SPDX-License-Identifier: MIT
// Pretrained word vectors, read from the text format of GloVe.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <unordered_map>
#include <utility>
#include <vector>

#include "hmt/core/error.hpp"
#include "hmt/core/file.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/core/unicode.hpp"

namespace hmt {

namespace detail {

/// Allows searching a table of strings with a view, without constructing a string.
struct word_hash {
  using is_transparent = void;
  [[nodiscard]] std::size_t operator()(std::string_view word) const { return std::hash<std::string_view>{}(word); }
};

using word_numbers = std::unordered_map<std::string, row_index, word_hash, std::equal_to<>>;

}  // namespace detail

/// Words with one vector each. Filled by `read_glove`; afterwards it may be read from several threads.
struct word_vectors {
  std::vector<std::string> words;  ///< lower case, each once, in the order of the file
  std::vector<float> values;       ///< (words, dimension), row-major
  std::size_t dimension = 0;
  detail::word_numbers numbers;  ///< word -> row

  /// The row of a word that is in lower case. Allocates nothing.
  [[nodiscard]] std::optional<row_index> find(std::string_view word) const {
    auto const found = numbers.find(word);
    return found == numbers.end() ? std::nullopt : std::optional<row_index>(found->second);
  }
  /// The vector of `words[number]`. Requires: `number < words.size()`.
  [[nodiscard]] std::span<float const> row(row_index number) const {
    return std::span(values).subspan(number * dimension, dimension);
  }
};

namespace detail {

/// Parses lines of GloVe text and reports errors in them.
class glove_lines {
 public:
  /// `dimension` 0: that of the first line.
  glove_lines(std::string path, std::size_t dimension) : where_{std::move(path)}, row_(dimension) {}

  [[nodiscard]] file_position const& where() const { return where_; }
  [[nodiscard]] std::span<float const> row() const { return row_; }

  /// Fills `row()` from a line without its end; returns the word, or nothing for a header 'count dimension'.
  std::optional<std::string_view> read(std::string_view line) {
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (++where_.line == 1 && is_heading(line)) return std::nullopt;
    if (row_.empty()) row_.resize(std::max<std::size_t>(split(line).size(), 1) - 1);
    auto const blank = line.find_first_of(blanks);
    std::string_view word = line.substr(0, blank);
    if (word.empty() || blank == std::string_view::npos || !parse(line.substr(blank))) word = read_unusual(line);
    if (find_invalid_utf8(word))
      throw data_error("vectors-utf8", where_,
                       "expected a word in UTF-8, found other bytes; convert the file to UTF-8");
    return word;
  }

  /// Throws unless the number of vectors is that of the header.
  void finish(std::size_t vectors) const {
    if (heading_count_ && *heading_count_ != vectors)
      throw data_error("vectors-count", file_position{where_.file},
                       "expected " + std::to_string(*heading_count_) + " vectors, as its first line says, found " +
                           std::to_string(vectors) + "; the file may be truncated");
  }

 private:
  static constexpr std::string_view blanks = " \t";

  /// Whether a line is a header 'count dimension', whose dimension is then checked.
  bool is_heading(std::string_view line) {
    auto const fields = split(line);
    if (fields.size() != 2 || row_.size() == 1) return false;
    heading_count_ = whole_number(fields[0]);
    auto const dimension = whole_number(fields[1]);
    if (!heading_count_ || !dimension) return false;
    if (!row_.empty() && *dimension != row_.size()) refuse_dimension(*dimension);
    return true;
  }

  /// Reads a line that is not one word and `dimension` numbers: a word that contains blanks (as in glove.840B), or an
  /// error.
  std::string_view read_unusual(std::string_view line) {
    auto const fields = split(line);
    std::size_t const found = fields.empty() ? 0 : fields.size() - 1;
    std::size_t const dimension = row_.size();
    float value = 0;
    bool const too_long = found > dimension && parse_number(fields[found - dimension], value);
    if (found == 0) throw data_error("vectors-length", where_, "expected a word and its numbers, found no numbers");
    if (found < dimension || too_long) {
      if (where_.line == 1) refuse_dimension(found);
      throw data_error("vectors-length", where_,
                       "expected a word and " + std::to_string(dimension) + " numbers, as in the lines before, found " +
                           std::to_string(found) + " numbers; the file may be truncated or damaged");
    }
    for (std::size_t i = 0; i < dimension; ++i) {
      auto const field = fields[found - dimension + 1 + i].substr(0, 40);
      if (!parse_number(field, row_[i]))
        throw data_error("vectors-number", where_,
                         "expected a finite number in column " + std::to_string(i + 1) + " of the vector, found '" +
                             (find_invalid_utf8(field) ? "bytes that are not UTF-8" : std::string(field)) +
                             "'; remove the line or repair it");
    }
    auto const& last_of_word = fields[found - dimension];
    return {fields[0].data(), last_of_word.data() + last_of_word.size()};
  }

  [[noreturn]] void refuse_dimension(std::size_t found) const {
    throw data_error("vectors-dimension", where_,
                     "expected vectors of dimension " + std::to_string(row_.size()) +
                         ", the width of the model's embedding, found dimension " + std::to_string(found) +
                         "; choose other vectors or a model of that width");
  }

  /// Whether a text is blanks alternating with finite numbers, as many as the vector has; fills the vector.
  bool parse(std::string_view text) {
    char const* at = text.data();
    char const* const end = at + text.size();
    auto const skip_blanks = [&] {
      char const* const before = at;
      while (at != end && (*at == ' ' || *at == '\t')) ++at;
      return at != before;
    };
    for (float& value : row_) {
      if (!skip_blanks()) return false;
      auto const [after, failure] = std::from_chars(at, end, value);
      if (failure != std::errc{} || !std::isfinite(value)) return false;
      at = after;
    }
    skip_blanks();
    return at == end;
  }

  /// Whether a field is a finite number. One too small for a float is zero.
  static bool parse_number(std::string_view field, float& value) {
    double wide = 0;
    auto const [after, failure] = std::from_chars(field.data(), field.data() + field.size(), wide);
    value = static_cast<float>(wide);
    return failure == std::errc{} && after == field.data() + field.size() && std::isfinite(value);
  }

  static std::optional<std::size_t> whole_number(std::string_view field) {
    std::size_t value = 0;
    auto const [after, failure] = std::from_chars(field.data(), field.data() + field.size(), value);
    return failure == std::errc{} && after == field.data() + field.size() ? std::optional(value) : std::nullopt;
  }

  static std::vector<std::string_view> split(std::string_view line) {
    std::vector<std::string_view> fields;
    for (std::size_t at = 0; (at = line.find_first_not_of(blanks, at)) != std::string_view::npos;) {
      auto const end = std::min(line.find_first_of(blanks, at), line.size());
      fields.push_back(line.substr(at, end - at));
      at = end;
    }
    return fields;
  }

  file_position where_;
  std::vector<float> row_;
  std::optional<std::size_t> heading_count_;
};

}  // namespace detail

/// Reads vectors in the text format of GloVe (Pennington et al. 2014): one line per word, with the word and its numbers
/// separated by blanks. Also accepts the text format of word2vec (a first line 'count dimension'), CRLF line ends, and
/// words that contain blanks. Words are lower-cased; of several that are then equal, the first in the file is kept.
/// `dimension`: the required width of every vector, 0 for that of the first line. `needed`, called with a lower-case
/// word, decides whether to keep its vector; without it all are kept. Lines of words not kept are checked like the
/// others.
///
/// Throws `data_error` with file and line: `file-open`; `vectors-empty`; `vectors-dimension` if the file has another
/// dimension; `vectors-length` if a line has; `vectors-number` for a value that is not a finite number; `vectors-utf8`;
/// `vectors-count` if the first line announces another number of lines.
[[nodiscard]] inline word_vectors read_glove(std::string const& path, std::size_t dimension = 0,
                                             std::function<bool(std::string_view)> const& needed = {}) {
  mapped_file const file(path);
  std::string_view rest = file.text();
  detail::glove_lines lines(path, dimension);
  word_vectors vectors;
  std::size_t count = 0;
  while (!rest.empty()) {
    auto const end = std::min(rest.find('\n'), rest.size());
    auto const word = lines.read(rest.substr(0, end));
    rest.remove_prefix(std::min(end + 1, rest.size()));
    if (!word) continue;
    ++count;
    std::string lowered = lower_case(*word);
    if (needed && !needed(lowered)) continue;
    if (!vectors.numbers.try_emplace(lowered, static_cast<row_index>(vectors.words.size())).second) continue;
    vectors.words.push_back(std::move(lowered));
    vectors.values.insert(vectors.values.end(), lines.row().begin(), lines.row().end());
  }
  lines.finish(count);
  if (count == 0)
    throw data_error("vectors-empty", file_position{path},
                     "expected a word and its numbers on each line, found no line");
  vectors.dimension = lines.row().size();
  return vectors;
}

}  // namespace hmt
