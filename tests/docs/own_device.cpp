// SPDX-License-Identifier: MIT
// A custom device, shown in docs/policies.md, checked against the reference.
#include <hmt/hmt.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <concepts>
#include <span>
#include <string_view>
#include <vector>

namespace {

using namespace hmt;

//! [own_device]
/// Products with operands rounded to 8 bits and one scale per matrix, as on small processors.
template <std::floating_point T>
class rounded_products : public reference_products<T> {
 public:
  void multiply(transpose ta, transpose tb, T alpha, matrix_view<T const> a, matrix_view<T const> b, T beta,
                matrix_view<T> c) {
    auto const left = rounded(a, left_), right = rounded(b, right_);
    reference_products<T>::multiply(ta, tb, alpha, left, right, beta, c);
  }

 private:
  static matrix_view<T const> rounded(matrix_view<T const> from, std::vector<T>& to) {
    T largest = 0;
    for (std::size_t r = 0; r < from.rows; ++r)
      for (T const value : from.row(r)) largest = std::max(largest, std::abs(value));
    T const step = largest > 0 ? largest / 127 : T{1};
    to.clear();
    for (std::size_t r = 0; r < from.rows; ++r)
      for (T const value : from.row(r)) to.push_back(std::round(value / step) * step);
    return {to.data(), from.rows, from.columns};
  }

  std::vector<T> left_, right_;
};

/// All other parts come from the reference device.
template <std::floating_point T>
class rounding_device : public frozen_weights,
                        public host_memory<T>,
                        public host_rows<T>,
                        public host_crf<T>,
                        public rounded_products<T>,
                        public reference_lstm<T>,
                        public reference_losses<T>,
                        public reference_training<T> {
 public:
  static constexpr std::string_view name() { return "8-bit products"; }
  static constexpr bool supported() { return true; }

  template <class First, class Second>
  void parallel_invoke(First const& first, Second const& second) {
    first(*this);
    second(*this);
  }
};
static_assert(Device<rounding_device<float>>);
//! [own_device]

//! [some_parts]
/// Memory and products: all that a linear layer requires.
struct multiplier : host_memory<double>, reference_products<double> {};
static_assert(ProductDevice<multiplier> && !RecurrentDevice<multiplier>);

/// 3 x + 1.
double linear_on_multiplier(double x) {
  parameter_list tensors;
  linear const layer(tensors, "layer", 1, 1);
  std::vector<double> parameters(tensors.size());
  layer.weight(std::span(parameters))(0, 0) = 3;
  layer.bias(std::span(parameters))[0] = 1;
  multiplier device;
  double y = 0;
  layer.forward(pass_context<multiplier>{device, parameters, {}, {}}, {&x, 1, 1}, {&y, 1, 1});
  return y;
}
//! [some_parts]

}  // namespace

//! [compare_devices]
/// The loss of the same model, with the same initial weights, on the same sentences.
template <class D>
double loss_on(std::vector<sentence> const& sentences) {
  hmt_model<D, 12, 8> model(vocabulary::build(sentences, nullptr, {.minimum_count = 1}), sentences, 1);
  auto const encoded = model.encode(sentences);
  typename hmt_model<D, 12, 8>::batch_type batch;
  pack(std::vector{&encoded[0], &encoded[1]}, batch);
  parameter_gradients<D> gradients;
  model.compute_gradients(batch, gradients);
  double sum = 0;
  for (double const loss : model.take_losses()) sum += loss;
  return sum;
}

int main() {
  std::vector<sentence> const sentences{{{"Ana", "Ruiz", "was", "born", "in", "Malaga", "."},
                                         {{{0, 2}, "PER"}, {{5, 6}, "LOC"}},
                                         {{{0, 2}, "born_in", {5, 6}}}},
                                        {{"Nobody", "came"}, {}, {}}};
  double const exact = loss_on<reference<float>>(sentences), rounded = loss_on<rounding_device<float>>(sentences);
  fmt::print("the loss differs by less than 1%: {}\n", exact != rounded && std::abs(rounded / exact - 1) < 0.01);
  fmt::print("a linear layer on products alone: {}\n", linear_on_multiplier(2));
}
//! [compare_devices]
