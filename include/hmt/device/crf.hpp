// SPDX-License-Identifier: MIT
// Linear-chain CRFs: forward-backward and Viterbi.
#pragma once

#include <cmath>
#include <cstddef>
#include <limits>
#include <span>
#include <type_traits>

#include "hmt/core/host_device.hpp"
#include "hmt/core/tensor.hpp"

namespace hmt {

/// Parameters of a linear-chain CRF (Lafferty et al. 2001) in addition to the scores of words, or their gradients. A
/// sequence y_1..y_n of labels has the score start(y_1) + sum score_t(y_t) + sum transition(y_t, y_t+1) + end(y_n), and
/// the probability exp(score) / Z. Each sequence of a tag scheme is a separate chain.
template <class T>
struct crf_parameters {
  matrix_view<T> transition;  ///< (sequences * labels, labels): row sequence * labels + i is from label i
  std::span<T> start;         ///< (sequences * labels)
  std::span<T> end;           ///< (sequences * labels)

  /// A mutable chain converts to a const one.
  template <class U>
  requires(std::is_same_v<U, T const> && !std::is_const_v<T>) operator crf_parameters<U>() const {
    return {transition, start, end};
  }
  [[nodiscard]] HMT_HOST_DEVICE std::size_t labels() const { return transition.columns; }
  [[nodiscard]] HMT_HOST_DEVICE std::size_t sequences() const { return labels() == 0 ? 0 : transition.rows / labels(); }
};

/// Workspace, on the device. In double, to keep precision over long sentences.
struct crf_workspace {
  matrix_view<double> forward;          ///< (rows, sequences * labels)
  matrix_view<double> backward;         ///< (rows, sequences * labels)
  matrix_view<double> exp_transitions;  ///< (sequences * labels, labels)
  std::span<double> shares;             ///< (sentences * sequences)
};

namespace detail {

/// A single lane, for devices that compute on the host; see `cuda_team`.
struct single_lane {
  static constexpr std::size_t lanes = 1;
  HMT_HOST_DEVICE static std::size_t lane() { return 0; }
  HMT_HOST_DEVICE static void wait() {}
  template <class T>
  HMT_HOST_DEVICE static T sum(T own) {
    return own;
  }
  template <class T>
  HMT_HOST_DEVICE static T max(T own) {
    return own;
  }
};

/// A sentence's chain in one sequence. `Layout` is a `packed_layout` or its device counterpart; all lanes of the team
/// call each function together. Forward variables are scaled to a sum of 1 at each word, to avoid underflow (Rabiner
/// 1989); if scores differ so much (by some 350) that sums over labels underflow, results are NaN.
template <class T, class Layout, class Team>
class crf_sentence {
 public:
  HMT_HOST_DEVICE crf_sentence(Layout const& layout, crf_parameters<T const> crf, crf_workspace memory,
                               matrix_view<T> scores, std::size_t sentence, std::size_t sequence, Team team)
      : layout_(layout),
        crf_(crf),
        memory_(memory),
        scores_(scores),
        sentence_(sentence),
        first_(sequence * crf.labels()),
        labels_(crf.labels()),
        team_(team) {
    while (layout.width(length_) > sentence) ++length_;
  }

  /// Fills the rows of `forward` with P(label, words up to here) / P(words up to here), those of `backward` with the
  /// factors from which the backward pass starts. Returns log Z. Requires: `exp_transitions` match the transitions.
  HMT_HOST_DEVICE double pass_forward(double largest_transition) {
    double log_sum = static_cast<double>(length_ - 1) * largest_transition;
    for (std::size_t t = 0; t < length_; ++t) {
      double top = -std::numeric_limits<double>::infinity();
      for (auto j = team_.lane(); j < labels_; j += Team::lanes) top = larger(top, word_score(t, j));
      top = team_.max(top);
      double sum = 0;
      for (auto j = team_.lane(); j < labels_; j += Team::lanes) {
        auto const power = std::exp(word_score(t, j) - top);
        double before = t == 0 ? 1 : 0;
        if (t > 0)
          for (std::size_t i = 0; i < labels_; ++i) before += forward(t - 1, i) * exp_transitions(i, j);
        backward(t, j) = power;
        forward(t, j) = power * before;
        sum += forward(t, j);
      }
      sum = team_.sum(sum);
      // Terms that underflowed against the largest transition and score may have been the only ones: then NaN is
      // correct.
      if (!(sum > 1e-150)) sum = std::numeric_limits<double>::quiet_NaN();
      for (auto j = team_.lane(); j < labels_; j += Team::lanes) {
        backward(t, j) /= sum;
        forward(t, j) /= sum;
      }
      team_.wait();
      log_sum += std::log(sum) + top;
    }
    return log_sum;
  }

