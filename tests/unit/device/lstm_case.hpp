// SPDX-License-Identifier: MIT
// One LSTM call of any device, with its memory, and the equations sentence by sentence as its oracle.
#pragma once

#include <array>
#include <cmath>
#include <cstddef>
#include <vector>

#include "hmt/core/parallel.hpp"
#include "unit/device/device_fixture.hpp"

namespace hmt::testing {

/// The parameters of one direction in one matrix, so that cases can iterate over all of them.
template <class T>
struct lstm_parameters {
  std::size_t hidden, width;
  bool peephole;
  matrix<T> numbers;

  lstm_parameters(std::size_t units, std::size_t input_width, bool with_peephole, std::uint64_t seed)
      : hidden(units),
        width(input_width),
        peephole(with_peephole),
        numbers(random_matrix<T>(seed, 1, 4 * units * (input_width + units) + 4 * units + 3 * units)) {}

  lstm_weights<T> views() {
    T* const input = numbers.memory.data();
    T* const recurrent = input + 4 * hidden * width;
    T* const bias = recurrent + 4 * hidden * hidden;
    T* const peepholes = bias + 4 * hidden;
    return {{input, 4 * hidden, width},
            {recurrent, 4 * hidden, hidden},
            {bias, 4 * hidden},
            peephole ? matrix_view<T>{peepholes, 3, hidden} : matrix_view<T>{}};
  }
};

/// The parameters of a case.
struct lstm_shape {
  std::size_t hidden = 3;
  std::vector<std::size_t> input_widths{4};
  bool peephole = true;
  std::vector<std::size_t> lengths{5, 3, 3, 1};
  bool states = false;  ///< runs have an initial and a final state, with gradients
};

/// States of one direction, or their gradients, with their memory.
template <class T>
struct state_memory {
  matrix<T> output, cell;

  state_memory(std::size_t sentences, std::size_t hidden, std::uint64_t seed)
      : output(random_matrix<T>(seed, sentences, hidden, 1)), cell(random_matrix<T>(seed + 1, sentences, hidden, 2)) {}
  [[nodiscard]] lstm_state<T> views() const { return {output.view, cell.view}; }
};

/// A layer of both directions over random numbers that depend only on the shape.
template <class D>
struct lstm_case {
  using T = typename D::value_type;

  lstm_shape shape;
  std::vector<hmt::row_index> offsets;
  std::vector<matrix<T>> inputs, input_gradients;
  std::vector<lstm_parameters<T>> weights, gradients;                           ///< [way]
  std::vector<state_memory<T>> initial, last, initial_gradient, last_gradient;  ///< [way]
  matrix<T> output, output_gradient;
  std::array<bool, 2> has_states{true, true};  ///< [way]: if the shape has them
  std::array<typename D::lstm_tape, 2> tapes;
  D device;

  explicit lstm_case(lstm_shape wanted) : shape(std::move(wanted)), offsets(offsets_of(shape.lengths)) {
    auto const rows = layout().rows();
    std::size_t width = 0;
    for (auto const columns : shape.input_widths) {
      inputs.push_back(random_matrix<T>(100 + width, rows, columns, width % 3));
      input_gradients.push_back(random_matrix<T>(200 + width, rows, columns, 1));
      width += columns;
    }
    for (std::uint64_t direction = 0; direction < 2; ++direction) {
      weights.emplace_back(shape.hidden, width, shape.peephole, 300 + direction);
      gradients.emplace_back(shape.hidden, width, shape.peephole, 400 + direction);
      std::uint64_t seed = 700 + 100 * direction;
      for (auto* states : {&initial, &last, &initial_gradient, &last_gradient})
        states->emplace_back(shape.lengths.size(), shape.hidden, seed += 10);
    }
    output = random_matrix<T>(500, rows, 2 * shape.hidden);
    output_gradient = random_matrix<T>(600, rows, 2 * shape.hidden);
  }

