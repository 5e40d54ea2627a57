// SPDX-License-Identifier: MIT
// Lazy steps of an `optimizer_state` and explicit dense ones, on the same random gradients.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "hmt/core/random.hpp"
#include "hmt/device/parameter_gradients.hpp"
#include "hmt/device/parameter_store.hpp"
#include "hmt/train/adam.hpp"
#include "hmt/train/momentum_sgd.hpp"
#include "hmt/train/optimizer_state.hpp"
#include "hmt/train/rmsprop.hpp"

namespace dense_steps {

/// An optimizer without the optional members: all missed steps of its rows are replayed.
template <class O>
struct plain {
  O inner;
  double learning_rate = inner.learning_rate;

  static constexpr std::string_view name = "plain";
  static constexpr std::size_t states = O::states;
  void check() const {}
  template <class T>
  auto step(std::uint32_t number) const {
    auto with_rate = inner;
    with_rate.learning_rate = learning_rate;
    return with_rate.template step<T>(number);
  }
};
/// One parameter with its states, stepped in double as PyTorch documents it.
struct cell {
  double p = 0, m = 0, v = 0;
  void step(hmt::rmsprop const& o, double g, int) {
    v = o.decay * v + (1 - o.decay) * g * g;
    p -= o.learning_rate * g / (std::sqrt(v) + o.epsilon);
  }
  void step(hmt::momentum_sgd const& o, double g, int) {
    m = o.momentum * m + g;
    p -= o.learning_rate * m;
  }
  void step(hmt::adam const& o, double g, int t) {
    m = o.mean_decay * m + (1 - o.mean_decay) * g;
    v = o.mean_square_decay * v + (1 - o.mean_square_decay) * g * g;
    p -= o.learning_rate * (m / (1 - std::pow(o.mean_decay, t))) /
         (std::sqrt(v / (1 - std::pow(o.mean_square_decay, t))) + o.epsilon);
  }
  template <class O>
  void step(plain<O> const& o, double g, int t) {
    auto with_rate = o.inner;
    with_rate.learning_rate = o.learning_rate;
    step(with_rate, g, t);
  }
};

constexpr std::size_t vocabulary = 40;
constexpr std::size_t dimension = 5;

/// Two dense groups, and a table of words and a smaller one, in groups `a`, `b`, `words` and `few`.
inline hmt::parameter_list tensors() {
  hmt::parameter_list list;
  list.in_group({"words"}).add_sparse("words", vocabulary, dimension);
  list.in_group({"a"}).add("a.weight", hmt::parameter_kind::weight, 3, 5);
  list.in_group({"b"}).add("b.bias", hmt::parameter_kind::bias, 7);
  list.in_group({"a"}).add("a.bias", hmt::parameter_kind::bias, 3);
  list.in_group({"few"}).add_sparse("few", 10, 3);
  return list;
}

/// Parameters that an optimizer trains lazily, and their numbers as cells.
template <class D>
class side_by_side {
 public:
  using value_type = typename D::value_type;

  D device;
  hmt::parameter_store<D> store;
  hmt::optimizer_state<D> state;
  std::vector<cell> cells;  ///< tensor after tensor
  double worst = 0;         ///< relative difference seen so far: in a batch's rows before each step, or by `compare`

  /// `settings(store)` may change the groups.
  template <class O, class Settings>
  side_by_side(O const& optimizer, hmt::step_options const& options, Settings const& settings)
      : store(with(settings)), state(optimizer, store, options), clip_norm_(options.clip_norm) {
    hmt::random_engine engine(hmt::random_stream{1, hmt::random_purpose::testing});
    std::vector<value_type> initial(store.values().size());
    for (auto const& tensor : store.list().all())
      for (auto& value : tensor.slot.vector(std::span(initial))) {
        value = static_cast<value_type>(engine.uniform() - 0.5);
        cells.push_back({static_cast<double>(value), 0, 0});
      }
    device.upload(std::span<value_type const>(initial), store.values());
  }
  template <class O>
  explicit side_by_side(O const& optimizer, hmt::step_options const& options = {})
      : side_by_side(optimizer, options, [](auto&) {}) {}

