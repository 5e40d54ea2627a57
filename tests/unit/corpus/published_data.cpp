// SPDX-License-Identifier: MIT
// The published corpora, if the machine has them: complete reads with known counts.
#include "corpus_fixture.hpp"
#include "hmt/corpus/entity_types.hpp"

BOOST_AUTO_TEST_SUITE(corpus_published_data)

using namespace hmt;

namespace {

void check_counts(std::string const& name, std::string const& format, std::size_t sentences, std::size_t triples) {
  auto const path = shared_file(name);
  if (path.empty()) return;
  auto const corpus = read_corpus(path);
  BOOST_TEST_CONTEXT(name) {
    BOOST_TEST(corpus.format == format);
    BOOST_TEST(corpus.sentences.size() == sentences);
    std::size_t found = 0;
    for (auto const& each : corpus.sentences) found += each.triples.size();
    BOOST_TEST(found == triples);
    BOOST_TEST(corpus.skipped == 0U);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(hrl_files_are_read_whole) {
  check_counts("nyt11/train.json", "hrl", 14413, 22923);
  check_counts("nyt11/dev.json", "hrl", 313, 390);
  check_counts("nyt10/train.json", "hrl", 14812, 23444);
  check_counts("nyt10/dev.json", "hrl", 351, 443);
}

BOOST_AUTO_TEST_CASE(the_cotype_file_is_read_whole) {
  check_counts("nyt11/train_typed.cotype.json", "cotype", 10593, 17762);
}

BOOST_AUTO_TEST_CASE(spert_files_are_read_whole) {
  check_counts("conll04/train.json", "spert", 922, 1283);
  check_counts("conll04/dev.json", "spert", 231, 343);
  check_counts("conll04/test.json", "spert", 288, 422);
}

BOOST_AUTO_TEST_CASE(casrel_files_are_read_whole_but_for_one_triple_that_stands_twice_in_each) {
  check_counts("webnlg/train.json", "casrel", 5019, 11313 - 1);
  check_counts("webnlg/dev.json", "casrel", 500, 1224 - 1);
}

BOOST_AUTO_TEST_CASE(most_entities_of_the_hrl_file_get_their_type_from_the_cotype_file) {
  auto const hrl = shared_file("nyt11/train.json"), cotype = shared_file("nyt11/train_typed.cotype.json");
  if (hrl.empty() || cotype.empty()) return;
  auto to = read_corpus(hrl);
  auto const counts = assign_entity_types(to, entity_typing(cotype));
  BOOST_TEST(counts.kept == 0U);
  BOOST_TEST(counts.from_sentence > 30000U);
  BOOST_TEST(counts.from_signature > 8000U);
  BOOST_TEST(counts.unknown < 100U);
}

BOOST_AUTO_TEST_SUITE_END()
