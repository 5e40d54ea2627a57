// SPDX-License-Identifier: MIT
// The program of docs/library-tutorial.md: a model with a custom input, feature, encoder and tag scheme, from a corpus
// to triples.
//! [includes]
#include <hmt/hmt.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

using namespace hmt;
//! [includes]

//! [input]
/// Words that announce a name: 1 before persons, 2 before dates and places, 0 otherwise.
struct cue_words : number_of_each_word<cue_words> {
  static constexpr std::string_view name = "cues";
  static std::size_t number_of(std::string_view word) {
    for (std::string_view const title : {"Dr.", "Mr.", "Mrs.", "Professor", "President", "Minister"})
      if (word == title) return 1;
    for (std::string_view const preposition : {"in", "at", "near", "from"})
      if (word == preposition) return 2;
    return 0;
  }
};
//! [input]

//! [feature]
/// A trained vector per kind of cue.
template <std::size_t Width>
struct cue_embedding {
  static constexpr std::size_t width() { return Width; }
  static constexpr std::string_view name = "cues";  // its tensors are cues.embedding..., its group is cues
  using reads = cue_words;
  static std::string description() { return fmt::format("cue_embedding<{}>", Width); }

  template <class D>
  class layer {
   public:
    using value_type = typename D::value_type;
    struct tape {
      typename D::template buffer<hmt::row_index> cues;  // [row of the batch]
    };

    layer(parameter_list& list, cue_embedding const&, no_state)
        : table_(list.add("cues.embedding.weight", parameter_kind::table, 3, Width)) {}

    void forward(pass_context<D> const& context, std::vector<hmt::row_index> const& cues, tape& saved,
                 matrix_view<value_type> output) const {
      upload_numbers(context.device, cues, saved.cues);
      context.device.gather(table_.matrix(context.parameters), saved.cues.view(), output);
    }
    void backward(pass_context<D> const& context, std::vector<hmt::row_index> const&, tape& saved,
                  matrix_view<value_type const> output_gradient) const {
      context.device.scatter_add(output_gradient, saved.cues.view(), table_.matrix(context.gradients));
    }

   private:
    parameter_slot table_;
  };
};
//! [feature]

//! [encoder]
/// A skip connection: Inner's output concatenated with Inner's input.
template <class Inner>
struct with_its_input {
  Inner inner = {};

  void configure(policy_source const& from) { hmt::detail::configure(inner, from.argument(0)); }
  std::size_t output_width(std::size_t input) const { return inner.output_width(input) + input; }
  std::string description() const { return "with_its_input<" + inner.description() + ">"; }

  template <class D>
  class layer {
   public:
    using value_type = typename D::value_type;
    using inner_layer = typename Inner::template layer<D>;
    using tape = typename inner_layer::tape;

    layer(parameter_list& list, std::string const& prefix, with_its_input const& policy, std::size_t input)
        : width_(policy.inner.output_width(input)), inner_(list, prefix, policy.inner, input) {}

    void forward(pass_context<D> const& context, input_views<D> inputs, tape& saved,
                 matrix_view<value_type> output) const {
      inner_.forward(context, inputs, saved, output.column_block(0, width_));
      auto column = width_;
      for (auto const& input : inputs) {
        context.device.copy(input, output.column_block(column, input.columns));
        column += input.columns;
      }
    }
    void backward(pass_context<D> const& context, input_views<D> inputs, tape& saved,
                  matrix_view<value_type const> output, matrix_view<value_type const> output_gradient,
                  gradient_views<D> input_gradients) const {
      inner_.backward(context, inputs, saved, output.column_block(0, width_), output_gradient.column_block(0, width_),
                      input_gradients);
      auto column = width_;
      for (std::size_t k = 0; k < inputs.size(); column += inputs[k++].columns)
        if (!input_gradients[k].empty())  // empty: not wanted
          context.device.add(output_gradient.column_block(column, inputs[k].columns), input_gradients[k]);
    }

   private:
    std::size_t width_;
    inner_layer inner_;
  };
};
//! [encoder]

//! [tag_scheme]
/// Where the persons are: the entity boundary scheme, applied to persons only.
class person_tags {
 public:
  static constexpr std::string_view task_name = "person";
  static constexpr tag_output output = tag_output::boundaries;
  static std::string description() { return "person_tags"; }
  static label_set labels_of(std::span<sentence const> training) {
    return boundary_tags<tagging::bioes>::labels_of(training);
  }

  explicit person_tags(label_set labels) : boundaries_(std::move(labels)) {}
  label_set const& labels() const { return boundaries_.labels(); }
  void fit(std::span<sentence const>) {}

  std::vector<hmt::row_index> encode(sentence const& one) const {
    sentence persons{.words = one.words, .entities = {}, .triples = {}};
    for (auto const& each : one.entities)
      if (each.type == "PER") persons.entities.push_back(each);
    return boundaries_.encode(persons);
  }
  void decode(matrix_view<float const> probabilities, extraction& into) const {
    boundaries_.decode(probabilities, into);
  }

 private:
  boundary_tags<tagging::bioes> boundaries_;
};
//! [tag_scheme]

//! [model]
/// Persons, then entities of all types, then relations. Widths are left open.
template <class D>
using my_model = hierarchy<D, concatenated<word_embedding<>, cue_embedding<4>>,
                           task<person_tags, with_its_input<bilstm<>>, linear_decoder>,
                           task<entity_tags<tagging::bioes>, bilstm<>, tag_feedback_lstm<>>,
                           task<relation_tags<tagging::bio>, bilstm<>, tag_feedback_lstm<>, connectivity::all_below>>;
//! [model]

//! [gradients]
/// The largest error of a gradient in a small model, in double, on two sentences.
double largest_gradient_error(std::span<sentence const> sentences) {
  my_model<reference<double>> model(vocabulary::build(sentences), sentences, 1, nullptr,
                                    {.word_dimension = 3, .hidden = 2});
  auto const encoded = model.encode(sentences.first(2));
  decltype(model)::batch_type batch;
  pack(std::vector{&encoded[0], &encoded[1]}, batch);
  double largest = 0;
  for (auto const& each : testing::check_gradients(model, batch)) largest = std::max(largest, each.error);
  return largest;
}
//! [gradients]

//! [main]
int main() {
  auto const train = read_corpus("examples/data/train.jsonl");
  auto const dev = read_corpus("examples/data/dev.jsonl"), test = read_corpus("examples/data/test.jsonl");
  fmt::print("gradients are right: {}\n", largest_gradient_error(train.sentences) < 1e-6);

  my_model<cpu<float>> model(vocabulary::build(train.sentences), train.sentences, 1, nullptr,
                             {.word_dimension = 50, .hidden = 40});
  scorer score(model, dev);
  auto const validate = [&](auto const& current) { return validation_scores_of(score(current)); };
  trainer(adam{.learning_rate = 5e-3}, {.epochs = 12, .batch_size = 8, .dropout = 0.3})
      .run(model, model.encode(train.sentences), validate, progress{}, keep_best{"first_extractor.safetensors"});

  auto const best = load_model<my_model<cpu<float>>>("first_extractor.safetensors");
  fmt::print(stderr, "{}", table(scorer(best, test)(best)));
  for (auto const& each : extractor(best)("Ana Ruiz was born in Malaga.").triples)
    fmt::print("({}, {}, {})\n", each.head.text, each.relation, each.tail.text);
}
//! [main]
