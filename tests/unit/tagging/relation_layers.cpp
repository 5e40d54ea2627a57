// SPDX-License-Identifier: MIT
#include "hmt/tagging/relation_layers.hpp"

#include <boost/test/unit_test.hpp>

#include <cstddef>
#include <limits>
#include <string>
#include <tuple>
#include <vector>

#include "hmt/core/random.hpp"
#include "hmt/evaluate/oracle.hpp"
#include "hmt/tagging/pairing.hpp"
#include "hmt/tagging/prefixes.hpp"
#include "hmt/tagging/relation_tags.hpp"

BOOST_AUTO_TEST_SUITE(tagging_relation_layers)

namespace {

using scheme_type = hmt::relation_layers<hmt::tagging::bio>;

/// `in` relates a place to its region, `has` is the inverse; a word may be in both, in both roles.
hmt::sentence const chain{{"Kyoto", "in", "Kansai", "in", "Japan", "and", "New", "York"},
                          {},
                          {{{0, 1}, "in", {2, 3}}, {{2, 3}, "in", {4, 5}}, {{4, 5}, "has", {2, 3}}},
                          1};

scheme_type scheme_of(std::vector<hmt::sentence> const& training) {
  return scheme_type(scheme_type::labels_of(training));
}

std::string text_of(std::vector<hmt::scored_triple> const& triples) {
  std::string text;
  for (auto const& one : triples)
    text += std::to_string(one.head.begin) + "-" + std::to_string(one.head.end) + " " + one.relation + " " +
            std::to_string(one.tail.begin) + "-" + std::to_string(one.tail.end) + "; ";
  return text;
}

using both_positions = std::tuple<hmt::tagging::bio, hmt::tagging::bioes>;

/// Probabilities of O everywhere except where set: (word, layer, label).
struct layer_probabilities {
  hmt::score_shape shape;
  std::vector<float> values;

  layer_probabilities(scheme_type const& scheme, std::size_t words)
      : shape(scheme.shape()), values(words * scheme.shape().columns(), 0.0F) {
    for (std::size_t k = 0; k < values.size(); k += shape.labels) values[k] = 1;
  }
  void set(std::size_t word, std::size_t sequence, std::size_t label, float probability) {
    float* const own = values.data() + word * shape.columns() + sequence * shape.labels;
    own[0] = 1 - probability;
    own[label] = probability;
  }
  [[nodiscard]] hmt::matrix_view<float const> view() const {
    return {values.data(), values.size() / shape.columns(), shape.columns()};
  }
};

hmt::extraction decoded(scheme_type const& scheme, layer_probabilities const& given) {
  hmt::extraction found;
  scheme.decode(given.view(), found);
  return found;
}

}  // namespace

