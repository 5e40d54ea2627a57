// SPDX-License-Identifier: MIT
// The task of docs/policies.md.
#include <hmt/hmt.hpp>

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace hmt;

//! [own_task_labels]
/// Which relations a sentence expresses. The label `O` stands for none.
class sentence_relations : public relation_pairs {
 public:
  using relation_pairs::relation_pairs;
  static constexpr std::string_view task_name = "sentence";
  static std::string description() { return "sentence_relations"; }

  /// [relation]: 1 where a triple has it.
  [[nodiscard]] std::vector<hmt::row_index> encode(sentence const& one) const {
    std::vector<hmt::row_index> expressed(relations().size());
    for (auto const& each : one.triples)
      if (auto const label = labels().find(each.relation)) expressed[*label - 1] = 1;
    return expressed;
  }
};

/// What a perfect model of it would keep of the triples found below.
inline void oracle(sentence_relations const&, sentence const& gold, extraction& found) {
  std::set<std::string> expressed;
  for (auto const& each : gold.triples) expressed.insert(each.relation);
  std::erase_if(found.triples, [&](auto const& each) { return !expressed.contains(each.relation); });
}

/// The input that it learns from.
struct expressed_relations {
  static constexpr std::string_view name = sentence_relations::task_name;
  using state = sentence_relations;
  using encoded = std::vector<hmt::row_index>;  ///< [relation]; empty at extraction
  using packed = std::vector<hmt::row_index>;   ///< [sentence * relations + relation]; empty at extraction

  static encoded encode(state const& scheme, sentence const& from) { return scheme.encode(from); }
  static void pack(sentences_to_pack<encoded> const& sentences, packed& into) {
    into.clear();
    for (std::size_t s = 0; s < sentences.size(); ++s)
      into.insert(into.end(), sentences[s].begin(), sentences[s].end());
  }
};
//! [own_task_labels]

//! [own_task]
template <class D, class Task>
class relation_filter_network;

/// A task that says which relations a sentence expresses, from its encoder's outputs at the first and the last word. Of
/// the triples that the tasks below find it drops those of other relations.
template <class EncoderPolicy>
struct relation_filter {
  using tag_scheme = sentence_relations;
  using gold = expressed_relations;
  using encoder = EncoderPolicy;
  using connectivity = connectivity::all_below;
  template <class D>
  using network = relation_filter_network<D, relation_filter>;

  EncoderPolicy encoder_policy = {};

  template <class Of>
  void configure(Of const& of) {
    hmt::detail::configure(encoder_policy, of("encoder"));
  }
  [[nodiscard]] std::vector<std::pair<std::string, std::string>> configuration() const {
    return {{"name", std::string(tag_scheme::task_name)},
            {"tags", tag_scheme::description()},
            {"encoder", encoder_policy.description()}};
  }
};

template <class D, class Task>
class relation_filter_network : public task_encoder<D, Task> {
  using base = task_encoder<D, Task>;

 public:
  using typename base::const_view;
  using typename base::value_type;
  using typename base::view;

  struct workspace : base::workspace {
    std::vector<hmt::row_index> host_first, host_last;
    typename D::template buffer<hmt::row_index> first, last, labels;  // [s], [s], [s * relations + relation]
    device_matrix<D> ends, ends_gradient;                             // (sentences, 2e)
    device_matrix<D> scores;  // (sentences, relations); after a loss, their gradient
    std::vector<value_type> host_scores;
  };

  relation_filter_network(parameter_list& list, Task const& policy, sentence_relations scheme, std::size_t input)
      : base(list, policy, std::move(scheme), input),
        scores_(list, base::prefix() + ".output", 2 * this->encoded_width(), relations()) {
    weights_.resize(2);
    D().upload(std::span<value_type const>(std::array<value_type, 2>{1, 1}), weights_.view());
  }

