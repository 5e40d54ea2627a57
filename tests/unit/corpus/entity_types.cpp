// SPDX-License-Identifier: MIT
#include "hmt/corpus/entity_types.hpp"

#include "corpus_fixture.hpp"

BOOST_FIXTURE_TEST_SUITE(corpus_entity_types, corpus_fixture)

using namespace hmt;

namespace {

std::string const typed_lines =
    R"({"sentText": "Ana of Acme met Bea", "entityMentions": [{"label": "PERSON", "text": "Ana"}, {"label": "ORGANIZATION", "text": "Acme"}, {"label": "PERSON", "text": "Bea"}], "relationMentions": [{"em1Text": "Ana", "em2Text": "Acme", "label": "made by"}]})"
    "\n"
    R"({"sentText": "Eva of Bolt", "entityMentions": [{"label": "PERSON", "text": "Eva"}, {"label": "ORGANIZATION", "text": "Bolt"}], "relationMentions": [{"em1Text": "Eva", "em2Text": "Bolt", "label": "made by"}]})"
    "\n"
    R"({"sentText": "Rome of Bari", "entityMentions": [{"label": "LOCATION", "text": "Rome"}, {"label": "LOCATION", "text": "Bari"}], "relationMentions": [{"em1Text": "Rome", "em2Text": "Bari", "label": "made by"}]})";

void check_signature(std::string const& relation, std::string const& head, std::string const& tail) {
  BOOST_TEST_CONTEXT(relation) {
    auto const signature = freebase_signature(relation);
    BOOST_TEST(signature.head == head);
    BOOST_TEST(signature.tail == tail);
  }
}

}  // namespace

BOOST_AUTO_TEST_CASE(generalises_type_names_of_published_corpora) {
  for (auto const* name : {"PERSON", "Peop", "PER"}) BOOST_TEST(general_type(name) == "PER");
  for (auto const* name : {"LOCATION", "Loc", "GPE"}) BOOST_TEST(general_type(name) == "LOC");
  for (auto const* name : {"ORGANIZATION", "Org"}) BOOST_TEST(general_type(name) == "ORG");
  for (auto const* name : {"Other", "", "DATE"}) BOOST_TEST(general_type(name) == "MISC");
}

BOOST_AUTO_TEST_CASE(reads_the_signature_from_the_path_of_a_relation) {
  check_signature("/business/company/advisors", "ORG", "PER");
  check_signature("/business/company/founders", "ORG", "PER");
  check_signature("/business/company/major_shareholders", "ORG", "PER");
  check_signature("/business/company/place_founded", "ORG", "LOC");
  check_signature("/business/company_shareholder/major_shareholder_of", "PER", "ORG");
  check_signature("/business/person/company", "PER", "ORG");
  check_signature("/location/administrative_division/country", "LOC", "LOC");
  check_signature("/location/country/administrative_divisions", "LOC", "LOC");
  check_signature("/location/country/capital", "LOC", "LOC");
  check_signature("/location/location/contains", "LOC", "LOC");
  check_signature("/location/neighborhood/neighborhood_of", "LOC", "LOC");
  check_signature("/location/us_county/county_seat", "LOC", "LOC");
  check_signature("/location/us_state/capital", "LOC", "LOC");
  check_signature("/people/deceased_person/place_of_death", "PER", "LOC");
  check_signature("/people/ethnicity/geographic_distribution", "", "LOC");
  check_signature("/people/person/children", "PER", "PER");
  check_signature("/people/person/ethnicity", "PER", "");
  check_signature("/people/person/nationality", "PER", "LOC");
  check_signature("/people/person/place_lived", "PER", "LOC");
  check_signature("/people/person/place_of_birth", "PER", "LOC");
  check_signature("/people/person/religion", "PER", "");
  check_signature("/sports/sports_team/location", "ORG", "LOC");
  check_signature("/sports/sports_team_location/teams", "LOC", "ORG");
  for (auto const* name : {"born in", "", "/", "/people", "/people/person"}) check_signature(name, "", "");
}

