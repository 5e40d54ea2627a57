// SPDX-License-Identifier: MIT
// Triples recovered by tag schemes: everything that does not overlap, for all schemes; and the upper bounds on real
// data.
#include "hmt/evaluate/oracle.hpp"

#include <algorithm>
#include <boost/test/unit_test.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "hmt/core/random.hpp"
#include "hmt/corpus/read_corpus.hpp"
#include "hmt/evaluate/evaluation.hpp"
#include "hmt/tagging/boundary_tags.hpp"
#include "hmt/tagging/entity_tags.hpp"
#include "hmt/tagging/relation_tags.hpp"

BOOST_AUTO_TEST_SUITE(evaluate_oracle)

namespace {

using hmt::entity;
using hmt::sentence;

/// A sentence with spans of one to four words that do not overlap, of three types. With `apart`, no two of a type
/// touch.
sentence random_sentence(hmt::random_engine& draw, bool apart) {
  sentence one;
  std::string last;
  for (auto words = 1 + draw.below(30); one.words.size() < words;) {
    auto const length = 1 + draw.below(4);
    auto const begin = one.words.size();
    one.words.resize(begin + length, "w");
    std::string type(1, static_cast<char>('A' + draw.below(4)));
    if (type == "D" || (apart && type == last)) type.clear();
    if (!type.empty()) one.entities.push_back({{begin, begin + length}, type});
    last = type;
  }
  return one;
}

template <class Scheme>
void gives_entities_back(bool apart) {
  hmt::random_engine draw(hmt::random_stream{.seed = 11});
  std::vector<sentence> sentences;
  for (int number = 0; number < 300; ++number) sentences.push_back(random_sentence(draw, apart));
  Scheme const scheme(Scheme::labels_of(sentences));
  for (auto const& one : sentences) {
    std::vector<entity> found;
    auto const decoded = hmt::oracle(scheme, one);
    for (auto const& each : decoded.entities) found.push_back({each.words, each.type});
    for (auto const& each : decoded.boundaries) found.push_back({each.words, ""});
    auto expected = one.entities;
    if (Scheme::output == hmt::tag_output::boundaries)
      for (auto& each : expected) each.type.clear();
    BOOST_REQUIRE((found == expected));
  }
}

/// Each random span is one argument of a relation with one head and one tail.
template <class Scheme>
void gives_triples_back() {
  hmt::random_engine draw(hmt::random_stream{.seed = 12});
  std::vector<sentence> sentences;
  for (int number = 0; number < 300; ++number) {
    auto one = random_sentence(draw, false);
    hmt::shuffle<entity>(one.entities, draw);
    for (std::size_t pair = 0; 2 * pair + 1 < one.entities.size(); ++pair)
      one.triples.push_back(
          {one.entities[2 * pair].words, "r-" + std::to_string(pair), one.entities[2 * pair + 1].words});
    sentences.push_back(one);
  }
  Scheme scheme(Scheme::labels_of(sentences));
  scheme.fit(sentences);
  for (auto const& one : sentences) {
    std::vector<hmt::triple> found;
    for (auto const& each : hmt::oracle(scheme, one).triples) found.push_back({each.head, each.relation, each.tail});
    auto expected = one.triples;
    std::ranges::sort(found);
    std::ranges::sort(expected);
    BOOST_REQUIRE((found == expected));
  }
}

/// The exact-span scores of perfect labels on a corpus, with roles learnt from another; none if a file is missing.
template <class Scheme>
std::optional<hmt::counts> bound(std::string const& training, std::string const& test) {
  auto const folder = std::string(HMT_SOURCE_DIR) + "/../shared/data/";
  if (!std::filesystem::exists(folder + training) || !std::filesystem::exists(folder + test)) {
    BOOST_TEST_MESSAGE("skipped: " << folder << test << " or " << training << " is absent");
    return std::nullopt;
  }
  auto const learnt = hmt::read_corpus(folder + training);
  auto const gold = hmt::read_corpus(folder + test);
  auto both = learnt.sentences;
  both.insert(both.end(), gold.sentences.begin(), gold.sentences.end());
  Scheme scheme(Scheme::labels_of(both));  // the bound of the scheme, not that of relations unseen in training
  scheme.fit(learnt.sentences);
  std::vector<hmt::extraction> found;
  for (auto const& one : gold.sentences) found.push_back(hmt::oracle(scheme, one));
  auto const scores = hmt::evaluate(gold, found).triples.exact_span;
  BOOST_TEST_MESSAGE(Scheme::description() << " on " << test << ": F1 " << scores.f1() << " (" << scores.correct
                                           << " of " << scores.gold << ", " << scores.predicted << " predicted)");
  return scores;
}

template <class Scheme>
void check_bound(std::string const& training, std::string const& test, double f1) {
  if (auto const scores = bound<Scheme>(training, test))
    BOOST_TEST(scores->f1() == f1, boost::test_tools::tolerance(0.005));
}

using hmt::tagging::bio;
using hmt::tagging::bioes;
using hmt::tagging::io;
using hmt::tagging::well_formed_only;

}  // namespace

