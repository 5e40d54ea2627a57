// SPDX-License-Identifier: MIT
// Linear-chain CRFs against all sequences of labels, tried one by one.
#include "hmt/device/label_chain.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>
#include <vector>

#include "unit/device/device_fixture.hpp"

BOOST_AUTO_TEST_SUITE(device_chain)

using namespace hmt::testing;

namespace {

/// A chain with random scores in memory of its own, and gradients of the same shape.
template <class T>
struct random_chain {
  std::size_t layers, labels;
  matrix<T> transition, borders, transition_gradient, border_gradients;

  random_chain(std::size_t layer_count, std::size_t label_count, std::uint64_t seed = 3)
      : layers(layer_count),
        labels(label_count),
        transition(random_matrix<T>(seed, layers * labels, labels)),
        borders(random_matrix<T>(seed + 1, 2, layers * labels)),
        transition_gradient(layers * labels, labels),
        border_gradients(2, layers * labels) {
    for (auto& one : transition.memory) one *= 4;
  }
  hmt::label_chain<T const> scores() const { return {transition.view, borders.view.row(0), borders.view.row(1)}; }
  hmt::label_chain<T> gradients() {
    return {transition_gradient.view, border_gradients.view.row(0), border_gradients.view.row(1)};
  }
};

struct memory_for {
  std::vector<double> forward, backward, powers, shares;
  hmt::chain_memory views;

  memory_for(std::size_t rows, std::size_t sentences, std::size_t layers, std::size_t labels)
      : forward(rows * layers * labels),
        backward(forward.size()),
        powers(layers * labels * labels),
        shares(sentences * layers),
        views{{forward.data(), rows, layers * labels},
              {backward.data(), rows, layers * labels},
              {powers.data(), layers * labels, labels},
              shares} {}
};

/// What all sequences of one sentence and layer say together.
struct every_sequence {
  double sum = 0;                            // Z
  std::vector<std::vector<double>> share;    // [word][label]: of the sequences that have it
  std::vector<std::vector<double>> follows;  // [from][to]: how often, expected, times Z
  std::vector<std::size_t> best;
  double best_score = -INFINITY;

  template <class ScoreOf>
  every_sequence(std::size_t words, std::size_t labels, ScoreOf score_of)
      : share(words, std::vector<double>(labels)), follows(labels, std::vector<double>(labels)) {
    std::vector<std::size_t> sequence(words);
    while (true) {
      double const score = score_of(sequence), power = std::exp(score);
      sum += power;
      for (std::size_t t = 0; t < words; ++t) {
        share[t][sequence[t]] += power;
        if (t > 0) follows[sequence[t - 1]][sequence[t]] += power;
      }
      if (score > best_score) {
        best_score = score;
        best = sequence;
      }
      std::size_t t = 0;
      while (t < words && ++sequence[t] == labels) sequence[t++] = 0;
      if (t == words) return;
    }
  }
};

template <class T>
double score_of(random_chain<T> const& chain, hmt::packed_layout const& layout, matrix<T> const& scores, std::size_t s,
                std::size_t layer, std::vector<std::size_t> const& sequence) {
  auto const first = layer * chain.labels;
  double sum = static_cast<double>(chain.borders.view(0, first + sequence.front())) +
               static_cast<double>(chain.borders.view(1, first + sequence.back()));
  for (std::size_t t = 0; t < sequence.size(); ++t) {
    sum += static_cast<double>(scores.view(layout.offset(t) + s, first + sequence[t]));
    if (t > 0) sum += static_cast<double>(chain.transition.view(first + sequence[t - 1], sequence[t]));
  }
  return sum;
}

}  // namespace

