// SPDX-License-Identifier: MIT
// The examples of docs/data-forms.md are read as the forms that they are examples of.
#include <fstream>
#include <map>

#include "corpus_fixture.hpp"

BOOST_FIXTURE_TEST_SUITE(corpus_data_forms, corpus_fixture)

using namespace hmt;

namespace {

struct example {
  std::string form;
  std::string text;
};

/// The fenced `json` blocks that follow a line `<!-- form: NAME -->`.
std::vector<example> examples_of(std::string const& path) {
  std::vector<example> found;
  std::ifstream page(path);
  BOOST_TEST_REQUIRE(page.good());
  std::string line, form;
  for (bool inside = false; std::getline(page, line);) {
    if (line.starts_with("<!-- form: ")) form = line.substr(11, line.find(" -->") - 11);
    if (inside && line == "```") {
      inside = false;
      form.clear();
    } else if (inside) {
      found.back().text += line + "\n";
    } else if (line == "```json" && !form.empty()) {
      inside = true;
      found.push_back({form, {}});
    }
  }
  return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(every_form_has_an_example_that_is_detected_and_holds_a_triple) {
  std::map<std::string, std::size_t> triples;
  for (auto const& [form, text] : examples_of(HMT_SOURCE_DIR "/docs/data-forms.md")) {
    auto const corpus = read(text);
    BOOST_TEST(corpus.form == form);
    for (auto const& each : corpus.sentences) triples[form] += each.triples.size();
  }
  for (auto const& form : detail::known_forms) BOOST_TEST(triples[std::string(form.name)] > 0U, form.name);
}

BOOST_AUTO_TEST_SUITE_END()