BOOST_AUTO_TEST_CASE(describes_itself_and_its_shape) {
  BOOST_TEST(scheme_type::description() == "relation_layers<bio>");
  BOOST_TEST((hmt::relation_layers<hmt::tagging::bioes, hmt::tagging::all_pairs>::description()) ==
             "relation_layers<bioes, all_pairs>");
  auto const scheme = scheme_of({chain});
  BOOST_TEST(scheme.shape().sequences == 4U);
  BOOST_TEST(scheme.shape().labels == 3U);
  BOOST_TEST(scheme.labels().size() == 9U);
  BOOST_TEST(scheme.relations() == (std::vector<std::string>{"has", "in"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(labels_a_layer_for_each_relation_and_role) {
  auto const labels = scheme_of({chain}).encode(chain);
  // layers: has-E1, has-E2, in-E1, in-E2
  std::vector<hmt::row_index> const expected{0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 1, 1, 0, 0, 0, 0,
                                             1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0};
  BOOST_TEST(labels == expected, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(keeps_triples_that_share_words_where_one_tag_a_word_loses_them) {
  hmt::sentence const gold = chain;
  auto const found = hmt::oracle(scheme_of({gold}), gold);
  BOOST_TEST(text_of(found.triples) == "4-5 has 2-3; 0-1 in 2-3; 2-3 in 4-5; ");
  using single = hmt::relation_tags<hmt::tagging::bio>;
  single tags(single::labels_of(std::vector{gold}));
  BOOST_TEST(hmt::oracle(tags, gold).triples.size() < 3U);
}

BOOST_AUTO_TEST_CASE(a_triple_that_conflicts_in_its_layer_is_left_out_whole) {
  auto conflicting = chain;
  conflicting.triples = {
      {{6, 8}, "in", {4, 5}}, {{7, 8}, "in", {2, 3}}, {{6, 8}, "in", {0, 1}}, {{6, 7}, "in", {0, 1}}};
  auto const scheme = scheme_of({chain});
  auto const labels = scheme.encode(conflicting);
  auto const tail = [&](std::size_t word) { return labels[word * 4 + 3]; };
  BOOST_TEST(tail(4) == 1U);
  BOOST_TEST(tail(2) == 0U);  // its head is part of a longer one
  BOOST_TEST(tail(0) == 1U);
  BOOST_TEST(labels[6 * 4 + 2] == 1U);
  BOOST_TEST(labels[7 * 4 + 2] == 2U);
}

BOOST_AUTO_TEST_CASE(a_span_that_stops_short_of_a_longer_one_conflicts_too) {
  auto const scheme = scheme_of({chain});
  auto nested = chain;
  nested.triples = {{{6, 8}, "in", {4, 5}}, {{6, 7}, "in", {2, 3}}};
  BOOST_TEST(scheme.encode(nested)[2 * 4 + 3] == 0U);
}

BOOST_AUTO_TEST_CASE(leaves_out_relations_that_it_does_not_know) {
  auto other = chain;
  other.triples = {{{0, 1}, "unheard of", {2, 3}}};
  for (auto const label : scheme_of({chain}).encode(other)) BOOST_TEST(label == 0U);
}

BOOST_AUTO_TEST_CASE(confidence_is_the_product_of_the_labels_of_both_spans) {
  auto const scheme = scheme_of({chain});
  layer_probabilities given(scheme, 4);
  given.set(0, 2, 1, 0.75F);
  given.set(1, 2, 2, 0.5F + 0x1p-10F);
  given.set(3, 3, 1, 0.8F);
  given.set(2, 3, 2, 0.4F);  // less than O
  auto const found = decoded(scheme, given);
  BOOST_TEST(text_of(found.triples) == "0-2 in 3-4; ");
  BOOST_TEST(found.triples.at(0).confidence == 0.75 * (0.5 + 0x1p-10) * static_cast<double>(0.8F));
}

BOOST_AUTO_TEST_CASE(a_span_in_both_roles_is_not_paired_with_itself) {
  auto const scheme = scheme_of({chain});
  layer_probabilities given(scheme, 3);
  given.set(1, 2, 1, 0.9F);
  given.set(1, 3, 1, 0.9F);
  BOOST_TEST(decoded(scheme, given).triples.empty());
}

BOOST_AUTO_TEST_CASE(what_is_no_number_wins_nothing) {
  auto const scheme = scheme_of({chain});
  layer_probabilities given(scheme, 2);
  for (auto& value : given.values) value = std::numeric_limits<float>::quiet_NaN();
  BOOST_TEST(decoded(scheme, given).triples.empty());
}

BOOST_AUTO_TEST_CASE(refuses_columns_that_do_not_fit) {
  auto const scheme = scheme_of({chain});
  std::vector<float> const values(9);
  hmt::extraction into;
  BOOST_CHECK_EXCEPTION(scheme.decode({values.data(), 1, 9}, into), hmt::shape_error, [](auto const& problem) {
    return std::string(problem.what()).find("(1, 12)") != std::string::npos;
  });
}

/// Spans of all lengths at random positions: exactly the encoded spans are decoded.
BOOST_AUTO_TEST_CASE_TEMPLATE(spans_come_back_as_they_went_in, Prefixes, both_positions) {
  using layered = hmt::relation_layers<Prefixes, hmt::tagging::all_pairs>;
  hmt::random_engine random(hmt::random_stream{11, hmt::random_purpose::testing});
  for (int round = 0; round < 200; ++round) {
    hmt::sentence one;
    one.words.assign(1 + random.below(12), "word");
    auto const span = [&] {
      auto const begin = random.below(one.words.size());
      return hmt::word_span{begin, begin + 1 + random.below(one.words.size() - begin)};
    };
    hmt::triple const only{span(), "r", span()};
    if (only.head == only.tail) continue;
    one.triples = {only};
    auto const found = hmt::oracle(layered(layered::labels_of(std::vector{one})), one);
    BOOST_TEST_REQUIRE(found.triples.size() == 1U);
    BOOST_TEST((found.triples[0].head == only.head));
    BOOST_TEST((found.triples[0].tail == only.tail));
    BOOST_TEST(found.triples[0].confidence == 1.0);
  }
}

BOOST_AUTO_TEST_SUITE_END()
