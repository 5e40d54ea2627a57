// SPDX-License-Identifier: MIT
// The smallest model that can be trained, for tests of training: two tasks, each a linear softmax of a word's vector.
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
#include "hmt/hierarchy/dropout.hpp"
#include "hmt/train/concept.hpp"
#include "packed_sentences.hpp"

/// Scores of task k = dropout(E[words]) W_k^T; the objective is the cross-entropy summed over words and tasks.
template <hmt::Device D>
class linear_tagger {
 public:
  using device_type = D;
  using value_type = typename D::value_type;
  using encoded_sentence = hmt::testing::two_labels::sentence_type;
  using batch_type = hmt::testing::two_labels::batch_type;
  static constexpr std::size_t tasks = 2;

  linear_tagger(std::size_t vocabulary, std::size_t dimension, std::size_t labels, std::uint64_t seed = 1)
      : vocabulary_(vocabulary), dimension_(dimension), labels_(labels) {
    parameters_.resize(tasks * labels * dimension);
    gradients_.resize(parameters_.size());
    embedding_.resize(vocabulary * dimension);
    losses_.resize(tasks);
    label_weights_.resize(labels);
    device_.fill({label_weights_.data(), 1, labels}, value_type{1});
    hmt::random_engine engine(hmt::random_stream{seed, hmt::random_purpose::testing});
    for (auto* buffer : {&parameters_, &embedding_}) {
      std::vector<value_type> initial(buffer->size());
      for (auto& value : initial) value = static_cast<value_type>(engine.uniform() - 0.5);
      device_.upload(std::span<value_type const>(initial), buffer->view());
    }
  }

  D& device() { return device_; }
  std::span<value_type> parameters() { return parameters_.view(); }
  std::span<value_type> gradients() { return gradients_.view(); }
  hmt::matrix_view<value_type> embedding() { return {embedding_.data(), vocabulary_, dimension_}; }
  hmt::matrix_view<value_type const> embedding_gradient() { return writable_embedding_gradient(distinct_); }

  /// For tests that bring their own gradients: the gradient of the rows of a batch with so many distinct words.
  hmt::matrix_view<value_type> writable_embedding_gradient(std::size_t distinct) {
    distinct_ = distinct;
    embedding_gradient_.resize(distinct * dimension_);
    return {embedding_gradient_.data(), distinct, dimension_};
  }

  void compute_gradients(batch_type const& batch, hmt::dropout_setting dropout) {
    ++steps;
    auto const& words = batch.template get<hmt::input::words>();
    std::array const labels{&batch.template get<hmt::input::tags<hmt::testing::no_scheme<0>>>(),
                            &batch.template get<hmt::input::tags<hmt::testing::no_scheme<1>>>()};
    auto const row_gradient = writable_embedding_gradient(words.distinct.size());
    device_.fill(row_gradient, value_type{0});
    device_.fill({gradients_.data(), 1, gradients_.size()}, value_type{0});
    auto const rows = batch.layout().rows();
    auto const vectors = view(vectors_, rows, dimension_);
    auto const vector_gradients = view(vector_gradients_, rows, dimension_);
    auto const scores = view(scores_, rows, labels_);
    hmt::random_stream const stream{dropout.seed, hmt::random_purpose::dropout, 0, dropout.step};
    upload(words.numbers, words_);
    upload(words.slots, slots_);
    device_.gather(embedding(), words_.view(), vectors);
    device_.dropout(dropout.rate, stream, vectors, vectors);
    device_.fill(vector_gradients, value_type{0});
    for (std::size_t task = 0; task < tasks; ++task) {
      upload(*labels[task], task_labels_);
      hmt::matrix_view<value_type> const weight(parameters_.data() + task * labels_ * dimension_, labels_, dimension_);
      hmt::matrix_view<value_type> const weight_gradient(gradients_.data() + task * labels_ * dimension_, labels_,
                                                         dimension_);
      device_.multiply(hmt::transpose::no, hmt::transpose::yes, value_type{1}, vectors, weight, value_type{0}, scores);
      device_.softmax_cross_entropy(scores, task_labels_.view(), label_weights_.view(), scores,
                                    losses_.view().subspan(task, 1));
      device_.multiply(hmt::transpose::yes, hmt::transpose::no, value_type{1}, scores, vectors, value_type{1},
                       weight_gradient);
      device_.multiply(hmt::transpose::no, hmt::transpose::no, value_type{1}, scores, weight, value_type{1},
                       vector_gradients);
    }
    device_.dropout(dropout.rate, stream, vector_gradients, vector_gradients);
    device_.scatter_add(vector_gradients, slots_.view(), row_gradient);
    if (steps == nan_loss_at)
      device_.upload(std::span<double const>(std::array{std::numeric_limits<double>::quiet_NaN()}),
                     losses_.view().subspan(1, 1));
    if (steps == nan_gradient_at) device_.fill({gradients_.data(), 1, 1}, std::numeric_limits<value_type>::quiet_NaN());
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

  /// The number of steps taken stands for the model.
  void save(std::string const& path) const { std::ofstream(path) << "saved after step " << steps; }

  /// All its numbers, parameters first.
  std::vector<value_type> numbers() {
    std::vector<value_type> all(parameters_.size() + embedding_.size());
    device_.download(std::span<value_type const>(parameters_.view()), std::span(all).first(parameters_.size()));
    device_.download(std::span<value_type const>(embedding_.view()), std::span(all).subspan(parameters_.size()));
    return all;
  }

  std::size_t steps = 0;            ///< calls of compute_gradients
  std::size_t nan_loss_at = 0;      ///< at this call the loss of the second task is NaN; 0: never
  std::size_t nan_gradient_at = 0;  ///< at this call a gradient is NaN, and no loss shows it

 private:
  using values = typename D::template buffer<value_type>;
  using numbers_buffer = typename D::template buffer<hmt::index>;

  static hmt::matrix_view<value_type> view(values& buffer, std::size_t rows, std::size_t columns) {
    buffer.resize(rows * columns);
    return {buffer.data(), rows, columns};
  }
  void upload(std::vector<hmt::index> const& from, numbers_buffer& to) {
    to.resize(from.size());
    device_.upload(std::span<hmt::index const>(from), to.view());
  }

  D device_;
  std::size_t vocabulary_;
  std::size_t dimension_;
  std::size_t labels_;
  std::size_t distinct_ = 0;
  values parameters_, gradients_, embedding_, embedding_gradient_, vectors_, vector_gradients_, scores_, label_weights_;
  numbers_buffer words_, slots_, task_labels_;
  typename D::template buffer<double> losses_;
};

/// Sentences of 1 to 12 words whose labels follow from the word alone, so that `linear_tagger` can learn them.
inline std::vector<hmt::testing::two_labels::sentence_type> learnable_sentences(std::size_t count,
                                                                                std::size_t vocabulary,
                                                                                std::size_t labels) {
  hmt::random_engine engine(hmt::random_stream{7, hmt::random_purpose::testing});
  std::vector<hmt::testing::two_labels::sentence_type> sentences;
  for (std::size_t i = 0; i < count; ++i) {
    std::vector<hmt::index> words(1 + engine.below(12));
    for (auto& word : words) word = static_cast<hmt::index>(engine.below(vocabulary));
    std::array<std::vector<hmt::index>, 2> of_words;
    for (auto const word : words) {
      of_words[0].push_back(static_cast<hmt::index>(word % labels));
      of_words[1].push_back(static_cast<hmt::index>(word / 2 % labels));
    }
    sentences.push_back(hmt::testing::sentence_of(words, of_words[0], of_words[1]));
  }
  return sentences;
}
