// SPDX-License-Identifier: MIT
// The hierarchical multi-task tagging model (section 3): tasks from bottom to top over one embedding.
#pragma once

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
#include "hmt/device/matrix.hpp"
#include "hmt/device/parameters.hpp"
#include "hmt/embedding/joined.hpp"
#include "hmt/embedding/word_embedding.hpp"
#include "hmt/hierarchy/dropout.hpp"
#include "hmt/hierarchy/model_file.hpp"
#include "hmt/hierarchy/passes.hpp"
#include "hmt/hierarchy/predict.hpp"
#include "hmt/hierarchy/task.hpp"
#include "hmt/input/input_list.hpp"
#include "hmt/input/vocabulary.hpp"
#include "hmt/input/word_vectors.hpp"
#include "hmt/input/words.hpp"
#include "hmt/tagging/concept.hpp"

namespace hmt {

/// A model: an embedding (a `WordTable`, or one `joined` with features) and tasks, bottom to top, on device D. Each
/// task's encoder sees the embedded words and, by its policy, encoder outputs of tasks below; all tasks are trained
/// together on the sum of their objectives (eq. 7). Widths are in the type, the numbers of words and labels come from
/// the data.
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
  /// What its embedding and its tasks read, and sentences and batches that are made of it.
  using inputs = detail::inputs_of<parts, Tasks...>;
  using encoded_sentence = typename inputs::sentence_type;
  using batch_type = typename inputs::batch_type;
  /// What sentences are read with: the vocabulary, where nothing but a table of word vectors needs more.
  using states_type = input_states<typename parts::inputs>;
  static constexpr std::size_t task_count = sizeof...(Tasks);
  static constexpr std::array<std::string_view, task_count> names{Tasks::tag_scheme::task_name...};
  static_assert(detail::all_different(detail::together(names, parts::feature_names)),
                "the tasks and features of a hierarchy need names of their own: task_name of their schemes, name");

  /// What one thread needs to run the model. Grows to the largest batch and keeps its memory.
  using workspace = detail::pass_workspace<D, parts, Tasks...>;

  /// A model for a training set: its labels and the `states` of its inputs, initial weights from `seed` by the policy
  /// `initial`, and rows of the embedding from `vectors` (may be null). Allocates.
  template <class Initial = glorot_uniform>
  hierarchy(states_type states, std::span<sentence const> training, std::uint64_t seed,
            word_vectors const* vectors = nullptr, Initial const& initial = {})
      : hierarchy(std::move(states), {Tasks::tag_scheme::labels_of(training)...}) {
    detail::for_each_index<task_count>([&](auto k) { std::get<k>(layers_.tasks).scheme().learn(training); });
    std::vector<value_type> values(list_.size());
    for (std::uint32_t number = 0; auto const& tensor : list_.all()) {
      random_engine random({seed, random_purpose::initial_weights, ++number});
      initial(tensor, tensor.slot.vector(std::span(values)), random);
    }
    detail::for_each_index<task_count>([&](auto k) { std::get<k>(layers_.tasks).initialise(std::span(values)); });
    device().upload(std::span<value_type const>(values), parameters());
    values.assign(embedding().rows * embedding().columns, value_type{});
    Embedding::initialise(matrix_view(values.data(), embedding().rows, embedding().columns), words(), vectors, seed);
    device().upload(std::span<value_type const>(values), table_.elements());
  }

  /// A model of zeros for these states and labels (one set a task), to be filled: by `load_model`, or through
  /// `parameters()`.
  hierarchy(states_type states, std::array<label_set, task_count> labels)
      : states_(std::move(states)), layers_(list_, states_, std::move(labels)) {
    parameters_.resize(list_.size());
    table_.resize(words().size(), Embedding::dimension);
  }

  // What the model is made of.

  /// What sentences are read with.
  [[nodiscard]] states_type const& states() const { return states_; }
  [[nodiscard]] vocabulary const& words() const { return states_.template of<input::words>(); }
  [[nodiscard]] static constexpr std::span<std::string_view const> task_names() { return names; }
  /// The tag scheme of task `Number`, with its labels.
  template <std::size_t Number>
  [[nodiscard]] auto const& scheme() const {
    return std::get<Number>(layers_.tasks).scheme();
  }
  /// The names, shapes and places of the dense tensors.
  [[nodiscard]] parameter_list const& tensors() const { return list_; }
  /// Texts that a model file carries along, by name (how the model was trained, say).
  [[nodiscard]] std::map<std::string, std::string>& notes() { return notes_; }
  [[nodiscard]] std::map<std::string, std::string> const& notes() const { return notes_; }

