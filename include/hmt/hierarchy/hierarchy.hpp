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
#include "hmt/device/initial_weights.hpp"
#include "hmt/device/parameter_gradients.hpp"
#include "hmt/device/parameter_store.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/embedding/joined.hpp"
#include "hmt/embedding/word_embedding.hpp"
#include "hmt/encoder/model_options.hpp"
#include "hmt/hierarchy/dropout.hpp"
#include "hmt/hierarchy/model_file.hpp"
#include "hmt/hierarchy/passes.hpp"
#include "hmt/hierarchy/policies.hpp"
#include "hmt/hierarchy/predict.hpp"
#include "hmt/hierarchy/task.hpp"
#include "hmt/input/packed_batch.hpp"
#include "hmt/input/vocabulary.hpp"
#include "hmt/input/word_letters.hpp"
#include "hmt/input/word_shape.hpp"
#include "hmt/input/word_vectors.hpp"
#include "hmt/tagging/concept.hpp"

namespace hmt {

/// A model: an embedding (a `WordTable`, or one `joined` with features) and tasks, bottom to top, on device D. Each
/// task's encoder sees the embedded words and, by its policy, encoder outputs of tasks below; all tasks are trained
/// together on the sum of their objectives (eq. 7). The numbers of words and labels come from the data; widths that the
/// type leaves open, from `model_options`.
///
/// Const members may be called from several threads, each with a `workspace` of its own; training is for one thread.
template <Device D, class Embedding, class... Tasks>
class hierarchy {
  static_assert(sizeof...(Tasks) > 0, "a hierarchy has tasks");

  using parts = detail::as_joined_t<Embedding>;

 public:
  using device_type = D;
  using value_type = typename D::value_type;
  using embedding_type = Embedding;
  static constexpr std::size_t task_count = sizeof...(Tasks);
  static constexpr std::array<std::string_view, task_count> names{Tasks::tag_scheme::task_name...};
  static_assert(detail::all_different(detail::together(names, parts::feature_names)),
                "the tasks and features of a hierarchy need names of their own: task_name of their schemes, name");

  /// What one thread needs to run the model. Grows to the largest batch and keeps its memory.
  using workspace = detail::pass_workspace<D, parts, Tasks...>;
  /// Its policies as values.
  using policies_type = detail::model_policies<parts, Tasks...>;
  using layers_type = detail::passes<D, parts, Tasks...>;

  /// A model for a training set: its labels and `words`, initial weights from `seed` by the policy `initial`, and rows
  /// of the embedding from `vectors` (may be null). `options` are the numbers that the type leaves open; throws
  /// `config_error` (`model-options`) where one is out of range. Allocates.
  template <class Initial = glorot_uniform>
  hierarchy(vocabulary words, std::span<sentence const> training, std::uint64_t seed,
            word_vectors const* vectors = nullptr, model_options const& options = {}, Initial const& initial = {})
      : hierarchy(std::move(words), {Tasks::tag_scheme::labels_of(training)...},
                  policies_type::from(with_dimension(options, vectors))) {
    detail::for_each_index<task_count>([&](auto k) { std::get<k>(layers_.tasks).scheme().learn(training); });
    std::vector<value_type> buffer(parameters_.values().size());
    std::span const values(buffer);
    for (std::uint32_t number = 0; auto const& tensor : parameters_.list().all()) {
      random_engine random({seed, random_purpose::initial_weights, number++});
      auto const own = tensor.slot.vector(values);
      std::ranges::transform(tensor.first.given, own.begin(),
                             [](double each) { return static_cast<value_type>(each); });
      if (tensor.sparse_number != layers_.table.number) initial(tensor, own, random);
    }
    Embedding::initialise(layers_.table.matrix(values), words_, vectors, seed);
    detail::for_each_index<task_count>([&](auto k) { std::get<k>(layers_.tasks).initialise(values); });
    device().upload(std::span<value_type const>(values), parameters_.values());
  }

  /// A model of zeros for these words and labels (one set a task), to be filled through `parameters()`.
  hierarchy(vocabulary words, std::array<label_set, task_count> labels, model_options const& options = {})
      : hierarchy(std::move(words), std::move(labels), policies_type::from(options)) {}

  /// The same with policies that know their numbers.
  hierarchy(vocabulary words, std::array<label_set, task_count> labels, policies_type const& policies)
      : hierarchy(std::move(words), std::move(labels), policies, parameter_list()) {}

  // What the model is made of.

