// SPDX-License-Identifier: MIT
// The header of safetensors files, written and read: the part of core/safetensors.hpp that knows JSON.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "hmt/core/compiled.hpp"
#include "hmt/core/error.hpp"
#include "hmt/core/file.hpp"
#include "hmt/core/json.hpp"
#include "hmt/core/safetensors.hpp"

namespace hmt {

namespace detail {

inline constexpr std::string_view metadata_key = "__metadata__";
inline constexpr std::size_t header_limit = 100'000'000;  ///< that of the format's own reader

/// The product of a shape times the size of a float, or nothing if it exceeds a `std::size_t`.
[[nodiscard]] inline std::optional<std::size_t> bytes_of(std::span<std::size_t const> shape) {
  std::size_t bytes = sizeof(float);
  for (std::size_t const extent : shape) {
    if (extent != 0 && bytes > std::numeric_limits<std::size_t>::max() / extent) return std::nullopt;
    bytes *= extent;
  }
  return bytes;
}

/// Fills a `safetensors_file`.
class safetensors_reader {
 public:
  explicit safetensors_reader(safetensors_file& into) : into_(into) {}

  void read() {
    std::string_view const text = into_.file_.text();
    std::uint64_t length = 0;
    if (text.size() < sizeof length)
      refuse("expected at least 8 bytes, found " + std::to_string(text.size()) +
             "; the file is truncated, or not a safetensors file");
    std::memcpy(&length, text.data(), sizeof length);
    if (text.starts_with("PK"))
      refuse("expected a safetensors file, found a ZIP archive (a PyTorch checkpoint?); convert it to safetensors");
    if (length > header_limit)
      refuse("expected a header of at most " + std::to_string(header_limit) + " bytes, found one of " +
             std::to_string(length) + "; this is not a safetensors file");
    if (length > text.size() - sizeof length)
      refuse("expected a header of " + std::to_string(length) + " bytes, found " +
             std::to_string(text.size() - sizeof length) + "; the file is truncated, or not a safetensors file");
    read(text.substr(sizeof length, length), text.substr(sizeof length + length));
  }

 private:
  /// The position of a tensor's bytes, relative to the end of the header.
  struct extent {
    std::size_t begin = 0;
    std::size_t end = 0;
    tensor_entry tensor;
  };

  void read(std::string_view header_text, std::string_view data) {
    json_value header;
    try {
      header = parse_json(header_text);
    } catch (json_value::exception const&) {
      refuse("expected a header in JSON, found other bytes; this is not a safetensors file, or it is damaged");
    }
    if (!header.is_object()) refuse("expected a JSON object as header, found " + describe(header));
    std::vector<extent> extents;
    for (auto& [name, value] : header.items()) {
      if (name == metadata_key)
        read_metadata(value);
      else
        extents.push_back(read_entry(name, value));
    }
    std::sort(extents.begin(), extents.end(),
              [](extent const& a, extent const& b) { return std::pair(a.begin, a.end) < std::pair(b.begin, b.end); });
    std::size_t end = 0;
    for (extent const& one : extents) {
      if (one.begin != end)
        refuse_tensor(one.tensor.name, "expected its values to begin at byte " + std::to_string(end) +
                                           ", where those before end, found " + std::to_string(one.begin) +
                                           "; the header is damaged");
      end = one.end;
    }
    if (end != data.size())
      refuse("expected " + std::to_string(end) + " bytes of values, found " + std::to_string(data.size()) +
             (data.size() < end ? "; the file is truncated" : "; the file has trailing bytes"));

    float const* values = aligned(data);
    for (extent& one : extents) {
      one.tensor.values = {values + one.begin / sizeof(float), (one.end - one.begin) / sizeof(float)};
      into_.tensors_.push_back(std::move(one.tensor));
    }
  }

  void read_metadata(json_value& value) {
    if (!value.is_object()) refuse("expected a JSON object as metadata, found " + describe(value));
    for (auto& [key, text] : value.items()) {
      if (!text.is_string()) refuse("expected text as metadata '" + key + "', found " + describe(text));
      into_.metadata_[key] = std::move(text.get_ref<std::string&>());
    }
  }

