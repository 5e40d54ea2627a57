// SPDX-License-Identifier: MIT
// Validity of data derived from weights.
#pragma once

#include <atomic>
#include <cstdint>

namespace hmt {

/// The base of devices that holds the promise of `freeze_weights`. Never allocates.
class frozen_weights {
 public:
  /// With true, promises that until the next call of this function the content of weights, and of the right operands of
  /// products, stays as it is, so that what was derived from them (packed copies, a folded decoder) need not be made
  /// again. With false, as at first, they may change between any two operations.
  void freeze_weights(bool kept) {
    static std::atomic<std::uint64_t> promises{0};
    version_ = kept ? ++promises : 0;
  }

  /// Takes over the promise that another device has, or its lack of one.
  void freeze_weights_like(frozen_weights const& other) { version_ = other.version_; }

  /// A number that no other promise has; 0 without one.
  [[nodiscard]] std::uint64_t weights_version() const { return version_; }

 private:
  std::uint64_t version_ = 0;
};

/// The promise of `freeze_weights` for as long as this object lives, unless the device was promised it already.
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

/// Remembers of which weights something was derived.
class weight_cache_key {
 public:
  /// Whether it has to be derived again, given the device's `weights_version`; the next call then takes it as derived.
  [[nodiscard]] bool changes_to(std::uint64_t version) {
    bool const kept = version != 0 && version == seen_;
    seen_ = version;
    return !kept;
  }

 private:
  std::uint64_t seen_ = 0;
};

}  // namespace hmt
