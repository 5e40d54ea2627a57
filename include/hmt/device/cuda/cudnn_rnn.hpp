// SPDX-License-Identifier: MIT
// cuDNN's LSTM.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <limits>
#include <map>
#include <optional>
#include <span>
#include <tuple>
#include <utility>

#include <cudnn.h>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/device/cuda/checked.hpp"
#include "hmt/device/cuda/memory.hpp"
#include "hmt/device/lstm.hpp"

namespace hmt::detail {

inline void require_success(cudnnStatus_t result, char const* what) {
  if (result != CUDNN_STATUS_SUCCESS)
    throw device_error("cuda", fmt::format("{}: cuDNN reports '{}'", what, cudnnGetErrorString(result)));
}

/// Owns a cuDNN descriptor.
template <class Descriptor, cudnnStatus_t (*create)(Descriptor*), cudnnStatus_t (*destroy)(Descriptor)>
class cudnn_descriptor {
 public:
  cudnn_descriptor() { require_success(create(&own_), "a descriptor"); }
  cudnn_descriptor(cudnn_descriptor&& other) noexcept : own_(std::exchange(other.own_, nullptr)) {}
  cudnn_descriptor& operator=(cudnn_descriptor&& other) noexcept {
    std::swap(own_, other.own_);
    return *this;
  }
  ~cudnn_descriptor() {
    if (own_ != nullptr) static_cast<void>(destroy(own_));
  }
  operator Descriptor() const { return own_; }

 private:
  Descriptor own_ = nullptr;
};

/// An LSTM layer without peepholes, of one or two directions, over a packed batch, with the state shared by its passes.
/// Movable; works on the stream of the calling thread. Sizes are in elements of T. Failures throw `device_error`
/// (`cuda`).
template <std::floating_point T, class Operand, class Platform>
class cudnn_rnn {
 public:
  /// Sets the sizes and the lengths of the sentences, longest first. The first call for this number of sentences and
  /// such a layer measures which of cuDNN's algorithms is the fastest; later calls reuse it.
  void prepare(std::size_t input, std::size_t hidden, std::size_t directions, std::span<int const> lengths) {
    sizes_ = {number(input), number(hidden), number(directions), number(lengths.size())};
    if (!parts_) parts_.emplace();
    std::tuple const key{sizes_.input, sizes_.hidden, sizes_.directions, (lengths.size() + 7) / 8};
    auto found = best().find(key);
    if (found == best().end()) found = best().emplace(key, fastest(lengths)).first;
    describe(found->second, lengths);
  }

  [[nodiscard]] std::size_t weight_count() const { return weight_bytes_ / sizeof(T); }
  /// Where the matrix of a gate begins: (hidden, input), or (hidden, hidden) if recurrent.
  [[nodiscard]] std::size_t matrix(std::size_t direction, std::size_t gate, bool recurrent) const {
    return matrices_[direction][gate + (recurrent ? 4 : 0)];
  }
  /// Where the bias of a gate begins: (hidden).
  [[nodiscard]] std::size_t bias(std::size_t direction, std::size_t gate) const { return biases_[direction][gate]; }

  /// y (rows, directions * hidden) from x (rows, input), and the final state from the initial one. States are
  /// (directions * sentences, hidden), or empty.
  void forward(T const* x, T* y, T const* weights, lstm_state<T const> initial, lstm_state<T> last) {
    require_success(cudnnRNNForward(Platform::dnn(), parts_->rnn, CUDNN_FWD_MODE_TRAINING, nullptr, parts_->x, x,
                                    parts_->y, y, parts_->state, initial.output.data, last.output.data, parts_->state,
                                    initial.cell.data, last.cell.data, weight_bytes_, weights, work_.size(),
                                    work_.data(), reserve_.size(), reserve_.data()),
                    "the LSTM's forward pass");
  }

