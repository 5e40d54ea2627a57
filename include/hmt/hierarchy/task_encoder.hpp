// SPDX-License-Identifier: MIT
// The lower half of every task: its labels, its encoder, and the memory of a pass through it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <utility>

#include "hmt/core/packed_layout.hpp"
#include "hmt/device/matrix.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/device/pass_context.hpp"
#include "hmt/encoder/concept.hpp"

namespace hmt {

/// Base of `Task::network<D>`, the layers of a task on device `D`: its tag scheme and its encoder. See `Task`.
template <class D, class Task>
requires Encoder<typename Task::encoder, D>
class task_encoder {
 public:
  using value_type = typename D::value_type;
  using view = matrix_view<value_type>;
  using const_view = matrix_view<value_type const>;
  using scheme_type = typename Task::tag_scheme;
  using layer_type = typename Task::encoder::template layer<D>;

  /// Base of the task's own.
  struct workspace {
    typename layer_type::tape encoder_tape;
    device_matrix<D> encoder_output;    // (rows, e)
    device_matrix<D> dropped_output;    // (rows, e); only while training with dropout
    device_matrix<D> encoded_gradient;  // (rows, e)
  };

  /// Adds the encoder's tensors. `input`: the total width of the encoder's inputs.
  task_encoder(parameter_list& list, Task const& policy, scheme_type scheme, std::size_t input)
      : scheme_(std::move(scheme)),
        encoder_(list, prefix(), policy.encoder_policy, input),
        encoded_width_(policy.encoder_policy.output_width(input)) {}

  [[nodiscard]] scheme_type const& scheme() const { return scheme_; }
  [[nodiscard]] scheme_type& scheme() { return scheme_; }
  /// The prefix of the names of the task's tensors, before a dot.
  [[nodiscard]] static std::string prefix() { return std::string(scheme_type::task_name); }
  /// The width e of the encoder's output.
  [[nodiscard]] std::size_t encoded_width() const { return encoded_width_; }

  /// Runs the encoder; the result is `space.encoder_output`.
  const_view forward_encoder(pass_context<D> const& context, input_views<D> inputs, workspace& space) const {
    auto const output = space.encoder_output.resize(context.layout.rows(), encoded_width_);
    encoder_.forward(context, inputs, space.encoder_tape, output);
    return output;
  }

  /// Backward pass from `space.encoded_gradient`, here that of the output before dropout, to the inputs.
  void backward_encoder(pass_context<D> const& context, input_views<D> inputs, workspace& space,
                        gradient_views<D> input_gradients) const {
    encoder_.backward(context, inputs, space.encoder_tape, space.encoder_output.view(), space.encoded_gradient.view(),
                      input_gradients);
  }

 private:
  scheme_type scheme_;
  layer_type encoder_;
  std::size_t encoded_width_;
};

}  // namespace hmt
