// SPDX-License-Identifier: MIT
// A conformance test for custom policies: compares gradients with differences of the objective.
#pragma once

#include <algorithm>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "hmt/device/dropout.hpp"
#include "hmt/device/parameter_gradients.hpp"
#include "hmt/device/parameters.hpp"

namespace hmt::testing {

/// The distance of a tensor's gradient from the numeric one: |analytic - numeric| / max(|analytic|, |numeric|, 1e-4) in
/// the Euclidean norm; the constant suppresses rounding errors of vanishing gradients.
struct gradient_error {
  std::string tensor;
  double error = 0;
};

/// The gradient of `loss()` with respect to `values` (host memory, restored afterwards) by the five-point formula
/// (f(x-2h) - 8 f(x-h) + 8 f(x+h) - f(x+2h)) / 12h; its error is of the order h^4. Allocates the result.
template <class Loss>
std::vector<double> numeric_gradient(std::span<double> values, Loss&& loss) {
  constexpr double step = 1e-3;
  std::vector<double> gradient;
  gradient.reserve(values.size());
  for (double& value : values) {
    double const kept = value;
    auto const at = [&](double offset) {
      value = kept + offset * step;
      return static_cast<double>(loss());
    };
    gradient.push_back((at(-2) - 8 * at(-1) + 8 * at(1) - at(2)) / (12 * step));
    value = kept;
  }
  return gradient;
}

/// `gradient_error::error` of two gradients of equal length.
inline double relative_difference(std::span<double const> analytic, std::span<double const> numeric) {
  double difference = 0;
  double one = 0;
  double other = 0;
  for (std::size_t i = 0; i < analytic.size(); ++i) {
    difference += (analytic[i] - numeric[i]) * (analytic[i] - numeric[i]);
    one += analytic[i] * analytic[i];
    other += numeric[i] * numeric[i];
  }
  return std::sqrt(difference) / std::max({std::sqrt(one), std::sqrt(other), 1e-4});
}

/// Checks every tensor of a model that is not frozen on one batch: one error per tensor. Requires a small model in
/// double on a host device (`reference<double>`): each number costs four passes, including rows without a gradient.
template <class Model>
requires std::same_as<typename Model::value_type, double> std::vector<gradient_error> check_gradients(
    Model& model, typename Model::batch_type const& batch, dropout_setting dropout = {}) {
  parameter_gradients<typename Model::device_type> gradients, others;
  auto const loss_with = [&](auto& found) {
    model.compute_gradients(batch, found, dropout);
    double sum = 0;
    for (double const one : model.take_losses()) sum += one;
    return sum;
  };
  (void)model.take_losses();
  loss_with(gradients);

  std::vector<gradient_error> errors;
  auto& parameters = model.parameters();
  for (auto const& tensor : parameters.list().all()) {
    if (!parameters.group_of(tensor).trainable) continue;
    auto const numeric = numeric_gradient(tensor.slot.vector(parameters.values()), [&] { return loss_with(others); });
    auto const found = gradients.of(tensor);
    std::vector<double> analytic(numeric.size());
    for (std::size_t k = 0; k < found.rows; ++k)
      std::ranges::copy(found.row(k),
                        analytic.begin() + static_cast<std::ptrdiff_t>(gradients.row_of(tensor, k) * found.columns));
    errors.push_back({tensor.name, relative_difference(analytic, numeric)});
  }
  return errors;
}

}  // namespace hmt::testing