  /// Writes the model file; see `save_model`. `load_model` reads it.
  void save(std::string const& path) const { save_model(*this, path); }

  // Training; see `TrainableModel`. All views are in the device's memory.

  [[nodiscard]] D& device() { return training_.device; }
  [[nodiscard]] std::span<value_type> parameters() { return parameters_.view(); }
  [[nodiscard]] std::span<value_type const> parameters() const { return parameters_.view(); }
  /// Allocated when first asked for: a model that is not trained needs none.
  [[nodiscard]] std::span<value_type> gradients() {
    gradients_.resize(list_.size());
    return gradients_.view();
  }
  [[nodiscard]] matrix_view<value_type> embedding() { return table_.view(); }
  [[nodiscard]] matrix_view<value_type const> embedding() const { return table_.view(); }
  /// (distinct words of the last batch, width of the word vectors).
  [[nodiscard]] matrix_view<value_type const> embedding_gradient() const {
    return std::as_const(training_.embedding_gradient).view();
  }

  /// A sentence as numbers, with gold annotation for every task. Requires: words are valid UTF-8. Allocates.
  [[nodiscard]] encoded_sentence encode(sentence const& from) const {
    auto encoded = encode_inputs(from);
    detail::for_each_index<task_count>([&](auto k) {
      using gold = typename std::tuple_element_t<k, std::tuple<Tasks...>>::gold;
      encoded.template get<gold>() = gold::encode(scheme<k>(), from);
    });
    return encoded;
  }

  /// Each of them.
  [[nodiscard]] std::vector<encoded_sentence> encode(std::span<sentence const> from) const {
    std::vector<encoded_sentence> all;
    for (auto const& one : from) all.push_back(encode(one));
    return all;
  }

  /// The same without gold annotation: what the embedding reads. Allocates.
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

  /// Fills `gradients()` and `embedding_gradient()` with those of the batch's objective, summed over its words, and
  /// adds the objective to the losses. Throws `shape_error` (`batch-labels`) for a batch without gold annotation for
  /// every task. Allocates only for a batch larger than any before.
  void compute_gradients(batch_type const& batch, dropout_setting dropout = {}) {
    training_.fitted.at_work_on(batch.layout(), [&] {
      device().fill(matrix_view<value_type>(gradients().data(), 1, gradients().size()), value_type{});
      layers_.forward(training_, parameters_.view(), std::as_const(table_).view(), batch, dropout, layers_.all_tasks());
      layers_.backward(training_, parameters_.view(), gradients(), batch, dropout);
    });
  }

  /// The objective of each task as a loss, summed over all words since the last call.
  std::array<double, task_count> take_losses() { return training_.take_losses(); }

  // Extraction.

  /// Spans and triples of the sentences of a batch, in the order in which they were given to it. Only tasks whose
  /// output is `wanted`, and encoders below them, run. Where no task gives typed entities, boundaries stand in for
  /// them. Throws `memory_error` (`device-memory`) that names the batch. Allocates.
  [[nodiscard]] std::vector<extraction> predict(batch_type const& batch, workspace& space,
                                                wanted_outputs wanted = {}) const {
    std::vector<extraction> found;
    space.fitted.at_work_on(batch.layout(), [&] {
      layers_.forward(space, parameters(), embedding(), batch, {}, detail::tasks_for<Tasks...>(wanted));
      found = detail::read_predictions(layers_, space, parameters(), batch, wanted);
    });
    return found;
  }

 private:
  states_type states_;
  parameter_list list_;
  detail::passes<D, parts, Tasks...> layers_;
  std::map<std::string, std::string> notes_;
  typename D::template buffer<value_type> parameters_;
  typename D::template buffer<value_type> gradients_;
  device_matrix<D> table_;
  workspace training_;
};

}  // namespace hmt
