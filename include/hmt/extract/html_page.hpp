// SPDX-License-Identifier: MIT
// Extracted documents as one web page that needs nothing else.
#pragma once

#include <algorithm>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "hmt/core/markup.hpp"
#include "hmt/extract/document_writer.hpp"
#include "hmt/extract/html_parts.hpp"

namespace hmt {

/// Each document with its entities as coloured spans, its triples as labelled arcs and as a list, and filters by
/// relation and confidence. Works without a network and, but for arcs and filters, without scripts; light or dark as
/// the reader's system is; the list is for keyboards and screen readers. Keeps in memory the names of types only.
class html_page : public document_writer {
 public:
  explicit html_page(std::string title) : title_(std::move(title)) {}

  [[nodiscard]] std::string begin() override {
    return fmt::format(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{0}</title>\n"
        "<style>{1}</style>\n</head>\n<body>\n<header>\n<h1>{0}</h1>\n{2}</header>\n<main>\n",
        detail::escaped_markup(title_), detail::html_style, detail::html_filters);
  }

  [[nodiscard]] std::string next(document const& of) override {
    ++number_;
    std::string text =
        fmt::format("<article aria-label=\"Document {0}\"><h2>{0}</h2>\n<div class=\"text\"><p>", number_);
    auto const characters = code_points(of.text);
    std::size_t at = 0;  // in code points
    auto entity = of.entities.begin();
    for (std::size_t k = 0; k < of.words.size(); ++k) {
      text += detail::escaped_markup(characters.between(at, of.words[k].begin));
      while (entity != of.entities.end() && entity->words.end <= k) ++entity;
      if (entity != of.entities.end() && entity->words.begin == k) text += opening(*entity);
      text += fmt::format("<span id=\"d{}w{}\">{}</span>", number_, k,
                          detail::escaped_markup(characters.between(of.words[k].begin, of.words[k].end)));
      at = of.words[k].end;
      if (entity != of.entities.end() && entity->words.begin <= k && entity->words.end == k + 1)
        text += fmt::format("<small>{}</small></mark>", detail::escaped_markup(entity->type));
    }
    text += detail::escaped_markup(characters.between(at, characters.size())) + "</p></div>\n";
    if (!of.triples.empty()) text += "<ul>\n";
    for (auto const& one : of.triples) text += item(one);
    if (!of.triples.empty()) text += "</ul>\n";
    return text + "</article>\n";
  }

  [[nodiscard]] std::string end() override {
    return fmt::format("</main>\n<script>{}</script>\n</body>\n</html>\n", detail::html_script);
  }

 private:
  /// A text by its code points.
  class code_points {
   public:
    explicit code_points(std::string_view text) : text_(text) {
      for (std::size_t i = 0; i < text.size(); ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) begins_.push_back(i);
      begins_.push_back(text.size());
    }
    [[nodiscard]] std::size_t size() const { return begins_.size() - 1; }
    [[nodiscard]] std::string_view between(std::size_t begin, std::size_t end) const {
      return text_.substr(begins_[begin], begins_[end] - begins_[begin]);
    }

   private:
    std::string_view text_;
    std::vector<std::size_t> begins_;
  };

  /// Types are told apart by hues, far from one another for those that come first.
  [[nodiscard]] std::string opening(extracted_entity const& of) {
    auto const kind = types_.try_emplace(of.type, types_.size()).first->second;
    return fmt::format("<mark style=\"--hue:{}\" title=\"confidence {:.2f}\">", (210 + 137 * kind) % 360,
                       of.confidence);
  }

  [[nodiscard]] std::string item(extracted_triple const& of) const {
    auto const place = [&](span words) {
      return fmt::format("d{0}w{1} d{0}w{2}", number_, words.begin, words.end - 1);
    };
    return fmt::format(
        "<li tabindex=\"0\" data-relation=\"{0}\" data-confidence=\"{1}\" data-head=\"{2}\" data-tail=\"{3}\">"
        "<b>{4}</b> <i>{0}</i> <b>{5}</b> <span>{1:.2f}</span></li>\n",
        detail::escaped_markup(of.relation), of.confidence, place(of.head.words), place(of.tail.words),
        detail::escaped_markup(of.head.text), detail::escaped_markup(of.tail.text));
  }

  std::string title_;
  std::size_t number_ = 0;
  std::map<std::string, std::size_t> types_;
};

}  // namespace hmt
