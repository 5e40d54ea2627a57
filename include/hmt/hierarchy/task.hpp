// SPDX-License-Identifier: MIT
// A task of the hierarchy: a tag scheme, an encoder and a decoder.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hmt/decoder/concept.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/matrix.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/encoder/concept.hpp"
#include "hmt/hierarchy/objective.hpp"
#include "hmt/hierarchy/sees.hpp"
#include "hmt/tagging/concept.hpp"

namespace hmt {

/// A tagging module (figure 3): Encoder, Decoder and an output layer y_t = W_y T_t + b_y (eq. 4) over the labels of
/// TagScheme. A type without values; `hierarchy` makes the layers.
template <TagScheme Scheme, class EncoderPolicy, class DecoderPolicy, Sees SeesPolicy = sees::task_below,
          Objective ObjectivePolicy = log_likelihood<>>
struct task {
  using tag_scheme = Scheme;
  using encoder = EncoderPolicy;
  using decoder = DecoderPolicy;
  using sees = SeesPolicy;
  using objective = ObjectivePolicy;
};

namespace detail {

/// The layers of one task, and the memory that a pass through them needs.
template <class D, class Task>
requires Encoder<typename Task::encoder, D> && Decoder<typename Task::decoder, D>
class task_layers {
 public:
  using value_type = typename D::value_type;
  using view = matrix_view<value_type>;
  using const_view = matrix_view<value_type const>;
  using scheme_type = typename Task::tag_scheme;
  using encoder_layer = typename Task::encoder::template layer<D>;
  using decoder_layer = typename Task::decoder::template layer<D>;

  struct workspace {
    typename encoder_layer::tape encoder_tape;
    typename decoder_layer::tape decoder_tape;
    device_matrix<D> encoder_output;    // (rows, e)
    device_matrix<D> dropped_output;    // (rows, e); only while training with dropout
    device_matrix<D> encoded_gradient;  // (rows, e)
    device_matrix<D> tag_vectors;       // (rows, t)
    device_matrix<D> tag_gradient;      // (rows, t)
    device_matrix<D> scores;            // (rows, labels); after a loss, their gradient
    typename D::template buffer<index> labels;
    std::vector<value_type> host_scores;
  };

  /// `input`: the width of all that the encoder sees.
  task_layers(parameter_list& list, scheme_type scheme, std::size_t input)
      : scheme_(std::move(scheme)),
        encoder_(list, prefix(), input),
        encoded_width_(Task::encoder::output_width(input)),
        decoder_(list, prefix(), encoded_width_),
        tag_width_(Task::decoder::tag_width(encoded_width_)),
        output_weight_(list.add(prefix() + ".output.weight", parameter_kind::weight, label_count(), tag_width_)),
        output_bias_(list.add(prefix() + ".output.bias", parameter_kind::bias, label_count())) {
    std::vector<value_type> weights(label_count(),
                                    value_type(Task::objective::task_weight * Task::objective::tag_weight));
    weights.front() = value_type(Task::objective::task_weight);
    label_weights_.resize(weights.size());
    D().upload(std::span<value_type const>(weights), label_weights_.view());
  }

  [[nodiscard]] scheme_type const& scheme() const { return scheme_; }
  [[nodiscard]] scheme_type& scheme() { return scheme_; }
  [[nodiscard]] std::size_t encoded_width() const { return encoded_width_; }
  [[nodiscard]] std::size_t label_count() const { return scheme_.labels().size(); }

  /// Runs the encoder; the result is `space.encoder_output`.
  const_view encode(D& device, std::span<value_type const> parameters, packed_layout layout, input_views<D> inputs,
                    workspace& space) const {
    auto const output = space.encoder_output.resize(layout.rows(), encoded_width_);
    encoder_.forward(device, parameters, layout, inputs, space.encoder_tape, output);
    return output;
  }

  /// Runs decoder and output layer; the result is `space.scores`.
  void decode(D& device, std::span<value_type const> parameters, packed_layout layout, const_view encoded,
              workspace& space) const {
    auto const tag_vectors = space.tag_vectors.resize(layout.rows(), tag_width_);
    decoder_.forward(device, parameters, layout, encoded, space.decoder_tape, tag_vectors);
    auto const scores = space.scores.resize(layout.rows(), label_count());
    device.multiply(transpose::no, transpose::yes, 1, tag_vectors, output_weight_.matrix(parameters), 0, scores);
    device.add_row(output_bias_.vector(parameters), scores);
  }

  /// Adds the task's share of the objective to `loss[0]` and turns `space.scores` into their gradient.
  void take_loss(D& device, std::span<index const> labels, std::span<double> loss, workspace& space) const {
    space.labels.resize(labels.size());
    device.upload(labels, space.labels.view());
    auto const scores = space.scores.view();
    device.softmax_cross_entropy(scores, space.labels.view(), label_weights_.view(), scores, loss,
                                 Task::objective::exponent);
  }

  /// From the gradient of the scores back to that of the encoder's (dropped) output, added to `space.encoded_gradient`.
  void decode_backward(D& device, std::span<value_type const> parameters, std::span<value_type> gradients,
                       packed_layout layout, const_view encoded, workspace& space) const {
    const_view const score_gradient = space.scores.view();
    const_view const tag_vectors = space.tag_vectors.view();
    device.multiply(transpose::yes, transpose::no, 1, score_gradient, tag_vectors, 1, output_weight_.matrix(gradients));
    device.sum_rows(score_gradient, output_bias_.vector(gradients));
    auto const tag_gradient = space.tag_gradient.resize(layout.rows(), tag_width_);
    device.multiply(transpose::no, transpose::no, 1, score_gradient, output_weight_.matrix(parameters), 0,
                    tag_gradient);
    decoder_.backward(device, parameters, gradients, layout, encoded, space.decoder_tape, tag_gradient,
                      space.encoded_gradient.view());
  }

  /// From `space.encoded_gradient`, by now that of the undropped output, back to the inputs.
  void encode_backward(D& device, std::span<value_type const> parameters, std::span<value_type> gradients,
                       packed_layout layout, input_views<D> inputs, workspace& space,
                       gradient_views<D> input_gradients) const {
    encoder_.backward(device, parameters, gradients, layout, inputs, space.encoder_tape, space.encoder_output.view(),
                      space.encoded_gradient.view(), input_gradients);
  }

 private:
  static std::string prefix() { return std::string(scheme_type::task_name); }

  scheme_type scheme_;
  encoder_layer encoder_;
  std::size_t encoded_width_;
  decoder_layer decoder_;
  std::size_t tag_width_;
  parameter_slot output_weight_;
  parameter_slot output_bias_;
  typename D::template buffer<value_type> label_weights_;
};

}  // namespace detail
}  // namespace hmt
