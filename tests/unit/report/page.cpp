// SPDX-License-Identifier: MIT
// The frame of web pages, and sentences within it.
#include "hmt/report/page.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>
#include <vector>

BOOST_AUTO_TEST_SUITE(report_page)

namespace {

using hmt::detail::word_mark;
using texts = std::vector<std::string_view>;

/// Four words with these marks, without the enclosing block.
std::string marked(std::vector<word_mark> const& marks) {
  auto text = hmt::detail::word_marker()("x", texts{"a", "b", "c", "d"}, texts{"", " ", "", "<", ">"}, marks);
  std::string const begin = "<div class=\"text\"><p>", end = "</p></div>\n";
  BOOST_TEST_REQUIRE((text.starts_with(begin) && text.ends_with(end)), text);
  return text.substr(begin.size(), text.size() - begin.size() - end.size());
}

}  // namespace

BOOST_AUTO_TEST_CASE(words_have_ids_and_gaps_are_kept) {
  BOOST_TEST(marked({}) ==
             "<span id=\"xw0\">a</span> <span id=\"xw1\">b</span><span id=\"xw2\">c</span>&lt;<span "
             "id=\"xw3\">d</span>&gt;");
  BOOST_TEST(hmt::detail::word_ids("x", 1, 4) == "xw1 xw3");
}

BOOST_AUTO_TEST_CASE(marks_have_types_titles_and_hues) {
  BOOST_TEST(
      marked({{0, 1, "<T>", "\"q\""}, {1, 2, "", ""}, {3, 4, "<T>", ""}}) ==
      "<mark style=\"--hue:210\" title=\"&quot;q&quot;\"><span id=\"xw0\">a</span><small>&lt;T&gt;</small></mark> "
      "<mark style=\"--hue:347\"><span id=\"xw1\">b</span></mark><span id=\"xw2\">c</span>&lt;"
      "<mark style=\"--hue:210\"><span id=\"xw3\">d</span><small>&lt;T&gt;</small></mark>&gt;");
}

BOOST_AUTO_TEST_CASE(of_marks_that_share_words_the_first_is_shown) {
  auto const outer = marked({{0, 3, "A", ""}});
  BOOST_TEST(marked({{0, 3, "A", ""}, {1, 2, "B", ""}}) == outer);
  BOOST_TEST(marked({{0, 3, "A", ""}, {2, 4, "B", ""}}) == outer);  // also where it ends later
  BOOST_TEST(
      marked({{0, 3, "A", ""}, {1, 2, "B", ""}, {3, 4, "A", ""}}).find("<mark style=\"--hue:210\"><span id=\"xw3\"") !=
      std::string::npos);
}

BOOST_AUTO_TEST_CASE(a_page_closes_what_it_opens) {
  auto const begin = hmt::detail::page_begin("a & b", "<p>c</p>", "d {}", "e");
  for (auto const* const part :
       {"<title>a &amp; b</title>", "d {}</style>", "<header class=\"e\">\n<h1>a &amp; b</h1>\n<p>c</p>"})
    BOOST_TEST(begin.find(part) != std::string::npos, part);
  BOOST_TEST(hmt::detail::page_end("") == "</main>\n</body>\n</html>\n");
  BOOST_TEST(hmt::detail::page_end("f();", "g();") == "</main>\n<script>f();g();</script>\n</body>\n</html>\n");
}

BOOST_AUTO_TEST_CASE(a_table_has_heads_for_its_columns) {
  BOOST_TEST(hmt::detail::table_head("a<", "b", {{"c", true}, {"d>"}}) ==
             "<table class=\"b\"><caption>a&lt;</caption>\n<thead><tr><th scope=\"col\" class=\"left\">c</th>"
             "<th scope=\"col\">d&gt;</th></tr></thead>\n<tbody>\n");
}

BOOST_AUTO_TEST_SUITE_END()
