// SPDX-License-Identifier: MIT
// Whether what a device derives from weights may be used again.
#pragma once

#include <atomic>
#include <cstdint>

namespace hmt {

/// The base of devices that holds the promise of `keep_weights`. Never allocates.
class kept_weights {
 public:
  /// With true, promises that until the next call of this function the content of weights, and of the right factors of
  /// products, stays as it is, so that what was derived from them (packed copies, a folded decoder) need not be made
  /// again. With false, as at first, they may change between any two operations.
  void keep_weights(bool kept) {
    static std::atomic<std::uint64_t> promises{0};
    version_ = kept ? ++promises : 0;
  }

  /// Takes over the promise that another device has, or its lack of one.
  void keep_weights_as(kept_weights const& other) { version_ = other.version_; }

  /// A number that no other promise has; 0 without one.
  [[nodiscard]] std::uint64_t weights_version() const { return version_; }

 private:
  std::uint64_t version_ = 0;
};

/// The promise of `keep_weights` for as long as this object lives, unless the device was promised it already.
template <class D>
class weights_kept_here {
 public:
  explicit weights_kept_here(D& device) : device_(device), promised_(device.weights_version() == 0) {
    if (promised_) device_.keep_weights(true);
  }
  weights_kept_here(weights_kept_here const&) = delete;
  weights_kept_here& operator=(weights_kept_here const&) = delete;
  ~weights_kept_here() {
    if (promised_) device_.keep_weights(false);
  }

 private:
  D& device_;
  bool promised_;
};

/// Remembers of which weights something was derived.
class weights_seen {
 public:
  /// Whether it has to be derived again, given the device's `weights_version`; the next call then takes it as derived.
  [[nodiscard]] bool outdated(std::uint64_t version) {
    bool const kept = version != 0 && version == seen_;
    seen_ = version;
    return !kept;
  }

 private:
  std::uint64_t seen_ = 0;
};

}  // namespace hmt
