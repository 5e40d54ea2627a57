// SPDX-License-Identifier: MIT
// The metadata of a model file: configuration, labels, states of inputs.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hmt/core/compiled.hpp"
#include "hmt/core/safetensors.hpp"

namespace hmt {

/// The value of `format` in a model file's metadata.
inline constexpr std::string_view model_format = "hmt-1";

/// The policies of a model, spelled like its type, with all numbers.
struct model_configuration {
  using task_parts = std::vector<std::pair<std::string, std::string>>;  ///< part, spelling
  std::string embedding;
  std::vector<task_parts> tasks;  ///< bottom to top

  /// The spelling of a part of a task, empty if there is none.
  [[nodiscard]] std::string_view part(std::size_t task, std::string_view name) const {
    if (task < tasks.size())
      for (auto const& [part, spelling] : tasks[task])
        if (part == name) return spelling;
    return {};
  }
  bool operator==(model_configuration const&) const = default;
};

/// As JSON: `embedding`, `tasks`: an object of each task's parts.
[[nodiscard]] HMT_INLINE std::string to_json_text(model_configuration const& of);

namespace detail {

/// A JSON array of strings.
[[nodiscard]] HMT_INLINE std::string to_json_text(std::span<std::string const> texts);

/// Reads the metadata of a model file, which outlives it. Throws `data_error`: `model-file` for metadata that is
/// missing or damaged, `model-mismatch` for that of another format or model, naming the file, what was expected and
/// found.
class model_header {
 public:
  /// Checks the format.
  HMT_INLINE explicit model_header(safetensors_file const& file);

  /// The value of a key, as text and as a list of texts.
  [[nodiscard]] HMT_INLINE std::string const& text(std::string const& key) const;
  [[nodiscard]] HMT_INLINE std::vector<std::string> texts(std::string const& key) const;
  /// The configuration; anything else in its JSON is ignored.
  [[nodiscard]] HMT_INLINE model_configuration configuration() const;
  /// Throws unless the configuration is exactly this one.
  HMT_INLINE void require(model_configuration const& expected) const;

  [[noreturn]] HMT_INLINE void refuse(std::string_view code, std::string const& message) const;

  /// A tensor of the file. Throws (`model-mismatch`) where it is missing or has another shape.
  [[nodiscard]] HMT_INLINE tensor_entry const& tensor(std::string const& name,
                                                      std::vector<std::size_t> const& shape) const;

 private:
  safetensors_file const* file_;
};

}  // namespace detail
}  // namespace hmt

#ifndef HMT_FILES_COMPILED
#include "hmt/hierarchy/compiled/model_header.hpp"
#endif
