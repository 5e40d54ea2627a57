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
#include "hmt/device/kept_weights.hpp"
#include "hmt/device/matrix.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/device/pass_context.hpp"
#include "hmt/encoder/linear.hpp"
#include "hmt/encoder/policy_source.hpp"
#include "hmt/hierarchy/encoding.hpp"
#include "hmt/hierarchy/objective.hpp"
#include "hmt/hierarchy/sees.hpp"
#include "hmt/input/pairs.hpp"
#include "hmt/tagging/relation_pairs.hpp"

namespace hmt {

namespace detail {
template <class D, class Task>
class pair_layers;
}

/// A task that says of each pair of spans whether a relation holds from one to the other: the triples that the task
/// below proposes are kept or not by that. A span's vector v is the encoder's output at its first word and at its last,
/// side by side; h = A v + a as a head, t = B v + b as a tail, both of width Width; the two scores 'not' and 'holds' of
/// relation r are t' U_r h + c_r, which with a and b is biaffine in the vectors (Dozat & Manning 2017), and their
/// softmax is the probability. The objective weighs pairs that are related by its tag weight. Trained on all ordered
/// pairs of the gold spans of a sentence. Without it, Width is `model_options::pair_vector`; `hidden` of the encoder is
/// `model_options::pair_hidden`.
template <class EncoderPolicy, std::size_t Width = std::dynamic_extent, Sees SeesPolicy = sees::task_below,
          Objective ObjectivePolicy = log_likelihood<>>
struct pair_task {
  using tag_scheme = relation_pairs;
  using gold = input::pairs<relation_pairs>;
  using encoder = EncoderPolicy;
  using sees = SeesPolicy;
  using objective = ObjectivePolicy;
  template <class D>
  using layers = detail::pair_layers<D, pair_task>;

  EncoderPolicy encoder_policy = {};
  open_size<Width> width = {};
  ObjectivePolicy objective_policy = {};

  /// See `task`. In a decoder's place stands the biaffine form.
  template <class Of>
  void configure(Of const& of) {
    detail::configure(encoder_policy, of("encoder").with_hidden("pair_hidden", [](model_options const& options) {
      return options.pair_hidden.value_or(std::max<std::size_t>(options.hidden / 3, 1));
    }));
    of("decoder").read(0, width, "pair_vector", [](model_options const& options) { return options.pair_vector; });
    detail::configure(objective_policy, of("objective"));
  }
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> configuration() const {
    return {{"name", std::string(tag_scheme::task_name)},   {"tags", tag_scheme::description()},
            {"encoder", encoder_policy.description()},      {"decoder", "biaffine<" + spelled(width) + ">"},
            {"sees", std::string(SeesPolicy::description)}, {"objective", objective_policy.description()}};
  }
};

namespace detail {

/// The layers of a `pair_task`. Tensors: those of its encoder, `pairing.head.weight (w, 2e)`, `.bias (w)`,
/// `pairing.tail.weight`, `.bias` likewise, `pairing.biaffine.weight (relations * 2 * w, w)`, `.bias (relations * 2)`.
template <class D, class Task>
class pair_layers : public encoding<D, typename Task::encoder> {
  using base = encoding<D, typename Task::encoder>;

 public:
  using scheme_type = typename Task::tag_scheme;
  using typename base::const_view;
  using typename base::value_type;
  using typename base::view;

  struct workspace : base::workspace {
    packed_spans proposed;  // at extraction
    typename D::template buffer<index> first, last, labels;
    device_matrix<D> vectors;       // (spans, 2e)
    device_matrix<D> heads, tails;  // (spans, w)
    device_matrix<D> forms;         // (spans, relations * 2 * w): U_r' h
    device_matrix<D> scores;        // (pairs, relations * 2); after a loss, their gradient
    device_matrix<D> vector_gradient, head_gradient, tail_gradient, form_gradient;
    std::vector<value_type> host_scores;
  };

  /// `input`: the width of all that the encoder sees.
  pair_layers(parameter_list& list, Task const& policy, scheme_type scheme, std::size_t input)
      : base(list, prefix(), policy.encoder_policy, input),
        width_(policy.width),
        rule_(policy.objective_policy.rule()),
        scheme_(std::move(scheme)),
        head_(list, prefix() + ".head", 2 * this->encoded_width(), width_),
        tail_(list, prefix() + ".tail", 2 * this->encoded_width(), width_),
        form_(list.add(prefix() + ".biaffine.weight", parameter_kind::weight, columns() * width_, width_)),
        bias_(list.add(prefix() + ".biaffine.bias", parameter_kind::bias, columns())) {
    auto const& objective = policy.objective_policy;
    std::array const weights{value_type(objective.task_weight),
                             value_type(objective.task_weight * objective.tag_weight)};
    label_weights_.resize(weights.size());
    D().upload(std::span<value_type const>(weights), label_weights_.view());
  }

