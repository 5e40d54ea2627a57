// SPDX-License-Identifier: MIT
// Rows of a batch brought into the order of its sentences, for layers that look at whole sentences, and back.
#pragma once

#include <cstddef>
#include <vector>

#include "hmt/core/packed_layout.hpp"
#include "hmt/core/sentence_layout.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/matrix.hpp"

namespace hmt {

/// The way between the packed layout of a batch and the layout in which each sentence's rows stand together: a part of
/// a layer's tape. Keeps its memory; allocates only for a batch larger than any before.
template <RowDevice D>
class sentence_order {
 public:
  using view = matrix_view<typename D::value_type>;
  using const_view = matrix_view<typename D::value_type const>;

  /// Prepares the way for a batch. The layout that comes back, sentences in the same order, is valid until the next
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

  /// `in` in the packed layout, `out` in that of the sentences: (rows, any width).
  void to_sentences(D& device, const_view in, view out) const { device.gather(in, to_sentences_.view(), out); }
  /// The same the other way round.
  void to_steps(D& device, const_view in, view out) const { device.gather(in, to_steps_.view(), out); }

 private:
  std::vector<row_index> begins_;
  std::vector<row_index> numbers_;
  typename D::template buffer<row_index> to_sentences_;
  typename D::template buffer<row_index> to_steps_;
};

}  // namespace hmt
