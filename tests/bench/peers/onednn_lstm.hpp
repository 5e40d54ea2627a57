// SPDX-License-Identifier: MIT
// One direction of an LSTM through oneDNN, over a padded batch.
#pragma once

#include <cstddef>
#include <oneapi/dnnl/dnnl.hpp>
#include <unordered_map>
#include <vector>

namespace hmt::bench::onednn {

using dnnl::memory;

/// Weights, and the sums of their gradients. Matrices are the transposes of those in a model file, as oneDNN computes
/// their gradients.
struct lstm_weights {
  std::size_t inputs = 0, hidden = 0;
  std::vector<float> input, recurrent, bias, peephole;  ///< (in, 4h), (h, 4h), (4h), (3, h) or empty
  std::vector<float> input_gradient, recurrent_gradient, bias_gradient, peephole_gradient;

  lstm_weights() = default;
  lstm_weights(std::size_t in, std::size_t h, bool peepholes)
      : inputs(in),
        hidden(h),
        input(4 * h * in),
        recurrent(4 * h * h),
        bias(4 * h),
        peephole(peepholes ? 3 * h : 0),
        input_gradient(input.size()),
        recurrent_gradient(recurrent.size()),
        bias_gradient(bias.size()),
        peephole_gradient(peephole.size()) {}
};

enum class purpose { extraction, training };

/// The primitives for one shape of batch. oneDNN's gates are ours (i, f, g, o), its peepholes too (i, f, o). Weights
/// are in oneDNN's preferred form for the shape: converted once for extraction, at every step for training.
class lstm {
 public:
  lstm(dnnl::engine const& engine, dnnl::stream& stream, std::size_t steps, std::size_t sentences,
       lstm_weights& weights, purpose purpose)
      : engine_(engine), stream_(stream), weights_(weights), training_(purpose == purpose::training) {
    auto const t = size(steps), n = size(sentences), in = size(weights.inputs), h = size(weights.hidden);
    x_ = {{t, n, in}, memory::data_type::f32, memory::format_tag::tnc};
    y_ = {{t, n, h}, memory::data_type::f32, memory::format_tag::tnc};
    input_ = {{1, 1, in, 4, h}, memory::data_type::f32, memory::format_tag::any};
    recurrent_ = {{1, 1, h, 4, h}, memory::data_type::f32, memory::format_tag::any};
    bias_ = {{1, 1, 4, h}, memory::data_type::f32, memory::format_tag::ldgo};
    if (!weights.peephole.empty()) peephole_ = {{1, 1, 3, h}, memory::data_type::f32, memory::format_tag::ldgo};
    // Initial states of zeros are passed explicitly: without them the gradient of the recurrent weights is wrong
    // (oneDNN 2.6.3, found by the golden values).
    first_ = {{1, 1, n, h}, memory::data_type::f32, memory::format_tag::ldnc};
    zeros_.resize(sentences * weights.hidden);
    memory::desc const none;
    using description = dnnl::lstm_forward::desc;
    auto const kind = training_ ? dnnl::prop_kind::forward_training : dnnl::prop_kind::forward_inference;
    forward_description_ =
        dnnl::lstm_forward::primitive_desc(description(kind, dnnl::rnn_direction::unidirectional_left2right, x_, first_,
                                                       first_, input_, recurrent_, peephole_, bias_, y_, none, none),
                                           engine_);
    forward_ = dnnl::lstm_forward(forward_description_);
    own_input_ = memory(forward_description_.weights_layer_desc(), engine_);
    own_recurrent_ = memory(forward_description_.weights_iter_desc(), engine_);
    if (training_) {
      workspace_ = memory(forward_description_.workspace_desc(), engine_);
      prepare_backward(in, h);
    }
    take_weights();
  }

  /// Converts the weights to oneDNN's form. To be called after they change.
  void take_weights() {
    reorder(weights_.input, weights_.inputs, own_input_);
    reorder(weights_.recurrent, weights_.hidden, own_recurrent_);
  }

  /// x: (steps, sentences, in), y: (steps, sentences, h).
  void forward(float* x, float* y) {
    std::unordered_map<int, memory> arguments{{DNNL_ARG_SRC_LAYER, memory(x_, engine_, x)},
                                              {DNNL_ARG_WEIGHTS_LAYER, own_input_},
                                              {DNNL_ARG_WEIGHTS_ITER, own_recurrent_},
                                              {DNNL_ARG_BIAS, memory(bias_, engine_, weights_.bias.data())},
                                              {DNNL_ARG_DST_LAYER, memory(y_, engine_, y)}};
    add_shared(arguments);
    if (training_) arguments.insert({DNNL_ARG_WORKSPACE, workspace_});
    forward_.execute(stream_, arguments);
    stream_.wait();
  }

