// SPDX-License-Identifier: MIT
// Inputs: how something that models read is encoded from a sentence and packed into a batch.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/corpus/sentence.hpp"

namespace hmt {

/// The argument of an input's `pack`: the encoding of each sentence of a batch, longest sentences first, and the rows
/// of their words. A view: never allocates.
template <class Encoded>
class sentences_to_pack {
 public:
  /// `encoded`: [s], pointers to `Encoded`; `order`: [s], the number of the s-th longest of the given sentences.
  sentences_to_pack(std::string_view input, std::span<void const* const> encoded, std::span<row_index const> order,
                    packed_layout layout)
      : input_(input), encoded_(encoded), order_(order), layout_(layout) {}

  /// The number of sentences.
  [[nodiscard]] std::size_t size() const { return encoded_.size(); }
  /// The encoding of the s-th longest sentence.
  [[nodiscard]] Encoded const& operator[](std::size_t s) const { return *static_cast<Encoded const*>(encoded_[s]); }
  /// The row layout; its sentence s is the s-th longest.
  [[nodiscard]] packed_layout layout() const { return layout_; }

  /// Throws `data_error` (`batch-sentence`), naming the input and the sentence, by its number among those given.
  [[noreturn]] void refuse(std::size_t s, std::string const& problem) const {
    throw data_error("batch-sentence", fmt::format("sentence {} of the batch: {}: {}", order_[s], input_, problem));
  }
  /// Rejects a sentence unless `found` is its number of words.
  void require_all_words(std::size_t s, std::size_t found) const {
    if (auto const words = layout_.length(s); found != words)
      refuse(s, fmt::format("expected those of all {} words, found those of {}", words, found));
  }

 private:
  std::string_view input_;
  std::span<void const* const> encoded_;
  std::span<row_index const> order_;
  packed_layout layout_;
};

/// The state of stateless inputs.
struct no_state {};

/// Requirements of an input policy `I`, in the order of the checks:
/// - `I::name`: its name in messages, and that of its state in model files; distinct from all other inputs of a model;
/// - `I::state`: what reading sentences needs, such as a vocabulary; `no_state` if nothing. The model owns it;
/// - `I::encoded`: its encoding of a sentence; a default one is that of a sentence of which nothing was read;
/// - `I::packed`: its form in a batch, on the host; default constructible, keeps its memory when packed again;
/// - `I::encode(state, sentence)`: reads a sentence, whose words are valid UTF-8; safe to call from several threads;
/// - `I::pack(sentences, packed)`: overwrites `packed` from `sentences_to_pack<I::encoded>`; rejects sentences that do
///   not match. Allocates only if `packed` never held as much.
/// Gold annotation is an input like the others, but a model encodes it only for training: `pack` leaves `packed` empty
/// if a sentence lacks it.
template <class I>
concept Input = requires(typename I::state const& state, sentence const& from, typename I::packed& packed,
                         sentences_to_pack<typename I::encoded> const& sentences) {
  { I::name } -> std::convertible_to<std::string_view>;
  requires std::copyable<typename I::encoded> && std::default_initializable<typename I::encoded>;
  requires std::default_initializable<typename I::packed>;
  { I::encode(state, from) } -> std::same_as<typename I::encoded>;
  I::pack(sentences, packed);
};

/// An input whose state is stored in the model file, as a list of texts from which it is restored.
template <class I>
concept StoredInput = Input<I> && requires(typename I::state const& state) {
  { I::texts(state) } -> std::convertible_to<std::vector<std::string>>;
  requires std::constructible_from<typename I::state, std::vector<std::string>>;
};

/// Packs one number per word: encoded as [word], packed as [row].
inline void pack_numbers(sentences_to_pack<std::vector<row_index>> const& sentences, std::vector<row_index>& into) {
  auto const layout = sentences.layout();
  into.resize(layout.rows());
  for (std::size_t s = 0; s < sentences.size(); ++s) {
    auto const& numbers = sentences[s];
    sentences.require_all_words(s, numbers.size());
    for (std::size_t t = 0; t < numbers.size(); ++t) into[layout.row(s, t)] = numbers[t];
  }
}

/// Base of inputs with one number per word that depends only on the word: `Derived::number_of(word)`.
template <class Derived>
struct number_of_each_word {
  using state = no_state;
  using encoded = std::vector<row_index>;  ///< [word]
  using packed = std::vector<row_index>;   ///< [row]

  [[nodiscard]] static encoded encode(no_state, sentence const& from) {
    encoded numbers;
    numbers.reserve(from.words.size());
    for (auto const& word : from.words) numbers.push_back(static_cast<row_index>(Derived::number_of(word)));
    return numbers;
  }
  static void pack(sentences_to_pack<encoded> const& sentences, packed& into) { pack_numbers(sentences, into); }
};

}  // namespace hmt
