// SPDX-License-Identifier: MIT
// Linear-chain CRFs against enumeration of all label sequences.
#include "hmt/device/crf.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>
#include <vector>

#include "unit/device/device_fixture.hpp"

BOOST_AUTO_TEST_SUITE(device_crf)

using namespace hmt::testing;

namespace {

/// A chain that owns random scores, and gradients of the same shape.
template <class T>
struct random_chain {
  std::size_t sequences, labels;
  matrix<T> transition, borders, transition_gradient, border_gradients;

  random_chain(std::size_t layer_count, std::size_t label_count, std::uint64_t seed = 3)
      : sequences(layer_count),
        labels(label_count),
        transition(random_matrix<T>(seed, sequences * labels, labels)),
        borders(random_matrix<T>(seed + 1, 2, sequences * labels)),
        transition_gradient(sequences * labels, labels),
        border_gradients(2, sequences * labels) {
    for (auto& one : transition.memory) one *= 4;
  }
  hmt::crf_parameters<T const> scores() const { return {transition.view, borders.view.row(0), borders.view.row(1)}; }
  hmt::crf_parameters<T> gradients() {
    return {transition_gradient.view, border_gradients.view.row(0), border_gradients.view.row(1)};
  }
};

struct memory_for {
  std::vector<double> forward, backward, exp_transitions, shares;
  hmt::crf_workspace views;

  memory_for(std::size_t rows, std::size_t sentences, std::size_t sequences, std::size_t labels)
      : forward(rows * sequences * labels),
        backward(forward.size()),
        exp_transitions(sequences * labels * labels),
        shares(sentences * sequences),
        views{{forward.data(), rows, sequences * labels},
              {backward.data(), rows, sequences * labels},
              {exp_transitions.data(), sequences * labels, labels},
              shares} {}
};

/// Sums over all label sequences of one sentence and sequence.
struct every_path {
  double sum = 0;                            // Z
  std::vector<std::vector<double>> share;    // [word][label]: over the sequences that have it
  std::vector<std::vector<double>> follows;  // [from][to]: expected count times Z
  std::vector<std::size_t> best;
  double best_score = -INFINITY;