  /// After `pass_forward`: calls use(t, label, probability) for all words and labels, and leaves in `backward` the
  /// factors of the expected transitions.
  template <class Use>
  HMT_HOST_DEVICE void pass_backward(Use const& use) {
    for (std::size_t t = length_; t-- > 0;) {
      for (auto i = team_.lane(); i < labels_; i += Team::lanes) {
        double after = t + 1 == length_ ? 1 : 0;
        if (t + 1 < length_)
          for (std::size_t j = 0; j < labels_; ++j) after += exp_transitions(i, j) * backward(t + 1, j);
        backward(t, i) *= after;
        use(t, i, forward(t, i) * after);
      }
      team_.wait();
    }
  }

  /// The score of a sequence with the labels `label_of(t)`.
  template <class LabelOf>
  [[nodiscard]] HMT_HOST_DEVICE double score(LabelOf const& label_of) const {
    double sum = 0;
    for (std::size_t t = 0; t < length_; ++t) {
      sum += word_score(t, label_of(t));
      if (t > 0) sum += transition(label_of(t - 1), label_of(t));
    }
    return sum;
  }

  /// The highest-scoring sequence (Viterbi), from its last label to its first: calls use(t, label). Overwrites
  /// `backward`.
  template <class Use>
  HMT_HOST_DEVICE void best(Use const& use) {
    for (std::size_t t = 0; t < length_; ++t) {
      for (auto j = team_.lane(); j < labels_; j += Team::lanes) {
        double before = t == 0 ? 0 : backward(t - 1, 0) + transition(0, j);
        if (t > 0)
          for (std::size_t i = 1; i < labels_; ++i) before = larger(before, backward(t - 1, i) + transition(i, j));
        backward(t, j) = before + word_score(t, j);
      }
      team_.wait();
    }
    std::size_t label = 0;
    for (std::size_t t = length_; t-- > 0;) {
      auto const value = [&](std::size_t i) { return backward(t, i) + (t + 1 == length_ ? 0 : transition(i, label)); };
      std::size_t chosen = 0;
      for (std::size_t i = 1; i < labels_; ++i)
        if (value(i) > value(chosen)) chosen = i;
      label = chosen;
      if (team_.lane() == 0) use(t, label);
    }
  }

  [[nodiscard]] HMT_HOST_DEVICE std::size_t length() const { return length_; }
  [[nodiscard]] HMT_HOST_DEVICE std::size_t row(std::size_t t) const { return layout_.offset(t) + sentence_; }
  [[nodiscard]] HMT_HOST_DEVICE std::size_t column(std::size_t label) const { return first_ + label; }

 private:
  HMT_HOST_DEVICE static double larger(double one, double other) { return other <= one ? one : other; }
  [[nodiscard]] HMT_HOST_DEVICE double word_score(std::size_t t, std::size_t label) const {
    auto score = static_cast<double>(scores_(row(t), first_ + label));
    if (t == 0) score += static_cast<double>(crf_.start.data()[first_ + label]);
    if (t + 1 == length_) score += static_cast<double>(crf_.end.data()[first_ + label]);
    return score;
  }
  [[nodiscard]] HMT_HOST_DEVICE double transition(std::size_t from, std::size_t to) const {
    return static_cast<double>(crf_.transition(first_ + from, to));
  }
  [[nodiscard]] HMT_HOST_DEVICE double exp_transitions(std::size_t from, std::size_t to) const {
    return memory_.exp_transitions(first_ + from, to);
  }
  [[nodiscard]] HMT_HOST_DEVICE double& forward(std::size_t t, std::size_t label) const {
    return memory_.forward(row(t), first_ + label);
  }
  [[nodiscard]] HMT_HOST_DEVICE double& backward(std::size_t t, std::size_t label) const {
    return memory_.backward(row(t), first_ + label);
  }

