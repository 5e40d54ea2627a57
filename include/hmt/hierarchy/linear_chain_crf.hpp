// SPDX-License-Identifier: MIT
// The output policy for labels that depend on their neighbours.
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "hmt/core/error.hpp"
#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/crf.hpp"
#include "hmt/device/matrix.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/device/pass_context.hpp"
#include "hmt/tagging/concept.hpp"

namespace hmt {

/// A linear-chain conditional random field (Lafferty et al. 2001; over a BiLSTM: Huang et al. 2015): the loss is -log
/// of the probability of a sentence's whole gold label sequence, and decoding gives the most probable sequence, with
/// the probability of each label. Each sequence of the tag scheme is a chain.
struct linear_chain_crf {
  static std::string description() { return "linear_chain_crf"; }

  /// Whether an objective is that of a CRF: log_likelihood with a tag weight of 1.
  template <class Objective>
  static constexpr bool fits(Objective const& objective) {
    return objective.tag_weight == 1.0 && objective.rule().exponent == 0 && objective.rule().smoothing == 0;
  }

  /// See `OutputLayer`. Tensors, with N labels in all and K per layer: `<prefix>.crf.transition (N, K)`, `.start (N)`,
  /// `.end (N)`.
  template <CrfDevice D, class Objective>
  class layer {
    static_assert(
        fits(Objective()),
        "a CRF has the likelihood of whole sentences: its objective is log_likelihood with a tag weight of 1");

   public:
    using value_type = typename D::value_type;
    struct tape {
      device_matrix<D, double> forward, backward, exp_transitions;
      typename D::template buffer<double> shares;
    };

    /// Throws `config_error` (`model-options`) for a tag weight of `model_options` other than 1.
    layer(parameter_list& list, std::string const& prefix, score_shape shape, Objective const& objective)
        : shape_(shape),
          task_weight_(objective.task_weight),
          transition_(list.add(prefix + ".crf.transition", parameter_kind::bias, shape.columns(), shape.labels)),
          start_(list.add(prefix + ".crf.start", parameter_kind::bias, shape.columns())),
          end_(list.add(prefix + ".crf.end", parameter_kind::bias, shape.columns())) {
      if (!fits(objective))
        throw config_error("model-options",
                           "expected a tag weight of 1 for a CRF, which has the likelihood of whole "
                           "sentences, found " +
                               objective.description());
    }

    void loss_and_gradient(pass_context<D> const& context, matrix_view<value_type> scores,
                           std::span<row_index const> labels, std::span<double> loss, tape& memory) const {
      context.device.crf_cross_entropy(context.layout, crf(context.parameters), scores, labels, task_weight_,
                                       crf(context.gradients), room(context.layout, memory), loss);
    }

    void to_probabilities(pass_context<D> const& context, matrix_view<value_type> scores, tape& memory) const {
      context.device.crf_probabilities(context.layout, crf(context.parameters), scores, room(context.layout, memory));
    }

   private:
    template <class T>
    [[nodiscard]] crf_parameters<T> crf(std::span<T> values) const {
      return {transition_.matrix(values), start_.vector(values), end_.vector(values)};
    }
    [[nodiscard]] crf_workspace room(packed_layout const& layout, tape& memory) const {
      memory.shares.resize(layout.sentences() * shape_.sequences);
      return {memory.forward.resize(layout.rows(), shape_.columns()),
              memory.backward.resize(layout.rows(), shape_.columns()),
              memory.exp_transitions.resize(shape_.columns(), shape_.labels), memory.shares.view()};
    }

    score_shape shape_;
    double task_weight_;
    parameter_slot transition_;
    parameter_slot start_;
    parameter_slot end_;
  };
};

}  // namespace hmt
