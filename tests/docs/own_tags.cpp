// SPDX-License-Identifier: MIT
// The custom tag scheme and the hierarchies of docs/policies.md.
#include <hmt/hmt.hpp>

#include <fmt/format.h>

#include <cstddef>
#include <ratio>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace {

using namespace hmt;

//! [own_tag_scheme]
/// An auxiliary task: the boundaries of the arguments of triples, whatever their relation and type. An entity boundary
/// scheme applied to arguments in place of entities.
class argument_tags {
 public:
  static constexpr std::string_view task_name = "argument";  // its tensors are argument.encoder..., and so on
  static constexpr tag_output output = tag_output::boundaries;
  static std::string description() { return "argument_tags"; }
  static label_set labels_of(std::span<sentence const> training) {
    return boundary_tags<tagging::bioes>::labels_of(training);
  }

  explicit argument_tags(label_set labels) : boundaries_(std::move(labels)) {}
  label_set const& labels() const { return boundaries_.labels(); }
  void fit(std::span<sentence const>) {}

  std::vector<hmt::row_index> encode(sentence const& one) const {
    sentence arguments{.words = one.words, .entities = {}, .triples = {}};
    for (auto const& each : one.triples)
      for (auto const& words : {each.head, each.tail}) arguments.entities.push_back({words, {}});
    return boundaries_.encode(arguments);
  }
  void decode(matrix_view<float const> probabilities, extraction& into) const {
    boundaries_.decode(probabilities, into);
  }

 private:
  boundary_tags<tagging::bioes> boundaries_;
};
static_assert(TagScheme<argument_tags>);
//! [own_tag_scheme]

//! [widths]
// Widths set by the options of each model; word vectors of 100 with layers of 150; the same without peepholes.
using model_of_any_width = hmt_model<cpu<float>>;
using narrow_model = hmt_model<cpu<float>, 100, 150>;
using plain_lstm_model = hmt_model<cpu<float>, 100, 150, peephole::none>;
//! [widths]

//! [hierarchies]
// Arguments, entities, relations, bottom to top. The relation task sees the words and both encoders below it. The
// entity task has weight 1/2 in the objective; in the relation task, words with a tag other than O have weight 2.
template <class D>
using with_arguments =
    hierarchy<D, word_embedding<100>, task<argument_tags, lstm<50, peephole::none>, linear_decoder>,
              task<entity_tags<tagging::bio>, bilstm<75>, tag_feedback_lstm<75, 50>, connectivity::task_below,
                   log_likelihood<std::ratio<1>, std::ratio<1, 2>>>,
              task<relation_tags<tagging::bioes, tagging::all_pairs, tagging::corpus_order>, bilstm<75>,
                   tag_feedback_lstm<75, 50>, connectivity::all_below, log_likelihood<std::ratio<2>>>>;
//! [hierarchies]

//! [pairs]
// Layered tags propose each head with each tail of its relation; biaffine forms of width 50 over a BiLSTM that sees
// the words and both encoders judge them. Related pairs, which are few, have weight 2.
template <class D>
using judged_pairs =
    hierarchy<D, word_embedding<100>, entity_task<150>,
              relation_task<150, peephole::diagonal, relation_layers<tagging::bio, tagging::all_pairs>>,
              pair_task<bilstm<50>, 50, connectivity::all_below, log_likelihood<std::ratio<2>>>>;
//! [pairs]

}  // namespace

int main() {
  std::vector<sentence> const sentences{{{"Ana", "Ruiz", "was", "born", "in", "Malaga", "on", "Monday"},
                                         {{{0, 2}, "PER"}, {{5, 6}, "LOC"}, {{7, 8}, "MISC"}},
                                         {{{0, 2}, "born_in", {5, 6}}}}};
  with_arguments<cpu<float>> const model(vocabulary::build(sentences), sentences, 1);
  auto const print_labels = [&](auto const& scheme) {
    fmt::print("{}\n", fmt::join(scheme.encode(sentences.front()), " "));
  };
  print_labels(model.scheme<0>());
  print_labels(model.scheme<1>());
  print_labels(model.scheme<2>());
  auto const spelled = configuration<with_arguments<cpu<float>>>();
  fmt::print("{}\n", spelled.embedding);
  for (auto const& task : spelled.tasks)
    for (auto const& [part, spelling] : task) fmt::print("{}: {}\n", part, spelling);
  fmt::print("{}\n", configuration<plain_lstm_model>().embedding);
  judged_pairs<cpu<float>> const judged(vocabulary::build(sentences), sentences, 1);
  fmt::print("{}\n", judged.scheme<2>().encode(sentences.front()).spans.size());
  static_assert(!std::is_same_v<narrow_model, plain_lstm_model>);
  //! [options]
  // The paper's sizes; the sizes of `narrow_model`.
  auto const words = vocabulary::build(sentences);
  model_of_any_width const paper_model(words, sentences, 1);
  model_of_any_width const narrow(words, sentences, 1, nullptr, {.word_dimension = 100, .hidden = 150});
  //! [options]
  fmt::print("{}\n{}\n", paper_model.configuration().embedding,
             narrow.configuration() == configuration<narrow_model>());
}
