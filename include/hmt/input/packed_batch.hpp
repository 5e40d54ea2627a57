// SPDX-License-Identifier: MIT
// Sentences as numbers, and mini-batches of them, made of the inputs that a model names.
#pragma once

#include <concepts>
#include <cstddef>
#include <span>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "hmt/core/error.hpp"
#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/input/batch_order.hpp"
#include "hmt/input/concept.hpp"

namespace hmt {

namespace detail {
/// Several inputs may have values of the same type: each is found by its input.
template <class I>
struct encoded_part {
  typename I::encoded value{};
};
template <class I>
struct packed_part {
  typename I::packed value{};
};
}  // namespace detail

/// A sentence as numbers: its encoding by each of the inputs.
template <Input... Inputs>
struct encoded_sentence {
  std::size_t length = 0;  ///< the number of words
  std::tuple<detail::encoded_part<Inputs>...> parts{};

  template <class I>
  requires(std::same_as<I, Inputs> || ...) [[nodiscard]] typename I::encoded& get() {
    return std::get<detail::encoded_part<I>>(parts).value;
  }
  template <class I>
  requires(std::same_as<I, Inputs> || ...) [[nodiscard]] typename I::encoded const& get() const {
    return std::get<detail::encoded_part<I>>(parts).value;
  }
};

/// The sentences of a batch, and the rows of their words. On the host.
struct batch_rows {
  std::vector<row_index> order;    ///< [s]: number of the s-th longest of the given sentences
  std::vector<row_index> offsets;  ///< of `packed_layout`

  [[nodiscard]] packed_layout layout() const { return packed_layout(offsets); }
};

/// A packed mini-batch, on the host. Reuses its memory when packed again: allocates only for a batch larger than any
/// before.
template <Input... Inputs>
struct packed_batch : batch_rows {
  using sentence_type = encoded_sentence<Inputs...>;

  std::tuple<detail::packed_part<Inputs>...> parts{};
  std::vector<void const*> encoded{};  ///< scratch of `pack`

  template <class I>
  requires(std::same_as<I, Inputs> || ...) [[nodiscard]] typename I::packed& get() {
    return std::get<detail::packed_part<I>>(parts).value;
  }
  template <class I>
  requires(std::same_as<I, Inputs> || ...) [[nodiscard]] typename I::packed const& get() const {
    return std::get<detail::packed_part<I>>(parts).value;
  }
};

/// Fills every part of `into`: sentences by decreasing length, ties in the given order, time-major without padding. An
/// empty batch has no rows. Allocates only if `into` never held as many sentences, steps or rows before, or as much of
/// an input. Throws `data_error` (`batch-sentence`), leaving `into` empty, for a sentence without words and for one
/// that an input rejects.
template <Input... Inputs>
void pack(std::span<typename packed_batch<Inputs...>::sentence_type const* const> sentences,
          packed_batch<Inputs...>& into) try {
  for (std::size_t i = 0; i < sentences.size(); ++i)
    if (sentences[i]->length == 0)
      throw data_error("batch-sentence",
                       fmt::format("sentence {} of the batch: expected at least one word, found none; leave empty "
                                   "sentences out",
                                   i));
  auto const length_of = [&](row_index number) { return sentences[number]->length; };
  into.order.resize(sentences.size());
  sort_by_length(std::span(into.order), length_of);
  fill_offsets(
      sentences.size(), [&](std::size_t s) { return length_of(into.order[s]); }, into.offsets);
  into.encoded.resize(sentences.size());
  auto const pack_input = [&]<class I>(std::type_identity<I>) {
    for (std::size_t s = 0; s < sentences.size(); ++s) into.encoded[s] = &sentences[into.order[s]]->template get<I>();
    I::pack(sentences_to_pack<typename I::encoded>(I::name, into.encoded, into.order, into.layout()),
            into.template get<I>());
  };
  (pack_input(std::type_identity<Inputs>{}), ...);
} catch (...) {
  into.order.clear();
  into.offsets.clear();
  throw;
}

}  // namespace hmt
