// SPDX-License-Identifier: MIT
// From raw text to entities and triples, with a trained model.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hmt/core/code_point_index.hpp"
#include "hmt/core/error.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/extract/document.hpp"
#include "hmt/extract/predict_all.hpp"
#include "hmt/extract/read_document.hpp"
#include "hmt/hierarchy/predict.hpp"
#include "hmt/tagging/type_of.hpp"

namespace hmt {

/// Extracts from documents. Owns the workspace of the model, so each thread needs its own extractor. The model is
/// shared, must outlive it, and must not change meanwhile: data derived from its weights is cached.
template <class Model>
class extractor {
 public:
  explicit extractor(Model const& model, prediction_options options = {}) : model_(&model), options_(options) {
    space_.device.freeze_weights(true);
  }

  /// Tokenizes, splits sentences and extracts. Throws `data_error` (`text-utf8`) for a text that is not UTF-8, naming
  /// `where` it came from and the byte. The result depends only on the text and the model.
  document operator()(std::string_view text, file_position const& where = {"text"}) {
    return extracted(read_document(text, where));
  }

  /// The same for one sentence with words separated by white space.
  document tokenized(std::string_view text, file_position const& where = {"text"}) {
    return extracted(read_tokenized(text, where));
  }

  /// Fills in the entities and triples of documents, which must have none yet. Their sentences are processed together,
  /// in batches of about equal length; this changes confidences by rounding at most.
  void extract(std::span<document> documents) {
    std::vector<typename Model::encoded_sentence> encoded;
    sentence own;  // its words keep their memory
    for (auto const& one : documents)
      for (auto const& words : one.sentences) {
        own.words.resize(words.end - words.begin);
        for (std::size_t i = words.begin; i < words.end; ++i) own.words[i - words.begin] = one.words[i].text;
        encoded.push_back(model_->encode_inputs(own));
      }
    auto const found = predict_all(*model_, encoded, space_, options_);
    auto next = found.begin();
    for (auto& one : documents) {
      code_point_index const points(one.text);
      for (auto const& words : one.sentences) add(*next++, words.begin, points, one);
    }
  }

 private:
  document extracted(document one) {
    extract(std::span(&one, 1));
    return one;
  }

  /// Adds the extraction from the sentence that begins with word `first`.
  static void add(extraction const& found, std::size_t first, code_point_index const& points, document& to) {
    for (auto const& one : found.entities) {
      auto at = place_of(to, points, one.words, first);
      to.entities.push_back({std::move(at.text), one.type, at.words, at.chars, one.confidence});
    }
    for (auto const& one : found.triples) {
      auto head = place_of(to, points, one.head, first);
      auto tail = place_of(to, points, one.tail, first);
      head.type = std::string(type_of(one.head, found));
      tail.type = std::string(type_of(one.tail, found));
      to.triples.push_back({std::move(head), one.relation, std::move(tail), one.confidence});
    }
  }

  static extracted_argument place_of(document const& in, code_point_index const& points, word_span words,
                                     std::size_t first) {
    word_span const of_document{first + words.begin, first + words.end};
    word_span const chars{in.words[of_document.begin].begin, in.words[of_document.end - 1].end};
    return {std::string(points.slice(chars.begin, chars.end)), {}, of_document, chars};
  }

  Model const* model_;
  prediction_options options_;
  typename Model::workspace space_;
};

}  // namespace hmt
