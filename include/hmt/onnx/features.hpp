// SPDX-License-Identifier: MIT
// Features of words as ONNX nodes, (time, batch, width), and their inputs to the graph.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "hmt/embedding/character_bilstm.hpp"
#include "hmt/embedding/word_embedding.hpp"
#include "hmt/embedding/word_shape_embedding.hpp"
#include "hmt/onnx/builder.hpp"

namespace hmt {

/// Takes an input `words` (batch, time): rows of the vocabulary.
template <std::size_t Dimension>
struct onnx_converter<word_embedding<Dimension>> {
  static std::string add(onnx_builder& to) {
    to.graph.inputs.insert(to.graph.inputs.begin(), {"words", onnx_port::type::int64, {"batch", "time"}});
    auto const turned = to.add("Transpose", {"words"}, {{"perm", std::vector<std::int64_t>{1, 0}}});
    return to.gather(to.weight("embedding.weight"), turned);
  }
};

/// Takes an input `shapes` (batch, time): numbers of `word_shape`.
template <std::size_t Width>
struct onnx_converter<word_shape_embedding<Width>> {
  static std::string add(onnx_builder& to) {
    to.graph.inputs.push_back({"shapes", onnx_port::type::int64, {"batch", "time"}});
    auto const turned = to.add("Transpose", {"shapes"}, {{"perm", std::vector<std::int64_t>{1, 0}}});
    return to.gather(to.weight("shape.embedding.weight"), turned);
  }
};

/// Takes inputs `letters` (batch, time, longest word): bytes as in `word_bytes`, and `letter_counts` (batch, time), at
/// least 1, also for padding.
template <std::size_t Width, std::size_t Hidden>
struct onnx_converter<character_bilstm<Width, Hidden>> {
  static std::string add(onnx_builder& to) {
    to.graph.inputs.push_back({"letters", onnx_port::type::int64, {"batch", "time", "letters"}});
    to.graph.inputs.push_back({"letter_counts", onnx_port::type::int32, {"batch", "time"}});
    // A byte is a step and a word a sequence: (longest word, time * batch), with words in the same order as elsewhere.
    auto const turned = to.add("Transpose", {"letters"}, {{"perm", std::vector<std::int64_t>{2, 1, 0}}});
    auto const bytes = to.add("Reshape", {turned, to.constant(std::vector<std::int64_t>{0, -1})});
    auto const by_time = to.add("Transpose", {"letter_counts"}, {{"perm", std::vector<std::int64_t>{1, 0}}});
    auto const counts = to.add("Reshape", {by_time, to.constant(std::vector<std::int64_t>{-1})});
    auto const vectors = to.gather(to.weight("letters.embedding.weight"), bytes);
    auto const forward = to.lstm_weights("letters.encoder.forward");
    auto const last = to.lstm(vectors, {forward, to.lstm_weights("letters.encoder.backward")},
                              counts)[1];  // (directions, time * batch, hidden)
    auto const side_by_side = to.add("Transpose", {last}, {{"perm", std::vector<std::int64_t>{1, 0, 2}}});
    auto const width = static_cast<std::int64_t>(2 * forward.recurrent.columns);
    auto const extents = to.add("Shape", {by_time});
    return to.add("Reshape", {side_by_side, to.concatenated({extents, to.constant(std::vector<std::int64_t>{width})})});
  }
};

}  // namespace hmt
