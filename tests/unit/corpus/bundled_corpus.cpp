// SPDX-License-Identifier: MIT
// The corpus in examples/data: its properties, and that its generator still writes it.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "hmt/core/unicode.hpp"
#include "hmt/corpus/read_corpus.hpp"
#include "hmt/corpus/sentence_splitter.hpp"
#include "hmt/corpus/tokenizer.hpp"
#include "temporary_folder.hpp"
#include "texts.hpp"

BOOST_AUTO_TEST_SUITE(corpus_bundled_corpus)

namespace {

std::string const folder = HMT_SOURCE_DIR "/examples/data/";
std::vector<std::string> const splits{"train", "dev", "test"};

/// The words with the blanks of printed text.
std::string printed(std::vector<std::string> const& words) {
  std::string text;
  for (std::size_t i = 0; i < words.size(); ++i) {
    auto const is_one_of = [](std::string_view word, std::vector<std::string_view> const& list) {
      return std::ranges::find(list, word) != list.end();
    };
    auto const glued = i == 0 || is_one_of(words[i], {".", ",", ";", ")", "%", "'s", "n't"}) ||
                       is_one_of(words[i - 1], {"$", "\u20AC", "("});
    text += (glued ? "" : " ") + words[i];
  }
  return text;
}

std::vector<std::string> words_of(std::vector<hmt::token> const& tokens) {
  std::vector<std::string> words;
  for (auto const& token : tokens) words.push_back(token.text);
  return words;
}

}  // namespace

BOOST_AUTO_TEST_CASE(its_generator_writes_the_same_bytes) {
  if (std::system("python3 -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1") != 0) {
    BOOST_TEST_MESSAGE("skipped: there is no python3 of 3.8 or newer");
    return;
  }
  temporary_folder const written;
  auto const command = "python3 '" + folder + "generate.py' '" + written.path() + "'";
  BOOST_TEST_REQUIRE(std::system(command.c_str()) == 0);
  for (auto const& split : splits)
    BOOST_TEST((text_of_file(written / (split + ".jsonl")) == text_of_file(folder + split + ".jsonl")),
               split << ".jsonl is not what generate.py writes; run it and commit the three files");
}

BOOST_AUTO_TEST_CASE(no_sentence_is_in_two_splits_or_twice_in_one) {
  std::set<std::vector<std::string>> seen;
  for (auto const& split : splits)
    for (auto const& sentence : hmt::read_corpus(folder + split + ".jsonl").sentences)
      BOOST_TEST(seen.insert(sentence.words).second, split << " line " << sentence.line);
  BOOST_TEST(seen.size() == 520U + 81U + 101U);
}

BOOST_AUTO_TEST_CASE(every_split_has_every_relation_and_type_and_sentences_of_every_kind) {
  for (auto const& split : splits) {
    BOOST_TEST_CONTEXT(split) {
      std::set<std::string> types, relations;
      std::map<std::size_t, std::size_t> by_triples;
      std::size_t without_entity = 0;
      for (auto const& sentence : hmt::read_corpus(folder + split + ".jsonl").sentences) {
        BOOST_TEST((sentence.words.size() >= 6 && sentence.words.size() <= 40), "line " << sentence.line);
        for (auto const& each : sentence.entities) types.insert(each.type);
        for (auto const& each : sentence.triples) relations.insert(each.relation);
        ++by_triples[std::min<std::size_t>(sentence.triples.size(), 2)];
        without_entity += sentence.entities.empty();
      }
      BOOST_TEST((types == std::set<std::string>{"LOC", "MISC", "ORG", "PER"}));
      BOOST_TEST((relations == std::set<std::string>{"born_in", "capital_of", "founded_by", "has_capital",
                                                     "headquartered_in", "located_in", "nationality", "works_for"}));
      BOOST_TEST(by_triples[0] > without_entity);
      BOOST_TEST(by_triples[1] > 50U);
      BOOST_TEST(by_triples[2] > 10U);
      BOOST_TEST(without_entity > 0U);
    }
  }
}

BOOST_AUTO_TEST_CASE(its_words_are_those_of_the_tokenizer_and_each_line_is_one_sentence) {
  for (auto const& split : splits) {
    for (auto const& sentence : hmt::read_corpus(folder + split + ".jsonl").sentences) {
      auto const tokens = hmt::tokenize(printed(sentence.words));
      auto const words = words_of(tokens);
      BOOST_TEST_CONTEXT(split << " line " << sentence.line) {
        BOOST_CHECK_EQUAL_COLLECTIONS(words.begin(), words.end(), sentence.words.begin(), sentence.words.end());
        BOOST_TEST(hmt::split_sentences(tokens).size() == 1U);
      }
    }
  }
}

BOOST_AUTO_TEST_CASE(the_raw_text_has_ten_documents_of_two_or_three_sentences) {
  std::ifstream file(folder + "news.txt");
  std::size_t documents = 0;
  for (std::string line; std::getline(file, line); ++documents) {
    BOOST_TEST(!hmt::find_invalid_utf8(line).has_value());
    auto const sentences = hmt::split_sentences(hmt::tokenize(line)).size();
    BOOST_TEST((sentences == 2 || sentences == 3), "line " << documents + 1 << ": " << sentences << " sentences");
  }
  BOOST_TEST(documents == 10U);
}

BOOST_AUTO_TEST_SUITE_END()
