// SPDX-License-Identifier: MIT
// A packed batch with random numbers, and the gradient check of a single layer on it.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "hmt/core/packed_layout.hpp"
#include "hmt/core/random.hpp"
#include "hmt/device/matrix.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/hierarchy/gradient_check.hpp"

namespace hmt::testing {

/// Row offsets for sentences of these (decreasing) lengths.
inline std::vector<row_index> offsets_for(std::vector<std::size_t> const& lengths) {
  std::vector<row_index> offsets{0};
  for (std::size_t t = 0; t < lengths.front(); ++t) {
    row_index width = 0;
    for (auto const length : lengths) width += length > t ? 1U : 0U;
    offsets.push_back(offsets.back() + width);
  }
  return offsets;
}

/// Uniform numbers in [-1, 1).
template <class T = double>
std::vector<T> random_values(std::size_t count, std::uint32_t site) {
  random_engine random({1, random_purpose::testing, site});
  std::vector<T> values(count);
  for (auto& value : values) value = static_cast<T>(2 * random.uniform() - 1);
  return values;
}

/// Runs `forward` and `backward` of a layer on sum(weights * output) and returns the relative error of the gradient of
/// each of its tensors and of each input. `run(parameters, gradients, inputs, output, output_weights, input_gradients)`
/// does both passes; it must set `output` and add to the gradients.
template <class Run>
std::vector<gradient_error> check_layer(parameter_list const& list, std::size_t rows,
                                        std::vector<std::size_t> const& input_widths, std::size_t output_width,
                                        Run run) {
  auto parameters = random_values(list.size(), 1);
  std::vector<std::vector<double>> inputs;
  for (std::size_t k = 0; k < input_widths.size(); ++k)
    inputs.push_back(random_values(rows * input_widths[k], static_cast<std::uint32_t>(2 + k)));
  auto const output_weights = random_values(rows * output_width, 100);
  std::vector<double> gradients;
  std::vector<std::vector<double>> input_gradients;

  auto const loss = [&] {
    gradients.assign(list.size(), 0.0);
    input_gradients.clear();
    std::vector<matrix_view<double const>> input_views;
    std::vector<matrix_view<double>> gradient_views;
    for (std::size_t k = 0; k < inputs.size(); ++k) {
      input_views.emplace_back(inputs[k].data(), rows, input_widths[k]);
      input_gradients.emplace_back(inputs[k].size(), 0.0);
    }
    for (std::size_t k = 0; k < inputs.size(); ++k)
      gradient_views.emplace_back(input_gradients[k].data(), rows, input_widths[k]);
    std::vector<double> output(rows * output_width, 7.0);  // old values must not matter
    auto weights = output_weights;
    run(std::span<double const>(parameters), std::span<double>(gradients),
        std::span<matrix_view<double const> const>(input_views), matrix_view<double>(output.data(), rows, output_width),
        matrix_view<double>(weights.data(), rows, output_width), std::span<matrix_view<double> const>(gradient_views));
    double sum = 0;
    for (std::size_t i = 0; i < output.size(); ++i) sum += output[i] * output_weights[i];
    return sum;
  };

  loss();
  auto const analytic = gradients;
  auto const analytic_inputs = input_gradients;
  std::vector<gradient_error> errors;
  for (auto const& tensor : list.all()) {
    auto const numeric = numeric_gradient(tensor.slot.vector(std::span(parameters)), loss);
    errors.push_back({tensor.name, relative_difference(tensor.slot.vector(std::span(analytic)), numeric)});
  }
  for (std::size_t k = 0; k < inputs.size(); ++k)
    errors.push_back({"input " + std::to_string(k),
                      relative_difference(analytic_inputs[k], numeric_gradient(std::span(inputs[k]), loss))});
  return errors;
}

/// The bound of numeric gradient checks (relative, in double precision).
inline constexpr double gradient_tolerance = 1e-6;

}  // namespace hmt::testing
