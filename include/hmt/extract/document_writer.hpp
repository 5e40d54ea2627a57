// SPDX-License-Identifier: MIT
// The interface of writers of extracted documents.
#pragma once

#include <string>

#include "hmt/extract/document.hpp"

namespace hmt {

/// Converts extracted documents to text: `begin()`, `next` for each document, `end()`. One thread at a time.
class document_writer {
 public:
  document_writer() = default;
  document_writer(document_writer const&) = delete;
  document_writer& operator=(document_writer const&) = delete;
  virtual ~document_writer() = default;

  /// The text before the first document.
  [[nodiscard]] virtual std::string begin() { return {}; }
  /// A document's text.
  [[nodiscard]] virtual std::string next(document const& of) = 0;
  /// The text after the last document.
  [[nodiscard]] virtual std::string end() { return {}; }
};

}  // namespace hmt