  /// The tensors that a model would have: no memory is taken for them. Allocates their list.
  [[nodiscard]] static parameter_list tensors_of(policies_type const& policies, std::size_t vocabulary,
                                                 std::array<label_set, task_count> labels) {
    parameter_list list;
    layers_type const layers(list, policies, vocabulary, std::move(labels));
    return list;
  }
  /// Its policies with all numbers, spelled like its type.
  [[nodiscard]] json_value configuration() const { return policies_.configuration(); }
  [[nodiscard]] vocabulary const& words() const { return words_; }
  [[nodiscard]] static constexpr std::span<std::string_view const> task_names() { return names; }
  /// The tag scheme of task `Number`, with its labels.
  template <std::size_t Number>
  [[nodiscard]] auto const& scheme() const {
    return std::get<Number>(layers_.tasks).scheme();
  }
  /// Texts that a model file carries along, by name (how the model was trained, say).
  [[nodiscard]] std::map<std::string, std::string>& notes() { return notes_; }
  [[nodiscard]] std::map<std::string, std::string> const& notes() const { return notes_; }

  /// Writes the model file; see `save_model`. `load_model` reads it.
  void save(std::string const& path) const { save_model(*this, path); }

  /// All tensors, `embedding.weight` first; groups are `embedding`, and one of each feature's and each task's name.
  [[nodiscard]] parameter_store<D>& parameters() { return parameters_; }
  [[nodiscard]] parameter_store<D> const& parameters() const { return parameters_; }

  /// A sentence as numbers, with gold labels for every task. Allocates.
  [[nodiscard]] encoded_sentence encode(sentence const& from) const {
    auto encoded = encode_words(from.words);
    detail::for_each_index<task_count>([&](auto k) {
      if constexpr (TagScheme<std::remove_cvref_t<decltype(scheme<k>())>>) {
        encoded.labels.emplace_back(scheme<k>().encode(from), from.words.size());
      } else {
        encoded.labels.emplace_back();
        encoded.pairs = scheme<k>().encode(from);
      }
    });
    return encoded;
  }

  /// Words as numbers, without labels, and of their spelling what the embedding's features read. Requires: words are
  /// valid UTF-8. Allocates.
  [[nodiscard]] encoded_sentence encode_words(std::span<std::string const> from) const {
    encoded_sentence encoded;
    encoded.words.reserve(from.size());
    for (auto const& word : from) encoded.words.push_back(words_.find(word));
    if constexpr (parts::reads.letters) encoded.letters = word_letters(from);
    if constexpr (parts::reads.shapes) encoded.shapes = shapes_of(from);
    return encoded;
  }

  // Training; see `TrainableModel`.

  [[nodiscard]] D& device() { return training_.device; }

  /// Of each table with a sparse gradient, the rows that a pass over the batch reads: of the word table the words.
  [[nodiscard]] std::array<std::span<index const>, 1> rows_read(packed_batch const& batch) const {
    return {batch.distinct_words};
  }

  /// Sets the gradients to those of the batch's objective, summed over its words, and adds the objective to the losses.
  /// Throws `shape_error` for a batch without labels for every task (`batch-labels`) or without what the features read
  /// (`batch-features`). Allocates only for a batch larger than any before.
  void compute_gradients(packed_batch const& batch, parameter_gradients<D>& gradients, dropout_setting dropout = {}) {
    training_.fitted.at_work_on(batch, [&] {
      gradients.reset(device(), parameters_.list());
      gradients.words = batch.words.size();
      std::span<value_type const> const values = parameters_.values();
      layers_.forward(training_, values, batch, dropout, layers_.all_tasks());
      layers_.backward(training_, values, gradients, !parameters_.group("embedding").trainable, batch, dropout);
    });
  }

  /// The objective of each task as a loss, summed over all words since the last call.
  std::array<double, task_count> take_losses() { return training_.take_losses(); }

  // Extraction.

  /// Spans and triples of the sentences of a batch, in the order in which they were given to it. Only tasks whose
  /// output is `wanted`, and encoders below them, run. Where no task gives typed entities, boundaries stand in for
  /// them. Throws `shape_error` (`batch-features`) for a batch without what the features read, `memory_error`
  /// (`device-memory`) that names the batch. Allocates.
  [[nodiscard]] std::vector<extraction> predict(packed_batch const& batch, workspace& space,
                                                wanted_outputs wanted = {}) const {
    std::vector<extraction> found;
    space.fitted.at_work_on(batch, [&] {
      layers_.forward(space, parameters_.values(), batch, {}, detail::tasks_for<Tasks...>(wanted));
      found = detail::read_predictions(layers_, space, parameters_.values(), batch, wanted);
    });
    return found;
  }

 private:
  /// The options where given vectors have a say.
  static model_options with_dimension(model_options options, word_vectors const* vectors) {
    if (vectors != nullptr && !options.word_dimension.has_value()) options.word_dimension = vectors->dimension;
    return options;
  }

  /// The layers add their tensors to `list`, which the store then keeps.
  hierarchy(vocabulary words, std::array<label_set, task_count> labels, policies_type const& policies,
            parameter_list list)
      : words_(std::move(words)),
        policies_(policies),
        layers_(list, policies, words_.size(), std::move(labels)),
        parameters_(std::move(list)) {}

  vocabulary words_;
  policies_type policies_;
  layers_type layers_;
  parameter_store<D> parameters_;
  std::map<std::string, std::string> notes_;
  workspace training_;
};

}  // namespace hmt