  [[nodiscard]] packed_layout layout() const { return packed_layout(offsets); }
  static scan_direction direction_of(std::size_t number) {
    return number == 0 ? scan_direction::forward : scan_direction::backward;
  }

  void forward() {
    std::vector<matrix_view<T const>> sources;
    for (auto const& input : inputs) sources.push_back(input.source());
    std::vector<lstm_forward_run<T, typename D::lstm_tape>> runs;
    for (std::size_t k = 0; k < 2; ++k)
      runs.push_back({direction_of(k), weights[k].views(), output.view.column_block(k * shape.hidden, shape.hidden),
                      &tapes[k], of(initial, k), of(last, k)});
    device.lstm_forward(layout(), sources, runs);
  }

  /// Adds to all gradients, except those of inputs with an empty view.
  void backward() {
    std::vector<matrix_view<T const>> sources;
    std::vector<matrix_view<T>> wanted;
    for (auto const& input : inputs) sources.push_back(input.source());
    for (auto const& gradient : input_gradients) wanted.push_back(gradient.view);
    std::vector<lstm_backward_run<T, typename D::lstm_tape>> runs;
    for (std::size_t k = 0; k < 2; ++k) {
      auto const first = k * shape.hidden;
      runs.push_back({direction_of(k), weights[k].views(), output.view.column_block(first, shape.hidden),
                      output_gradient.view.column_block(first, shape.hidden), gradients[k].views(), &tapes[k],
                      of(initial, k), of(last_gradient, k), of(initial_gradient, k)});
    }
    device.lstm_backward(layout(), sources, runs, wanted);
  }

  /// The sum of the outputs and final states, each times its entry of `output_gradient` or `last_gradient`: the loss
  /// whose gradients `backward` computes.
  double loss() {
    forward();
    double sum = 0;
    auto const add = [&sum](matrix<T> const& values, matrix<T> const& factors) {
      for (std::size_t r = 0; r < values.view.rows; ++r)
        for (std::size_t c = 0; c < values.view.columns; ++c)
          sum += static_cast<double>(values.view(r, c)) * static_cast<double>(factors.view(r, c));
    };
    add(output, output_gradient);
    for (std::size_t k = 0; k < 2 && shape.states; ++k) {
      add(last[k].output, last_gradient[k].output);
      add(last[k].cell, last_gradient[k].cell);
    }
    return sum;
  }

  void clear_gradients() {
    for (auto& gradient : gradients) device.fill(gradient.numbers.view, T(0));
    for (auto& gradient : input_gradients) device.fill(gradient.view, T(0));
    for (auto& gradient : initial_gradient) {
      device.fill(gradient.output.view, T(0));
      device.fill(gradient.cell.view, T(0));
    }
  }

