// SPDX-License-Identifier: MIT
// The kernels of one target: compiled once for each, with its instructions.

// Random123 includes <iostream>, whose initialiser would run instructions of this target when any program starts.
// Defining the guard of libstdc++'s header omits it; a test checks for initialisers.
#include <istream>
#include <ostream>
#define _GLIBCXX_IOSTREAM 1

#include <array>
#include <cstddef>
#include <memory>
#include <span>
#include <tuple>
#include <vector>

#include "hmt/device/cpu.hpp"
#include "hmt/device/cpu/target.hpp"
#include "table.hpp"

namespace hmt::detail::inline HMT_TARGET_NAMESPACE {

template <std::floating_point T, class Operand>
class operations_here final : public kernels_operations<T, Operand> {
 public:
  void freeze_weights_like(frozen_weights const& promise) override { device_.freeze_weights_like(promise); }
#define HMT_CALL(name, parameters, arguments)                                   \
  void name parameters override {                                               \
    [this](auto const&... given) { device_.name(passed(given)...); } arguments; \
  }
  HMT_KERNELS_OPERATIONS(HMT_CALL)
#undef HMT_CALL

 private:
  using device = cpu<T, Operand>;
  using tape = typename device::lstm_tape;
  struct tape_here final : kernels_tape::contents {
    tape inner;
  };

  /// Converts an argument for the device: unchanged, or runs with the tapes of this target.
  template <class Argument>
  static Argument const& passed(Argument const& argument) {
    return argument;
  }
  std::span<lstm_forward_run<T, tape> const> passed(std::span<lstm_forward_run<T, kernels_tape> const> runs) {
    forward_.clear();
    for (auto const& [way, weights, output, of, initial, last] : runs)
      forward_.push_back({way, weights, output, inner(of), initial, last});
    return forward_;
  }
  std::span<lstm_backward_run<T, tape> const> passed(std::span<lstm_backward_run<T, kernels_tape> const> runs) {
    backward_.clear();
    for (auto const& [way, weights, output, output_gradient, weight_gradients, of, initial, last_gradient,
                      initial_gradient] : runs)
      backward_.push_back({way, weights, output, output_gradient, weight_gradients, inner(of), initial, last_gradient,
                           initial_gradient});
    return backward_;
  }
  static tape* inner(kernels_tape* of) {
    if (of->of_target == nullptr) of->of_target = std::make_unique<tape_here>();
    return &static_cast<tape_here&>(*of->of_target).inner;
  }

  device device_;
  std::vector<lstm_forward_run<T, tape>> forward_;
  std::vector<lstm_backward_run<T, tape>> backward_;
};

/// The function of an entry of the table.
template <class Key>
struct here;
template <class T, class Operand>
struct here<making<T, Operand>> {
  static std::unique_ptr<kernels_operations<T, Operand>> call() {
    return std::make_unique<operations_here<T, Operand>>();
  }
};
template <class F, class T, std::size_t States>
struct here<dense_update<F, T, States>> {
  static void call(F const& f, std::span<T> parameter, std::span<T const> gradient,
                   std::array<std::span<T>, States> const& states) {
    std::apply([&](auto... each) { cpu_training<T>().update(f, parameter, gradient, each...); }, states);
  }
};
template <class F, class T, std::size_t States>
struct here<row_update<F, T, States>> {
  static void call(F const& f, std::span<row_index const> rows, std::span<T const> zero_gradient,
                   matrix_view<T const> gradient, matrix_view<T> table,
                   std::array<matrix_view<T>, States> const& state_tables) {
    std::apply([&](auto... each) { cpu_training<T>().update_rows(f, rows, zero_gradient, gradient, table, each...); },
               state_tables);
  }
};

template <class Table>
struct filled;
template <class... Keys>
struct filled<table_of<Keys...>> {
  static constexpr table_of<Keys...> table{{here<Keys>::call}...};
};

}  // namespace hmt::detail::inline HMT_TARGET_NAMESPACE

#define HMT_JOINED_NAME(prefix, target) prefix##target
#define HMT_ENTRY(target) HMT_JOINED_NAME(hmt_kernels_, target)

/// The only exported symbol of this object.
extern "C" hmt::detail::kernels_table const* HMT_ENTRY(HMT_TARGET_NAMESPACE)();
extern "C" hmt::detail::kernels_table const* HMT_ENTRY(HMT_TARGET_NAMESPACE)() {
  return &hmt::detail::filled<hmt::detail::kernels_table>::table;
}
