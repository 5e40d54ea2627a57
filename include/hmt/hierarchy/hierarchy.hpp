// SPDX-License-Identifier: MIT
// The hierarchical multi-task tagging model (section 3): tasks from bottom to top over one embedding.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "hmt/device/concept.hpp"
#include "hmt/device/dropout.hpp"
#include "hmt/device/initial_weights.hpp"
#include "hmt/device/parameter_gradients.hpp"
#include "hmt/device/parameter_store.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/embedding/concatenated.hpp"
#include "hmt/embedding/word_embedding.hpp"
#include "hmt/encoder/model_options.hpp"
#include "hmt/hierarchy/concept.hpp"
#include "hmt/hierarchy/model_file.hpp"
#include "hmt/hierarchy/model_header.hpp"
#include "hmt/hierarchy/network.hpp"
#include "hmt/hierarchy/policies.hpp"
#include "hmt/hierarchy/predict.hpp"
#include "hmt/input/input_list.hpp"
#include "hmt/input/vocabulary.hpp"
#include "hmt/input/word_vectors.hpp"
#include "hmt/input/words.hpp"
#include "hmt/tagging/concept.hpp"

namespace hmt {

/// A model: an embedding (a `WordFeature`, such as a table of word vectors, or several `concatenated`) and `Task`s,
/// bottom to top, on device D. Each task's encoder reads the embedded words and, by its policy, encoder outputs of
/// tasks below; all tasks are trained together on the sum of their objectives (eq. 7). The numbers of words and labels
/// come from the data, and widths that the type leaves open from `model_options`.
///
/// Const members may be called from several threads, each with its own `workspace`; training is for one thread.
template <Device D, class Embedding, class... Tasks>
class hierarchy {
  static_assert(sizeof...(Tasks) > 0, "a hierarchy has tasks");
  static_assert((Task<Tasks, D> && ...));

  using parts = detail::as_concatenated_t<Embedding>;

 public:
  using device_type = D;
  using value_type = typename D::value_type;
  using embedding_type = Embedding;
  /// The inputs of its embedding and tasks, and the sentences and batches made of them.
  using inputs = detail::inputs_of<parts, Tasks...>;
  using encoded_sentence = typename inputs::sentence_type;
  using batch_type = typename inputs::batch_type;
  /// The state for reading sentences: just the vocabulary, if only a table of word vectors needs any.
  using states_type = input_states<typename parts::inputs>;
  static constexpr std::size_t task_count = sizeof...(Tasks);
  static constexpr std::array<std::string_view, task_count> names{Tasks::tag_scheme::task_name...};
  static_assert(detail::all_different(detail::together(names, parts::feature_names)),
                "the tasks and features of a hierarchy need distinct names: task_name of their schemes, name");

  static_assert(detail::all_different(parts::inputs::names), "the inputs of a hierarchy need distinct names");

  /// The memory that one thread needs to run the model. Grows to the largest batch and keeps its memory.
  using workspace = detail::network_workspace<D, parts, Tasks...>;
  /// Its policies as values.
  using policies_type = detail::model_policies<parts, Tasks...>;
  using layers_type = detail::hierarchy_network<D, parts, Tasks...>;

  /// A model for a training set: its labels and the `states` of its inputs, initial weights from `seed` by the policy
  /// `initial`, and rows of the embedding from `vectors` (may be null). `options` are the numbers that the type leaves
  /// open; throws `config_error` (`model-options`) if one is out of range.
  template <class Initial = glorot_uniform>
  hierarchy(states_type states, std::span<sentence const> training, std::uint64_t seed,
            word_vectors const* vectors = nullptr, model_options const& options = {}, Initial const& initial = {})
      : hierarchy(std::move(states), {Tasks::tag_scheme::labels_of(training)...},
                  policies_type::from(with_dimension(options, vectors))) {
    detail::static_for<task_count>([&](auto k) { std::get<k>(network_.tasks).scheme().fit(training); });
    std::vector<value_type> buffer(parameters_.values().size());
    std::span const values(buffer);
    for (std::uint32_t number = 0; auto const& tensor : parameters_.list().all()) {
      random_engine random({seed, random_purpose::initial_weights, number++});
      auto const own = tensor.slot.vector(values);
      std::ranges::transform(tensor.first.given, own.begin(),
                             [](double each) { return static_cast<value_type>(each); });
      if (!network_.embedding.initialises(parameters_.group_of(tensor).name)) initial(tensor, own, random);
    }
    network_.embedding.initialise(values, states_, vectors, [&](std::string_view group) {
      auto const& all = parameters_.list().all();
      auto const first =
          std::ranges::find_if(all, [&](auto const& tensor) { return parameters_.group_of(tensor).name == group; });
      return random_engine({seed, random_purpose::initial_weights, static_cast<std::uint32_t>(first - all.begin())});
    });
    device().upload(std::span<value_type const>(values), parameters_.values());
  }

  /// A model of zeros for these states and labels (one set per task), to be filled through `parameters()`.
  hierarchy(states_type states, std::array<label_set, task_count> labels, model_options const& options = {})
      : hierarchy(std::move(states), std::move(labels), policies_type::from(options)) {}

  /// The same with policies whose numbers are known.
  hierarchy(states_type states, std::array<label_set, task_count> labels, policies_type const& policies)
      : hierarchy(std::move(states), std::move(labels), policies, parameter_list()) {}

  // The parts of the model.