BOOST_AUTO_TEST_CASE(types_by_sentence_then_by_relation_then_not_at_all) {
  entity_typing const typing(folder.file("typed.json", typed_lines));
  auto to = read(
      R"({"sentext": "ana of acme met bea", "relations": [{"rtext": "r", "em1": "bea", "em2": "ana", "tags": [5, 0, 0, 0, 4]}, {"rtext": "r", "em1": "acme", "em2": "met", "tags": [0, 0, 4, 5, 0]}]})"
      "\n"
      R"({"sentext": "Zoe of Cray and Dora", "relations": [{"rtext": "made by", "em1": "Zoe", "em2": "Cray", "tags": [4, 0, 5, 0, 6]}]})");
  auto const counts = assign_entity_types(to, typing);
  check_equal(to.sentences[0].entities, {{{0, 1}, "PER"}, {{2, 3}, "ORG"}, {{3, 4}, "MISC"}, {{4, 5}, "PER"}});
  check_equal(to.sentences[1].entities, {{{0, 1}, "PER"}, {{2, 3}, "ORG"}, {{4, 5}, "MISC"}});
  BOOST_TEST(counts.kept == 0U);
  BOOST_TEST(counts.from_sentence == 3U);
  BOOST_TEST(counts.from_signature == 2U);
  BOOST_TEST(counts.unknown == 2U);
  BOOST_TEST(!to.typed);
}

BOOST_AUTO_TEST_CASE(types_by_built_in_signatures_without_a_typed_corpus) {
  auto to = read(
      R"({"sentext": "Ana left Rome", "relations": [{"rtext": "/people/person/place_lived", "em1": "Ana", "em2": "Rome", "tags": [4, 0, 5]}]})");
  auto const counts = assign_entity_types(to, entity_typing());
  check_equal(to.sentences[0].entities, {{{0, 1}, "PER"}, {{2, 3}, "LOC"}});
  BOOST_TEST(counts.from_signature == 2U);
}

BOOST_AUTO_TEST_CASE(lets_the_relations_of_an_entity_vote) {
  sentence const in{.words = {"a", "b", "c"},
                    .entities = {},
                    .triples = {{{0, 1}, "/business/company/founders", {1, 2}},
                                {{1, 2}, "/people/person/place_lived", {0, 1}},
                                {{2, 3}, "/people/person/nationality", {0, 1}}}};
  entity_typing const typing;
  BOOST_TEST(typing.by_signature(in, {0, 1}) == "LOC");
  BOOST_TEST(typing.by_signature(in, {1, 2}) == "PER");
  BOOST_TEST(typing.by_signature(in, {0, 2}).empty());
}

BOOST_AUTO_TEST_CASE(learns_the_majority_and_keeps_the_path_for_relations_not_seen) {
  entity_typing const typing(folder.file("typed.json", typed_lines));
  BOOST_TEST(typing.signature_of("made by").head == "PER");
  BOOST_TEST(typing.signature_of("made by").tail == "ORG");
  BOOST_TEST(typing.signature_of("/people/person/nationality").tail == "LOC");
}

BOOST_AUTO_TEST_CASE(keeps_types_that_are_there) {
  auto to =
      read(R"({"words": ["a", "b"], "entities": [{"begin": 0, "end": 1, "type": "Gene"}, {"begin": 1, "end": 2}]})");
  auto const counts = assign_entity_types(to, entity_typing());
  check_equal(to.sentences[0].entities, {{{0, 1}, "Gene"}, {{1, 2}, "MISC"}});
  BOOST_TEST(counts.kept == 1U);
  BOOST_TEST(counts.unknown == 1U);
}

BOOST_AUTO_TEST_CASE(rejects_a_corpus_without_types) {
  BOOST_CHECK_EXCEPTION(entity_typing(folder.file("untyped.json", R"({"words": ["a"]})")), data_error,
                        says("corpus-untyped", folder / "untyped.json", "found one without types (format jsonl)"));
}

BOOST_AUTO_TEST_SUITE_END()
