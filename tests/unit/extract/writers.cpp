// SPDX-License-Identifier: MIT
// The formats of extracted documents, character by character; tests/examples reads them with other programs.
#include "hmt/extract/document_writer.hpp"

#include <boost/test/unit_test.hpp>
#include <string>

#include "hmt/experiment/rdf.hpp"
#include "hmt/extract/separated_values.hpp"
#include "hmt/extract/word_columns.hpp"
#include "hmt/report/html_page.hpp"
#include "hmt/report/knowledge_graph.hpp"
#include "texts.hpp"
#include "unit/device/device_fixture.hpp"

BOOST_AUTO_TEST_SUITE(extract_writers)

namespace {

using hmt::knowledge_graph;
using hmt::separated_values;
using hmt::experiment::rdf_writer;

/// One sentence with all special characters of formats: quotes, commas, markup, backslash, tab, two-byte letters.
hmt::document difficult() {
  hmt::document one{"2&",
                    "\"Á, <b>\" saw x\\\t&",
                    {{"\"Á,", 0, 3}, {"<b>\"", 4, 8}, {"saw", 9, 12}, {"x\\\t&", 13, 17}},
                    {{0, 4}},
                    {},
                    {}};
  one.entities = {{"\"Á, <b>\"", "PER", {0, 2}, {0, 8}, 0.5}};
  one.triples = {{{"\"Á, <b>\"", "PER", {0, 2}, {0, 8}}, "saw_\"it\"", {"x\\\t&", "", {3, 4}, {13, 17}}, 0.25}};
  return one;
}

std::string all_of(hmt::document_writer&& writer) {
  std::string text = writer.begin();
  text += writer.next({});
  text += writer.next(difficult());
  return text + writer.end();
}

}  // namespace

BOOST_AUTO_TEST_CASE(csv_quotes_and_tsv_escapes) {
  BOOST_TEST(all_of(separated_values(separated_values::format::csv)) ==
             "document,head,head_type,head_begin,head_end,relation,tail,tail_type,tail_begin,tail_end,confidence\n"
             "2&,\"\"\"Á, <b>\"\"\",PER,0,8,\"saw_\"\"it\"\"\",x\\\t&,,13,17,0.25\n");
  BOOST_TEST(
      all_of(separated_values(separated_values::format::tsv)) ==
      "document\thead\thead_type\thead_begin\thead_end\trelation\ttail\ttail_type\ttail_begin\ttail_end\tconfidence\n"
      "2&\t\"Á, <b>\"\tPER\t0\t8\tsaw_\"it\"\tx\\\\\\t&\t\t13\t17\t0.25\n");
  BOOST_TEST(all_of(separated_values(separated_values::format::csv, separated_values::rows::entities)) ==
             "document,entity,type,begin,end,confidence\n2&,\"\"\"Á, <b>\"\"\",PER,0,8,0.5\n");
}

BOOST_AUTO_TEST_CASE(columns_have_a_word_a_line) {
  BOOST_TEST(all_of(hmt::word_columns()) ==
             "# document 2& sentence 1\n# saw_\"it\"\t0\t2\t3\t4\t0.25\n"
             "\"Á,\tB-PER\n<b>\"\tI-PER\nsaw\tO\nx\\_&\tO\n\n");
}

BOOST_AUTO_TEST_CASE(graphs_name_each_node_once) {
  knowledge_graph dot(knowledge_graph::format::dot);
  BOOST_TEST(dot.begin() == "digraph triples {\n  node [shape=box];\n");
  BOOST_TEST(dot.next(difficult()) ==
             "  n0 [label=\"\\\"Á, <b>\\\"\", tooltip=\"PER\"];\n  n1 [label=\"x\\\\\t&\", tooltip=\"\"];\n"
             "  n0 -> n1 [label=\"saw_\\\"it\\\"\", tooltip=\"document 2&, confidence 0.250\"];\n");
  BOOST_TEST(dot.next(difficult()) ==
             "  n0 -> n1 [label=\"saw_\\\"it\\\"\", tooltip=\"document 2&, confidence 0.250\"];\n");
  knowledge_graph graphml(knowledge_graph::format::graphml);
  BOOST_TEST(
      graphml.next(difficult()) ==
      "    <node id=\"n0\"><data key=\"label\">&quot;Á, &lt;b&gt;&quot;</data><data key=\"type\">PER</data></node>\n"
      "    <node id=\"n1\"><data key=\"label\">x\\\t&amp;</data><data key=\"type\"></data></node>\n"
      "    <edge source=\"n0\" target=\"n1\"><data key=\"relation\">saw_&quot;it&quot;</data>"
      "<data key=\"confidence\">0.25</data><data key=\"document\">2&amp;</data></edge>\n");
}

BOOST_AUTO_TEST_CASE(names_in_iris_are_percent_encoded) {
  auto const text = all_of(rdf_writer(rdf_writer::format::ntriples, "https://a.b/c#"));
  auto const has_line = [&](std::string const& line) { holds(text, line + "\n"); };
  has_line(
      "<https://a.b/c#entity/%22%C3%81%2C%20%3Cb%3E%22> <https://a.b/c#relation/saw_%22it%22> "
      "<https://a.b/c#entity/x%5C%09%26> .");
  has_line(
      "<https://a.b/c#statement/2%26-1> <https://a.b/c#confidence> "
      "\"0.25\"^^<http://www.w3.org/2001/XMLSchema#double> .");
  has_line(
      "<https://a.b/c#entity/%22%C3%81%2C%20%3Cb%3E%22> <http://www.w3.org/2000/01/rdf-schema#label> "
      "\"\\\"\\u00C1, <b>\\\"\" .");
  using hmt::testing::says;
  for (auto const* const bad : {"", "a/b/", "https://a.b", "https://a.b/ c/"})
    BOOST_CHECK_EXCEPTION(rdf_writer(rdf_writer::format::turtle, bad), hmt::config_error,
                          says<hmt::config_error>("base-iri", {"absolute IRI that ends in / or #", bad}));
}

BOOST_AUTO_TEST_CASE(a_page_escapes_all_text) {
  auto const text = all_of(hmt::html_page("<title> & co"));
  holds(text, "<title>&lt;title&gt; &amp; co</title>");
  holds(text,
        "<mark style=\"--hue:210\" title=\"confidence 0.50\"><span id=\"d2w0\">&quot;Á,</span> "
        "<span id=\"d2w1\">&lt;b&gt;&quot;</span><small>PER</small></mark> <span id=\"d2w2\">saw</span>");
  holds(
      text,
      "data-relation=\"saw_&quot;it&quot;\" data-confidence=\"0.25\" data-head=\"d2w0 d2w1\" data-tail=\"d2w3 d2w3\"");
  lacks(text, "<b>\"");
  BOOST_TEST(text.find("http://") == text.find("http://www.w3.org/2000/svg"));  // a name, nothing to be fetched
  lacks(text, "https://");
}

BOOST_AUTO_TEST_SUITE_END()
