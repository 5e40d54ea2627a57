// SPDX-License-Identifier: MIT
// Lazy steps against dense ones written out by the book.
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "hmt/device/cpu.hpp"
#include "hmt/device/reference.hpp"
#include "hmt/train/adam.hpp"
#include "hmt/train/momentum_sgd.hpp"
#include "hmt/train/optimizer_state.hpp"
#include "hmt/train/rmsprop.hpp"
#include "unit/train/linear_tagger.hpp"

namespace {

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

using exact = hmt::reference<double>;
using single = hmt::reference<float>;
using vectorised = hmt::cpu<float>;

constexpr std::size_t vocabulary = 40;
constexpr std::size_t dimension = 5;
constexpr std::size_t labels = 3;

/// The distinct words of random steps: word w in one step of 1 + w, so that some rows idle long.
std::vector<hmt::index> draw_words(hmt::random_engine& engine) {
  std::vector<hmt::index> words;
  for (hmt::index word = 0; word < vocabulary; ++word)
    if (engine.below(1 + word) == 0) words.push_back(word);
  return words;
}

/// Gives lazy and dense steps the same random gradients; gives back the largest relative difference ever seen by a
/// reader: in a batch's rows before each step, in everything at the end.
template <class D, class O>
double largest_difference(O optimizer, double clip_norm, int steps) {
  using T = typename D::value_type;
  linear_tagger<D> model(vocabulary, dimension, labels);
  auto const dense_size = model.parameters().size();
  hmt::optimizer_state<D, O> state(optimizer, clip_norm, dense_size, vocabulary, dimension);
  std::vector<cell> cells;
  for (T const number : model.numbers()) cells.push_back({static_cast<double>(number), 0, 0});

  double worst = 0;
  auto const compare = [&](std::size_t first, std::size_t count) {
    auto const found = model.numbers();
    for (std::size_t i = first; i < first + count; ++i)
      worst = std::max(worst, std::abs(found[i] - cells[i].p) / std::max(1e-3, std::abs(cells[i].p)));
  };
  hmt::random_engine engine(hmt::random_stream{3, hmt::random_purpose::testing});
  for (int t = 1; t <= steps; ++t) {
    hmt::packed_batch batch;
    batch.distinct_words = draw_words(engine);
    batch.words.assign(batch.distinct_words.size() + 3, 0);  // only their number counts here
    state.catch_up(model, batch.distinct_words);
    for (auto const word : batch.distinct_words) compare(dense_size + word * dimension, dimension);

    std::vector<double> gradient(cells.size(), 0.0);
    for (std::size_t i = 0; i < dense_size; ++i) gradient[i] = static_cast<T>(engine.uniform() * 40 - 18);
    for (auto& g : model.gradients())
      g = static_cast<T>(gradient[static_cast<std::size_t>(&g - model.gradients().data())]);
    auto const rows = model.writable_embedding_gradient(batch.distinct_words.size());
    for (std::size_t k = 0; k < rows.rows; ++k)
      for (std::size_t c = 0; c < dimension; ++c)
        gradient[dense_size + batch.distinct_words[k] * dimension + c] = rows(k, c) =
            static_cast<T>(engine.uniform() * 40 - 18);

    double norm = 0;
    for (auto& g : gradient) {
      g /= static_cast<double>(batch.words.size());
      norm += g * g;
    }
    norm = std::sqrt(norm);
    double const scale = clip_norm > 0 && norm > clip_norm ? clip_norm / norm : 1;
    state.step(model, batch);
    for (std::size_t i = 0; i < cells.size(); ++i) cells[i].step(optimizer, gradient[i] * scale, t);
  }
  state.catch_up_all(model);
  compare(0, cells.size());
  return worst;
}

}  // namespace

BOOST_AUTO_TEST_SUITE(train_optimizer_state)

BOOST_AUTO_TEST_CASE(lazy_rmsprop_equals_dense) {
  BOOST_TEST(largest_difference<exact>(hmt::rmsprop{}, 0, 50) < 1e-12);
  BOOST_TEST(largest_difference<single>(hmt::rmsprop{}, 0, 50) < 1e-4);
  BOOST_TEST(largest_difference<vectorised>(hmt::rmsprop{}, 0, 50) < 1e-4);
}

BOOST_AUTO_TEST_CASE(lazy_momentum_equals_dense) {
  BOOST_TEST(largest_difference<exact>(hmt::momentum_sgd{.learning_rate = 0.01}, 0, 50) < 1e-12);
  BOOST_TEST(largest_difference<exact>(hmt::momentum_sgd{.learning_rate = 0.01, .momentum = 0}, 0, 50) < 1e-12);
  BOOST_TEST(largest_difference<single>(hmt::momentum_sgd{.learning_rate = 0.01}, 0, 50) < 1e-3);
  BOOST_TEST(largest_difference<vectorised>(hmt::momentum_sgd{.learning_rate = 0.01}, 0, 50) < 1e-3);
}

BOOST_AUTO_TEST_CASE(lazy_adam_equals_dense) {
  BOOST_TEST(largest_difference<exact>(hmt::adam{}, 0, 50) < 1e-12);
  BOOST_TEST(largest_difference<single>(hmt::adam{}, 0, 50) < 1e-4);
  BOOST_TEST(largest_difference<vectorised>(hmt::adam{}, 0, 50) < 1e-4);
}

BOOST_AUTO_TEST_CASE(clipping_takes_dense_and_embedding_gradients_as_one) {
  BOOST_TEST(largest_difference<exact>(hmt::rmsprop{}, 5, 50) < 1e-12);
  BOOST_TEST(largest_difference<exact>(hmt::momentum_sgd{.learning_rate = 0.01}, 5, 50) < 1e-12);
  BOOST_TEST(largest_difference<exact>(hmt::adam{}, 5, 50) < 1e-12);
}

BOOST_AUTO_TEST_CASE(adam_stays_exact_past_the_replayed_steps) {
  BOOST_TEST(hmt::adam{}.replayed_idle_steps<double>() < 500U);
  auto const quick = hmt::adam{.mean_decay = 0.3};  // replays fewer than 40 steps
  BOOST_TEST(quick.replayed_idle_steps<double>() < 40U);
  BOOST_TEST(largest_difference<exact>(quick, 0, 300) < 1e-12);
}

BOOST_AUTO_TEST_CASE(adam_without_a_bound_replays_everything) {
  BOOST_TEST(largest_difference<exact>(hmt::adam{.mean_decay = 0.9, .mean_square_decay = 0.5}, 0, 50) < 1e-12);
  BOOST_TEST(largest_difference<exact>(hmt::adam{.mean_decay = 0}, 0, 50) < 1e-12);
}

BOOST_AUTO_TEST_SUITE_END()
