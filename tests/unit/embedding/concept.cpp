// SPDX-License-Identifier: MIT
#include "hmt/embedding/concept.hpp"

#include <boost/test/unit_test.hpp>

#include "archetypes/device.hpp"
#include "archetypes/word_feature.hpp"
#include "hmt/embedding/character_bilstm.hpp"
#include "hmt/embedding/concatenated.hpp"
#include "hmt/embedding/word_embedding.hpp"
#include "hmt/embedding/word_shape_embedding.hpp"
#include "hmt/hierarchy/gradient_check.hpp"
#include "hmt/models.hpp"
#include "small_models.hpp"

namespace embedding_concept {
struct row_and_recurrent_device : hmt::archetypes::memory_device,
                                  hmt::archetypes::row_operations,
                                  hmt::archetypes::recurrent_operations {};
}  // namespace embedding_concept
template class hmt::word_shape_embedding<3>::layer<hmt::archetypes::row_device>;
template class hmt::word_embedding<3>::layer<hmt::archetypes::row_device>;
template class hmt::character_bilstm<3, 2>::layer<embedding_concept::row_and_recurrent_device>;

BOOST_AUTO_TEST_SUITE(embedding_concept)

namespace {

using device = hmt::reference<double>;
static_assert(hmt::WordFeature<hmt::word_shape_embedding<3>, device>);
static_assert(hmt::WordFeature<hmt::word_embedding<3>, device>);
static_assert(hmt::SparseFeature<hmt::word_embedding<3>, device> && hmt::WordTable<hmt::word_embedding<3>, device>);
static_assert(!hmt::SparseFeature<hmt::character_bilstm<3, 3>, device>);
static_assert(!hmt::WordTable<hmt::character_bilstm<3, 3>, device>);
static_assert(!hmt::WordTable<int, device>);
// Features require only the parts of a device that they use.
static_assert(hmt::WordFeature<hmt::word_shape_embedding<3>, hmt::archetypes::row_device>);
static_assert(!hmt::WordFeature<hmt::word_shape_embedding<3>, hmt::archetypes::product_device>);
static_assert(!hmt::WordFeature<hmt::character_bilstm<3, 2>, hmt::archetypes::row_device>);

}  // namespace

BOOST_AUTO_TEST_CASE(the_archetype_runs_in_a_model) {
  using embedding = hmt::concatenated<hmt::word_embedding<2>, hmt::archetypes::word_feature>;
  auto model = hmt::testing::small_model<hmt::hierarchy<device, embedding, hmt::entity_task<2>>>();
  auto const batch = hmt::testing::small_batch(model);
  for (auto const& [tensor, error] : hmt::testing::check_gradients(model, batch))
    BOOST_TEST(error < 1e-6, tensor << ": " << error);
  BOOST_TEST(embedding().description() == "joined<word_embedding<2>, word_feature>");
}

BOOST_AUTO_TEST_SUITE_END()