BOOST_AUTO_TEST_CASE_TEMPLATE(loss_gradients_and_best_sequence_are_those_of_all_sequences, D, every_device) {
  using T = typename D::value_type;
  D device;
  struct batch {
    std::size_t labels;
    std::vector<std::size_t> lengths;
  };
  for (auto const& [labels, lengths] :
       {batch{1, {5, 4, 4, 2, 1}}, batch{2, {9, 8, 7, 6, 1}}, batch{3, {5, 4, 4, 2, 1}}, batch{5, {5, 4, 4, 2, 1}},
        batch{17, {3, 3, 2, 1}}})  // more words with as many labels are too many sequences to try
    for (std::size_t const layers : {1, 3}) {
      auto const offsets = offsets_of(lengths);
      hmt::packed_layout const layout(offsets);
      random_chain<T> chain(layers, labels);
      auto const scores = random_matrix<T>(9, layout.rows(), layers * labels, 2);
      std::vector<hmt::index> gold(layout.rows() * layers);
      for (std::size_t k = 0; k < gold.size(); ++k) gold[k] = static_cast<hmt::index>(k * 5 % 7 % labels);
      memory_for memory(layout.rows(), lengths.size(), layers, labels);
      auto gradient = scores, probabilities = scores;
      std::vector<double> loss{10};
      device.chain_cross_entropy(layout, chain.scores(), gradient.view, gold, 0.5, chain.gradients(), memory.views,
                                 loss);
      device.chain_probabilities(layout, chain.scores(), probabilities.view, memory.views);

      double expected_loss = 10;
      matrix<T> follows(layers * labels, labels);
      for (std::size_t s = 0; s < lengths.size(); ++s)
        for (std::size_t layer = 0; layer < layers; ++layer) {
          std::vector<std::size_t> own;
          for (std::size_t t = 0; t < lengths[s]; ++t) own.push_back(gold[(layout.offset(t) + s) * layers + layer]);
          auto const score = [&](auto const& sequence) { return score_of(chain, layout, scores, s, layer, sequence); };
          every_sequence const all(lengths[s], labels, score);
          expected_loss += 0.5 * (std::log(all.sum) - score(own));
          for (std::size_t t = 0; t < lengths[s]; ++t)
            for (std::size_t label = 0; label < labels; ++label) {
              auto const row = layout.offset(t) + s, column = layer * labels + label;
              auto const probability = all.share[t][label] / all.sum;
              BOOST_TEST(std::abs(static_cast<double>(gradient.view(row, column)) -
                                  0.5 * (probability - (own[t] == label))) <= tolerance<T>::result);
              BOOST_TEST(std::abs(static_cast<double>(probabilities.view(row, column)) -
                                  (all.best[t] == label ? probability : 0)) <= tolerance<T>::result);
            }
          for (std::size_t from = 0; from < labels; ++from)
            for (std::size_t to = 0; to < labels; ++to) {
              double count = 0;
              for (std::size_t t = 1; t < own.size(); ++t) count += own[t - 1] == from && own[t] == to;
              follows.view(layer * labels + from, to) +=
                  static_cast<T>(0.5 * (all.follows[from][to] / all.sum - count));
            }
        }
      BOOST_TEST(std::abs(loss[0] - expected_loss) <= 100 * tolerance<T>::result);
      BOOST_TEST(distance(chain.transition_gradient.all(), follows.all()) <= 10 * tolerance<T>::result);
      for (std::size_t column = 0; column < layers * labels; ++column) {
        double first = 0, last = 0;
        for (std::size_t s = 0; s < lengths.size(); ++s) {
          first += static_cast<double>(gradient.view(s, column));
          last += static_cast<double>(gradient.view(layout.offset(lengths[s] - 1) + s, column));
        }
        BOOST_TEST(std::abs(static_cast<double>(chain.border_gradients.view(0, column)) - first) <=
                   10 * tolerance<T>::result);
        BOOST_TEST(std::abs(static_cast<double>(chain.border_gradients.view(1, column)) - last) <=
                   10 * tolerance<T>::result);
      }
    }
}

BOOST_AUTO_TEST_CASE_TEMPLATE(long_sentences_neither_vanish_nor_overflow, D, every_device) {
  using T = typename D::value_type;
  D device;
  std::size_t const words = 3000, labels = 4;
  auto const offsets = offsets_of({words});
  hmt::packed_layout const layout(offsets);
  random_chain<T> chain(1, labels);
  auto scores = random_matrix<T>(1, words, labels);
  for (auto& one : scores.memory) one *= 200;
  auto best = scores;
  memory_for memory(words, 1, 1, labels);
  std::vector<hmt::index> const gold(words, 2);
  std::vector<double> loss{0};
  device.chain_cross_entropy(layout, chain.scores(), scores.view, gold, 1, chain.gradients(), memory.views, loss);
  BOOST_TEST(std::isfinite(loss[0]));
  BOOST_TEST(loss[0] > 0);
  device.chain_probabilities(layout, chain.scores(), best.view, memory.views);
  for (std::size_t t = 0; t < words; ++t) {
    double sum = 0, most = 0;
    for (std::size_t label = 0; label < labels; ++label) {
      sum += static_cast<double>(scores.view(t, label));
      most = std::max(most, static_cast<double>(best.view(t, label)));
    }
    BOOST_TEST_REQUIRE(std::abs(sum) < 1e-5);  // probabilities sum to 1
    BOOST_TEST_REQUIRE(most > 0.2);
  }
}

