// SPDX-License-Identifier: MIT
// From raw text to entities and triples, with a trained model.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hmt/core/error.hpp"
#include "hmt/core/unicode.hpp"
#include "hmt/corpus/sentence_splitter.hpp"
#include "hmt/corpus/tokenizer.hpp"
#include "hmt/extract/document.hpp"
#include "hmt/extract/predict_all.hpp"
#include "hmt/hierarchy/predict.hpp"
#include "hmt/input/packed_batch.hpp"
#include "hmt/tagging/type_of.hpp"

namespace hmt {

/// Extracts from one document at a time: what comes out depends on nothing but the document and the model. Holds the
/// memory that the model needs to run, so each thread takes one of its own; the model is shared and must outlive it.
template <class Model>
class extractor {
 public:
  explicit extractor(Model const& model, wanted_outputs wanted = {}) : model_(&model), wanted_(wanted) {}

  /// Tokenizes, splits sentences and extracts. Throws `data_error` (`text-utf8`) for a text that is not UTF-8, naming
  /// `where` it came from and the byte. Allocates.
  document operator()(std::string_view text, place const& where = {"text"}) {
    require_utf8(text, where);
    auto words = tokenize(text);
    auto sentences = split_sentences(words);
    return extract(text, std::move(words), std::move(sentences));
  }

  /// The same for one sentence whose words stand between white space.
  document tokenized(std::string_view text, place const& where = {"text"}) {
    require_utf8(text, where);
    auto words = split_at_white_space(text);
    std::vector<span> sentences;
    if (!words.empty()) sentences.push_back({0, words.size()});
    return extract(text, std::move(words), std::move(sentences));
  }

 private:
  static void require_utf8(std::string_view text, place const& where) {
    if (auto const byte = find_invalid_utf8(text))
      throw data_error("text-utf8", where,
                       "expected text in UTF-8, found an invalid byte at position " + std::to_string(*byte + 1) +
                           "; convert the text to UTF-8");
  }

  document extract(std::string_view text, std::vector<token> words, std::vector<span> sentences) {
    document result{std::string(text), std::move(words), std::move(sentences), {}, {}};
    std::vector<encoded_sentence> encoded;
    for (auto const& one : result.sentences) {
      std::vector<std::string> own;
      for (std::size_t i = one.begin; i < one.end; ++i) own.push_back(result.words[i].text);
      encoded.push_back(model_->encode_words(own));
    }
    auto const found = predict_all(*model_, encoded, space_, wanted_);
    text_places const places(result.text);
    for (std::size_t s = 0; s < found.size(); ++s) {
      auto const first = result.sentences[s].begin;
      for (auto const& one : found[s].entities) {
        auto at = place_of(result, places, one.words, first);
        result.entities.push_back({std::move(at.text), one.type, at.words, at.chars, one.confidence});
      }
      for (auto const& one : found[s].triples) {
        auto head = place_of(result, places, one.head, first);
        auto tail = place_of(result, places, one.tail, first);
        head.type = std::string(type_of(one.head, found[s]));
        tail.type = std::string(type_of(one.tail, found[s]));
        result.triples.push_back({std::move(head), one.relation, std::move(tail), one.confidence});
      }
    }
    return result;
  }

  /// Where each code point of a text begins, in bytes.
  class text_places {
   public:
    explicit text_places(std::string_view text) : text_(text) {
      for (std::size_t i = 0; i < text.size(); ++i)
        if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) bytes_.push_back(i);
      bytes_.push_back(text.size());
    }
    [[nodiscard]] std::string slice(span chars) const {
      return std::string(text_.substr(bytes_[chars.begin], bytes_[chars.end] - bytes_[chars.begin]));
    }

   private:
    std::string_view text_;
    std::vector<std::size_t> bytes_;
  };

  static extracted_argument place_of(document const& in, text_places const& places, span words, std::size_t first) {
    span const of_document{first + words.begin, first + words.end};
    span const chars{in.words[of_document.begin].begin, in.words[of_document.end - 1].end};
    return {places.slice(chars), {}, of_document, chars};
  }

  Model const* model_;
  wanted_outputs wanted_;
  typename Model::workspace space_;
};

}  // namespace hmt