  /// After `forward` of the same x and y. Writes dx, adds to the gradients of the weights.
  void backward(float* x, float* y, float* dy, float* dx) {
    reorder(weights_.input, weights_.inputs, back_input_);
    reorder(weights_.recurrent, weights_.hidden, back_recurrent_);
    auto const like = [&](memory::desc const& shape, std::vector<float>& values) {
      return memory(shape, engine_, values.data());
    };
    std::unordered_map<int, memory> arguments{
        {DNNL_ARG_SRC_LAYER, memory(x_, engine_, x)},
        {DNNL_ARG_WEIGHTS_LAYER, back_input_},
        {DNNL_ARG_WEIGHTS_ITER, back_recurrent_},
        {DNNL_ARG_BIAS, like(bias_, weights_.bias)},
        {DNNL_ARG_DST_LAYER, memory(y_, engine_, y)},
        {DNNL_ARG_WORKSPACE, workspace_},
        {DNNL_ARG_DIFF_DST_LAYER, memory(y_, engine_, dy)},
        {DNNL_ARG_DIFF_SRC_LAYER, memory(x_, engine_, dx)},
        {DNNL_ARG_DIFF_WEIGHTS_LAYER, like(input_gradient_, weights_.input_gradient)},
        {DNNL_ARG_DIFF_WEIGHTS_ITER, like(recurrent_gradient_, weights_.recurrent_gradient)},
        {DNNL_ARG_DIFF_BIAS, like(bias_, weights_.bias_gradient)},
        {DNNL_ARG_DIFF_SRC_ITER, like(first_, first_gradient_)},
        {DNNL_ARG_DIFF_SRC_ITER_C, like(first_, first_cell_gradient_)}};
    add_shared(arguments);
    if (!weights_.peephole.empty())
      arguments.insert({DNNL_ARG_DIFF_WEIGHTS_PEEPHOLE, like(peephole_, weights_.peephole_gradient)});
    backward_.execute(stream_, arguments);
    stream_.wait();
  }

 private:
  static memory::dim size(std::size_t value) { return static_cast<memory::dim>(value); }

  void prepare_backward(memory::dim in, memory::dim h) {
    input_gradient_ = {{1, 1, in, 4, h}, memory::data_type::f32, memory::format_tag::ldigo};
    recurrent_gradient_ = {{1, 1, h, 4, h}, memory::data_type::f32, memory::format_tag::ldigo};
    first_gradient_ = first_cell_gradient_ = zeros_;
    memory::desc const none;
    dnnl::lstm_backward::primitive_desc const description(
        dnnl::lstm_backward::desc(dnnl::prop_kind::backward, dnnl::rnn_direction::unidirectional_left2right, x_, first_,
                                  first_, input_, recurrent_, peephole_, bias_, y_, none, none, x_, first_, first_,
                                  input_gradient_, recurrent_gradient_, peephole_, bias_, y_, none, none),
        engine_, forward_description_);
    backward_ = dnnl::lstm_backward(description);
    back_input_ = memory(description.weights_layer_desc(), engine_);
    back_recurrent_ = memory(description.weights_iter_desc(), engine_);
  }

  void add_shared(std::unordered_map<int, memory>& arguments) {
    arguments.insert({DNNL_ARG_SRC_ITER, memory(first_, engine_, zeros_.data())});
    arguments.insert({DNNL_ARG_SRC_ITER_C, memory(first_, engine_, zeros_.data())});
    if (weights_.peephole.empty()) return;
    arguments.insert({DNNL_ARG_WEIGHTS_PEEPHOLE, memory(peephole_, engine_, weights_.peephole.data())});
  }

  void reorder(std::vector<float>& weights, std::size_t inputs, memory& into) {
    memory::desc const ours({1, 1, size(inputs), 4, size(weights_.hidden)}, memory::data_type::f32,
                            memory::format_tag::ldigo);
    memory from(ours, engine_, weights.data());
    dnnl::reorder(from, into).execute(stream_, from, into);
    stream_.wait();
  }

  dnnl::engine const& engine_;
  dnnl::stream& stream_;
  lstm_weights& weights_;
  bool training_;
  memory::desc x_, y_, input_, recurrent_, bias_, peephole_, input_gradient_, recurrent_gradient_, first_;
  std::vector<float> zeros_, first_gradient_, first_cell_gradient_;
  dnnl::lstm_forward::primitive_desc forward_description_;
  dnnl::lstm_forward forward_;
  dnnl::lstm_backward backward_;
  memory own_input_, own_recurrent_, back_input_, back_recurrent_, workspace_;
};

}  // namespace hmt::bench::onednn
