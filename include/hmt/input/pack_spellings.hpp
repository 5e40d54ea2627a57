// SPDX-License-Identifier: MIT
// The part of `pack` that sees how words are spelled: their letters and shapes.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>

#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/input/packed_batch.hpp"
#include "hmt/input/packed_letters.hpp"

namespace hmt::detail {

/// Fills `into.letters` and `into.shapes` with what all sentences have, and leaves empty what one of them lacks.
/// Requires: order and offsets of `into` are those of the sentences. Allocates only where `into` never held as many
/// words or letters before.
inline void pack_spellings(std::span<encoded_sentence const* const> sentences, packed_batch& into) {
  auto const all_have = [&](auto const& has) {
    return std::ranges::all_of(sentences, [&](auto const* one) { return has(*one); });
  };
  std::size_t const rows = into.layout().rows();
  std::size_t const shaped = all_have([](auto const& one) { return !one.shapes.empty(); }) ? rows : 0;
  std::size_t const spelled = all_have([](auto const& one) { return one.letters.words() != 0; }) ? rows : 0;
  auto& packed = into.letters;
  into.shapes.resize(shaped);
  packed.spellings.resize(spelled);
  for (index s = 0; s < sentences.size(); ++s)
    for (index t = 0; t < sentences[into.order[s]]->words.size(); ++t) {
      auto const row = static_cast<index>(into.row(s, t));
      if (row < shaped) into.shapes[row] = sentences[into.order[s]]->shapes[t];
      if (row < spelled) packed.spellings[row] = {into.order[s], t, row};
    }

  // Equal spellings come to stand beside each other, and the first of each stays.
  auto const letters_of = [&](std::size_t s) {
    auto const& place = packed.spellings[s];
    return sentences[place.sentence]->letters[place.word];
  };
  std::ranges::sort(packed.spellings, [&](auto const& one, auto const& other) {
    std::string_view const a = sentences[one.sentence]->letters[one.word];
    std::string_view const b = sentences[other.sentence]->letters[other.word];
    return a.size() != b.size() ? a.size() > b.size() : a < b;
  });
  packed.first_rows.resize(spelled);
  std::size_t distinct = 0;
  for (std::size_t s = 0; s < spelled; ++s) {
    auto const place = packed.spellings[s];
    if (distinct == 0 || letters_of(s) != letters_of(distinct - 1)) packed.spellings[distinct++] = place;
    packed.first_rows[place.row] = static_cast<index>(distinct - 1);
  }
  packed.spellings.resize(distinct);

  fill_offsets(
      distinct, [&](std::size_t s) { return letters_of(s).size(); }, packed.offsets);
  packed.letters.resize(packed.offsets.back());
  for (std::size_t s = 0; s < distinct; ++s)
    for (std::size_t t = 0; t < letters_of(s).size(); ++t)
      packed.letters[packed.offsets[t] + s] = static_cast<unsigned char>(letters_of(s)[t]);
  packed.last_rows.resize(spelled);
  for (std::size_t row = 0; row < spelled; ++row) {
    auto const s = packed.first_rows[row];
    packed.last_rows[row] = packed.offsets[letters_of(s).size() - 1] + s;
  }
}

}  // namespace hmt::detail