  [[nodiscard]] scheme_type const& scheme() const { return scheme_; }
  [[nodiscard]] scheme_type& scheme() { return scheme_; }

  /// First values beside those of the weights' policy: nearly no pair is related, so the score of 'not' begins where
  /// the other has a probability of 1%.
  void initialise(std::span<value_type> parameters) const {
    auto const bias = bias_.vector(parameters);
    for (std::size_t column = 0; column < columns(); column += 2)
      bias[column] = static_cast<value_type>(std::log(99.0));
  }

  /// Scores all pairs of the batch's gold spans; none at extraction, when there are none.
  void decode(pass_context<D> const& context, packed_spans const& spans, const_view encoded, workspace& space) const {
    project(context, spans, encoded, space);
    score(context, spans, {0, spans.first.size()}, space);
  }

  /// Adds the task's share of the objective to `loss[0]` and turns `space.scores` into their gradient.
  void take_loss(pass_context<D> const& context, packed_spans const& spans, std::span<double> loss,
                 workspace& space) const {
    auto const& labels = spans.labels;
    auto const scores = space.scores.view();
    if (spans.offsets.size() != context.layout.sentences() + 1 || labels.size() * 2 != scores.rows * columns())
      throw shape_error("batch-labels", "training a task of pairs needs gold pairs of " +
                                            std::to_string(scheme_.relations().size()) +
                                            " relations in each sentence of the batch");
    space.labels.resize(labels.size());
    context.device.upload(std::span<index const>(labels), space.labels.view());
    view const both(scores.data, labels.size(), 2);
    context.device.softmax_cross_entropy(both, space.labels.view(), label_weights_.view(), both, loss, rule_);
  }

  /// From the gradient of the scores back to that of the encoder's (dropped) output, added to `space.encoded_gradient`.
  void decode_backward(pass_context<D> const& context, packed_spans const& spans, const_view, workspace& space) const {
    auto& device = context.device;
    auto const count = spans.first.size();
    auto const form_gradient = space.form_gradient.resize(count, columns() * width_);
    auto const head_gradient = space.head_gradient.resize(count, width_);
    auto const tail_gradient = space.tail_gradient.resize(count, width_);
    auto const vector_gradient = space.vector_gradient.resize(count, space.vectors.view().columns);
    device.fill(tail_gradient, 0);
    for (std::size_t number = 0; number < count; ++number) {
      auto const own = pairs_of(spans, number, 0, space.scores.view());
      auto const tails = tails_of(spans, number, space.tails.view());
      device.multiply(transpose::no, transpose::no, 1, own, form_of(number, space.forms.view()), 1,
                      tails_of(spans, number, tail_gradient));
      device.multiply(transpose::yes, transpose::no, 1, own, tails, 0, form_of(number, form_gradient));
    }
    device.sum_rows(space.scores.view(), bias_.vector(context.gradients));
    device.multiply(transpose::yes, transpose::no, 1, form_gradient, space.heads.view(), 1,
                    form_.matrix(context.gradients));
    device.multiply(transpose::no, transpose::no, 1, form_gradient, form_.matrix(context.parameters), 0, head_gradient);
    device.fill(vector_gradient, 0);
    head_.backward(context, space.vectors.view(), head_gradient, 1, vector_gradient);
    tail_.backward(context, space.vectors.view(), tail_gradient, 1, vector_gradient);
    auto const encoded_gradient = space.encoded_gradient.view();
    auto const encoded = this->encoded_width();
    device.scatter_add(vector_gradient.column_block(0, encoded), space.first.view(), encoded_gradient);
    device.scatter_add(vector_gradient.column_block(encoded, encoded), space.last.view(), encoded_gradient);
  }

  /// Judges the triples that tasks below have put into `results`, those of the s-th longest sentence in number
  /// `order[s]`.
  void read(pass_context<D> const& context, std::span<index const> order, const_view encoded, workspace& space,
            std::span<extraction> results) const {
    auto& spans = space.proposed;
    auto candidates = propose(context.layout, order, results, spans);
    project(context, spans, encoded, space);
    for (std::size_t head = 0, next = 0; next < candidates.size();) {
      auto const block = block_from(spans, head);
      auto const scores = score(context, spans, block, space);
      view const both(scores.data, scores.rows * columns() / 2, 2);
      context.device.softmax(both, both);
      space.host_scores.resize(scores.rows * columns());
      context.device.download(std::span<value_type const>(space.scores.elements().first(space.host_scores.size())),
                              std::span<value_type>(space.host_scores));
      head = block.end;
      for (; next < candidates.size() && candidates[next].head < head; ++next) {
        auto& each = candidates[next];
        auto const row = spans.pair_rows[each.head] - spans.pair_rows[block.begin] + each.tail;
        each.probability = static_cast<double>(space.host_scores[row * columns() + 2 * each.relation + 1]);
      }
    }
    std::vector<std::vector<double>> probabilities(results.size());
    for (std::size_t s = 0; s < results.size(); ++s) probabilities[s].resize(results[s].triples.size());
    for (auto const& each : candidates) probabilities[each.result][each.number] = each.probability;
    for (std::size_t s = 0; s < results.size(); ++s) scheme_.decode(probabilities[s], results[s]);
  }

