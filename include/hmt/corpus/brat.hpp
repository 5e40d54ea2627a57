// SPDX-License-Identifier: MIT
// Reads texts that were annotated with BRAT (Stenetorp et al. 2012): NAME.txt, and NAME.ann with entities and
// relations.
#pragma once

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "hmt/core/code_point_index.hpp"
#include "hmt/core/error.hpp"
#include "hmt/core/file.hpp"
#include "hmt/core/unicode.hpp"
#include "hmt/corpus/brat_annotation.hpp"
#include "hmt/corpus/complete_sentence.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/corpus/sentence_splitter.hpp"
#include "hmt/corpus/text_file.hpp"
#include "hmt/corpus/tokenizer.hpp"

namespace hmt {

/// How BRAT's texts are read.
struct brat_options {
  bool tokenized = false;         ///< a line is a sentence, with words separated by white space
  bool skip_bad_records = false;  ///< count broken lines and sentences in `corpus::skipped` instead of throwing
  std::size_t limit = 0;          ///< read no more sentences than this; 0 reads all
};

namespace detail {

/// The sentences of one text and the positions of their words.
class brat_text {
 public:
  struct placed_sentence {
    sentence annotated;
    std::vector<word_span> points;  ///< of each word
  };
  std::vector<placed_sentence> sentences;

  /// Requires: valid UTF-8.
  brat_text(std::string_view text, bool tokenized) : text_(text) {
    std::size_t line = 1, point = 0;
    for (std::size_t at = 0; at < text.size(); ++line) {
      auto const end = std::min(text.find('\n', at), text.size());
      add_line(text.substr(at, end - at), point, line, tokenized);
      point += count_code_points(text.substr(at, end - at)) + 1;
      at = end + 1;
    }
  }

  /// The text at a position, line breaks as blanks, as BRAT writes it; nothing if the position is out of range.
  [[nodiscard]] std::optional<std::string> slice(word_span points) const {
    if (points.end > text_.size()) return std::nullopt;
    std::string text(text_.slice(points.begin, points.end));
    std::ranges::replace(text, '\n', ' ');
    return text;
  }

  /// The sentence at a position, and the words that it touches.
  [[nodiscard]] std::optional<std::pair<std::size_t, word_span>> find(word_span points) const {
    auto const after =
        std::ranges::upper_bound(sentences, points.begin, {}, [](auto const& one) { return one.points.back().end; });
    if (after == sentences.end() || points.end <= after->points.front().begin) return std::nullopt;
    auto const number = static_cast<std::size_t>(after - sentences.begin());
    word_span words{0, after->points.size()};
    while (after->points[words.begin].end <= points.begin) ++words.begin;
    while (after->points[words.end - 1].begin >= points.end) --words.end;
    return words.begin < words.end ? std::optional(std::pair(number, words)) : std::nullopt;
  }

 private:
  void add_line(std::string_view text, std::size_t first_point, std::size_t line, bool tokenized) {
    auto const tokens = tokenized ? split_at_white_space(text) : tokenize(text);
    auto const ranges = tokenized ? std::vector<word_span>{{0, tokens.size()}} : split_sentences(tokens);
    for (auto const& range : ranges) {
      if (range.begin == range.end) continue;
      placed_sentence one;
      one.annotated.line = line;
      for (std::size_t k = range.begin; k < range.end; ++k) {
        one.annotated.words.push_back(tokens[k].text);
        one.points.push_back({first_point + tokens[k].begin, first_point + tokens[k].end});
      }
      sentences.push_back(std::move(one));
    }
  }

  code_point_index text_;
};

/// Reads one text with its annotation and adds its sentences.
class brat_reader {
 public:
  brat_reader(corpus& into, brat_options const& options) : into_(into), options_(options) {}

  [[nodiscard]] std::string const& first_problem() const { return first_problem_; }

  void read(std::filesystem::path const& text_path, std::filesystem::path const& annotation_path) {
    mapped_file const text_file(text_path.string()), annotation_file(annotation_path.string());
    require_utf8(text_file.text(), text_path.string());
    require_utf8(annotation_file.text(), annotation_path.string());
    brat_text text(text_file.text(), options_.tokenized);
    file_position where{annotation_path.string(), 1};
    brat_annotation annotation;
    for (std::string_view rest = annotation_file.text(); !rest.empty(); ++where.line) {
      auto line = rest.substr(0, rest.find('\n'));
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
      if (line.ends_with('\r')) line.remove_suffix(1);
      if (!line.empty()) attempt([&] { annotation.take(line, where, into_); });
    }
    place_entities(text, annotation, where);
    place_relations(text, annotation, where);
    for (auto& one : text.sentences) {
      if (options_.limit != 0 && into_.sentences.size() == options_.limit) return;
      attempt([&] {
        complete_sentence(one.annotated, {text_path.string(), one.annotated.line});
        into_.sentences.push_back(std::move(one.annotated));
      });
    }
  }