  Layout layout_;
  crf_parameters<T const> crf_;
  crf_workspace memory_;
  matrix_view<T> scores_;
  std::size_t sentence_;
  std::size_t first_;
  std::size_t labels_;
  Team team_;
  std::size_t length_ = 0;
};

/// The largest transition of a sequence.
template <class T>
HMT_HOST_DEVICE double largest_transition(crf_parameters<T const> crf, std::size_t sequence) {
  double largest = -std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < crf.labels(); ++i)
    for (std::size_t j = 0; j < crf.labels(); ++j) {
      auto const one = static_cast<double>(crf.transition(sequence * crf.labels() + i, j));
      if (!(one <= largest)) largest = one;
    }
  return largest;
}

/// exp(transition - largest) of element k of all transitions; `largest`: the `largest_transition` of the element's
/// sequence.
template <class T>
HMT_HOST_DEVICE void fill_exp_transition(crf_parameters<T const> crf, crf_workspace memory, std::size_t k,
                                         double largest) {
  auto const row = k / crf.labels(), to = k % crf.labels();
  memory.exp_transitions(row, to) = std::exp(static_cast<double>(crf.transition(row, to)) - largest);
}

/// One sentence in one sequence: scores become their gradient; its loss is stored in `shares`.
template <class Team, class T, class Layout>
HMT_HOST_DEVICE void crf_loss(Layout const& layout, crf_parameters<T const> crf, crf_workspace memory,
                              matrix_view<T> scores, row_index const* labels, double weight, std::size_t number,
                              Team team) {
  auto const sequences = crf.sequences(), sentence = number / sequences, sequence = number % sequences;
  crf_sentence<T, Layout, Team> one(layout, crf, memory, scores, sentence, sequence, team);
  auto const gold = [&](std::size_t t) { return std::size_t{labels[one.row(t) * sequences + sequence]}; };
  double const log_sum = one.pass_forward(largest_transition(crf, sequence));
  double const share = weight * (log_sum - one.score(gold));
  team.wait();
  one.pass_backward([&](std::size_t t, std::size_t label, double probability) {
    scores(one.row(t), one.column(label)) = static_cast<T>(weight * (probability - (label == gold(t) ? 1 : 0)));
  });
  if (team.lane() == 0) memory.shares.data()[number] = share;
}

/// One sentence in one sequence: the score of each label of the best sequence becomes its probability, all others 0.
template <class Team, class T, class Layout>
HMT_HOST_DEVICE void crf_best_path(Layout const& layout, crf_parameters<T const> crf, crf_workspace memory,
                                   matrix_view<T> scores, std::size_t number, Team team) {
  auto const sequences = crf.sequences(), sentence = number / sequences, sequence = number % sequences;
  crf_sentence<T, Layout, Team> one(layout, crf, memory, scores, sentence, sequence, team);
  static_cast<void>(one.pass_forward(largest_transition(crf, sequence)));
  one.pass_backward([&](std::size_t t, std::size_t label, double probability) {
    memory.forward(one.row(t), one.column(label)) = probability;
  });
  one.best([&](std::size_t t, std::size_t label) {
    for (std::size_t other = 0; other < crf.labels(); ++other)
      scores(one.row(t), one.column(other)) =
          other == label ? static_cast<T>(memory.forward(one.row(t), one.column(label))) : T(0);
  });
}

/// Adds weight * (expected - gold count) of transition element k. Requires: `crf_loss` of all sentences.
template <class T, class Layout>
HMT_HOST_DEVICE void add_transition_gradient(Layout const& layout, crf_parameters<T> gradients, crf_workspace memory,
                                             row_index const* labels, double weight, std::size_t k) {
  auto const row = k / gradients.labels(), to = k % gradients.labels();
  auto const sequence = row / gradients.labels(), from = row % gradients.labels(), sequences = gradients.sequences();
  auto const column = sequence * gradients.labels() + to;
  double sum = 0;
  for (std::size_t t = 1; t < layout.steps(); ++t)
    for (std::size_t s = 0; s < layout.width(t); ++s) {
      auto const before = layout.offset(t - 1) + s, at = layout.offset(t) + s;
      sum += memory.forward(before, row) * memory.exp_transitions(row, to) * memory.backward(at, column);
      if (labels[before * sequences + sequence] == from && labels[at * sequences + sequence] == to) sum -= 1;
    }
  gradients.transition(row, to) += static_cast<T>(weight * sum);
}

/// The same for the first and the last word: sums of the gradients of their scores.
template <class T, class Layout>
HMT_HOST_DEVICE void add_border_gradients(Layout const& layout, crf_parameters<T> gradients,
                                          matrix_view<T const> score_gradients, std::size_t column) {
  T first = 0, last = 0;
  for (std::size_t t = 0; t < layout.steps(); ++t)
    for (std::size_t s = 0; s < layout.width(t); ++s) {
      auto const one = score_gradients(layout.offset(t) + s, column);
      if (t == 0) first += one;
      if (s >= layout.width(t + 1)) last += one;
    }
  gradients.start.data()[column] += first;
  gradients.end.data()[column] += last;
}

}  // namespace detail
}  // namespace hmt
