// SPDX-License-Identifier: MIT
// From raw text to entities and triples, with a trained model.
#pragma once

#include <span>
#include <string_view>

#include "hmt/core/error.hpp"
#include "hmt/corpus/sentence.hpp"
#include "hmt/extract/document.hpp"
#include "hmt/extract/extract_documents.hpp"
#include "hmt/extract/predict_all.hpp"
#include "hmt/extract/read_document.hpp"
#include "hmt/hierarchy/predict.hpp"

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
    extract_documents(documents, [&](std::span<sentence const> sentences) {
      return predict_all(*model_, model_->encode_inputs(sentences), space_, options_);
    });
  }

 private:
  document extracted(document one) {
    extract(std::span(&one, 1));
    return one;
  }

  Model const* model_;
  prediction_options options_;
  typename Model::workspace space_;
};

}  // namespace hmt
