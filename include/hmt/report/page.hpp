// SPDX-License-Identifier: MIT
// The frame of a self-contained web page, and annotated sentences in it.
#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>

#include "hmt/report/markup.hpp"
#include "hmt/report/page_parts.hpp"

namespace hmt::detail {

/// The beginning of a page, up to and including the header and `<main>`. The title is escaped; `header` is markup that
/// follows it, `style` follows the common style.
[[nodiscard]] inline std::string page_begin(std::string_view title, std::string_view header, std::string_view style,
                                            std::string_view header_class = "") {
  return fmt::format(
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>{0}</title>\n"
      "<style>{1}{2}</style>\n</head>\n<body>\n<header class=\"{3}\">\n<h1>{0}</h1>\n{4}</header>\n<main>\n",
      escaped_markup(title), page_style, style, header_class, header);
}

/// The end of a page, with scripts if there are any.
[[nodiscard]] inline std::string page_end(std::string_view script, std::string_view more_script = "") {
  return script.empty() && more_script.empty()
             ? "</main>\n</body>\n</html>\n"
             : fmt::format("</main>\n<script>{}{}</script>\n</body>\n</html>\n", script, more_script);
}

/// A column heading: over numbers, or left-aligned over text.
struct column_head {
  std::string name;
  bool left = false;
};

/// A table's head: the caption, then a row of column headings. All are escaped.
[[nodiscard]] inline std::string table_head(std::string_view caption, std::string_view table_class,
                                            std::vector<column_head> const& columns) {
  auto text =
      fmt::format("<table class=\"{}\"><caption>{}</caption>\n<thead><tr>", table_class, escaped_markup(caption));
  for (auto const& [name, left] : columns)
    text += fmt::format("<th scope=\"col\"{}>{}</th>", left ? " class=\"left\"" : "", escaped_markup(name));
  return text + "</tr></thead>\n<tbody>\n";
}

inline constexpr std::string_view table_end = "</tbody></table>\n";

/// The ids of the first and the last of the words `begin` to `end` (exclusive), as `arc_script` reads them.
[[nodiscard]] inline std::string word_ids(std::string_view id, std::size_t begin, std::size_t end) {
  return fmt::format("{0}w{1} {0}w{2}", id, begin, end - 1);
}

/// Words `begin` to `end` (exclusive) that a page marks.
struct word_mark {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string_view type;  ///< may be empty
  std::string title;      ///< shown on hover; may be empty
};

/// Writes sentences with marks. Types are distinguished by name and by hue; hues of the first types are far apart and
/// constant over the page. Keeps only the names of types in memory.
class word_marker {
 public:
  /// Each word as an element whose id is made from `id` by `word_ids`, in a block `.text`. `gaps`: the text before each
  /// word, and after the last. Requires: one more gap than words; marks in the order of their words. A mark that begins
  /// within another is omitted.
  [[nodiscard]] std::string operator()(std::string_view id, std::span<std::string_view const> words,
                                       std::span<std::string_view const> gaps, std::span<word_mark const> marks) {
    std::string text = "<div class=\"text\"><p>";
    auto mark = marks.begin();
    for (std::size_t k = 0; k < words.size(); ++k) {
      text += escaped_markup(gaps[k]);
      while (mark != marks.end() && (mark->end <= k || (mark->begin < k && !open_))) ++mark;
      if (mark != marks.end() && mark->begin == k) text += opening(*mark);
      text += fmt::format("<span id=\"{}w{}\">{}</span>", id, k, escaped_markup(words[k]));
      if (open_ && mark->end == k + 1) text += closing(*mark);
    }
    return text + escaped_markup(gaps[words.size()]) + "</p></div>\n";
  }

 private:
  [[nodiscard]] std::string opening(word_mark const& of) {
    open_ = true;
    auto const kind = kinds_.try_emplace(std::string(of.type), kinds_.size()).first->second;
    auto const title = of.title.empty() ? std::string() : fmt::format(" title=\"{}\"", escaped_markup(of.title));
    return fmt::format("<mark style=\"--hue:{}\"{}>", (210 + 137 * kind) % 360, title);
  }
  [[nodiscard]] std::string closing(word_mark const& of) {
    open_ = false;
    return of.type.empty() ? "</mark>" : fmt::format("<small>{}</small></mark>", escaped_markup(of.type));
  }

  bool open_ = false;  ///< whether a mark is open
  std::map<std::string, std::size_t> kinds_;
};

}  // namespace hmt::detail
