// SPDX-License-Identifier: MIT
// Extraction from a stream of documents, in windows of some hundred sentences.
#pragma once

#include <algorithm>
#include <cstddef>
#include <functional>
#include <utility>
#include <vector>

#include "hmt/extract/document.hpp"

namespace hmt {

/// Collects documents, so that sentences of different documents share the model's batches, and passes them on in order
/// once they fill a window. The buffered text is bounded, however long the stream; only a document that is larger than
/// the window is held whole. `Extractor`: an `extractor`, or a class with its `extract`. For one thread.
template <class Extractor>
class extraction_window {
 public:
  /// `hand_on` is called with each document after its entities and triples are filled in. `size` is the text, in bytes,
  /// after which a window is full; a document counts at least 64. `extract` must outlive the window.
  extraction_window(Extractor& extract, std::function<void(document const&)> hand_on,
                    std::size_t size = std::size_t{1} << 16)
      : extract_(&extract), hand_on_(std::move(hand_on)), size_(size) {}

  /// Adds a document; `flush`es the window if it is full then.
  void add(document one) {
    held_ += std::max(one.text.size(), std::size_t{64});
    documents_.push_back(std::move(one));
    if (held_ >= size_) flush();
  }

  /// Extracts from the buffered documents and passes them on. To be called at the end of the stream, and whenever it
  /// pauses; the destructor does not flush. Throws what the model and `hand_on` throw; the buffered documents are then
  /// dropped.
  void flush() {
    auto waiting = std::exchange(documents_, {});
    held_ = 0;
    extract_->extract(waiting);
    for (auto const& one : waiting) hand_on_(one);
  }

  /// The number of buffered documents.
  [[nodiscard]] std::size_t waiting() const { return documents_.size(); }

 private:
  Extractor* extract_;
  std::function<void(document const&)> hand_on_;
  std::size_t size_;
  std::size_t held_ = 0;
  std::vector<document> documents_;
};

}  // namespace hmt
