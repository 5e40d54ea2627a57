// SPDX-License-Identifier: MIT
// The named models, one alias each: starting points.
#pragma once

#include <cstddef>
#include <ratio>
#include <span>
#include <type_traits>

#include "hmt/decoder/linear_decoder.hpp"
#include "hmt/decoder/lstm_decoder.hpp"
#include "hmt/decoder/tag_feedback_lstm.hpp"
#include "hmt/encoder/bilstm.hpp"
#include "hmt/encoder/identity.hpp"
#include "hmt/encoder/lstm.hpp"
#include "hmt/encoder/policy_source.hpp"
#include "hmt/hierarchy/hierarchy.hpp"
#include "hmt/hierarchy/linear_chain_crf.hpp"
#include "hmt/hierarchy/pair_task.hpp"
#include "hmt/hierarchy/task.hpp"
#include "hmt/tagging/boundary_tags.hpp"
#include "hmt/tagging/entity_tags.hpp"
#include "hmt/tagging/prefixes.hpp"
#include "hmt/tagging/relation_layers.hpp"
#include "hmt/tagging/relation_tags.hpp"

namespace hmt {

namespace detail {

/// `fixed`, or open if Hidden is.
template <std::size_t Hidden>
constexpr std::size_t open_with(std::size_t fixed) {
  return Hidden == std::dynamic_extent ? std::dynamic_extent : fixed;
}
template <std::size_t Hidden, class Ratio>
using number_open_with = std::conditional_t<Hidden == std::dynamic_extent, at_run_time<Ratio>, Ratio>;

}  // namespace detail

/// The tasks of the paper. Omitted widths are left to `model_options`, whose defaults are the paper's (section 4.1):
/// 300 everywhere. Peepholes are diagonal.
template <std::size_t Hidden = std::dynamic_extent, class Peephole = peephole::diagonal>
using boundary_task = task<boundary_tags<tagging::bioes>, bilstm<Hidden, Peephole>, tag_feedback_lstm<Hidden, Hidden>>;
template <std::size_t Hidden = std::dynamic_extent, class Peephole = peephole::diagonal>
using entity_task = task<entity_tags<tagging::bioes>, bilstm<Hidden, Peephole>, tag_feedback_lstm<Hidden, Hidden>>;
template <std::size_t Hidden = std::dynamic_extent, class Peephole = peephole::diagonal,
          class Tags = relation_tags<tagging::bio>>
using relation_task = task<Tags, bilstm<Hidden, Peephole>, tag_feedback_lstm<Hidden, Hidden>>;

/// HMT: entities below, relations above (Wei et al. 2019, figure 3, table 1). D: the device; Words: the width of the
/// word vectors; Hidden: of each encoder direction, the decoders and the tag vectors. Omitted widths are left to
/// `model_options`: `hmt_model<cpu<float>>`.
template <class D, std::size_t Words = std::dynamic_extent, std::size_t Hidden = std::dynamic_extent,
          class Peephole = peephole::diagonal>
using hmt_model = hierarchy<D, word_embedding<Words>, entity_task<Hidden, Peephole>, relation_task<Hidden, Peephole>>;

/// HMT without its entity task: the ablation of table 3.
template <class D, std::size_t Words = std::dynamic_extent, std::size_t Hidden = std::dynamic_extent,
          class Peephole = peephole::diagonal>
using without_entity_task = hierarchy<D, word_embedding<Words>, relation_task<Hidden, Peephole>>;

/// HMT for corpora without entity types: entity boundaries as the lower task.
template <class D, std::size_t Words = std::dynamic_extent, std::size_t Hidden = std::dynamic_extent,
          class Peephole = peephole::diagonal>
using untyped_hmt_model =
    hierarchy<D, word_embedding<Words>, boundary_task<Hidden, Peephole>, relation_task<Hidden, Peephole>>;

/// HMT beyond the paper: layered relation tags, which let triples share words.
template <class D, std::size_t Words = std::dynamic_extent, std::size_t Hidden = std::dynamic_extent,
          class Peephole = peephole::diagonal>
using layered_hmt_model = hierarchy<D, word_embedding<Words>, entity_task<Hidden, Peephole>,
                                    relation_task<Hidden, Peephole, relation_layers<tagging::bio>>>;

/// The same for corpora without entity types.
template <class D, std::size_t Words = std::dynamic_extent, std::size_t Hidden = std::dynamic_extent,
          class Peephole = peephole::diagonal>
using layered_untyped_hmt_model = hierarchy<D, word_embedding<Words>, boundary_task<Hidden, Peephole>,
                                            relation_task<Hidden, Peephole, relation_layers<tagging::bio>>>;

/// Layered tags propose all triples that their spans allow, and a task above judges each pair (biaffine).
template <class D, std::size_t Words = std::dynamic_extent, std::size_t Hidden = std::dynamic_extent,
          class Peephole = peephole::diagonal>
using paired_hmt_model =
    hierarchy<D, word_embedding<Words>, entity_task<Hidden, Peephole>,
              relation_task<Hidden, Peephole, relation_layers<tagging::bio, tagging::all_pairs>>,
              pair_task<bilstm<detail::open_with<Hidden>(Hidden / 3), Peephole>, detail::open_with<Hidden>(64)>>;

/// One more level: boundaries of entities, then their types, then relations.
template <class D, std::size_t Words = std::dynamic_extent, std::size_t Hidden = std::dynamic_extent,
          class Peephole = peephole::diagonal>
using three_level_model = hierarchy<D, word_embedding<Words>, boundary_task<Hidden, Peephole>,
                                    entity_task<Hidden, Peephole>, relation_task<Hidden, Peephole>>;

/// HMT with linear-chain CRFs over the same encoders in place of its decoders (Huang et al. 2015).
template <class D, std::size_t Words = std::dynamic_extent, std::size_t Hidden = std::dynamic_extent,
          class Peephole = peephole::diagonal>
using crf_model = hierarchy<D, word_embedding<Words>,
                            task<entity_tags<tagging::bioes>, bilstm<Hidden, Peephole>, linear_decoder,
                                 connectivity::task_below, log_likelihood<>, linear_chain_crf>,
                            task<relation_tags<tagging::bio>, bilstm<Hidden, Peephole>, linear_decoder,
                                 connectivity::task_below, log_likelihood<>, linear_chain_crf>>;

/// The baseline 'Tagging' of table 1 (Zheng et al. 2017): one task with BIOES tags, a decoder of twice the width that
/// reads the encoder's output and its own previous tag vector, and an objective that weights every tag except O by 10,
/// or by `model_options::tag_weight`.
template <class D, std::size_t Words = std::dynamic_extent, std::size_t Hidden = std::dynamic_extent,
          class Peephole = peephole::diagonal>
using zheng_tagging =
    hierarchy<D, word_embedding<Words>,
              task<relation_tags<tagging::bioes>, bilstm<Hidden, Peephole>,
                   lstm_decoder<detail::open_with<Hidden>(2 * Hidden), Hidden>, connectivity::task_below,
                   log_likelihood<detail::number_open_with<Hidden, std::ratio<10>>>>>;

}  // namespace hmt