/// Only the path through forbidden transitions is left: a sum of what has vanished would be a wrong number.
BOOST_AUTO_TEST_CASE_TEMPLATE(scores_too_far_apart_give_no_number, D, every_device) {
  using T = typename D::value_type;
  D device;
  auto const offsets = offsets_of({2});
  hmt::packed_layout const layout(offsets);
  auto const run = [&](T forbidden) {
    random_chain<T> chain(1, 2);
    std::ranges::fill(chain.borders.memory, T(0));
    chain.transition = matrix_of<T>(2, {0, forbidden, 0, forbidden});
    auto scores = matrix_of<T>(2, {0, 0, -2000, 0});  // the second word is label 1
    auto best = scores;
    memory_for memory(2, 1, 1, 2);
    std::vector<hmt::index> const gold{0, 1};
    std::vector<double> loss{0};
    device.chain_cross_entropy(layout, chain.scores(), scores.view, gold, 1, chain.gradients(), memory.views, loss);
    device.chain_probabilities(layout, chain.scores(), best.view, memory.views);
    return std::pair(loss[0], best.view(1, 1));
  };
  BOOST_TEST(std::abs(run(T(-100)).first - std::numbers::ln2) <= tolerance<T>::result);
  BOOST_TEST(std::abs(static_cast<double>(run(T(-100)).second) - 1) <= tolerance<T>::result);
  BOOST_TEST(std::isnan(run(T(-800)).first));
  BOOST_TEST(std::isnan(run(T(-800)).second));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_batch_without_words_changes_nothing, D, every_device) {
  using T = typename D::value_type;
  D device;
  random_chain<T> chain(2, 3);
  memory_for memory(0, 0, 2, 3);
  matrix<T> none(0, 6);
  std::vector<double> loss{7};
  device.chain_cross_entropy({}, chain.scores(), none.view, {}, 1, chain.gradients(), memory.views, loss);
  device.chain_probabilities({}, chain.scores(), none.view, memory.views);
  BOOST_TEST(loss[0] == 7);
  for (auto const one : chain.transition_gradient.memory) BOOST_TEST(one == T(0));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(shapes_that_do_not_fit_are_refused, D, every_device) {
  using T = typename D::value_type;
  D device;
  random_chain<T> chain(1, 3);
  auto const offsets = offsets_of({2});
  hmt::packed_layout const layout(offsets);
  memory_for memory(2, 1, 1, 3);
  std::vector<double> loss{0};
  matrix<T> narrow(2, 2), right(2, 3);
  std::vector<hmt::index> const one_label{1};
  BOOST_CHECK_EXCEPTION(device.chain_probabilities(layout, chain.scores(), narrow.view, memory.views), hmt::shape_error,
                        says<hmt::shape_error>("shape", {"chain: scores", "(2, 3)", "(2, 2)"}));
  BOOST_CHECK_EXCEPTION(device.chain_cross_entropy(layout, chain.scores(), right.view, one_label, 1, chain.gradients(),
                                                   memory.views, loss),
                        hmt::shape_error,
                        says<hmt::shape_error>("length", {"chain_cross_entropy: labels", "expected 2", "found 1"}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_label_that_there_is_not_is_refused, D, every_host_device) {
  using T = typename D::value_type;
  D device;
  random_chain<T> chain(1, 3);
  auto const offsets = offsets_of({2});
  hmt::packed_layout const layout(offsets);
  memory_for memory(2, 1, 1, 3);
  matrix<T> scores(2, 3);
  std::vector<double> loss{0};
  std::vector<hmt::index> const labels{1, 3};
  BOOST_CHECK_EXCEPTION(
      device.chain_cross_entropy(layout, chain.scores(), scores.view, labels, 1, chain.gradients(), memory.views, loss),
      hmt::shape_error,
      says<hmt::shape_error>("number-range", {"chain_cross_entropy: labels", "below 3", "found 3", "position 1"}));
}

BOOST_AUTO_TEST_SUITE_END()
