// SPDX-License-Identifier: MIT
// Extraction in batches: order, empty sentences, limits of a batch.
#include "hmt/extract/predict_all.hpp"

#include <boost/test/unit_test.hpp>
#include <cstddef>
#include <string>
#include <vector>

#include "hmt/device/cpu.hpp"
#include "hmt/device/reference.hpp"
#include "hmt/models.hpp"
#include "small_models.hpp"
#include "unit/extract/capitals_model.hpp"

BOOST_AUTO_TEST_SUITE(extract_predict_all)

namespace {

using hmt_test::capitals_model;

/// Sentence i has one capital, at word i % length.
std::vector<capitals_model::encoded_sentence> sentences_of(std::vector<std::size_t> const& lengths) {
  std::vector<capitals_model::encoded_sentence> sentences;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    auto& words = sentences.emplace_back().get<capitals_model::capitals>();
    sentences.back().length = lengths[i];
    words.assign(lengths[i], 0);
    if (!words.empty()) words[i % words.size()] = 1;
  }
  return sentences;
}

}  // namespace

BOOST_AUTO_TEST_CASE(order_is_kept_and_empty_sentences_have_empty_extractions) {
  std::vector<std::size_t> lengths;
  for (std::size_t i = 0; i < 100; ++i) lengths.push_back(i % 7);
  auto const sentences = sentences_of(lengths);
  capitals_model::workspace space;
  auto const found = hmt::predict_all(capitals_model{}, sentences, space);
  BOOST_REQUIRE_EQUAL(found.size(), sentences.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    BOOST_REQUIRE_EQUAL(found[i].entities.size(), lengths[i] == 0 ? 0U : 1U);
    if (lengths[i] > 0) BOOST_TEST(found[i].entities[0].words.begin == i % lengths[i]);
  }
}

BOOST_AUTO_TEST_CASE(no_sentences_need_no_batch) {
  capitals_model::workspace space;
  BOOST_TEST(hmt::predict_all(capitals_model{}, {}, space).empty());
  BOOST_TEST(hmt::predict_all(capitals_model{}, sentences_of({0, 0}), space).size() == 2U);
  BOOST_TEST(space.batches.empty());
}

BOOST_AUTO_TEST_CASE(batches_are_limited_in_sentences_and_words) {
  std::vector<std::size_t> lengths(50, 10);
  lengths[20] = 9000;
  lengths[30] = lengths[40] = 3000;
  capitals_model::workspace space;
  auto const sentences = sentences_of(lengths);
  static_cast<void>(hmt::predict_all(capitals_model{}, sentences, space));
  std::size_t all = 0, words = 0;
  for (auto const& [count, size] : space.batches) {
    BOOST_TEST(count <= 32U);
    if (count > 1) BOOST_TEST(size <= 4096U);
    all += count;
    words += size;
  }
  BOOST_TEST(all == 50U);
  BOOST_TEST(words == 9000U + 2 * 3000 + 47 * 10);
  BOOST_TEST(space.batches.front().first == 1U);  // the longest, alone
  BOOST_TEST(space.batches.size() == 4U);         // 9000; 3000; 3000 and 31 of 10; 16 of 10
}

BOOST_AUTO_TEST_CASE(a_batch_finds_what_single_sentences_do) {
  auto const model = hmt::testing::small_model<hmt::testing::small_hmt<hmt::reference<double>>>();
  auto const sentences = model.encode_inputs(hmt::testing::small_corpus());
  decltype(model)::workspace space;
  auto const together = hmt::predict_all(model, sentences, space);
  std::size_t entities = 0;
  for (std::size_t i = 0; i < sentences.size(); ++i) {
    auto const alone = hmt::predict_all(model, std::vector{sentences[i]}, space);
    BOOST_REQUIRE_EQUAL(alone.front().entities.size(), together[i].entities.size());
    BOOST_TEST(alone.front().triples.size() == together[i].triples.size());
    for (std::size_t k = 0; k < together[i].entities.size(); ++k) {
      BOOST_CHECK((alone.front().entities[k].words == together[i].entities[k].words));
      BOOST_TEST(alone.front().entities[k].confidence == together[i].entities[k].confidence,
                 boost::test_tools::tolerance(1e-6));
    }
    entities += together[i].entities.size();
  }
  BOOST_TEST(entities > 0U);  // an untrained model finds something in nearly every word
}

BOOST_AUTO_TEST_CASE(frozen_weights_change_nothing_and_a_new_promise_sees_new_weights) {
  using model_type = hmt::hmt_model<hmt::cpu<float>, 17, 19>;
  auto model = hmt::testing::small_model<model_type>();
  auto const sentences = model.encode(hmt::testing::small_corpus());
  auto const confidences = [&](model_type::workspace& space) {
    std::vector<double> all;
    for (auto const& one : hmt::predict_all(model, sentences, space))
      for (auto const& entity : one.entities) all.push_back(entity.confidence);
    return all;
  };
  model_type::workspace fresh;
  auto const before = confidences(fresh);
  model_type::workspace space;
  space.device.freeze_weights(true);
  BOOST_TEST((confidences(space) == before));
  BOOST_TEST((confidences(space) == before));
  BOOST_TEST(space.device.weights_version() != 0U);
  for (auto& number : model.parameters().values()) number *= 0.5F;
  auto const after = confidences(fresh);
  BOOST_TEST((after != before));
  space.device.freeze_weights(true);
  BOOST_TEST((confidences(space) == after));
}

BOOST_AUTO_TEST_SUITE_END()
