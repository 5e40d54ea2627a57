// SPDX-License-Identifier: MIT
// Lazy steps of an `optimizer_state` beside dense ones written out by the book, on the same random gradients.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

#include "hmt/core/random.hpp"
#include "hmt/input/words.hpp"
#include "hmt/train/adam.hpp"
#include "hmt/train/momentum_sgd.hpp"
#include "hmt/train/optimizer_state.hpp"
#include "hmt/train/rmsprop.hpp"
#include "unit/train/linear_tagger.hpp"

namespace dense_steps {

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
};

constexpr std::size_t vocabulary = 40;
constexpr std::size_t dimension = 5;
constexpr std::size_t labels = 3;

/// A model that a rule trains lazily, and its numbers as cells.
template <class D, class Rule>
class side_by_side {
 public:
  using value_type = typename D::value_type;

  linear_tagger<D> model{vocabulary, dimension, labels};
  hmt::optimizer_state<D, Rule> state;
  std::vector<cell> cells;
  double worst = 0;  ///< relative difference ever seen by a reader: in a batch's rows before each step, or by `compare`

  explicit side_by_side(Rule rule, double clip_norm = 0)
      : state(rule, clip_norm, model.parameters().size(), vocabulary, dimension), clip_norm_(clip_norm) {
    for (value_type const number : model.numbers()) cells.push_back({static_cast<double>(number), 0, 0});
  }

  /// Step t, from 1 on, of the rule and of every cell by `optimizer`.
  template <class O>
  void step(O const& optimizer, int t) {
    auto const dense_size = model.parameters().size();
    typename linear_tagger<D>::batch_type batch;
    auto& distinct = batch.template get<hmt::input::words>().distinct;
    distinct = draw_words();
    auto const words = distinct.size() + 3;  // only their number counts here
    batch.offsets = {0, static_cast<hmt::index>(words)};
    state.catch_up(model, distinct);
    for (auto const word : distinct) compare(dense_size + word * dimension, dimension);

    std::vector<double> gradient(cells.size(), 0.0);
    for (std::size_t i = 0; i < dense_size; ++i)
      gradient[i] = model.gradients()[i] = static_cast<value_type>(engine_.uniform() * 40 - 18);
    auto const rows = model.writable_embedding_gradient(distinct.size());
    for (std::size_t k = 0; k < rows.rows; ++k)
      for (std::size_t c = 0; c < dimension; ++c)
        gradient[dense_size + distinct[k] * dimension + c] = rows(k, c) =
            static_cast<value_type>(engine_.uniform() * 40 - 18);

    double norm = 0;
    for (auto& g : gradient) {
      g /= static_cast<double>(words);
      norm += g * g;
    }
    norm = std::sqrt(norm);
    double const scale = clip_norm_ > 0 && norm > clip_norm_ ? clip_norm_ / norm : 1;
    state.step(model, batch);
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i].step(optimizer, gradient[i] * scale, t);
  }

  /// All numbers, rows that idled included.
  void compare_all() {
    state.catch_up_all(model);
    compare(0, cells.size());
  }

 private:
  void compare(std::size_t first, std::size_t count) {
    auto const found = model.numbers();
    for (std::size_t i = first; i < first + count; ++i)
      worst = std::max(worst, std::abs(found[i] - cells[i].p) / std::max(1e-3, std::abs(cells[i].p)));
  }

  /// The distinct words of a random step: word w in one step of 1 + w, so that some rows idle long.
  std::vector<hmt::index> draw_words() {
    std::vector<hmt::index> words;
    for (hmt::index word = 0; word < vocabulary; ++word)
      if (engine_.below(1 + word) == 0) words.push_back(word);
    return words;
  }

  double clip_norm_;
  hmt::random_engine engine_{hmt::random_stream{3, hmt::random_purpose::testing}};
};

}  // namespace dense_steps
