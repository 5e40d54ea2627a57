// SPDX-License-Identifier: MIT
// Validity of data derived from weights.
#pragma once

#include <atomic>
#include <cstdint>

namespace hmt {

/// The base of devices that holds the promise of `freeze_weights`. Never allocates.
class frozen_weights {
 public:
  /// With true, promises that until the next call of this function weights, and right operands of products, do not
  /// change, so that data derived from them (packed copies, a folded decoder) can be reused. With false, the initial
  /// state, they may change between any two operations.
  void freeze_weights(bool kept) {
    static std::atomic<std::uint64_t> promises{0};
    version_ = kept ? ++promises : 0;
  }

  /// Takes over another device's promise, or the lack of one.
  void freeze_weights_like(frozen_weights const& other) { version_ = other.version_; }

  /// A number unique to the current promise; 0 without one.
  [[nodiscard]] std::uint64_t weights_version() const { return version_; }

 private:
  std::uint64_t version_ = 0;
};

/// The promise of `freeze_weights` for the lifetime of this object, unless the device already has it.
template <class D>
class scoped_freeze {
 public:
  explicit scoped_freeze(D& device) : device_(device), promised_(device.weights_version() == 0) {
    if (promised_) device_.freeze_weights(true);
  }
  scoped_freeze(scoped_freeze const&) = delete;
  scoped_freeze& operator=(scoped_freeze const&) = delete;
  ~scoped_freeze() {
    if (promised_) device_.freeze_weights(false);
  }

 private:
  D& device_;
  bool promised_;
};

/// Remembers from which weights something was derived.
class weight_cache_key {
 public:
  /// Whether it must be derived again, given the device's `weights_version`; the next call then regards it as derived.
  [[nodiscard]] bool changes_to(std::uint64_t version) {
    bool const kept = version != 0 && version == seen_;
    seen_ = version;
    return !kept;
  }

 private:
  std::uint64_t seen_ = 0;
};

}  // namespace hmt