  /// The tensors that a model would have, without their memory. Allocates the list.
  [[nodiscard]] static parameter_list tensors_of(policies_type const& policies, states_type const& states,
                                                 std::array<label_set, task_count> labels) {
    parameter_list list;
    layers_type const layers(list, policies, states, std::move(labels));
    return list;
  }
  /// Its policies with all numbers, spelled like its type.
  [[nodiscard]] model_configuration configuration() const { return policies_.configuration(); }
  /// The state for reading sentences.
  [[nodiscard]] states_type const& states() const { return states_; }
  [[nodiscard]] vocabulary const& words() const requires(inputs::template contains<input::words>) {
    return states_.template of<input::words>();
  }
  [[nodiscard]] static constexpr std::span<std::string_view const> task_names() { return names; }
  /// The tag scheme of task `Number`, with its labels.
  template <std::size_t Number>
  [[nodiscard]] auto const& scheme() const {
    return std::get<Number>(network_.tasks).scheme();
  }
  /// Additional texts in the model file, by name (for example, training settings).
  [[nodiscard]] std::map<std::string, std::string>& metadata() { return metadata_; }
  [[nodiscard]] std::map<std::string, std::string> const& metadata() const { return metadata_; }

  /// Writes the model file; see `save_model`. `load_model` reads it.
  void save(std::string const& path) const { save_model(*this, path); }

  /// All tensors, those of the embedding first; one group per feature and task, with its name.
  [[nodiscard]] parameter_store<D>& parameters() { return parameters_; }
  [[nodiscard]] parameter_store<D> const& parameters() const { return parameters_; }

  /// A sentence as numbers, with gold annotation for every task. Requires: words are valid UTF-8.
  [[nodiscard]] encoded_sentence encode(sentence const& from) const {
    auto encoded = encode_inputs(from);
    detail::static_for<task_count>([&](auto k) {
      using gold = typename std::tuple_element_t<k, std::tuple<Tasks...>>::gold;
      encoded.template get<gold>() = gold::encode(scheme<k>(), from);
    });
    return encoded;
  }

  /// The same for each sentence.
  [[nodiscard]] std::vector<encoded_sentence> encode(std::span<sentence const> from) const {
    std::vector<encoded_sentence> all;
    for (auto const& one : from) all.push_back(encode(one));
    return all;
  }

  /// The same without gold annotation: only what the embedding reads.
  [[nodiscard]] encoded_sentence encode_inputs(sentence const& from) const {
    encoded_sentence encoded;
    encoded.length = from.words.size();
    parts::inputs::for_each(
        [&]<class I>(std::type_identity<I>) { encoded.template get<I>() = I::encode(states_.template of<I>(), from); });
    return encoded;
  }
  [[nodiscard]] std::vector<encoded_sentence> encode_inputs(std::span<sentence const> from) const {
    std::vector<encoded_sentence> all;
    for (auto const& one : from) all.push_back(encode_inputs(one));
    return all;
  }

  // Training; see `TrainableModel`.

  [[nodiscard]] D& device() { return training_.device; }

  /// For each table with a sparse gradient, the rows that a pass over the batch reads: for the word table the words.
  [[nodiscard]] auto rows_read(batch_type const& batch) const { return network_.embedding.rows_read(batch); }

  /// Sets the gradients to those of the batch's objective, summed over its words, and adds the objective to the losses.
  /// Throws `shape_error` (`batch-labels`) for a batch without gold annotation for every task. Allocates only for a
  /// batch larger than any before.
  void compute_gradients(batch_type const& batch, parameter_gradients<D>& gradients, dropout_setting dropout = {}) {
    training_.largest.explain_out_of_memory(batch.layout(), [&] {
      gradients.reset(device(), parameters_.list());
      gradients.words = batch.layout().rows();
      network_.forward(training_, parameters_.values(), batch, dropout, network_.all_tasks());
      network_.backward(training_, parameters_, gradients, batch, dropout);
    });
  }

  /// The objective of each task as a loss, summed over all words since the last call.
  std::array<double, task_count> take_losses() { return training_.take_losses(); }

  // Extraction.

  /// Spans and triples of the sentences of a batch, in their original order. Only tasks whose output is `wanted`, and
  /// encoders below them, run. If no task gives typed entities, boundaries replace them. Throws `memory_error`
  /// (`device-memory`), which names the batch.
  [[nodiscard]] std::vector<extraction> predict(batch_type const& batch, workspace& space,
                                                prediction_options options = {}) const {
    std::vector<extraction> found;
    space.largest.explain_out_of_memory(batch.layout(), [&] {
      network_.forward(space, parameters_.values(), batch, {}, detail::tasks_for<Tasks...>(options));
      found = detail::decode_predictions(network_, space, parameters_.values(), batch, options);
    });
    return found;
  }

 private:
  /// The options, with the width of given vectors.
  static model_options with_dimension(model_options options, word_vectors const* vectors) {
    if (vectors != nullptr && !options.word_dimension.has_value()) options.word_dimension = vectors->dimension;
    return options;
  }

  /// The layers add their tensors to `list`, which the store then owns.
  hierarchy(states_type states, std::array<label_set, task_count> labels, policies_type const& policies,
            parameter_list list)
      : states_(std::move(states)),
        policies_(policies),
        network_(list, policies, states_, std::move(labels)),
        parameters_(std::move(list)) {}

  states_type states_;
  policies_type policies_;
  layers_type network_;
  parameter_store<D> parameters_;
  std::map<std::string, std::string> metadata_;
  workspace training_;
};

/// A new model of type `Model`, a `hierarchy`, for a training set. Drops `words` if the model has no table of word
/// vectors. Throws what its constructor throws.
template <class Model>
[[nodiscard]] Model make_model(vocabulary words, std::span<sentence const> training, std::uint64_t seed,
                               word_vectors const* vectors, model_options const& sizes) {
  if constexpr (Model::inputs::template contains<input::words>)
    return Model(std::move(words), training, seed, vectors, sizes);
  else
    return Model({}, training, seed, vectors, sizes);
}

}  // namespace hmt
