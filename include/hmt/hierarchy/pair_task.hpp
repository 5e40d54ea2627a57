// SPDX-License-Identifier: MIT
// A task of the hierarchy that judges pairs of spans: an encoder and a biaffine form for each relation.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "hmt/device/concept.hpp"
#include "hmt/device/matrix.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/device/pass_context.hpp"
#include "hmt/encoder/policy_source.hpp"
#include "hmt/hierarchy/biaffine.hpp"
#include "hmt/hierarchy/connectivity.hpp"
#include "hmt/hierarchy/objective.hpp"
#include "hmt/hierarchy/task_encoder.hpp"
#include "hmt/input/pairs.hpp"
#include "hmt/tagging/relation_pairs.hpp"

namespace hmt {

namespace detail {
template <class D, class Task>
class pair_network;
}

/// A task that decides for each pair of spans whether a relation holds from one to the other, and filters the triples
/// proposed by the task below. A span's vector v is the encoder's output at its first and last word, concatenated; a
/// relation's two scores 'not' and 'holds' are biaffine in the vectors of head and tail (`detail::biaffine`, of width
/// Width), and their softmax is the probability. The objective's tag weight applies to related pairs. Trained on all
/// ordered pairs of the gold spans of a sentence. By default Width is `model_options::pair_vector`; `hidden` of the
/// encoder is `model_options::pair_hidden`.
template <class EncoderPolicy, std::size_t Width = std::dynamic_extent,
          Connectivity ConnectivityPolicy = connectivity::task_below, Objective ObjectivePolicy = log_likelihood<>>
struct pair_task {
  using tag_scheme = relation_pairs;
  using gold = input::pairs<relation_pairs>;
  using encoder = EncoderPolicy;
  using connectivity = ConnectivityPolicy;
  using objective = ObjectivePolicy;
  template <class D>
  using network = detail::pair_network<D, pair_task>;

  EncoderPolicy encoder_policy = {};
  open_size<Width> width = {};
  ObjectivePolicy objective_policy = {};

  /// See `task`. The biaffine form replaces the decoder.
  template <class Of>
  void configure(Of const& of) {
    detail::configure(encoder_policy, of("encoder").with_hidden("pair_hidden", [](model_options const& options) {
      return options.pair_hidden.value_or(std::max<std::size_t>(options.hidden / 3, 1));
    }));
    of("decoder").read(0, width, "pair_vector", [](model_options const& options) { return options.pair_vector; });
    detail::configure(objective_policy, of("objective"));
  }
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> configuration() const {
    return {{"name", std::string(tag_scheme::task_name)},
            {"tags", tag_scheme::description()},
            {"encoder", encoder_policy.description()},
            {"decoder", "biaffine<" + spelled(width) + ">"},
            {"sees", std::string(ConnectivityPolicy::description)},
            {"objective", objective_policy.description()}};
  }
};

namespace detail {

/// The layers of a `pair_task`. Tensors: those of its encoder, and of its `biaffine` form, with the prefix `pairing`.
template <class D, class Task>
class pair_network : public task_encoder<D, Task> {
  using base = task_encoder<D, Task>;

 public:
  using typename base::const_view;
  using typename base::scheme_type;
  using typename base::value_type;
  using typename base::view;

  struct workspace : base::workspace {
    packed_spans proposed;  // in extraction
    typename D::template buffer<row_index> first, last, labels;
    device_matrix<D> vectors;          // (spans, 2e)
    device_matrix<D> vector_gradient;  // (spans, 2e)
    typename biaffine<D>::tape pairs;
    typename D::template buffer<row_index> chosen;  // the candidates among a block's scores
    device_matrix<D> candidates;                    // (candidates, 1): their scores
    std::vector<row_index> host_chosen;
    std::vector<value_type> host_scores;
  };