  /// dx and `initial_gradient` = the gradients of x and of the initial state; adds to that of the weights. Consumes
  /// what the forward pass stored.
  void backward(T const* x, T const* y, T const* dy, T const* weights, T* dx, T* dweights, lstm_state<T const> initial,
                lstm_state<T const> last_gradient, lstm_state<T> initial_gradient) {
    require_success(
        cudnnRNNBackwardData_v8(Platform::dnn(), parts_->rnn, nullptr, parts_->y, y, dy, parts_->x, dx, parts_->state,
                                initial.output.data, last_gradient.output.data, initial_gradient.output.data,
                                parts_->state, initial.cell.data, last_gradient.cell.data, initial_gradient.cell.data,
                                weight_bytes_, weights, work_.size(), work_.data(), reserve_.size(), reserve_.data()),
        "the LSTM's backward pass");
    require_success(cudnnRNNBackwardWeights_v8(Platform::dnn(), parts_->rnn, CUDNN_WGRAD_MODE_ADD, nullptr, parts_->x,
                                               x, parts_->state, initial.output.data, parts_->y, y, weight_bytes_,
                                               dweights, work_.size(), work_.data(), reserve_.size(), reserve_.data()),
                    "the gradients of the LSTM's weights");
  }

 private:
  using data_descriptor =
      cudnn_descriptor<cudnnRNNDataDescriptor_t, cudnnCreateRNNDataDescriptor, cudnnDestroyRNNDataDescriptor>;
  using tensor_descriptor =
      cudnn_descriptor<cudnnTensorDescriptor_t, cudnnCreateTensorDescriptor, cudnnDestroyTensorDescriptor>;
  struct parts {
    cudnn_descriptor<cudnnRNNDescriptor_t, cudnnCreateRNNDescriptor, cudnnDestroyRNNDescriptor> rnn;
    cudnn_descriptor<cudnnDropoutDescriptor_t, cudnnCreateDropoutDescriptor, cudnnDestroyDropoutDescriptor> dropout;
    data_descriptor x, y;
    tensor_descriptor state, matrix, bias;
  };
  struct sizes {
    int input = 0, hidden = 0, directions = 0, sentences = 0;
  };
  static constexpr auto type = std::same_as<T, double> ? CUDNN_DATA_DOUBLE : CUDNN_DATA_FLOAT;
  static constexpr auto arithmetic = std::same_as<Operand, T> ? CUDNN_FMA_MATH : CUDNN_TENSOR_OP_MATH;

  static int number(std::size_t size) {
    if (size > static_cast<std::size_t>(std::numeric_limits<int>::max()))
      throw shape_error("shape", fmt::format("an LSTM on the GPU: expected sizes below 2^31, found {}", size));
    return static_cast<int>(size);
  }

  /// Fills the descriptors and allocates memory for the passes.
  void describe(cudnnRNNAlgo_t algorithm, std::span<int const> lengths) {
    auto const handle = Platform::dnn();
    auto& own = *parts_;
    require_success(cudnnSetDropoutDescriptor(own.dropout, handle, 0, nullptr, 0, 0), "a descriptor of no dropout");
    require_success(cudnnSetRNNDescriptor_v8(own.rnn, algorithm, CUDNN_LSTM, CUDNN_RNN_SINGLE_INP_BIAS,
                                             sizes_.directions == 2 ? CUDNN_BIDIRECTIONAL : CUDNN_UNIDIRECTIONAL,
                                             CUDNN_LINEAR_INPUT, type, type, arithmetic, sizes_.input, sizes_.hidden,
                                             sizes_.hidden, 1, own.dropout, CUDNN_RNN_PADDED_IO_DISABLED),
                    "a descriptor of an LSTM");
    auto const describe_rows = [&](data_descriptor const& rows, int width) {
      require_success(cudnnSetRNNDataDescriptor(rows, type, CUDNN_RNN_DATA_LAYOUT_SEQ_MAJOR_PACKED, lengths.front(),
                                                sizes_.sentences, width, lengths.data(), nullptr),
                      "a descriptor of a packed batch");
    };
    describe_rows(own.x, sizes_.input);
    describe_rows(own.y, sizes_.directions * sizes_.hidden);
    std::array const extents{sizes_.directions, sizes_.sentences, sizes_.hidden};
    std::array const strides{sizes_.sentences * sizes_.hidden, sizes_.hidden, 1};
    require_success(cudnnSetTensorNdDescriptor(own.state, type, 3, extents.data(), strides.data()),
                    "a descriptor of the state");
    require_success(cudnnGetRNNWeightSpaceSize(handle, own.rnn, &weight_bytes_), "the size of the weights");
    std::size_t work = 0, reserve = 0;
    require_success(cudnnGetRNNTempSpaceSizes(handle, own.rnn, CUDNN_FWD_MODE_TRAINING, own.x, &work, &reserve),
                    "the size of the LSTM's memory");
    work_.resize(work);
    reserve_.resize(reserve);
    if (auto const layer = std::tuple(algorithm, sizes_.input, sizes_.hidden, sizes_.directions); layer != found_) {
      find_weights(handle);
      found_ = layer;
    }
  }

