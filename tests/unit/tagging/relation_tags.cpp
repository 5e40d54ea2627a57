// SPDX-License-Identifier: MIT
#include "hmt/tagging/relation_tags.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "unit/tagging/label_probabilities.hpp"

BOOST_AUTO_TEST_SUITE(tagging_relation_tags)

namespace {

using hmt::label_set;
using hmt::sentence;
using hmt::tagging::bio;
using hmt::tagging::bioes;
using hmt::tagging::io;
using hmt_test::label_probabilities;
using hmt_test::names_of;
using hmt_test::thrown_by;

/// A scheme that has learnt labels and roles from `training`.
template <class Scheme>
Scheme learnt(std::vector<sentence> const& training) {
  Scheme scheme(Scheme::labels_of(training));
  scheme.fit(training);
  return scheme;
}

sentence const president{
    {"Donald", "J.", "Trump", "leads", "United", "States"}, {}, {{{4, 6}, "Country-President", {0, 3}}}, 0};

}  // namespace

BOOST_AUTO_TEST_CASE(labels_are_sorted_relations_with_both_roles) {
  std::vector<sentence> const training{{{"x", "y"}, {}, {{{0, 1}, "b", {1, 2}}, {{0, 1}, "a", {1, 2}}}, 0}};
  BOOST_TEST(hmt::relation_tags<bio>::labels_of(training).names() ==
                 (std::vector<std::string>{"O", "a-E1-B", "a-E1-I", "a-E2-B", "a-E2-I", "b-E1-B", "b-E1-I", "b-E2-B",
                                           "b-E2-I"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(description_leaves_defaults_at_the_end_out) {
  using namespace hmt;
  using namespace hmt::tagging;
  BOOST_TEST(relation_tags<bio>::description() == "relation_tags<bio>");
  BOOST_TEST((relation_tags<bioes, all_pairs>::description()) == "relation_tags<bioes, all_pairs>");
  BOOST_TEST((relation_tags<bio, nearest, corpus_order>::description()) == "relation_tags<bio, nearest, first_role>");
  BOOST_TEST((relation_tags<io, nearest, most_frequent_first, well_formed_only>::description()) ==
             "relation_tags<io, nearest, most_frequent_role, well_formed_only>");
}

BOOST_AUTO_TEST_CASE(words_get_the_labels_of_the_paper_in_its_order_of_parts) {
  auto const scheme = learnt<hmt::relation_tags<bio>>({president});
  BOOST_TEST(names_of(scheme.labels(), scheme.encode(president)) ==
             "Country-President-E2-B Country-President-E2-I Country-President-E2-I O Country-President-E1-B "
             "Country-President-E1-I");
}

BOOST_AUTO_TEST_CASE(relation_names_may_hold_anything) {
  sentence const odd{{"a", "b", "c", "d"}, {}, {{{0, 1}, "x-E1-B", {1, 2}}, {{2, 3}, "/p q/-E2", {3, 4}}}, 0};
  auto const scheme = learnt<hmt::relation_tags<bio>>({odd});
  BOOST_TEST(names_of(scheme.labels(), scheme.encode(odd)) == "x-E1-B-E1-B x-E1-B-E2-B /p q/-E2-E1-B /p q/-E2-E2-B");
  BOOST_TEST(scheme.relations() == (std::vector<std::string>{"/p q/-E2", "x-E1-B"}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(frequent_relation_keeps_the_word_and_the_other_triple_is_left_out_whole) {
  sentence const both{{"a", "b", "c"}, {}, {{{0, 1}, "rare", {1, 2}}, {{1, 2}, "often", {2, 3}}}, 0};
  sentence const more{{"a", "b"}, {}, {{{0, 1}, "often", {1, 2}}}, 0};
  auto const frequent = learnt<hmt::relation_tags<bio>>({both, more});
  BOOST_TEST(names_of(frequent.labels(), frequent.encode(both)) == "O often-E1-B often-E2-B");
  auto const first = learnt<hmt::relation_tags<bio, hmt::tagging::nearest, hmt::tagging::corpus_order>>({both, more});
  BOOST_TEST(names_of(first.labels(), first.encode(both)) == "rare-E1-B rare-E2-B O");
}

BOOST_AUTO_TEST_CASE(triples_of_a_relation_share_an_argument_of_one_role) {
  sentence const shared{{"a", "b", "c"}, {}, {{{0, 1}, "r", {1, 2}}, {{0, 1}, "r", {2, 3}}}, 0};
  auto const scheme = learnt<hmt::relation_tags<bio>>({shared});
  BOOST_TEST(names_of(scheme.labels(), scheme.encode(shared)) == "r-E1-B r-E2-B r-E2-B");
}

BOOST_AUTO_TEST_CASE(same_role_with_other_bounds_does_not_fit) {
  sentence const nested{{"a", "b", "c", "d"}, {}, {{{0, 2}, "r", {2, 3}}, {{0, 1}, "r", {3, 4}}}, 0};
  auto const scheme = learnt<hmt::relation_tags<bio>>({nested});
  BOOST_TEST(names_of(scheme.labels(), scheme.encode(nested)) == "r-E1-B r-E1-I r-E2-B O");
}

BOOST_AUTO_TEST_CASE(triple_of_overlapping_arguments_is_left_out) {
  sentence const self{{"a", "b"}, {}, {{{0, 2}, "r", {1, 2}}}, 0};
  auto const scheme = learnt<hmt::relation_tags<bio>>({self});
  BOOST_TEST(names_of(scheme.labels(), scheme.encode(self)) == "O O");
}

BOOST_AUTO_TEST_CASE(triple_of_an_unknown_relation_blocks_no_words) {
  sentence const both{{"a", "b", "c"}, {}, {{{0, 1}, "new", {1, 2}}, {{1, 2}, "r", {2, 3}}}, 0};
  hmt::relation_tags<bio> const scheme(label_set({"O", "r-E1-B", "r-E1-I", "r-E2-B", "r-E2-I"}));
  BOOST_TEST(names_of(scheme.labels(), scheme.encode(both)) == "O r-E1-B r-E2-B");
}

BOOST_AUTO_TEST_CASE(triples_come_back_with_the_product_of_both_confidences) {
  hmt::relation_tags<bio> const scheme(
      label_set({"O", "r-E1-B", "r-E1-I", "r-E2-B", "r-E2-I", "s-E1-B", "s-E1-I", "s-E2-B", "s-E2-I"}));
  label_probabilities const given(
      scheme.labels(), {{"r-E2-B", 0.5F}, {"O", 1.0F}, {"r-E1-B", 0.5F}, {"r-E1-I", 0.75F}, {"s-E1-B", 1.0F}});
  hmt::extraction found;
  scheme.decode(given.view(), found);
  BOOST_REQUIRE(found.triples.size() == 1);  // the head of s has no tail
  auto const& [head, relation, tail, confidence] = found.triples[0];
  BOOST_TEST((head == hmt::word_span{2, 4}));
  BOOST_TEST(relation == "r");
  BOOST_TEST((tail == hmt::word_span{0, 1}));
  BOOST_TEST(confidence == 0.1875);
}

BOOST_AUTO_TEST_CASE(pairing_policy_is_asked) {
  label_set const labels({"O", "r-E1-B", "r-E1-I", "r-E2-B", "r-E2-I"});
  label_probabilities const given(labels, {{"r-E1-B", 1.0F}, {"r-E2-B", 1.0F}, {"r-E1-B", 1.0F}, {"r-E2-B", 1.0F}});
  hmt::extraction near, all;
  hmt::relation_tags<bio>(labels).decode(given.view(), near);
  hmt::relation_tags<bio, hmt::tagging::all_pairs>(labels).decode(given.view(), all);
  BOOST_TEST(near.triples.size() == 3);
  BOOST_TEST(all.triples.size() == 4);
}

BOOST_AUTO_TEST_CASE(foreign_labels_are_named) {
  for (std::string const label : {"PER-B", "r-E3-B", "-E1-B", "r-E1", "r-E1-E"}) {
    auto const [code, text] = thrown_by<hmt::config_error>([&] { hmt::relation_tags<bio>(label_set({"O", label})); });
    BOOST_TEST(code == "labels");
    BOOST_TEST(text.find("the label '" + label + "' does not belong to relation_tags<bio>: expected 'O' or " +
                         "<relation>-<E1 or E2>-<position>") != std::string::npos,
               text);
  }
}

BOOST_AUTO_TEST_SUITE_END()