  [[nodiscard]] extent read_entry(std::string const& name, json_value const& value) const {
    if (!value.is_object()) refuse_tensor(name, "expected a JSON object, found " + describe(value));
    auto const member = [&](char const* key) { return value.contains(key) ? value[key] : json_value(); };
    if (auto const type = member("dtype"); type != "F32")
      refuse_tensor(name, "expected element type \"F32\", found " + describe(type) + "; convert the file to F32");
    extent one{
        .begin = 0, .end = 0, .tensor = {.name = name, .shape = numbers(name, "shape", member("shape")), .values = {}}};
    auto const offsets = numbers(name, "data_offsets", member("data_offsets"));
    if (offsets.size() != 2 || offsets[0] > offsets[1])
      refuse_tensor(name, "expected data_offsets [begin, end], found " + describe(member("data_offsets")));
    one.begin = offsets[0];
    one.end = offsets[1];
    if (auto const bytes = bytes_of(one.tensor.shape); bytes != one.end - one.begin)
      refuse_tensor(name, "expected " + (bytes ? std::to_string(*bytes) : "more than 2^64") + " bytes for shape " +
                              describe(member("shape")) + ", found " + std::to_string(one.end - one.begin) +
                              "; the header is damaged");
    return one;
  }

  [[nodiscard]] std::vector<std::size_t> numbers(std::string const& name, char const* key,
                                                 json_value const& value) const {
    if (!value.is_array() ||
        !std::all_of(value.begin(), value.end(), [](auto const& item) { return item.is_number_unsigned(); }))
      refuse_tensor(name, "expected whole numbers as " + std::string(key) + ", found " + describe(value));
    return value.get<std::vector<std::size_t>>();
  }

  /// The values in the mapping or, if a header of odd length leaves them unaligned, a copy.
  [[nodiscard]] float const* aligned(std::string_view data) {
    if (reinterpret_cast<std::uintptr_t>(data.data()) % alignof(float) == 0)
      return reinterpret_cast<float const*>(data.data());
    into_.copy_.resize(data.size() / sizeof(float));
    std::memcpy(into_.copy_.data(), data.data(), data.size());
    return into_.copy_.data();
  }

  /// The beginning of a JSON value, for messages; `nothing` for null.
  [[nodiscard]] static std::string describe(json_value const& value) {
    std::string const text = value.is_null() ? "nothing" : value.dump(-1, ' ', true);
    return text.size() <= 60 ? text : text.substr(0, 60) + "...";
  }

  [[noreturn]] void refuse(std::string const& message) const {
    throw data_error("model-file", file_position{into_.path_}, message);
  }
  [[noreturn]] void refuse_tensor(std::string const& name, std::string const& message) const {
    refuse("tensor '" + name + "': " + message);
  }

  safetensors_file& into_;
};

}  // namespace detail

HMT_INLINE void write_safetensors(std::string const& path, std::map<std::string, std::string> const& metadata,
                                  std::span<tensor_entry const> tensors) {
  json_value header = json_value::object();
  if (!metadata.empty()) header[std::string(detail::metadata_key)] = metadata;
  std::set<std::string_view> names{detail::metadata_key};
  std::size_t end = 0;
  for (tensor_entry const& tensor : tensors) {
    if (!names.insert(tensor.name).second)
      throw config_error("tensor-name", "expected each name of a tensor once in a model file, and none named '" +
                                            std::string(detail::metadata_key) + "', found '" + tensor.name + "'");
    if (detail::bytes_of(tensor.shape) != tensor.values.size_bytes())
      throw shape_error("shape", "tensor '" + tensor.name + "': expected as many values as the shape " +
                                     json_value(tensor.shape).dump() + " says, found " +
                                     std::to_string(tensor.values.size()));
    std::size_t const begin = std::exchange(end, end + tensor.values.size_bytes());
    header[tensor.name] = {{"dtype", "F32"}, {"shape", tensor.shape}, {"data_offsets", {begin, end}}};
  }
  std::string text = header.dump();
  text.resize((text.size() + 7) / 8 * 8, ' ');
  if (text.size() > detail::header_limit)
    throw data_error("model-file", file_position{path},
                     "expected a header of at most " + std::to_string(detail::header_limit) + " bytes, found " +
                         std::to_string(text.size()) + "; use a smaller vocabulary");
  std::uint64_t const length = text.size();
  output_file file(path);
  file.write(std::as_bytes(std::span(&length, 1)));
  file.write(text);
  for (tensor_entry const& tensor : tensors) file.write(std::as_bytes(tensor.values));
  file.commit();
}

HMT_INLINE safetensors_file::safetensors_file(std::string const& path) : path_(path), file_(path) {
  detail::safetensors_reader(*this).read();
}

}  // namespace hmt
