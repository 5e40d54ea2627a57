// SPDX-License-Identifier: MIT
#include "hmt/embedding/concept.hpp"

#include <boost/test/unit_test.hpp>

#include "archetypes/word_feature.hpp"
#include "hmt/embedding/character_bilstm.hpp"
#include "hmt/embedding/joined.hpp"
#include "hmt/embedding/word_embedding.hpp"
#include "hmt/embedding/word_shape_embedding.hpp"
#include "hmt/hierarchy/gradient_check.hpp"
#include "hmt/models.hpp"
#include "small_models.hpp"

BOOST_AUTO_TEST_SUITE(embedding_concept)

namespace {

using device = hmt::reference<double>;
static_assert(hmt::WordFeature<hmt::word_shape_embedding<3>, device>);
static_assert(hmt::WordFeature<hmt::word_embedding<3>, device>);
static_assert(hmt::SparseFeature<hmt::word_embedding<3>, device> && hmt::WordTable<hmt::word_embedding<3>, device>);
static_assert(!hmt::SparseFeature<hmt::character_bilstm<3, 3>, device>);
static_assert(!hmt::WordTable<hmt::character_bilstm<3, 3>, device>);
static_assert(!hmt::WordTable<int, device>);

}  // namespace

BOOST_AUTO_TEST_CASE(the_archetype_runs_in_a_model) {
  using embedding = hmt::joined<hmt::word_embedding<2>, hmt::archetypes::word_feature>;
  auto model = hmt::testing::small_model<hmt::hierarchy<device, embedding, hmt::entity_task<2>>>();
  auto const batch = hmt::testing::small_batch(model);
  for (auto const& [tensor, error] : hmt::testing::check_gradients(model, batch))
    BOOST_TEST(error < 1e-6, tensor << ": " << error);
  BOOST_TEST(embedding::description() == "joined<word_embedding<2>, word_feature>");
}

BOOST_AUTO_TEST_SUITE_END()