 private:
  static constexpr std::size_t largest_block = std::size_t{1} << 22;  // numbers: 16 MiB of floats

  /// A triple to judge: its place in the results, and its spans, the tail counted within the sentence.
  struct candidate {
    std::size_t head, tail, relation;
    std::size_t result, number;
    double probability = 0;
  };

  static std::string prefix() { return std::string(scheme_type::task_name); }
  [[nodiscard]] std::size_t columns() const { return 2 * scheme_.relations().size(); }

  /// Vectors of spans, as heads and as tails.
  void project(pass_context<D> const& context, packed_spans const& spans, const_view encoded, workspace& space) const {
    auto const count = spans.first.size();
    auto const vectors = space.vectors.resize(count, 2 * encoded.columns);
    auto const gather = [&](std::vector<index> const& rows, auto& on_device, std::size_t column) {
      on_device.resize(count);
      context.device.upload(std::span<index const>(rows), on_device.view());
      context.device.gather(encoded, on_device.view(), vectors.column_block(column, encoded.columns));
    };
    gather(spans.first, space.first, 0);
    gather(spans.last, space.last, encoded.columns);
    head_.forward(context, vectors, space.heads.resize(count, width_));
    tail_.forward(context, vectors, space.tails.resize(count, width_));
  }

  /// Scores of all pairs with these spans as heads, to `space.scores`.
  view score(pass_context<D> const& context, packed_spans const& spans, span heads, workspace& space) const {
    auto& device = context.device;
    auto const count = heads.end - heads.begin;
    auto const forms = space.forms.resize(count, columns() * width_);
    device.multiply(transpose::no, transpose::yes, 1, space.heads.view().row_block(heads.begin, count),
                    form_.matrix(context.parameters), 0, forms);
    auto const first = spans.pair_rows[heads.begin];
    auto const scores = space.scores.resize(spans.pair_rows[heads.end] - first, columns());
    {
      weights_not_kept_here const forms_change(device);
      for (auto number = heads.begin; number < heads.end; ++number)
        device.multiply(transpose::no, transpose::yes, 1, tails_of(spans, number, space.tails.view()),
                        form_of(number - heads.begin, forms), 0, pairs_of(spans, number, first, scores));
    }
    device.add_row(bias_.vector(context.parameters), scores);
    return scores;
  }

  /// The tails beside a head.
  template <class View>
  static View tails_of(packed_spans const& spans, std::size_t head, View tails) {
    return tails.row_block(spans.offsets[spans.sentences[head]], spans.beside(head));
  }
  /// (relations * 2, w): what a head makes of the biaffine forms.
  template <class View>
  View form_of(std::size_t number, View forms) const {
    return {forms.row(number).data(), columns(), width_};
  }
  template <class View>
  static View pairs_of(packed_spans const& spans, std::size_t head, std::size_t first_row, View scores) {
    return scores.row_block(spans.pair_rows[head] - first_row, spans.beside(head));
  }

  /// As many heads from `begin` as fit into a block, at least one.
  [[nodiscard]] span block_from(packed_spans const& spans, std::size_t begin) const {
    auto end = begin + 1;
    auto const fits = [&](std::size_t to) {
      return (spans.pair_rows[to] - spans.pair_rows[begin] + (to - begin) * width_) * columns() <= largest_block;
    };
    while (end < spans.first.size() && fits(end + 1)) ++end;
    return {begin, end};
  }

  /// Fills `spans` with the arguments of all triples of a known relation, and lists these, by head.
  std::vector<candidate> propose(packed_layout layout, std::span<index const> order,
                                 std::span<extraction const> results, packed_spans& spans) const {
    std::vector<candidate> candidates;
    std::vector<span> own;
    spans.clear();
    for (std::size_t s = 0; s < results.size(); ++s) {
      auto const& triples = results[order[s]].triples;
      own.clear();
      for (auto const& each : triples) own.insert(own.end(), {each.head, each.tail});
      std::ranges::sort(own);
      own.erase(std::unique(own.begin(), own.end()), own.end());
      auto const number_of = [&](span words) {
        return static_cast<std::size_t>(std::ranges::lower_bound(own, words) - own.begin());
      };
      for (std::size_t number = 0; number < triples.size(); ++number)
        if (auto const label = scheme_.labels().find(triples[number].relation))
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
  scheme_type scheme_;
  linear head_;
  linear tail_;
  parameter_slot form_;
  parameter_slot bias_;
  typename D::template buffer<value_type> label_weights_;
};

}  // namespace detail
}  // namespace hmt
