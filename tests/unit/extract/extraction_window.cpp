// SPDX-License-Identifier: MIT
// Documents through a window: in order, as if each were alone, in shared batches, and never too many at once.
#include "hmt/extract/extraction_window.hpp"

#include <boost/test/unit_test.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "hmt/device/reference.hpp"
#include "hmt/extract/extractor.hpp"
#include "hmt/extract/json_lines.hpp"
#include "hmt/extract/read_document.hpp"
#include "hmt/models.hpp"
#include "small_models.hpp"
#include "unit/extract/capitals_model.hpp"

BOOST_AUTO_TEST_SUITE(extract_extraction_window)

namespace {

using hmt_test::capitals_model;

/// Documents of one to three sentences of many lengths; some have no words.
std::vector<std::string> texts(std::size_t count) {
  std::vector<std::string> all;
  for (std::size_t i = 0; i < count; ++i) {
    std::string text;
    for (std::size_t s = 0; s < i % 4; ++s) {
      text += "Ana Ruiz";
      for (std::size_t w = 0; w < (7 * i + 3 * s) % 13; ++w) text += " met";
      text += " Bob" + std::to_string(i) + " in Malaga. ";
    }
    all.push_back(text);
  }
  return all;
}

}  // namespace

BOOST_AUTO_TEST_CASE(documents_come_out_in_order_and_as_if_each_came_alone) {
  capitals_model const model;
  hmt::extractor extract(model), alone(model);
  std::vector<std::string> found;
  hmt::extraction_window window(
      extract, [&](hmt::document const& one) { found.push_back(to_json(one).dump()); }, 500);
  auto const given = texts(100);
  for (auto const& text : given) window.add(hmt::read_document(text));
  window.flush();
  BOOST_REQUIRE_EQUAL(found.size(), given.size());
  for (std::size_t i = 0; i < given.size(); ++i) BOOST_TEST(found[i] == to_json(alone(given[i])).dump());
}

BOOST_AUTO_TEST_CASE(a_layered_model_finds_the_same_but_for_rounding) {
  auto const model = hmt::testing::small_model<hmt::testing::small_hmt<hmt::reference<float>>>();
  hmt::extractor extract(model), alone(model);
  std::vector<hmt::document> found;
  hmt::extraction_window window(extract, [&](hmt::document const& one) { found.push_back(one); });
  auto const given = texts(20);
  for (auto const& text : given) window.add(hmt::read_document(text));
  window.flush();
  BOOST_REQUIRE_EQUAL(found.size(), given.size());
  for (std::size_t i = 0; i < given.size(); ++i) {
    auto const expected = alone(given[i]);
    BOOST_REQUIRE_EQUAL(found[i].entities.size(), expected.entities.size());
    BOOST_TEST(found[i].triples.size() == expected.triples.size());
    for (std::size_t e = 0; e < expected.entities.size(); ++e) {
      BOOST_CHECK((found[i].entities[e].words == expected.entities[e].words));
      BOOST_TEST(found[i].entities[e].type == expected.entities[e].type);
      BOOST_TEST(found[i].entities[e].confidence == expected.entities[e].confidence,
                 boost::test_tools::tolerance(1e-5));
    }
  }
}

BOOST_AUTO_TEST_CASE(what_waits_is_bounded_by_its_text_and_by_its_number) {
  capitals_model const model;
  hmt::extractor extract(model);
  std::size_t out = 0;
  hmt::extraction_window window(
      extract, [&](hmt::document const&) { ++out; }, 1000);
  for (std::size_t i = 1; i <= 100; ++i) {
    window.add(hmt::read_document(""));
    BOOST_TEST(window.waiting() < 16U);
    BOOST_TEST(out + window.waiting() == i);
  }
  window.flush();
  BOOST_TEST(out == 100U);
  window.add(hmt::read_document(std::string(1000, 'x')));
  BOOST_TEST(window.waiting() == 0U);
  BOOST_TEST(out == 101U);
}

BOOST_AUTO_TEST_CASE(sentences_of_different_documents_share_a_batch) {
  auto const model = hmt::testing::small_model<hmt::testing::small_hmt<hmt::reference<float>>>();
  hmt::extractor extract(model);
  std::vector<hmt::document> documents;
  for (auto const& text : {"Ana met Bob.", "", "Eve left."}) documents.push_back(hmt::read_document(text));
  extract.extract(documents);
  BOOST_TEST(documents[0].sentences.size() == 1U);
  BOOST_TEST(documents[1].words.empty());
  hmt::extractor(model).extract({});  // no documents
}

BOOST_AUTO_TEST_SUITE_END()