 private:
  [[nodiscard]] lstm_state<T> of(std::vector<state_memory<T>> const& states, std::size_t number) const {
    return shape.states && has_states[number] ? states[number].views() : lstm_state<T>{};
  }
};

/// The expected results of a case: its outputs, and the final states of both directions, sentence by sentence.
struct literal_results {
  matrix<double> outputs;
  std::array<matrix<double>, 2> last_outputs, last_cells;
};

/// By the equations, sentence by sentence, word by word and unit by unit, in double.
template <class D>
literal_results literal_lstm(lstm_case<D>& of) {
  auto const layout = of.layout();
  auto const hidden = of.shape.hidden;
  auto const sigmoid = [](double x) { return 1 / (1 + std::exp(-x)); };
  literal_results results{matrix<double>(layout.rows(), 2 * hidden), {}, {}};
  for (std::size_t direction = 0; direction < 2; ++direction)
    for (auto* last : {&results.last_outputs, &results.last_cells})
      (*last)[direction] = matrix<double>(of.shape.lengths.size(), hidden);
  for (std::size_t direction = 0; direction < 2; ++direction)
    for (std::size_t s = 0; s < of.shape.lengths.size(); ++s) {
      auto const w = of.weights[direction].views();
      std::vector<double> h(hidden), c(hidden);
      for (std::size_t unit = 0; unit < hidden && of.shape.states; ++unit) {
        h[unit] = static_cast<double>(of.initial[direction].output.view(s, unit));
        c[unit] = static_cast<double>(of.initial[direction].cell.view(s, unit));
      }
      auto const length = of.shape.lengths[s];
      for (std::size_t number = 0; number < length; ++number) {
        auto const row = layout.offset(direction == 0 ? number : length - 1 - number) + s;
        auto const h_before = h;
        auto const c_before = c;
        for (std::size_t unit = 0; unit < hidden; ++unit) {
          auto const sum = [&](std::size_t gate) {
            auto const k = gate * hidden + unit;
            auto total = static_cast<double>(w.bias[k]);
            std::size_t column = 0;
            for (auto const& input : of.inputs)
              for (std::size_t j = 0; j < input.view.columns; ++j)
                total += static_cast<double>(w.input(k, column++)) * static_cast<double>(input.view(row, j));
            for (std::size_t j = 0; j < hidden; ++j) total += static_cast<double>(w.recurrent(k, j)) * h_before[j];
            return total;
          };
          auto const look = [&](std::size_t gate, double cell) {
            return w.peephole.empty() ? 0 : static_cast<double>(w.peephole(gate, unit)) * cell;
          };
          auto const i = sigmoid(sum(0) + look(0, c_before[unit]));
          auto const f = sigmoid(sum(1) + look(1, c_before[unit]));
          c[unit] = f * c_before[unit] + i * std::tanh(sum(2));
          h[unit] = sigmoid(sum(3) + look(2, c[unit])) * std::tanh(c[unit]);
          results.outputs.view(row, direction * hidden + unit) = h[unit];
        }
      }
      for (std::size_t unit = 0; unit < hidden; ++unit) {
        results.last_outputs[direction].view(s, unit) = h[unit];
        results.last_cells[direction].view(s, unit) = c[unit];
      }
    }
  return results;
}

/// Shapes that differ in units, inputs, peepholes, lengths and states.
inline std::vector<lstm_shape> const several_shapes{
    {},
    {.hidden = 1, .input_widths = {1}, .lengths = {1}},
    {.hidden = 5, .input_widths = {2, 1, 3}, .peephole = false},
    {.hidden = 4, .input_widths = {3, 2, 4}, .lengths = {7}},
    {.hidden = 2, .input_widths = {2}, .peephole = false, .lengths = {1, 1, 1}},
    {.hidden = 9, .input_widths = {17}, .lengths = {6, 6, 6, 5, 2, 2, 1}},
    {.states = true},
    {.hidden = 5, .input_widths = {2, 1, 3}, .peephole = false, .states = true},
    {.hidden = 1, .input_widths = {1}, .lengths = {1}, .states = true},
    {.hidden = 2, .input_widths = {3}, .peephole = false, .lengths = {1, 1, 1}, .states = true},
    {.hidden = 9, .input_widths = {17}, .lengths = {18, 6, 6, 5, 2, 2, 1}, .states = true},
};

/// Sets a number of threads and restores it.
struct with_threads {
  explicit with_threads(std::size_t count) { hmt::set_threads(count); }
  ~with_threads() { hmt::set_threads(1); }
};

/// Runs both passes and returns all gradients, one after the other.
template <class D>
std::vector<typename D::value_type> all_gradients(lstm_case<D>& of) {
  of.forward();
  of.backward();
  std::vector<typename D::value_type> all;
  auto const append = [&all](auto const& from) { all.insert(all.end(), from.begin(), from.end()); };
  for (auto const& gradient : of.gradients) append(gradient.numbers.memory);
  for (auto const& gradient : of.input_gradients) append(gradient.memory);
  for (auto const& gradient : of.initial_gradient) append(gradient.output.memory), append(gradient.cell.memory);
  return all;
}

}  // namespace hmt::testing