  /// The offsets of each gate's weights, from an address that is never read.
  void find_weights(cudnnHandle_t handle) {
    auto* const base = reinterpret_cast<char*>(std::uintptr_t{1} << 20U);
    auto const distance = [base](void const* address) {
      return static_cast<std::size_t>(static_cast<char const*>(address) - base) / sizeof(T);
    };
    for (int direction = 0; direction < sizes_.directions; ++direction)
      for (int which = 0; which < 8; ++which) {
        void *matrix = nullptr, *bias = nullptr;
        require_success(cudnnGetRNNWeightParams(handle, parts_->rnn, direction, weight_bytes_, base, which,
                                                parts_->matrix, &matrix, parts_->bias, &bias),
                        "the place of weights");
        auto const at = static_cast<std::size_t>(which);
        matrices_[static_cast<std::size_t>(direction)][at] = distance(matrix);
        if (which < 4) biases_[static_cast<std::size_t>(direction)][at] = distance(bias);
      }
  }

  /// The algorithm whose forward pass over zeros takes the least time.
  cudnnRNNAlgo_t fastest(std::span<int const> lengths) {
    if (std::same_as<T, double>) return CUDNN_RNN_ALGO_STANDARD;  // the only one
    std::size_t rows = 0;
    for (int const length : lengths) rows += static_cast<std::size_t>(length);
    cuda_buffer<T, Platform> x, y, weights;
    x.resize(rows * static_cast<std::size_t>(sizes_.input));
    y.resize(rows * static_cast<std::size_t>(sizes_.directions * sizes_.hidden));
    auto chosen = CUDNN_RNN_ALGO_STANDARD;
    auto least = std::numeric_limits<float>::infinity();
    for (auto const algorithm : {CUDNN_RNN_ALGO_STANDARD, CUDNN_RNN_ALGO_PERSIST_STATIC}) {
      try {
        describe(algorithm, lengths);
        weights.resize(weight_count());
        auto const run = [&] { forward(x.data(), y.data(), weights.data(), {}, {}); };
        run();
        if (auto const time = Platform::milliseconds(run); time < least) {
          least = time;
          chosen = algorithm;
        }
      } catch (device_error const&) {
        if (algorithm == CUDNN_RNN_ALGO_STANDARD) throw;  // other algorithms may not support these sizes
      }
    }
    return chosen;
  }

  /// Results of `fastest` on this thread, by input, hidden, directions and sentences (in eights).
  static auto& best() {
    thread_local std::map<std::tuple<int, int, int, std::size_t>, cudnnRNNAlgo_t> found;
    return found;
  }

  std::optional<parts> parts_;  // created with the first batch: an unused tape costs nothing
  sizes sizes_;
  std::size_t weight_bytes_ = 0;
  std::tuple<cudnnRNNAlgo_t, int, int, int> found_{};  // the layer whose weight offsets are below
  std::array<std::array<std::size_t, 8>, 2> matrices_{};
  std::array<std::array<std::size_t, 4>, 2> biases_{};
  cuda_buffer<char, Platform> work_, reserve_;
};

}  // namespace hmt::detail