 private:
  template <class Work>
  void attempt(Work work) {
    try {
      work();
    } catch (data_error const& problem) {
      if (!options_.skip_bad_records) throw;
      if (into_.skipped++ == 0) first_problem_ = problem.what();
    }
  }

  static void require_utf8(std::string_view text, std::string const& path) {
    if (auto const byte = find_invalid_utf8(text))
      throw data_error(
          "corpus-utf8",
          file_position{path, 1 + static_cast<std::size_t>(std::ranges::count(text.substr(0, *byte), '\n'))},
          "expected UTF-8, found an invalid byte; convert the text to UTF-8");
  }

  void place_entities(brat_text& text, brat_annotation const& annotation, file_position where) {
    for (auto const& [name, one] : annotation.entities) {
      where.line = one.line;
      attempt([&, &name = name, &one = one] {
        auto const there = text.slice(one.points);
        if (!there || *there != one.text)
          reject_record("corpus-brat", where, "'" + shortened(one.text) + "' at the place of " + name + " in the text",
                        there ? "'" + shortened(*there) + "'" : "its end before");
        auto const found = text.find(one.points);
        if (!found) return leave_out(into_, "entities without a word", where);
        auto& in = text.sentences[found->first];
        auto const words = found->second;
        if (one.points.end > in.points.back().end) return leave_out(into_, "entities across sentences", where);
        if (in.points[words.begin].begin != one.points.begin || in.points[words.end - 1].end != one.points.end)
          leave_out(into_, "ends of entities within words (extended to whole words)", where);
        in.annotated.entities.push_back({words, one.type == brat_unknown_type ? "" : one.type});
        placed_[name] = *found;
      });
    }
  }

  void place_relations(brat_text& text, brat_annotation const& annotation, file_position where) {
    for (auto const& one : annotation.relations) {
      where.line = one.line;
      auto const head = placed_.find(one.head), tail = placed_.find(one.tail);
      if (head == placed_.end() || tail == placed_.end())
        leave_out(into_, "relations of unknown or skipped entities", where);
      else if (head->second.first != tail->second.first)
        leave_out(into_, "relations across sentences", where);
      else
        text.sentences[head->second.first].annotated.triples.push_back(
            {head->second.second, one.type, tail->second.second});
    }
    placed_.clear();
  }

  corpus& into_;
  brat_options options_;
  std::string first_problem_;
  std::map<std::string, std::pair<std::size_t, word_span>> placed_;  ///< entities of the text: sentence and words
};

}  // namespace detail

/// Whether a path is one that `read_brat` reads: a folder, or an `.ann` file.
[[nodiscard]] inline bool is_brat(std::string const& path) {
  std::error_code unused;
  return path.ends_with(".ann") || std::filesystem::is_directory(path, unused);
}

/// Reads a folder of texts that were annotated with BRAT, in the order of their names, or one `.ann` file with its
/// `.txt` file. Lines are split into sentences and words exactly as raw text, so that training matches extraction; an
/// entity that ends within a word is extended to the whole word. What `sentence` cannot represent (discontinuous
/// entities, entities across sentences, events, attributes, notes, texts without annotation) is counted in
/// `corpus::left_out`. Throws `data_error` (`file-open`, `corpus-utf8`, `corpus-brat`, `corpus-entity-type`;
/// `corpus-empty` if no sentence is found).
[[nodiscard]] inline corpus read_brat(std::string const& path, brat_options const& options = {}) {
  namespace files = std::filesystem;
  corpus out{.path = path, .format = "brat", .sentences = {}};
  std::vector<files::path> texts;
  std::error_code problem;
  bool const folder = files::is_directory(path, problem);
  if (folder) {
    for (auto const& each : files::directory_iterator(path, problem))
      if (each.path().extension() == ".txt") texts.push_back(each.path());
    std::ranges::sort(texts);
  } else {
    texts.push_back(files::path(path).replace_extension(".txt"));
  }
  detail::brat_reader reader(out, options);
  for (auto const& text : texts) {
    auto const annotation = files::path(text).replace_extension(".ann");
    if (folder && !files::exists(annotation, problem))
      detail::leave_out(out, "texts without an .ann file", file_position{text.string()});
    else if (options.limit == 0 || out.sentences.size() < options.limit)
      reader.read(text, annotation);
  }
  if (out.sentences.empty())
    throw data_error(
        "corpus-empty", file_position{path},
        "expected texts (.txt) with words and their annotation (.ann), found none" +
            (reader.first_problem().empty() ? std::string() : "; the first problem: " + reader.first_problem()));
  out.typed = detail::has_types(out);
  return out;
}

}  // namespace hmt
