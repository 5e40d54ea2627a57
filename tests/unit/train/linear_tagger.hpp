// SPDX-License-Identifier: MIT
// A minimal trainable model for tests: two tasks, each a linear softmax of a word's vector.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hmt/core/random.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/dropout.hpp"
#include "hmt/device/matrix.hpp"
#include "hmt/train/concept.hpp"
#include "packed_sentences.hpp"

/// The storage of word vectors: a table with sparse gradients, a dense one, or two sparse tables whose vectors are
/// added, where the row of the second is half the word's number.
enum class word_tables { sparse, dense, two };

/// Scores of task k = dropout(E[words]) W_k^T; the objective is the cross-entropy summed over words and tasks. Groups
/// are `tasks` and `words`.
template <hmt::Device D>
class linear_tagger {
 public:
  using device_type = D;
  using value_type = typename D::value_type;
  using encoded_sentence = hmt::testing::two_labels::sentence_type;
  using batch_type = hmt::testing::two_labels::batch_type;
  static constexpr std::size_t tasks = 2;

  linear_tagger(std::size_t vocabulary, std::size_t dimension, std::size_t labels, std::uint64_t seed = 1,
                word_tables tables = word_tables::sparse)
      : dimension_(dimension), labels_(labels), parameters_(list_of(vocabulary, tables)) {
    losses_.resize(tasks);
    label_weights_.resize(labels);
    device_.fill({label_weights_.data(), 1, labels}, value_type{1});
    hmt::random_engine engine(hmt::random_stream{seed, hmt::random_purpose::testing});
    std::vector<value_type> initial(parameters_.values().size());
    for (auto const& tensor : parameters_.list().all())
      for (auto& value : tensor.slot.vector(std::span(initial)))
        value = static_cast<value_type>(engine.uniform() - 0.5);
    device_.upload(std::span<value_type const>(initial), parameters_.values());
  }

  D& device() { return device_; }
  hmt::parameter_store<D>& parameters() { return parameters_; }

  std::array<std::span<hmt::row_index const>, 2> rows_read(batch_type const& batch) {
    auto const& words = batch.template get<hmt::input::words>();
    if (second_.rows > 0) find_halves(words);
    return {words.distinct, halves_};
  }

  void compute_gradients(batch_type const& batch, hmt::parameter_gradients<D>& gradients,
                         hmt::dropout_setting dropout) {
    auto const& words = batch.template get<hmt::input::words>();
    std::array const labels{&batch.template get<hmt::input::tags<hmt::testing::no_scheme<0>>>(),
                            &batch.template get<hmt::input::tags<hmt::testing::no_scheme<1>>>()};
    ++steps;
    gradients.reset(device_, parameters_.list());
    auto const rows = batch.layout().rows();
    gradients.words = rows;
    auto const values = parameters_.values();
    auto const dense = gradients.dense.view();
    auto const vectors = vectors_.resize(rows, dimension_);
    auto const vector_gradients = vector_gradients_.resize(rows, dimension_);
    auto const scores = scores_.resize(rows, labels_);
    hmt::random_stream const stream{dropout.seed, hmt::random_purpose::dropout, 0, dropout.step};
    upload(words.numbers, words_);
    upload(words.slots, slots_);
    device_.gather(first_.matrix(values), words_.view(), vectors);
    if (second_.rows > 0) add_second(words, vectors);
    device_.dropout(dropout.rate, stream, vectors, vectors);
    device_.fill(vector_gradients, value_type{0});
    for (std::size_t task = 0; task < tasks; ++task) {
      upload(*labels[task], task_labels_);
      auto const weight = weights_[task].matrix(values);
      device_.multiply(hmt::transpose::no, hmt::transpose::yes, value_type{1}, vectors, weight, value_type{0}, scores);
      device_.softmax_cross_entropy(scores, task_labels_.view(), label_weights_.view(), scores,
                                    losses_.view().subspan(task, 1));
      device_.multiply(hmt::transpose::yes, hmt::transpose::no, value_type{1}, scores, vectors, value_type{1},
                       weights_[task].matrix(dense));
      device_.multiply(hmt::transpose::no, hmt::transpose::no, value_type{1}, scores, weight, value_type{1},
                       vector_gradients);
    }
    device_.dropout(dropout.rate, stream, vector_gradients, vector_gradients);
    if (!first_.from_end)
      device_.scatter_add(vector_gradients, words_.view(), first_.matrix(dense));
    else if (parameters_.group("words").trainable)
      device_.scatter_add(vector_gradients, slots_.view(), gradients.reset_rows(device_, {first_, 0}, words.distinct));
    if (second_.rows > 0)
      device_.scatter_add(vector_gradients, half_slots_.view(), gradients.reset_rows(device_, {second_, 1}, halves_));
    if (steps == nan_loss_at)
      device_.upload(std::span<double const>(std::array{std::numeric_limits<double>::quiet_NaN()}),
                     losses_.view().subspan(1, 1));
    if (steps == nan_gradient_at) device_.fill({dense.data(), 1, 1}, std::numeric_limits<value_type>::quiet_NaN());
  }

