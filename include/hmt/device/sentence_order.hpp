// SPDX-License-Identifier: MIT
// Reorders rows of a batch sentence by sentence, for layers that read whole sentences, and back.
#pragma once

#include <cstddef>
#include <vector>

#include "hmt/core/packed_layout.hpp"
#include "hmt/core/sentence_layout.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/matrix.hpp"

namespace hmt {

/// The mapping between the packed layout of a batch and the layout with contiguous rows of each sentence: a part of a
/// layer's tape. Keeps its memory; allocates only for a batch larger than any before.
template <RowDevice D>
class sentence_order {
 public:
  using view = matrix_view<typename D::value_type>;
  using const_view = matrix_view<typename D::value_type const>;

  /// Prepares the mapping for a batch. The returned layout, with sentences in the same order, is valid until the next
  /// call.
  sentence_layout prepare(D& device, packed_layout packed) {
    fill_begins(
        packed.sentences(), [&](std::size_t s) { return packed.length(s); }, begins_);
    sentence_layout const sentences(begins_);
    row_numbers(packed, sentences, numbers_);
    upload_numbers(device, numbers_, to_sentences_);
    row_numbers(sentences, packed, numbers_);
    upload_numbers(device, numbers_, to_steps_);
    return sentences;
  }

  /// `in` in the packed layout, `out` sentence by sentence: (rows, any width).
  void to_sentences(D& device, const_view in, view out) const { device.gather(in, to_sentences_.view(), out); }
  /// The inverse.
  void to_steps(D& device, const_view in, view out) const { device.gather(in, to_steps_.view(), out); }

 private:
  std::vector<row_index> begins_;
  std::vector<row_index> numbers_;
  typename D::template buffer<row_index> to_sentences_;
  typename D::template buffer<row_index> to_steps_;
};

}  // namespace hmt
