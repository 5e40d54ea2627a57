// SPDX-License-Identifier: MIT
// A stand-in for the GPU: the kernels of the device `cuda` in loops on the host. It cannot show what only a GPU does:
// races between lanes, launches, and the libraries' arithmetic.
#pragma once

#include <sys/mman.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <set>
#include <span>
#include <vector>

#include "hmt/device/concept.hpp"
#include "hmt/device/cuda/cuda.hpp"
#include "hmt/device/reference/lstm.hpp"
#include "hmt/device/reference/products.hpp"

namespace hmt::testing {

/// Memory that can be locked: any access then ends the program, as for a GPU's memory. Never freed.
class lockable_memory {
 public:
  static lockable_memory& all() {
    static lockable_memory one;
    return one;
  }
  void* take(std::size_t bytes) {
    auto const first = used_;
    used_ += (bytes + 63) / 64 * 64;
    if (used_ > size) throw std::bad_alloc();
    return first_ + first;
  }
  void lock(bool locked) {
    if (locked != locked_) ::mprotect(first_, size, locked ? PROT_NONE : PROT_READ | PROT_WRITE);
    locked_ = locked;
  }
  [[nodiscard]] bool locked() const { return locked_; }

 private:
  static constexpr std::size_t size = std::size_t{1} << 30U;
  lockable_memory()
      : first_(static_cast<char*>(
            ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0))) {
    if (first_ == MAP_FAILED) throw std::bad_alloc();
  }
  char* first_;
  std::size_t used_ = 0;
  bool locked_ = false;
};

/// The calls to the stand-in, for tests.
struct host_platform_log {
  std::size_t allocations = 0;
  std::size_t downloads = 0;
  std::size_t products = 0;
  std::size_t batches = 0;  ///< of products
  std::size_t graphs_recorded = 0;
  std::size_t graphs_replayed = 0;
};

/// See `cuda_platform`. During the lifetime of `only_kernels_see_memory`, any other access to it ends the program.
class host_platform {
 public:
  static host_platform_log& log() {
    static host_platform_log numbers;
    return numbers;
  }
  struct only_kernels_see_memory {
    only_kernels_see_memory() { lockable_memory::all().lock(true); }
    ~only_kernels_see_memory() { lockable_memory::all().lock(false); }
  };

  static bool available() { return true; }
  /// Behaves like a GPU without free memory during its lifetime.
  struct memory_is_full {
    memory_is_full() { full() = true; }
    ~memory_is_full() { full() = false; }
  };
  static void* allocate(std::size_t bytes) {
    if (full()) throw memory_error("memory of the stand-in: expected more, found none", "ask for less");
    ++log().allocations;
    return lockable_memory::all().take(bytes);
  }
  static void release(void*) noexcept {}
  static void to_device(void const* host, void* device, std::size_t bytes) {
    at_work const now;
    if (bytes > 0) std::memcpy(device, host, bytes);
  }
  static void to_host(void const* device, void* host, std::size_t bytes) {
    ++log().downloads;
    at_work const now;
    if (bytes > 0) std::memcpy(host, device, bytes);
  }
  static void wait() {}

  template <class Body>
  static void for_each(std::size_t items, Body const& body) {
    at_work const now;
    for (std::size_t item = 0; item < items; ++item) body(item);
  }
  template <class Body>
  static void for_each_team(std::size_t items, Body const& body) {
    at_work const now;
    for (std::size_t item = 0; item < items; ++item) body(item, cuda_team());
  }
  template <class T, class Operand>
  static void multiply(transpose ta, transpose tb, T alpha, matrix_view<T const> a, matrix_view<T const> b, T beta,
                       matrix_view<T> c) {
    at_work const now;
    ++log().products;
    reference_products<T>().multiply(ta, tb, alpha, a, b, beta, c);
  }
  template <class T, class Operand>
  static void multiply_groups(transpose ta, transpose tb, T alpha, void* const* a, void* const* b, T beta,
                              void* const* c, std::span<cuda_product_group const> groups) {
    at_work const now;
    ++log().batches;
    auto const view = [](bool transposed, void* first, std::size_t rows, std::size_t columns, std::size_t stride) {
      return matrix_view<T>(static_cast<T*>(first), transposed ? columns : rows, transposed ? rows : columns, stride);
    };
    for (auto const& group : groups)
      for (std::size_t k = 0; k < group.count; ++k, ++a, ++b, ++c)
        reference_products<T>().multiply(ta, tb, alpha,
                                         view(ta == transpose::yes, *a, group.rows, group.depth, group.a_stride),
                                         view(tb == transpose::yes, *b, group.depth, group.columns, group.b_stride),
                                         beta, view(false, *c, group.rows, group.columns, group.c_stride));
  }
  template <class First, class Second>
  static void parallel_invoke(First const& first, Second const& second) {
    first();
    second();
  }