  /// `input`: the total width of the encoder's inputs.
  pair_network(parameter_list& list, Task const& policy, scheme_type scheme, std::size_t input)
      : base(list, policy, std::move(scheme), input),
        width_(policy.width),
        rule_(policy.objective_policy.rule()),
        biaffine_(list, base::prefix(), 2 * this->encoded_width(), width_, relations()) {
    auto const& objective = policy.objective_policy;
    std::array const weights{value_type(objective.task_weight),
                             value_type(objective.task_weight * objective.tag_weight)};
    label_weights_.resize(weights.size());
    D().upload(std::span<value_type const>(weights), label_weights_.view());
  }

  /// Scores all pairs of the batch's gold spans; in extraction there are none.
  void forward_decoder(pass_context<D> const& context, packed_spans const& spans, const_view encoded,
                       workspace& space) const {
    project(context, spans, encoded, space);
    biaffine_.score(context, spans, {0, spans.first.size()}, space.pairs);
  }

  /// Adds the task's term of the objective to `loss[0]` and turns the scores into their gradient.
  void loss_and_gradient(pass_context<D> const& context, packed_spans const& spans, std::span<double> loss,
                         workspace& space) const {
    auto const& labels = spans.labels;
    auto const scores = space.pairs.scores.view();
    if (spans.offsets.size() != context.layout.sentences() + 1 || labels.size() != scores.rows * relations())
      throw shape_error("batch-labels", "training a task of pairs needs gold pairs of " + std::to_string(relations()) +
                                            " relations in each sentence of the batch");
    space.labels.resize(labels.size());
    context.device.upload(std::span<row_index const>(labels), space.labels.view());
    view const all(scores.data, 1, labels.size());
    context.device.sigmoid_cross_entropy(all, space.labels.view(), label_weights_.view(), all, loss, rule_);
  }

  /// From the gradient of the scores back to that of the encoder's (dropped) output, added to `space.encoded_gradient`.
  void backward_decoder(pass_context<D> const& context, packed_spans const& spans, const_view, workspace& space) const {
    auto const vectors = space.vectors.view();
    auto const vector_gradient = space.vector_gradient.resize(vectors.rows, vectors.columns);
    biaffine_.backward(context, vectors, spans, space.pairs, vector_gradient);
    auto const encoded_gradient = space.encoded_gradient.view();
    auto const encoded = this->encoded_width();
    context.device.scatter_add(vector_gradient.column_block(0, encoded), space.first.view(), encoded_gradient);
    context.device.scatter_add(vector_gradient.column_block(encoded, encoded), space.last.view(), encoded_gradient);
  }

  /// Judges the triples that tasks below have put into `results`, those of the s-th longest sentence in number
  /// `order[s]`. Pairs are scored in blocks of bounded memory; the host fetches only the candidates' scores, once.
  void decode_predictions(pass_context<D> const& context, std::span<row_index const> order, const_view encoded,
                          workspace& space, std::span<extraction> results) const {
    auto& device = context.device;
    auto& spans = space.proposed;
    auto const candidates = propose(context.layout, order, results, spans);
    project(context, spans, encoded, space);
    auto const chosen_scores = space.candidates.resize(candidates.size(), 1);
    for (std::size_t head = 0, next = 0; next < candidates.size();) {
      auto const block = block_from(spans, head);
      auto const scores = biaffine_.score(context, spans, block, space.pairs);
      auto& chosen = space.host_chosen;
      chosen.clear();
      auto const first = next;
      for_each_sentence_of(spans, block, [&](word_span heads, word_span, std::size_t row) {
        for (; next < candidates.size() && candidates[next].head < heads.end; ++next) {
          auto const& each = candidates[next];
          auto const pair = row + each.tail * (heads.end - heads.begin) + each.head - heads.begin;
          chosen.push_back(static_cast<row_index>(pair * relations() + each.relation));
        }
      });
      space.chosen.resize(chosen.size());
      device.upload(std::span<row_index const>(chosen), space.chosen.view());
      device.gather({scores.data, scores.rows * scores.columns, 1}, space.chosen.view(),
                    chosen_scores.row_block(first, chosen.size()));
      head = block.end;
    }
    space.host_scores.resize(candidates.size());
    device.download(std::span<value_type const>(space.candidates.elements()), std::span<value_type>(space.host_scores));
    std::vector<std::vector<double>> probabilities(results.size());
    for (std::size_t s = 0; s < results.size(); ++s) probabilities[s].resize(results[s].triples.size());
    for (std::size_t k = 0; k < candidates.size(); ++k)
      probabilities[candidates[k].result][candidates[k].number] =
          1 / (1 + std::exp(-static_cast<double>(space.host_scores[k])));
    for (std::size_t s = 0; s < results.size(); ++s) this->scheme().decode(probabilities[s], results[s]);
  }

