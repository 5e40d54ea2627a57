// SPDX-License-Identifier: MIT
// From text to extraction: positions, sentences, types, and that unrequested tasks do not run.
#include "hmt/extract/extractor.hpp"

#include <boost/test/unit_test.hpp>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "hmt/device/reference.hpp"
#include "hmt/models.hpp"
#include "small_models.hpp"
#include "temporary_folder.hpp"
#include "unit/extract/capitals_model.hpp"

BOOST_AUTO_TEST_SUITE(extract_extractor)

namespace {

using hmt_test::capitals_model;

/// The code points [begin, end) of a text, counted independently.
std::string slice(std::string_view text, hmt::word_span chars) {
  std::string result;
  std::size_t point = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (i > 0 && !hmt::is_continuation_byte(text[i])) ++point;
    if (chars.begin <= point && point < chars.end) result += text[i];
  }
  return result;
}

/// A scheme that counts its calls of `decode`.
template <class Scheme>
class counting : public Scheme {
 public:
  static inline int decoded = 0;

  using Scheme::Scheme;
  void decode(hmt::matrix_view<float const> probabilities, hmt::extraction& into) const {
    ++decoded;
    Scheme::decode(probabilities, into);
  }
};

using counted_entities = counting<hmt::entity_tags<hmt::tagging::bioes>>;
using counted_relations = counting<hmt::relation_tags<hmt::tagging::bio>>;

/// A decoder that counts its runs.
struct counting_decoder : hmt::linear_decoder {
  static inline int runs = 0;
  static std::string description() { return "counting_decoder"; }

  template <class D>
  struct layer : hmt::linear_decoder::layer<D> {
    using hmt::linear_decoder::layer<D>::layer;
    template <class... Arguments>
    void forward(Arguments&&... arguments) const {
      ++runs;
      hmt::linear_decoder::layer<D>::forward(std::forward<Arguments>(arguments)...);
    }
  };
};

using encoder = hmt::bilstm<3, hmt::peephole::none>;
using counted_model = hmt::hierarchy<hmt::reference<float>, hmt::word_embedding<4>,
                                     hmt::task<counted_entities, encoder, counting_decoder>,
                                     hmt::task<counted_relations, encoder, hmt::linear_decoder>>;

}  // namespace

BOOST_AUTO_TEST_CASE(places_slice_the_text) {
  capitals_model const model;
  hmt::extractor extract(model);
  std::string const text = "  na\u00efve Ana  Ru\u00edz \u2014 \U0001F600 met Bob Ng, in M\u00e1laga.  ";
  auto const found = extract(text);
  BOOST_TEST(found.text == text);
  for (auto const& word : found.words) BOOST_TEST(slice(text, {word.begin, word.end}) == word.text);
  BOOST_REQUIRE_EQUAL(found.entities.size(), 3U);
  BOOST_TEST(found.entities[0].text == "Ana  Ru\u00edz");
  BOOST_TEST(found.entities[1].text == "Bob Ng");
  BOOST_TEST(found.entities[2].text == "M\u00e1laga");
  for (auto const& one : found.entities) {
    BOOST_TEST(slice(text, one.chars) == one.text);
    BOOST_TEST(one.chars.begin == found.words[one.words.begin].begin);
    BOOST_TEST(one.chars.end == found.words[one.words.end - 1].end);
    BOOST_TEST(one.type == "NAME");
    BOOST_TEST(one.confidence == 0.5);
  }
  BOOST_REQUIRE_EQUAL(found.triples.size(), 2U);
  for (auto const& one : found.triples) {
    BOOST_TEST(slice(text, one.head.chars) == one.head.text);
    BOOST_TEST(slice(text, one.tail.chars) == one.tail.text);
    BOOST_TEST(one.relation == "before");
    BOOST_TEST(one.confidence == 0.25);
  }
}

BOOST_AUTO_TEST_CASE(words_count_through_the_sentences_of_a_document) {
  capitals_model const model;
  hmt::extractor extract(model);
  auto const found = extract("He met Bob in Oslo. Then Eve left for Rome.");
  BOOST_REQUIRE_EQUAL(found.sentences.size(), 2U);
  BOOST_CHECK((found.sentences[0] == hmt::word_span{0, 6}));
  BOOST_CHECK((found.sentences[1] == hmt::word_span{6, found.words.size()}));
  BOOST_REQUIRE(!found.triples.empty());
  auto const& last = found.triples.back();
  BOOST_TEST(last.tail.text == "Rome");
  BOOST_TEST(found.words[last.tail.words.begin].text == "Rome");
  for (auto const& one : found.triples)  // none crosses sentences
    BOOST_CHECK((one.head.words.begin < 6) == (one.tail.words.begin < 6));
}

