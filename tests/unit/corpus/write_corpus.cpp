// SPDX-License-Identifier: MIT
#include "hmt/corpus/write_corpus.hpp"

#include <array>
#include <boost/test/unit_test.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(corpus_write_corpus)

namespace {

using hmt::corpus_format;
constexpr std::array formats{corpus_format::jsonl, corpus_format::spert, corpus_format::casrel, corpus_format::cotype,
                             corpus_format::hrl};

struct written {
  hmt::writing_losses losses;
  hmt::corpus back;
};

written round_trip(corpus_format format, std::vector<hmt::sentence> const& all) {
  temporary_folder const folder;
  std::ostringstream text;
  auto const losses = hmt::write_records(format, all, text);
  return {losses, hmt::read_corpus(folder.file("x", text.str()))};
}

/// Lost sentences, entities, types and triples.
std::array<std::size_t, 4> lost(corpus_format format, hmt::sentence const& one) {
  std::ostringstream text;
  auto const losses = hmt::write_records(format, std::vector{one}, text);
  return {losses.sentences, losses.entities, losses.types, losses.triples};
}

}  // namespace

BOOST_AUTO_TEST_CASE(what_every_form_carries_comes_back_from_each) {
  std::vector<hmt::sentence> const all{
      {{"A", "b", "met", "C"}, {{{0, 2}, ""}, {{3, 4}, ""}}, {{{0, 2}, "knows", {3, 4}}, {{3, 4}, "likes", {0, 2}}}},
      {{"\"", "É", "\""}, {{{0, 1}, ""}, {{1, 2}, ""}}, {{{1, 2}, "is", {0, 1}}}}};
  for (auto const format : formats) {
    auto const [losses, back] = round_trip(format, all);
    BOOST_TEST(back.format == hmt::name_of(format));
    BOOST_TEST(losses.sentences + losses.entities + losses.types + losses.triples == 0U, back.format);
    BOOST_TEST_REQUIRE(back.sentences.size() == 2U);
    for (std::size_t k = 0; k < 2; ++k)
      BOOST_TEST((back.sentences[k].words == all[k].words && back.sentences[k].entities == all[k].entities &&
                  back.sentences[k].triples == all[k].triples),
                 back.format << k);
  }
}

BOOST_AUTO_TEST_CASE(what_a_form_cannot_carry_is_counted) {
  using counts = std::array<std::size_t, 4>;
  hmt::sentence const typed{{"A", "b", "C"}, {{{0, 1}, "P"}, {{1, 2}, "Q"}, {{2, 3}, "P"}}, {{{0, 1}, "r", {2, 3}}}};
  BOOST_TEST((lost(corpus_format::jsonl, typed) == counts{0, 0, 0, 0}));
  BOOST_TEST((lost(corpus_format::spert, typed) == counts{0, 0, 0, 0}));
  BOOST_TEST((lost(corpus_format::cotype, typed) == counts{0, 0, 0, 0}));
  BOOST_TEST((lost(corpus_format::hrl, typed) == counts{0, 0, 3, 0}));
  BOOST_TEST((lost(corpus_format::casrel, typed) == counts{0, 1, 2, 0}));
  hmt::sentence const second_place{{"A", "b", "A"}, {{{1, 2}, ""}, {{2, 3}, ""}}, {{{2, 3}, "r", {1, 2}}}};
  BOOST_TEST((lost(corpus_format::casrel, second_place) == counts{0, 1, 0, 1}));
  BOOST_TEST((lost(corpus_format::hrl, second_place) == counts{0, 0, 0, 0}));
  hmt::sentence const nested{{"A", "b", "c"}, {{{0, 2}, ""}, {{1, 2}, ""}}, {{{0, 2}, "r", {1, 2}}}};
  BOOST_TEST((lost(corpus_format::hrl, nested) == counts{0, 2, 0, 1}));
  BOOST_TEST((lost(corpus_format::spert, nested) == counts{0, 0, 0, 0}));
  hmt::sentence const blank{{"A b"}, {}, {}};
  BOOST_TEST((lost(corpus_format::casrel, blank) == counts{1, 0, 0, 0}));
  BOOST_TEST((lost(corpus_format::jsonl, blank) == counts{0, 0, 0, 0}));
}

BOOST_AUTO_TEST_CASE(texts_that_are_not_utf8_and_full_outputs_are_errors) {
  std::vector<hmt::sentence> const bad{{{"\xff"}, {}, {}}}, good{{{"a"}, {}, {}}};
  for (auto const format : formats) {
    std::ostringstream text;
    BOOST_CHECK_EXCEPTION(hmt::write_records(format, bad, text), hmt::data_error,
                          [](auto const& problem) { return problem.code() == "corpus-utf8"; });
    text.setstate(std::ios::badbit);
    BOOST_CHECK_EXCEPTION(hmt::write_records(format, good, text), hmt::data_error,
                          [](auto const& problem) { return problem.code() == "corpus-write"; });
  }
}

BOOST_AUTO_TEST_SUITE_END()