  template <class ScoreOf>
  every_path(std::size_t words, std::size_t labels, ScoreOf score_of)
      : share(words, std::vector<double>(labels)), follows(labels, std::vector<double>(labels)) {
    std::vector<std::size_t> path(words);
    while (true) {
      double const score = score_of(path), power = std::exp(score);
      sum += power;
      for (std::size_t t = 0; t < words; ++t) {
        share[t][path[t]] += power;
        if (t > 0) follows[path[t - 1]][path[t]] += power;
      }
      if (score > best_score) {
        best_score = score;
        best = path;
      }
      std::size_t t = 0;
      while (t < words && ++path[t] == labels) path[t++] = 0;
      if (t == words) return;
    }
  }
};

template <class T>
double score_of(random_chain<T> const& crf, hmt::packed_layout const& layout, matrix<T> const& scores, std::size_t s,
                std::size_t sequence, std::vector<std::size_t> const& path) {
  auto const first = sequence * crf.labels;
  double sum = static_cast<double>(crf.borders.view(0, first + path.front())) +
               static_cast<double>(crf.borders.view(1, first + path.back()));
  for (std::size_t t = 0; t < path.size(); ++t) {
    sum += static_cast<double>(scores.view(layout.offset(t) + s, first + path[t]));
    if (t > 0) sum += static_cast<double>(crf.transition.view(first + path[t - 1], path[t]));
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
        batch{17, {3, 3, 2, 1}}})  // more words with so many labels would give too many sequences
    for (std::size_t const sequences : {1, 3}) {
      auto const offsets = offsets_of(lengths);
      hmt::packed_layout const layout(offsets);
      random_chain<T> crf(sequences, labels);
      auto const scores = random_matrix<T>(9, layout.rows(), sequences * labels, 2);
      std::vector<hmt::row_index> gold(layout.rows() * sequences);
      for (std::size_t k = 0; k < gold.size(); ++k) gold[k] = static_cast<hmt::row_index>(k * 5 % 7 % labels);
      memory_for memory(layout.rows(), lengths.size(), sequences, labels);
      auto gradient = scores, probabilities = scores;
      std::vector<double> loss{10};
      device.crf_cross_entropy(layout, crf.scores(), gradient.view, gold, 0.5, crf.gradients(), memory.views, loss);
      device.crf_probabilities(layout, crf.scores(), probabilities.view, memory.views);

      double expected_loss = 10;
      matrix<T> follows(sequences * labels, labels);
      for (std::size_t s = 0; s < lengths.size(); ++s)
        for (std::size_t sequence = 0; sequence < sequences; ++sequence) {
          std::vector<std::size_t> own;
          for (std::size_t t = 0; t < lengths[s]; ++t)
            own.push_back(gold[(layout.offset(t) + s) * sequences + sequence]);
          auto const score = [&](auto const& path) { return score_of(crf, layout, scores, s, sequence, path); };
          every_path const all(lengths[s], labels, score);
          expected_loss += 0.5 * (std::log(all.sum) - score(own));
          for (std::size_t t = 0; t < lengths[s]; ++t)
            for (std::size_t label = 0; label < labels; ++label) {
              auto const row = layout.offset(t) + s, column = sequence * labels + label;
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
              follows.view(sequence * labels + from, to) +=
                  static_cast<T>(0.5 * (all.follows[from][to] / all.sum - count));
            }
        }
      BOOST_TEST(std::abs(loss[0] - expected_loss) <= 100 * tolerance<T>::result);
      BOOST_TEST(distance(crf.transition_gradient.all(), follows.all()) <= 10 * tolerance<T>::result);
      for (std::size_t column = 0; column < sequences * labels; ++column) {
        double first = 0, last = 0;
        for (std::size_t s = 0; s < lengths.size(); ++s) {
          first += static_cast<double>(gradient.view(s, column));
          last += static_cast<double>(gradient.view(layout.offset(lengths[s] - 1) + s, column));
        }
        BOOST_TEST(std::abs(static_cast<double>(crf.border_gradients.view(0, column)) - first) <=
                   10 * tolerance<T>::result);
        BOOST_TEST(std::abs(static_cast<double>(crf.border_gradients.view(1, column)) - last) <=
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
  random_chain<T> crf(1, labels);
  auto scores = random_matrix<T>(1, words, labels);
  for (auto& one : scores.memory) one *= 200;
  auto best = scores;
  memory_for memory(words, 1, 1, labels);
  std::vector<hmt::row_index> const gold(words, 2);
  std::vector<double> loss{0};
  device.crf_cross_entropy(layout, crf.scores(), scores.view, gold, 1, crf.gradients(), memory.views, loss);
  BOOST_TEST(std::isfinite(loss[0]));
  BOOST_TEST(loss[0] > 0);
  device.crf_probabilities(layout, crf.scores(), best.view, memory.views);
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

/// Only the path through forbidden transitions is left: a sum of underflowed terms would be wrong.
BOOST_AUTO_TEST_CASE_TEMPLATE(scores_too_far_apart_give_no_number, D, every_device) {
  using T = typename D::value_type;
  D device;
  auto const offsets = offsets_of({2});
  hmt::packed_layout const layout(offsets);
  auto const run = [&](T forbidden) {
    random_chain<T> crf(1, 2);
    std::ranges::fill(crf.borders.memory, T(0));
    crf.transition = matrix_of<T>(2, {0, forbidden, 0, forbidden});
    auto scores = matrix_of<T>(2, {0, 0, -2000, 0});  // the second word is label 1
    auto best = scores;
    memory_for memory(2, 1, 1, 2);
    std::vector<hmt::row_index> const gold{0, 1};
    std::vector<double> loss{0};
    device.crf_cross_entropy(layout, crf.scores(), scores.view, gold, 1, crf.gradients(), memory.views, loss);
    device.crf_probabilities(layout, crf.scores(), best.view, memory.views);
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
  random_chain<T> crf(2, 3);
  memory_for memory(0, 0, 2, 3);
  matrix<T> none(0, 6);
  std::vector<double> loss{7};
  device.crf_cross_entropy({}, crf.scores(), none.view, {}, 1, crf.gradients(), memory.views, loss);
  device.crf_probabilities({}, crf.scores(), none.view, memory.views);
  BOOST_TEST(loss[0] == 7);
  for (auto const one : crf.transition_gradient.memory) BOOST_TEST(one == T(0));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(shapes_that_do_not_fit_are_refused, D, every_device) {
  using T = typename D::value_type;
  D device;
  random_chain<T> crf(1, 3);
  auto const offsets = offsets_of({2});
  hmt::packed_layout const layout(offsets);
  memory_for memory(2, 1, 1, 3);
  std::vector<double> loss{0};
  matrix<T> narrow(2, 2), right(2, 3);
  std::vector<hmt::row_index> const one_label{1};
  BOOST_CHECK_EXCEPTION(device.crf_probabilities(layout, crf.scores(), narrow.view, memory.views), hmt::shape_error,
                        says<hmt::shape_error>("shape", {"crf: scores", "(2, 3)", "(2, 2)"}));
  BOOST_CHECK_EXCEPTION(
      device.crf_cross_entropy(layout, crf.scores(), right.view, one_label, 1, crf.gradients(), memory.views, loss),
      hmt::shape_error, says<hmt::shape_error>("length", {"crf_cross_entropy: labels", "expected 2", "found 1"}));
}

BOOST_AUTO_TEST_CASE_TEMPLATE(a_label_that_there_is_not_is_refused, D, every_host_device) {
  using T = typename D::value_type;
  D device;
  random_chain<T> crf(1, 3);
  auto const offsets = offsets_of({2});
  hmt::packed_layout const layout(offsets);
  memory_for memory(2, 1, 1, 3);
  matrix<T> scores(2, 3);
  std::vector<double> loss{0};
  std::vector<hmt::row_index> const labels{1, 3};
  BOOST_CHECK_EXCEPTION(
      device.crf_cross_entropy(layout, crf.scores(), scores.view, labels, 1, crf.gradients(), memory.views, loss),
      hmt::shape_error,
      says<hmt::shape_error>("number-range", {"crf_cross_entropy: labels", "below 3", "found 3", "position 1"}));
}

BOOST_AUTO_TEST_SUITE_END()