BOOST_AUTO_TEST_CASE(arguments_have_the_type_of_the_entity_they_share_words_with) {
  capitals_model const model;
  hmt::extractor extract(model);
  auto const found = extract("so Ana Ruiz met Bob");
  BOOST_REQUIRE_EQUAL(found.triples.size(), 1U);
  BOOST_TEST(found.triples[0].head.text == "Ruiz");  // only a part of the entity
  BOOST_TEST(found.triples[0].head.type == "NAME");
  BOOST_TEST(found.triples[0].tail.type == "NAME");
}

BOOST_AUTO_TEST_CASE(nothing_is_found_in_nothing) {
  capitals_model const model;
  hmt::extractor extract(model);
  for (std::string const text : {"", " \t \u00a0\u3000 "})
    for (auto const& found : {extract(text), extract.tokenized(text)}) {
      BOOST_TEST(found.text == text);
      BOOST_TEST(found.words.empty());
      BOOST_TEST(found.sentences.empty());
      BOOST_TEST(found.entities.empty());
      BOOST_TEST(found.triples.empty());
    }
}

BOOST_AUTO_TEST_CASE(tokenized_text_is_one_sentence_cut_at_white_space) {
  capitals_model const model;
  hmt::extractor extract(model);
  auto const found = extract.tokenized("Bob's dog left. Then Eve came .");
  BOOST_REQUIRE_EQUAL(found.words.size(), 7U);
  BOOST_TEST(found.words[0].text == "Bob's");
  BOOST_TEST(found.words[2].text == "left.");
  BOOST_REQUIRE_EQUAL(found.sentences.size(), 1U);
  BOOST_CHECK((found.sentences[0] == hmt::word_span{0, 7}));
  BOOST_REQUIRE_EQUAL(found.entities.size(), 2U);
  BOOST_TEST(found.entities[1].text == "Then Eve");
}

BOOST_AUTO_TEST_CASE(a_sentence_may_have_ten_thousand_words) {
  auto const model = hmt::testing::small_model<hmt::testing::small_hmt<hmt::reference<float>>>();
  hmt::extractor extract(model);
  std::string text;
  for (int i = 0; i < 10000; ++i) text += "word ";
  auto const found = extract(text);
  BOOST_TEST(found.words.size() == 10000U);
  BOOST_TEST(found.sentences.size() == 1U);
}

BOOST_AUTO_TEST_CASE(text_that_is_not_utf8_is_refused_with_its_place) {
  capitals_model const model;
  hmt::extractor extract(model);
  auto const told = says("text-utf8", "news.txt:7: ", "expected text in UTF-8", "found an invalid byte at position 4");
  BOOST_CHECK_EXCEPTION(extract("Ana\xff", {"news.txt", 7}), hmt::data_error, told);
  BOOST_CHECK_EXCEPTION(extract.tokenized("Ana\xff", {"news.txt", 7}), hmt::data_error, told);
  BOOST_TEST(extract("Ana").words.size() == 1U);  // and it continues
}

BOOST_AUTO_TEST_CASE(findings_do_not_depend_on_the_documents_before) {
  auto const model = hmt::testing::small_model<hmt::testing::small_hmt<hmt::reference<float>>>();
  hmt::extractor used(model);
  used("Born in New York, Ben left. Malaga is in Spain.");
  hmt::extractor fresh(model);
  auto const one = used("Ana Ruiz was born in Malaga."), other = fresh("Ana Ruiz was born in Malaga.");
  BOOST_REQUIRE_EQUAL(one.entities.size(), other.entities.size());
  for (std::size_t i = 0; i < one.entities.size(); ++i) {
    BOOST_CHECK((one.entities[i].words == other.entities[i].words));
    BOOST_TEST(one.entities[i].type == other.entities[i].type);
    BOOST_TEST(one.entities[i].confidence == other.entities[i].confidence);
  }
  BOOST_TEST(one.triples.size() == other.triples.size());
}

BOOST_AUTO_TEST_CASE(tasks_that_nobody_asks_for_do_not_decode) {
  auto const model = hmt::testing::small_model<counted_model>();
  auto const run = [&](hmt::prediction_options options) {
    counted_entities::decoded = counted_relations::decoded = counting_decoder::runs = 0;
    hmt::extractor extract(model, options);
    return extract("Ana Ruiz was born in Malaga.");
  };
  run({});
  BOOST_TEST(counted_entities::decoded == 1);
  BOOST_TEST(counted_relations::decoded == 1);
  BOOST_TEST(counting_decoder::runs == 1);
  BOOST_TEST(run({.entities = false}).entities.empty());
  BOOST_TEST(counted_entities::decoded == 0);
  BOOST_TEST(counted_relations::decoded == 1);
  BOOST_TEST(counting_decoder::runs == 0);  // not only not decoded, but not computed
  BOOST_TEST(run({.triples = false}).triples.empty());
  BOOST_TEST(counted_entities::decoded == 1);
  BOOST_TEST(counted_relations::decoded == 0);
}

BOOST_AUTO_TEST_SUITE_END()
