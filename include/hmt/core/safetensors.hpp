// SPDX-License-Identifier: MIT
// The safetensors file format: named float tensors and text metadata, readable by any safetensors reader.
#pragma once

#include <bit>
#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "hmt/core/compiled.hpp"
#include "hmt/core/file.hpp"

namespace hmt {

/// A named tensor that does not own its values: row-major, as many as the product of the shape.
struct tensor_entry {
  std::string name;
  std::vector<std::size_t> shape;
  std::span<float const> values;
};

namespace detail {
static_assert(std::endian::native == std::endian::little, "safetensors files are little-endian");
class safetensors_reader;
}  // namespace detail

/// Writes a safetensors file: eight bytes with the length of the header, the header in JSON (`__metadata__` first, then
/// the tensors as given, padded with blanks to a multiple of eight), and the values as F32 without gaps. The same
/// arguments give the same bytes. The target is replaced atomically at the end.
///
/// Requires: names and metadata are valid UTF-8. Throws `shape_error` (`shape`) for a tensor whose number of values
/// does not match its shape, `config_error` (`tensor-name`) for a duplicate or reserved name, `data_error`
/// (`model-file`) for a header above 100 MB, which no reader would accept, and `data_error` (`file-write`). Allocates
/// the header.
HMT_INLINE void write_safetensors(std::string const& path, std::map<std::string, std::string> const& metadata,
                                  std::span<tensor_entry const> tensors);

/// A safetensors file of F32 tensors, mapped into memory. Everything is checked before any value can be accessed. Views
/// of values are valid as long as the object. Immutable except by assignment.
class safetensors_file {
 public:
  /// Throws `data_error` (`file-open`) if the file cannot be read, and `data_error` (`model-file`), with the path, what
  /// was expected, what was found and the likely cause, if it is not a complete and consistent safetensors file of F32
  /// tensors. Allocates names and metadata, and a copy of the values only if they are unaligned in the file.
  explicit safetensors_file(std::string const& path);

  [[nodiscard]] std::string const& path() const { return path_; }
  /// Text by key; empty if the file has none.
  [[nodiscard]] std::map<std::string, std::string> const& metadata() const { return metadata_; }
  /// All tensors in the order of their values in the file.
  [[nodiscard]] std::span<tensor_entry const> tensors() const { return tensors_; }
  /// The tensor of that name, or null.
  [[nodiscard]] tensor_entry const* find(std::string_view name) const {
    for (auto const& one : tensors_)
      if (one.name == name) return &one;
    return nullptr;
  }

 private:
  friend class detail::safetensors_reader;

  std::string path_;
  mapped_file file_;
  std::map<std::string, std::string> metadata_;
  std::vector<tensor_entry> tensors_;
  std::vector<float> copy_;
};

}  // namespace hmt

#ifndef HMT_FILES_COMPILED
#include "hmt/core/compiled/safetensors.hpp"
#endif