  std::vector<double> take_losses() {
    std::vector<double> taken(tasks);
    device_.download(std::span<double const>(losses_.view()), std::span<double>(taken));
    device_.upload(std::span<double const>(std::array<double, tasks>{}), losses_.view());
    return taken;
  }

  std::span<std::string_view const> task_names() const {
    static constexpr std::array<std::string_view, tasks> names{"entity", "relation"};
    return names;
  }

  /// Writes the number of steps in place of the model.
  void save(std::string const& path) const { std::ofstream(path) << "saved after step " << steps; }

  /// All its numbers, tensor after tensor.
  std::vector<value_type> numbers() {
    std::vector<value_type> all, values(parameters_.values().size());
    device_.download(std::span<value_type const>(parameters_.values()), std::span(values));
    for (auto const& tensor : parameters_.list().all()) {
      auto const own = tensor.slot.vector(std::span(values));
      all.insert(all.end(), own.begin(), own.end());
    }
    return all;
  }

  std::size_t steps = 0;            ///< calls of compute_gradients
  std::size_t nan_loss_at = 0;      ///< at this call the loss of the second task is NaN; 0: never
  std::size_t nan_gradient_at = 0;  ///< at this call a gradient is NaN, and no loss shows it

 private:
  using numbers_buffer = typename D::template buffer<hmt::row_index>;

  hmt::parameter_list list_of(std::size_t vocabulary, word_tables tables) {
    hmt::parameter_list list;
    list.in_group({"tasks"});
    for (std::size_t task = 0; task < tasks; ++task)
      weights_[task] = list.add(std::string(task_names()[task]), hmt::parameter_kind::weight, labels_, dimension_);
    list.in_group({"words"});
    if (tables == word_tables::dense)
      first_ = list.add("words", hmt::parameter_kind::table, vocabulary, dimension_);
    else
      first_ = list.add_sparse("words", vocabulary, dimension_);
    if (tables == word_tables::two) second_ = list.add_sparse("halves", vocabulary / 2 + 1, dimension_);
    return list;
  }

  /// The rows that a batch reads of the second table.
  void find_halves(hmt::packed_words const& words) {
    halves_.clear();
    std::vector<hmt::row_index> slots, rows;
    for (auto const word : words.numbers) {
      rows.push_back(word / 2);
      slots.push_back(static_cast<hmt::row_index>(std::ranges::find(halves_, word / 2) - halves_.begin()));
      if (slots.back() == halves_.size()) halves_.push_back(word / 2);
    }
    upload(slots, half_slots_);
    upload(rows, half_rows_);
  }
  void add_second(hmt::packed_words const& words, hmt::matrix_view<value_type> vectors) {
    find_halves(words);
    auto const added = added_.resize(vectors.rows, vectors.columns);
    device_.gather(second_.matrix(parameters_.values()), half_rows_.view(), added);
    device_.add(added, vectors);
  }

  void upload(std::vector<hmt::row_index> const& from, numbers_buffer& to) {
    to.resize(from.size());
    device_.upload(std::span<hmt::row_index const>(from), to.view());
  }

  D device_;
  std::size_t dimension_;
  std::size_t labels_;
  std::array<hmt::parameter_slot, tasks> weights_;
  hmt::parameter_slot first_, second_;
  hmt::parameter_store<D> parameters_;
  std::vector<hmt::row_index> halves_;
  hmt::device_matrix<D> vectors_, added_, vector_gradients_, scores_;
  typename D::template buffer<value_type> label_weights_;
  numbers_buffer words_, slots_, half_slots_, half_rows_, task_labels_;
  typename D::template buffer<double> losses_;
};

/// Sentences of 1 to 12 words whose labels follow from the word alone, so that `linear_tagger` can learn them.
inline std::vector<hmt::testing::two_labels::sentence_type> learnable_sentences(std::size_t count,
                                                                                std::size_t vocabulary,
                                                                                std::size_t labels) {
  hmt::random_engine engine(hmt::random_stream{7, hmt::random_purpose::testing});
  std::vector<hmt::testing::two_labels::sentence_type> sentences;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<hmt::row_index> words(1 + engine.below(12));
    for (auto& word : words) word = static_cast<hmt::row_index>(engine.below(vocabulary));
    std::array<std::vector<hmt::row_index>, 2> of_words;
    for (auto const word : words) {
      of_words[0].push_back(static_cast<hmt::row_index>(word % labels));
      of_words[1].push_back(static_cast<hmt::row_index>(word / 2 % labels));
    }
    sentences.push_back(hmt::testing::sentence_of(words, of_words[0], of_words[1]));
  }
  return sentences;
}