  /// A library's RNN with its own layout of weights: separate gates, biases first.
  template <class T, class Operand>
  class rnn {
   public:
    void prepare(std::size_t input, std::size_t hidden, std::size_t directions, std::span<int const> lengths) {
      input_ = input;
      hidden_ = hidden;
      directions_ = directions;
      offsets_.assign(1, 0);
      for (int time = 0; time < lengths.front(); ++time)
        offsets_.push_back(offsets_.back() + static_cast<row_index>(std::ranges::count_if(
                                                 lengths, [time](int length) { return length > time; })));
    }
    [[nodiscard]] std::size_t weight_count() const { return directions_ * 4 * gate_size(); }
    [[nodiscard]] std::size_t bias(std::size_t direction, std::size_t gate) const {
      return (direction * 4 + gate) * gate_size();
    }
    [[nodiscard]] std::size_t matrix(std::size_t direction, std::size_t gate, bool recurrent) const {
      return bias(direction, gate) + hidden_ + (recurrent ? hidden_ * input_ : 0);
    }
    void forward(T const* x, T* y, T const* weights, lstm_state<T const> initial, lstm_state<T> last) {
      at_work const now;
      packed_layout const layout(offsets_);
      std::array const inputs{matrix_view<T const>(x, layout.rows(), input_)};
      for (std::size_t direction = 0; direction < directions_; ++direction) {
        gather(weights, direction);
        using run = lstm_forward_run<T, reference_lstm_tape<T>>;
        std::array const runs{run{direction_of(direction), as_lstm(own_), output(y, direction), &tapes_[direction],
                                  of_way(initial, direction), of_way(last, direction)}};
        lstm_.lstm_forward(layout, inputs, std::span<run const>(runs));
      }
    }
    void backward(T const* x, T const* y, T const* dy, T const* weights, T* dx, T* dweights,
                  lstm_state<T const> initial, lstm_state<T const> last_gradient, lstm_state<T> initial_gradient) {
      at_work const now;
      packed_layout const layout(offsets_);
      std::array const inputs{matrix_view<T const>(x, layout.rows(), input_)};
      std::array const gradients{matrix_view<T>(dx, layout.rows(), input_)};
      std::fill_n(dx, layout.rows() * input_, T(0));
      for (auto const& view : {initial_gradient.output, initial_gradient.cell})
        std::fill_n(view.data, view.rows * view.columns, T(0));
      for (std::size_t direction = 0; direction < directions_; ++direction) {
        gather(weights, direction);
        gradient_.assign(own_.size(), T(0));
        using run = lstm_backward_run<T, reference_lstm_tape<T>>;
        std::array const runs{run{direction_of(direction), as_lstm(own_), output(y, direction), output(dy, direction),
                                  as_lstm(gradient_), &tapes_[direction], of_way(initial, direction),
                                  of_way(last_gradient, direction), of_way(initial_gradient, direction)}};
        lstm_.lstm_backward(layout, inputs, std::span<run const>(runs), gradients);
        for_each_weight(direction, [&](std::size_t theirs, std::size_t ours) { dweights[theirs] += gradient_[ours]; });
      }
    }

   private:
    [[nodiscard]] std::size_t gate_size() const { return hidden_ * (1 + input_ + hidden_); }
    static scan_direction direction_of(std::size_t direction) {
      return direction == 0 ? scan_direction::forward : scan_direction::backward;
    }
    template <class U>
    matrix_view<U> output(U* y, std::size_t direction) const {
      return {y + direction * hidden_, offsets_.back(), hidden_, directions_ * hidden_};
    }
    template <class State>
    State of_way(State const& all, std::size_t direction) const {
      if (all.empty()) return {};
      auto const sentences = offsets_[1];
      return {all.output.row_block(direction * sentences, sentences),
              all.cell.row_block(direction * sentences, sentences)};
    }
    /// use(position in the library's layout, position in ours) for all weights of a direction.
    template <class Use>
    void for_each_weight(std::size_t direction, Use use) const {
      auto const recurrent = 4 * hidden_ * input_, biases = recurrent + 4 * hidden_ * hidden_;
      for (std::size_t gate = 0; gate < 4; ++gate)
        for (std::size_t unit = 0; unit < hidden_; ++unit) {
          auto const row = gate * hidden_ + unit;
          for (std::size_t k = 0; k < input_; ++k)
            use(matrix(direction, gate, false) + unit * input_ + k, row * input_ + k);
          for (std::size_t k = 0; k < hidden_; ++k)
            use(matrix(direction, gate, true) + unit * hidden_ + k, recurrent + row * hidden_ + k);
          use(bias(direction, gate) + unit, biases + row);
        }
    }
    void gather(T const* weights, std::size_t direction) {
      own_.resize(4 * gate_size());
      for_each_weight(direction, [&](std::size_t theirs, std::size_t ours) { own_[ours] = weights[theirs]; });
    }
    lstm_weights<T> as_lstm(std::vector<T>& values) const {
      auto* const first = values.data();
      auto* const recurrent = first + 4 * hidden_ * input_;
      auto* const bias = recurrent + 4 * hidden_ * hidden_;
      return {{first, 4 * hidden_, input_}, {recurrent, 4 * hidden_, hidden_}, {bias, 4 * hidden_}, {}};
    }

    std::size_t input_ = 0, hidden_ = 0, directions_ = 0;
    std::vector<row_index> offsets_{0};
    std::vector<T> own_, gradient_;
    std::array<reference_lstm_tape<T>, 2> tapes_;
    reference_lstm<T> lstm_;
  };

  /// Runs again what a GPU would replay, but counts what it would have to record.
  class graphs {
   public:
    using key = std::array<std::uintptr_t, 40>;
    template <class Record>
    void replay(key const& what, Record const& record) {
      if (seen_.insert(what).second) ++log().graphs_recorded;
      ++log().graphs_replayed;
      record();
    }

   private:
    std::set<key> seen_;
  };

 private:
  static bool& full() {
    static bool is = false;
    return is;
  }
  struct at_work {
    at_work() : locked(lockable_memory::all().locked()) { lockable_memory::all().lock(false); }
    ~at_work() { lockable_memory::all().lock(locked); }
    bool locked;
  };
};

/// The device `cuda` on the stand-in.
template <class T>
using cuda_on_host = cuda<T, T, host_platform>;

static_assert(Device<cuda_on_host<float>> && Device<cuda_on_host<double>>);

}  // namespace hmt::testing
