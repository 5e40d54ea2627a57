// SPDX-License-Identifier: MIT
// The archetype of a tag scheme and every scheme of the library satisfy the concept.
#include "hmt/tagging/concept.hpp"

#include <boost/test/unit_test.hpp>

#include "archetypes/tag_scheme.hpp"
#include "hmt/evaluate/oracle.hpp"
#include "hmt/tagging/boundary_tags.hpp"
#include "hmt/tagging/entity_tags.hpp"
#include "hmt/tagging/relation_tags.hpp"

BOOST_AUTO_TEST_SUITE(tagging_concept)

static_assert(hmt::TagScheme<hmt::entity_tags<hmt::tagging::bio>> &&
              hmt::TagScheme<hmt::entity_tags<hmt::tagging::bioes>> &&
              hmt::TagScheme<hmt::entity_tags<hmt::tagging::io, hmt::tagging::well_formed_only>>);
static_assert(hmt::TagScheme<hmt::boundary_tags<hmt::tagging::bioes>>);
static_assert(hmt::TagScheme<hmt::relation_tags<hmt::tagging::bio>> &&
              hmt::TagScheme<hmt::relation_tags<hmt::tagging::io, hmt::tagging::all_pairs, hmt::tagging::corpus_order,
                                                hmt::tagging::well_formed_only>>);

BOOST_AUTO_TEST_CASE(archetype_is_enough_for_what_takes_a_tag_scheme) {
  hmt_test::tag_scheme_archetype const scheme(hmt::label_set({"O"}));
  auto const found = hmt::oracle(scheme, hmt::sentence{{"a", "b"}, {{{0, 1}, "PER"}}, {}, 0});
  BOOST_TEST(found.entities.empty());
}

BOOST_AUTO_TEST_SUITE_END()
