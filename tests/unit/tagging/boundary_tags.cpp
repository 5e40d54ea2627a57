// SPDX-License-Identifier: MIT
#include "hmt/tagging/boundary_tags.hpp"

#include <boost/test/unit_test.hpp>
#include <string>
#include <vector>

#include "unit/tagging/label_probabilities.hpp"

BOOST_AUTO_TEST_SUITE(tagging_boundary_tags)

namespace {

using hmt::label_set;
using hmt::tagging::bioes;
using scheme_type = hmt::boundary_tags<bioes>;

}  // namespace

BOOST_AUTO_TEST_CASE(labels_are_the_bare_prefixes_whatever_the_training_set) {
  BOOST_TEST(scheme_type::labels_of({}).names() == (std::vector<std::string>{"O", "B", "I", "E", "S"}),
             boost::test_tools::per_element());
  BOOST_TEST(scheme_type::description() == "boundary_tags<bioes>");
  BOOST_TEST(scheme_type::task_name == "boundary");
}

BOOST_AUTO_TEST_CASE(types_are_not_looked_at) {
  scheme_type const scheme(scheme_type::labels_of({}));
  hmt::sentence const one{{"a", "b", "c", "d"}, {{{0, 1}, ""}, {{2, 4}, "PER"}, {{3, 4}, "LOC"}}, {}, 0};
  BOOST_TEST(hmt_test::names_of(scheme.labels(), scheme.encode(one)) == "S O B E");
}

BOOST_AUTO_TEST_CASE(spans_go_to_the_boundaries_without_a_type) {
  scheme_type const scheme(scheme_type::labels_of({}));
  hmt_test::label_probabilities const given(scheme.labels(), {{"B", 0.5F}, {"E", 0.5F}, {"S", 1.0F}});
  hmt::extraction found;
  scheme.decode(given.view(), found);
  BOOST_REQUIRE(found.boundaries.size() == 2);
  BOOST_TEST((found.boundaries[0].words == hmt::word_span{0, 2}));
  BOOST_TEST(found.boundaries[0].confidence == 0.25);
  BOOST_TEST(found.boundaries[0].type.empty());
  BOOST_TEST(found.entities.empty());
}

BOOST_AUTO_TEST_CASE(labels_with_types_are_refused) {
  auto const [code, text] = hmt_test::thrown_by<hmt::config_error>([] {
    scheme_type(label_set({"O", "PER-B", "PER-I", "PER-E", "PER-S"}));
  });
  BOOST_TEST(code == "labels");
  BOOST_TEST(text.find("'PER-B' does not belong to boundary_tags<bioes>") != std::string::npos, text);
}

BOOST_AUTO_TEST_SUITE_END()
