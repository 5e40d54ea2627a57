// SPDX-License-Identifier: MIT
// The examples in docs/data-formats.md are read in their formats.
#include <fstream>
#include <map>

#include "corpus_fixture.hpp"

BOOST_FIXTURE_TEST_SUITE(corpus_data_formats, corpus_fixture)

using namespace hmt;

namespace {

struct example {
  std::string format;
  std::string text;
};

/// The fenced `json` blocks that follow a line `<!-- format: NAME -->`.
std::vector<example> examples_of(std::string const& path) {
  std::vector<example> found;
  std::ifstream page(path);
  BOOST_TEST_REQUIRE(page.good());
  std::string line, format;
  for (bool inside = false; std::getline(page, line);) {
    if (line.starts_with("<!-- format: ")) format = line.substr(13, line.find(" -->") - 13);
    if (inside && line == "```") {
      inside = false;
      format.clear();
    } else if (inside) {
      found.back().text += line + "\n";
    } else if (line == "```json" && !format.empty()) {
      inside = true;
      found.push_back({format, {}});
    }
  }
  return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_form_has_an_example_that_is_detected_and_holds_a_triple) {
  std::map<std::string, std::size_t> triples;
  for (auto const& [format, text] : examples_of(HMT_SOURCE_DIR "/docs/data-formats.md")) {
    auto const corpus = read(text);
    BOOST_TEST(corpus.format == format);
    for (auto const& each : corpus.sentences) triples[format] += each.triples.size();
  }
  for (auto const& format : detail::known_formats) BOOST_TEST(triples[std::string(format.name)] > 0U, format.name);
}

BOOST_AUTO_TEST_SUITE_END()
