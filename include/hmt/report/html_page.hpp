// SPDX-License-Identifier: MIT
// Extracted documents as a self-contained web page.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "hmt/core/code_point_index.hpp"
#include "hmt/extract/document_writer.hpp"
#include "hmt/report/html_page_parts.hpp"
#include "hmt/report/markup.hpp"
#include "hmt/report/page.hpp"

namespace hmt {

/// Each document with its entities as coloured spans, its triples as labelled arcs and as a list, and filters by
/// relation and confidence. Works without a network and, except for arcs and filters, without scripts; follows the
/// system's light or dark setting; the list is for keyboards and screen readers. Keeps only the names of types in
/// memory.
class html_page : public document_writer {
 public:
  explicit html_page(std::string title) : title_(std::move(title)) {}

  [[nodiscard]] std::string begin() override { return detail::page_begin(title_, detail::html_filters, "", "pinned"); }

  [[nodiscard]] std::string next(document const& of) override {
    ++number_;
    auto const id = fmt::format("d{}", number_);
    code_point_index const characters(of.text);
    std::vector<std::string_view> words, gaps;
    std::size_t at = 0;  // in code points
    for (auto const& word : of.words) {
      gaps.push_back(characters.slice(at, word.begin));
      words.push_back(characters.slice(word.begin, word.end));
      at = word.end;
    }
    gaps.push_back(characters.slice(at, characters.size()));
    std::vector<detail::word_mark> marks;
    for (auto const& one : of.entities)
      marks.push_back({one.words.begin, one.words.end, one.type, fmt::format("confidence {:.2f}", one.confidence)});
    auto text = fmt::format("<article aria-label=\"Document {0}\"><h2>{0}</h2>\n{1}", detail::escaped_markup(of.name),
                            marker_(id, words, gaps, marks));
    if (!of.triples.empty()) text += "<ul>\n";
    for (auto const& one : of.triples) text += item(id, one);
    if (!of.triples.empty()) text += "</ul>\n";
    return text + "</article>\n";
  }

  [[nodiscard]] std::string end() override { return detail::page_end(detail::arc_script, detail::html_script); }

 private:
  [[nodiscard]] static std::string item(std::string_view id, extracted_triple const& of) {
    auto const place = [id](word_span words) { return detail::word_ids(id, words.begin, words.end); };
    return fmt::format(
        "<li tabindex=\"0\" data-relation=\"{0}\" data-confidence=\"{1}\" data-head=\"{2}\" data-tail=\"{3}\">"
        "<b>{4}</b> <i>{0}</i> <b>{5}</b> <span>{1:.2f}</span></li>\n",
        detail::escaped_markup(of.relation), of.confidence, place(of.head.words), place(of.tail.words),
        detail::escaped_markup(of.head.text), detail::escaped_markup(of.tail.text));
  }

  std::string title_;
  std::size_t number_ = 0;
  detail::word_marker marker_;
};

}  // namespace hmt