  /// Step t, from 1 on, of the state and, by `optimizer`, of every cell.
  template <class O>
  void step(O const& optimizer, int t) {
    std::array const rows{draw_rows(vocabulary), draw_rows(10)};
    state.flush_rows(device, store, rows);
    double const words = static_cast<double>(rows[0].size()) + 3;
    gradients_.reset(device, store.list());
    gradients_.words = rows[0].size() + 3;
    std::vector<double> gradient;
    double square = 0;
    for (auto const& tensor : store.list().all()) {
      auto const first = gradient.size();
      bool const trained = store.group_of(tensor).trainable;
      gradient.resize(first + tensor.slot.rows * tensor.slot.columns);
      if (tensor.sparse_number && trained) {
        auto const& own = rows[*tensor.sparse_number];
        for (auto const row : own) compare(first + row * tensor.slot.columns, tensor.slot.columns);
        gradients_.reset_rows(device, {tensor.slot, *tensor.sparse_number}, own);
      }
      if (tensor.sparse_number && !trained) continue;
      auto const found = gradients_.of(tensor);
      for (std::size_t k = 0; k < found.rows; ++k)
        for (std::size_t c = 0; c < found.columns; ++c) {
          found(k, c) = static_cast<value_type>(engine_.uniform() * 40 - 18);
          double const scaled = static_cast<double>(found(k, c)) / words;
          gradient[first + gradients_.row_of(tensor, k) * found.columns + c] = scaled;
          if (trained) square += scaled * scaled;
        }
    }
    double const norm = std::sqrt(square), scale = clip_norm_ > 0 && norm > clip_norm_ ? clip_norm_ / norm : 1;
    state.step(device, store, gradients_);

    std::size_t number = 0;
    for (auto const& tensor : store.list().all()) {
      auto const& group = store.group_of(tensor);
      auto own = optimizer;
      own.learning_rate *= group.rate_factor;
      for (auto const end = number + tensor.slot.rows * tensor.slot.columns; number < end; ++number)
        if (group.trainable) {
          cells[number].p -= own.learning_rate * group.weight_decay * cells[number].p;
          cells[number].step(own, gradient[number] * scale, t);
        }
    }
  }

  /// All numbers, including idle rows.
  void compare_all() {
    state.flush_all_rows(device, store);
    compare(0, cells.size());
  }

  /// All current numbers, in the order of the cells.
  [[nodiscard]] std::vector<value_type> numbers() const {
    std::vector<value_type> all;
    for (auto const& tensor : store.list().all()) {
      auto const own = tensor.slot.vector(store.values());
      all.insert(all.end(), own.begin(), own.end());
    }
    return all;
  }

 private:
  template <class Settings>
  static hmt::parameter_store<D> with(Settings const& settings) {
    hmt::parameter_store<D> store(tensors());
    settings(store);
    return store;
  }

  void compare(std::size_t first, std::size_t count) {
    auto const found = numbers();
    for (std::size_t i = first; i < first + count; ++i)
      worst = std::max(worst, std::abs(found[i] - cells[i].p) / std::max(1e-3, std::abs(cells[i].p)));
  }

  /// The distinct rows of a random step: row r in one of 1 + r steps, so that some are idle for long.
  std::vector<hmt::row_index> draw_rows(std::size_t count) {
    std::vector<hmt::row_index> rows;
    for (hmt::row_index row = 0; row < count; ++row)
      if (engine_.below(1 + row) == 0) rows.push_back(row);
    return rows;
  }

  double clip_norm_;
  hmt::parameter_gradients<D> gradients_;
  hmt::random_engine engine_{hmt::random_stream{3, hmt::random_purpose::testing}};
};

}  // namespace dense_steps
