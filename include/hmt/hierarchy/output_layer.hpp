// SPDX-License-Identifier: MIT
// Policies: the interpretation of label scores. Here: labels of different words are independent.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "hmt/core/tensor.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/device/pass_context.hpp"
#include "hmt/tagging/concept.hpp"

namespace hmt {

/// Requirements of an output policy `O` for scores with this objective on device `D`:
/// - `O::description()`: its spelling in a model's configuration, empty for the default;
/// - `O::layer<D, Objective>(list, prefix, shape, objective)`: adds its tensors, if any, to a parameter list;
/// - `layer::tape`: workspace; default constructible, keeps its memory;
/// - `loss_and_gradient(context, scores, labels, loss, tape)`: adds the loss of all words to `loss[0]`, turns `scores`
///   (rows, sequences * labels) into their gradient and adds to those of its tensors; `context` is a `pass_context<D>`;
/// - `to_probabilities(context, scores, tape)`: turns scores into the probabilities that tag schemes decode.
template <class O, class D, class Objective>
concept OutputLayer = MemoryDevice<D> &&
    requires(typename O::template layer<D, Objective> const layer, typename O::template layer<D, Objective>::tape tape,
             pass_context<D> const& context, matrix_view<typename D::value_type> scores,
             std::span<row_index const> labels, std::span<double> loss) {
  { O::description() } -> std::convertible_to<std::string>;
  typename O::template layer<D, Objective>;
  requires std::constructible_from<typename O::template layer<D, Objective>, parameter_list&, std::string const&,
                                   score_shape, Objective const&>;
  layer.loss_and_gradient(context, scores, labels, loss, tape);
  layer.to_probabilities(context, scores, tape);
};

/// The paper's output (eq. 5): softmax at each word, in each sequence of the tag scheme. No tensors.
struct softmax_output {
  static std::string description() { return {}; }

  /// See `OutputLayer`.
  template <LossDevice D, class Objective>
  class layer {
   public:
    using value_type = typename D::value_type;
    struct tape {};

    layer(parameter_list&, std::string const&, score_shape shape, Objective const& objective)
        : shape_(shape), rule_(objective.rule()) {
      std::vector<value_type> weights(shape.labels, value_type(objective.task_weight * objective.tag_weight));
      weights.front() = value_type(objective.task_weight);
      weights_.resize(weights.size());
      D().upload(std::span<value_type const>(weights), weights_.view());
    }

    void loss_and_gradient(pass_context<D> const& context, matrix_view<value_type> scores,
                           std::span<row_index const> labels, std::span<double> loss, tape&) const {
      auto const each = each_sequence(scores);
      context.device.softmax_cross_entropy(each, labels, weights_.view(), each, loss, rule_);
    }

    void to_probabilities(pass_context<D> const& context, matrix_view<value_type> scores, tape&) const {
      auto const each = each_sequence(scores);
      context.device.softmax(each, each);
    }

   private:
    /// The scores with one row per word and sequence: (rows * layers, labels per layer).
    [[nodiscard]] matrix_view<value_type> each_sequence(matrix_view<value_type> scores) const {
      return {scores.data, scores.rows * shape_.sequences, shape_.labels};
    }

    score_shape shape_;
    label_loss rule_;
    typename D::template buffer<value_type> weights_;  // of labels
  };
};

}  // namespace hmt