  void forward_decoder(pass_context<D> const& context, expressed_relations::packed const&, const_view encoded,
                       workspace& space) const {
    auto const layout = context.layout;
    space.host_first.clear();
    space.host_last.clear();
    for (std::size_t s = 0; s < layout.sentences(); ++s) {
      space.host_first.push_back(static_cast<hmt::row_index>(layout.row(s, 0)));
      space.host_last.push_back(static_cast<hmt::row_index>(layout.row(s, layout.length(s) - 1)));
    }
    upload_numbers(context.device, space.host_first, space.first);
    upload_numbers(context.device, space.host_last, space.last);
    auto const ends = space.ends.resize(layout.sentences(), 2 * encoded.columns);
    context.device.gather(encoded, space.first.view(), ends.column_block(0, encoded.columns));
    context.device.gather(encoded, space.last.view(), ends.column_block(encoded.columns, encoded.columns));
    scores_.forward(context, ends, space.scores.resize(layout.sentences(), relations()));
  }

  void loss_and_gradient(pass_context<D> const& context, expressed_relations::packed const& gold,
                         std::span<double> loss, workspace& space) const {
    auto const scores = space.scores.view();
    if (gold.size() != scores.rows * scores.columns)
      throw shape_error("batch-labels", "expected the relations of each sentence of the batch, found none");
    upload_numbers(context.device, gold, space.labels);
    context.device.sigmoid_cross_entropy(scores, space.labels.view(), weights_.view(), scores, loss);
  }

  void backward_decoder(pass_context<D> const& context, expressed_relations::packed const&, const_view encoded,
                        workspace& space) const {
    auto const ends = space.ends.view();
    auto const gradient = space.ends_gradient.resize(ends.rows, ends.columns);
    scores_.backward(context, ends, space.scores.view(), 0, gradient);
    auto const into = space.encoded_gradient.view();
    context.device.scatter_add(gradient.column_block(0, encoded.columns), space.first.view(), into);
    context.device.scatter_add(gradient.column_block(encoded.columns, encoded.columns), space.last.view(), into);
  }

  void decode_predictions(pass_context<D> const& context, std::span<hmt::row_index const> order, const_view,
                          workspace& space, std::span<extraction> results) const {
    space.host_scores.resize(space.scores.view().rows * relations());
    context.device.download(std::span<value_type const>(space.scores.elements()), std::span(space.host_scores));
    for (std::size_t s = 0; s < order.size(); ++s)
      std::erase_if(results[order[s]].triples, [&](auto& each) {
        auto const label = this->scheme().labels().find(each.relation);
        if (!label) return false;
        double const p = 1 / (1 + std::exp(-static_cast<double>(space.host_scores[s * relations() + *label - 1])));
        each.confidence *= p;
        return p < 0.5;
      });
  }

 private:
  [[nodiscard]] std::size_t relations() const { return this->scheme().relations().size(); }

  linear scores_;
  typename D::template buffer<value_type> weights_;  // of 'not expressed' and of 'expressed'
};
//! [own_task]

//! [own_task_model]
/// Its one line in a model: the paper's tasks, filtered.
template <class D>
using filtered_model = hierarchy<D, word_embedding<>, entity_task<>, relation_task<>, relation_filter<bilstm<>>>;
//! [own_task_model]

}  // namespace

int main() {
  auto const train = read_corpus("examples/data/train.jsonl"), test = read_corpus("examples/data/test.jsonl");
  auto const some = std::span(train.sentences).first(4);
  filtered_model<reference<double>> small(vocabulary::build(some), some, 1, nullptr,
                                          {.word_dimension = 3, .hidden = 2});
  auto const encoded = small.encode(some);
  decltype(small)::batch_type batch;
  pack(std::vector{&encoded[0], &encoded[1], &encoded[2], &encoded[3]}, batch);
  bool good = true;
  for (auto const& [tensor, error] : testing::check_gradients(small, batch)) good = good && error < 1e-6;
  fmt::print("gradients are right: {}\n", good);

  neural_extractor<filtered_model<cpu<float>>, adam> extractor(
      {.optimizer = {.learning_rate = 5e-3},
       .training = {.epochs = 12, .batch_size = 8, .dropout = 0.3},
       .sizes = {.word_dimension = 50, .hidden = 40}});
  extractor.fit(train, {});
  auto const found = extractor.predict(test.sentences);
  fmt::print(stderr, "{}", table(evaluate(test, found)));
  fmt::print("finds most triples: {}\n", evaluate(test, found).triples.exact_span.f1() > 0.5);
  return good ? 0 : 1;
}
