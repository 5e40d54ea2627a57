// SPDX-License-Identifier: MIT
#include "hmt/tagging/entity_tags.hpp"

#include <boost/test/unit_test.hpp>
#include <limits>
#include <string>
#include <vector>

#include "unit/tagging/label_probabilities.hpp"

BOOST_AUTO_TEST_SUITE(tagging_entity_tags)

namespace {

using hmt::label_set;
using hmt::sentence;
using hmt::tagging::bio;
using hmt::tagging::bioes;
using hmt_test::label_probabilities;
using hmt_test::names_of;
using hmt_test::thrown_by;

sentence const example{{"Ana", "Ruiz", "left", "Paris", "."}, {{{0, 2}, "PER"}, {{3, 4}, "LOC"}}, {}, 0};

std::vector<std::string> names(label_set const& labels) { return labels.names(); }

}  // namespace

BOOST_AUTO_TEST_CASE(labels_are_sorted_types_with_their_positions) {
  auto const labels = hmt::entity_tags<bioes>::labels_of(std::vector{example});
  BOOST_TEST(names(labels) == (std::vector<std::string>{"O", "LOC-B", "LOC-I", "LOC-E", "LOC-S", "PER-B", "PER-I",
                                                        "PER-E", "PER-S"}),
             boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(description_leaves_defaults_out) {
  BOOST_TEST(hmt::entity_tags<bioes>::description() == "entity_tags<bioes>");
  BOOST_TEST((hmt::entity_tags<bio, hmt::tagging::well_formed_only>::description()) ==
             "entity_tags<bio, well_formed_only>");
}

BOOST_AUTO_TEST_CASE(words_get_the_labels_of_the_paper) {
  hmt::entity_tags<bioes> const scheme(hmt::entity_tags<bioes>::labels_of(std::vector{example}));
  BOOST_TEST(names_of(scheme.labels(), scheme.encode(example)) == "PER-B PER-E O LOC-S O");
}

BOOST_AUTO_TEST_CASE(longest_of_overlapping_entities_wins_then_the_earlier) {
  sentence const nested{
      {"University", "of", "Malaga", "Press"}, {{{0, 3}, "ORG"}, {{1, 4}, "MISC"}, {{2, 3}, "LOC"}}, {}, 0};
  hmt::entity_tags<bio> const scheme(hmt::entity_tags<bio>::labels_of(std::vector{nested}));
  BOOST_TEST(names_of(scheme.labels(), scheme.encode(nested)) == "ORG-B ORG-I ORG-I O");
}

BOOST_AUTO_TEST_CASE(entity_without_type_is_labelled_misc) {
  sentence const untyped{{"a", "b"}, {{{1, 2}, ""}}, {}, 0};
  hmt::entity_tags<bio> const scheme(hmt::entity_tags<bio>::labels_of(std::vector{untyped}));
  BOOST_TEST(names_of(scheme.labels(), scheme.encode(untyped)) == "O MISC-B");
}

BOOST_AUTO_TEST_CASE(entity_of_an_unknown_type_is_left_out) {
  hmt::entity_tags<bio> const scheme(label_set({"O", "PER-B", "PER-I"}));
  BOOST_TEST(names_of(scheme.labels(), scheme.encode(example)) == "PER-B PER-I O O O");
}

BOOST_AUTO_TEST_CASE(types_with_hyphens_survive) {
  sentence const odd{{"a", "b", "c"}, {{{0, 2}, "GPE-B-I"}, {{2, 3}, "-"}}, {}, 0};
  hmt::entity_tags<bio> const scheme(hmt::entity_tags<bio>::labels_of(std::vector{odd}));
  BOOST_TEST(names_of(scheme.labels(), scheme.encode(odd)) == "GPE-B-I-B GPE-B-I-I --B");
}

BOOST_AUTO_TEST_CASE(confidence_is_the_product_over_the_words) {
  hmt::entity_tags<bio> const scheme(label_set({"O", "LOC-B", "LOC-I", "PER-B", "PER-I"}));
  label_probabilities const given(scheme.labels(), {{"PER-B", 0.5F}, {"PER-I", 0.75F}, {"O", 0.9F}, {"LOC-I", 1.0F}});
  hmt::extraction found;
  scheme.decode(given.view(), found);
  BOOST_REQUIRE(found.entities.size() == 2);
  BOOST_TEST((found.entities[0].words == hmt::word_span{0, 2}));
  BOOST_TEST(found.entities[0].type == "PER");
  BOOST_TEST(found.entities[0].confidence == 0.375);
  BOOST_TEST((found.entities[1].words == hmt::word_span{3, 4}));
  BOOST_TEST(found.entities[1].confidence == 1.0);
  BOOST_TEST(found.boundaries.empty());
}

BOOST_AUTO_TEST_CASE(equal_probabilities_go_to_the_lower_label) {
  hmt::entity_tags<bio> const scheme(label_set({"O", "LOC-B", "LOC-I", "PER-B", "PER-I"}));
  label_probabilities given(scheme.labels(), {{"O", 0.2F}, {"LOC-B", 0.4F}});
  given.at(1, 3) = 0.4F;
  hmt::extraction found;
  scheme.decode(given.view(), found);
  BOOST_REQUIRE(found.entities.size() == 1);
  BOOST_TEST(found.entities[0].type == "LOC");
  BOOST_TEST((found.entities[0].words == hmt::word_span{1, 2}));
}

BOOST_AUTO_TEST_CASE(what_is_not_a_number_never_wins) {
  hmt::entity_tags<bio> const scheme(label_set({"O", "LOC-B", "LOC-I"}));
  label_probabilities given(scheme.labels(), {{"LOC-B", 0.6F}, {"LOC-B", 0.6F}});
  given.at(0, 2) = std::numeric_limits<float>::quiet_NaN();
  given.at(1, 0) = std::numeric_limits<float>::quiet_NaN();
  hmt::extraction found;
  scheme.decode(given.view(), found);
  BOOST_REQUIRE(found.entities.size() == 1);
  BOOST_TEST((found.entities[0].words == hmt::word_span{0, 1}));
  BOOST_TEST(found.entities[0].confidence == 0.6F);
}

BOOST_AUTO_TEST_CASE(empty_sentence_has_no_labels_and_no_entities) {
  hmt::entity_tags<bio> const scheme(label_set({"O", "LOC-B", "LOC-I"}));
  BOOST_TEST(scheme.encode({}).empty());
  hmt::extraction found;
  scheme.decode({nullptr, 0, 3}, found);
  BOOST_TEST(found.entities.empty());
}

BOOST_AUTO_TEST_CASE(probabilities_of_another_width_are_refused) {
  hmt::entity_tags<bio> const scheme(label_set({"O", "LOC-B", "LOC-I"}));
  hmt::extraction found;
  auto const [code, text] = thrown_by<hmt::shape_error>([&] { scheme.decode({nullptr, 0, 4}, found); });
  BOOST_TEST(code == "shape");
  BOOST_TEST(text.find("expected shape (0, 3), found (0, 4)") != std::string::npos, text);
}

BOOST_AUTO_TEST_CASE(foreign_labels_are_named) {
  for (std::string const label : {"LOC-E", "LOC", "B", "-B", "LOC_B", ""}) {
    auto const [code, text] = thrown_by<hmt::config_error>([&] {
      hmt::entity_tags<bio>(label_set({"O", "LOC-B", "LOC-I", label}));
    });
    BOOST_TEST(code == "labels");
    BOOST_TEST(text.find("the label '" + label + "' does not belong to entity_tags<bio>: expected 'O' or " +
                         "<type>-<position> with a position of BI") != std::string::npos,
               text);
  }
}

BOOST_AUTO_TEST_CASE(missing_label_is_named) {
  auto const [code, text] = thrown_by<hmt::config_error>([] {
    hmt::entity_tags<bioes>(label_set({"O", "LOC-B", "LOC-I", "LOC-S"}));
  });
  BOOST_TEST(code == "labels");
  BOOST_TEST(text.find("the label 'LOC-E' is missing") != std::string::npos, text);
}

BOOST_AUTO_TEST_SUITE_END()