BOOST_AUTO_TEST_CASE(entities_that_do_not_overlap_come_back) {
  gives_entities_back<hmt::entity_tags<bio>>(false);
  gives_entities_back<hmt::entity_tags<bioes>>(false);
  gives_entities_back<hmt::entity_tags<bio, well_formed_only>>(false);
  gives_entities_back<hmt::entity_tags<bioes, well_formed_only>>(false);
  gives_entities_back<hmt::entity_tags<io>>(true);
  gives_entities_back<hmt::boundary_tags<bio>>(false);
  gives_entities_back<hmt::boundary_tags<bioes, well_formed_only>>(false);
}

BOOST_AUTO_TEST_CASE(triples_that_do_not_overlap_come_back) {
  gives_triples_back<hmt::relation_tags<bio>>();
  gives_triples_back<hmt::relation_tags<bioes>>();
  gives_triples_back<hmt::relation_tags<io>>();
  gives_triples_back<hmt::relation_tags<bio, hmt::tagging::all_pairs, hmt::tagging::corpus_order, well_formed_only>>();
  gives_triples_back<
      hmt::relation_tags<bioes, hmt::tagging::all_pairs, hmt::tagging::most_frequent_first, well_formed_only>>();
}

BOOST_AUTO_TEST_CASE(neighbours_of_a_type_are_lost_in_io) {
  sentence const one{{"a", "b"}, {{{0, 1}, "A"}, {{1, 2}, "A"}}, {}, 0};
  auto const found = hmt::oracle(hmt::entity_tags<io>(hmt::label_set({"O", "A-I"})), one);
  BOOST_REQUIRE(found.entities.size() == 1);
  BOOST_TEST((found.entities[0].words == hmt::word_span{0, 2}));
}

BOOST_AUTO_TEST_CASE(bounds_on_conll04_are_those_of_the_documentation) {
  std::string const train = "conll04/train.json", test = "conll04/test.json";
  check_bound<hmt::relation_tags<bio>>(train, test, 0.923);
  check_bound<hmt::relation_tags<bioes>>(train, test, 0.923);
  check_bound<hmt::relation_tags<bio, hmt::tagging::all_pairs>>(train, test, 0.911);
  check_bound<hmt::relation_tags<bio, hmt::tagging::nearest, hmt::tagging::corpus_order>>(train, test, 0.919);
}

BOOST_AUTO_TEST_CASE(bounds_on_webnlg_are_those_of_the_documentation) {
  std::string const train = "webnlg/train.json", dev = "webnlg/dev.json";
  check_bound<hmt::relation_tags<bio>>(train, dev, 0.655);
  check_bound<hmt::relation_tags<bio, hmt::tagging::nearest, hmt::tagging::corpus_order>>(train, dev, 0.647);
}

BOOST_AUTO_TEST_CASE(bounds_on_nyt_are_those_of_the_documentation) {
  check_bound<hmt::relation_tags<bio>>("nyt10/train.json", "nyt10/dev.json", 0.896);
  check_bound<hmt::relation_tags<bio>>("nyt11/train.json", "nyt11/dev.json", 0.917);
}

BOOST_AUTO_TEST_SUITE_END()