 private:
  static constexpr std::size_t largest_block = std::size_t{1} << 22;  // numbers: 16 MiB of floats

  /// A triple to judge: its position in the results, and its spans, with the tail numbered within the sentence.
  struct candidate {
    std::size_t head, tail, relation;
    std::size_t result, number;
  };

  [[nodiscard]] std::size_t relations() const { return this->scheme().relations().size(); }

  /// Vectors of spans, as heads and as tails.
  void project(pass_context<D> const& context, packed_spans const& spans, const_view encoded, workspace& space) const {
    auto const count = spans.first.size();
    auto const vectors = space.vectors.resize(count, 2 * encoded.columns);
    auto const gather = [&](std::vector<row_index> const& rows, auto& on_device, std::size_t column) {
      on_device.resize(count);
      context.device.upload(std::span<row_index const>(rows), on_device.view());
      context.device.gather(encoded, on_device.view(), vectors.column_block(column, encoded.columns));
    };
    gather(spans.first, space.first, 0);
    gather(spans.last, space.last, encoded.columns);
    biaffine_.project(context, vectors, space.pairs);
  }

  /// As many heads from `begin` as fit into a block with their pairs, at least one.
  [[nodiscard]] word_span block_from(packed_spans const& spans, std::size_t begin) const {
    std::size_t end = begin, numbers = 0;
    for_each_sentence_of(spans, {begin, spans.first.size()}, [&](word_span heads, word_span tails, std::size_t) {
      if (end < heads.begin) return;  // full
      auto const of_head = relations() * (tails.end - tails.begin + width_);
      auto const room = of_head == 0 ? heads.end : (largest_block - std::min(largest_block, numbers)) / of_head;
      auto const taken = std::min(heads.end - heads.begin, std::max<std::size_t>(end == begin ? 1 : 0, room));
      end += taken;
      numbers += taken * of_head;
    });
    return {begin, end};
  }

  /// Fills `spans` with the arguments of all triples of a known relation, and lists these, by head.
  std::vector<candidate> propose(packed_layout layout, std::span<row_index const> order,
                                 std::span<extraction const> results, packed_spans& spans) const {
    std::vector<candidate> candidates;
    std::vector<word_span> own;
    spans.clear();
    for (std::size_t s = 0; s < results.size(); ++s) {
      auto const& triples = results[order[s]].triples;
      own.clear();
      for (auto const& each : triples) own.insert(own.end(), {each.head, each.tail});
      std::ranges::sort(own);
      own.erase(std::unique(own.begin(), own.end()), own.end());
      auto const number_of = [&](word_span words) {
        return static_cast<std::size_t>(std::ranges::lower_bound(own, words) - own.begin());
      };
      for (std::size_t number = 0; number < triples.size(); ++number)
        if (auto const label = this->scheme().labels().find(triples[number].relation))
          candidates.push_back({spans.offsets.back() + number_of(triples[number].head), number_of(triples[number].tail),
                                *label - 1, order[s], number});
      for (auto const& each : own) spans.add(layout.row(s, each.begin), layout.row(s, each.end - 1));
      spans.end_sentence();
    }
    std::ranges::sort(candidates, {}, &candidate::head);
    return candidates;
  }

  std::size_t width_;
  label_loss rule_;
  biaffine<D> biaffine_;
  typename D::template buffer<value_type> label_weights_;
};

}  // namespace detail
}  // namespace hmt
