// SPDX-License-Identifier: MIT
// The mini-batches of a training, epoch by epoch.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/core/random.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/input/batch_order.hpp"
#include "hmt/input/packed_batch.hpp"
#include "hmt/input/word_dropout.hpp"
#include "hmt/input/words.hpp"
#include "hmt/train/training_options.hpp"

namespace hmt {

/// The sentences of a training set that have words, in mini-batches in a new order in each epoch. A batch is packed
/// into memory that the next one reuses. The sentences must outlive it. `M`: the model that encoded them.
template <class M>
class training_batches {
 public:
  using encoded_sentence = typename M::encoded_sentence;
  using batch_type = typename M::batch_type;

  /// Throws `data_error` (`training-set-empty`) if no sentence has a word; `config_error` (`training-options`) for word
  /// dropout if the model does not look words up.
  training_batches(std::span<encoded_sentence const> given, training_options const& options)
      : sentences_(with_words(given)),
        order_(sentences_.size(), options.batch_size, options.seed),
        word_dropout_(options.word_dropout),
        seed_(options.seed) {
    if (!reads_words && options.word_dropout > 0)
      throw config_error(
          "training-options",
          fmt::format("word dropout reads words as the unknown one: expected 0 for a model that does not look "
                      "words up in a vocabulary, found {}",
                      options.word_dropout));
    for (auto const* one : sentences_) words_ += one->length;
  }

  /// Per epoch.
  [[nodiscard]] std::size_t sentences() const { return sentences_.size(); }
  [[nodiscard]] std::size_t words() const { return words_; }
  [[nodiscard]] std::size_t size() const { return order_.size(); }

  /// Selects the batches of an epoch, counted from 1.
  void begin_epoch(std::size_t epoch) { order_.shuffle(static_cast<std::uint32_t>(epoch)); }

  /// Batch `number` of the epoch, from 0 on, for step `step` of the whole training. Throws `data_error`
  /// (`batch-sentence`) for labels that do not match their words.
  batch_type const& pack_batch(std::size_t number, std::uint32_t step) {
    chosen_.clear();
    for (row_index const sentence : order_[number]) chosen_.push_back(sentences_[sentence]);
    pack(chosen_, packed_);
    if constexpr (reads_words)
      drop_words(packed_.template get<input::words>(), word_dropout_, {seed_, random_purpose::word_dropout, 0, step});
    return packed_;
  }

 private:
  static constexpr bool reads_words = requires(batch_type batch) { batch.template get<input::words>(); };

  [[nodiscard]] static std::vector<encoded_sentence const*> with_words(std::span<encoded_sentence const> given) {
    std::vector<encoded_sentence const*> kept;
    for (auto const& one : given)
      if (one.length != 0) kept.push_back(&one);
    if (kept.empty())
      throw data_error("training-set-empty",
                       fmt::format("training: expected sentences with words, found {} sentences without a word; check "
                                   "the training file and the limits set on it",
                                   given.size()));
    return kept;
  }

  std::vector<encoded_sentence const*> sentences_;
  std::size_t words_ = 0;
  batch_order order_;
  double word_dropout_;
  std::uint64_t seed_;
  std::vector<encoded_sentence const*> chosen_;
  batch_type packed_;
};

}  // namespace hmt
