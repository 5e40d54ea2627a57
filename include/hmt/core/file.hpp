// SPDX-License-Identifier: MIT
// Whole files: mapped for reading, and written atomically.
#pragma once

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "hmt/core/error.hpp"

namespace hmt {

namespace detail {

/// The system's message for an `errno`; thread-safe.
[[nodiscard]] inline std::string system_reason(int number) { return std::generic_category().message(number); }

/// Owns a file descriptor.
class descriptor {
 public:
  explicit descriptor(int number) : number_(number) {}
  descriptor(descriptor const&) = delete;
  descriptor& operator=(descriptor const&) = delete;
  ~descriptor() { close(); }

  [[nodiscard]] int number() const { return number_; }
  /// Whether closing succeeded; the system may report write failures only then. True if already closed.
  bool close() { return number_ < 0 || ::close(std::exchange(number_, -1)) == 0; }

 private:
  int number_;
};

}  // namespace detail

/// A file's bytes, mapped into memory for reading: opening copies nothing, and pages are loaded on access. Move-only;
/// views are valid as long as the object that holds the mapping. If another program truncates the file meanwhile, this
/// one ends with SIGBUS; replacing it, as `output_file` does, is harmless.
class mapped_file {
 public:
  /// Throws `data_error` (`file-open`) with the path and the system's reason if it is missing, not readable, or not a
  /// regular file (a folder, a pipe).
  explicit mapped_file(std::string const& path) {
    detail::descriptor const file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (file.number() < 0) refuse(path, detail::system_reason(errno));
    struct stat status {};
    if (::fstat(file.number(), &status) != 0) refuse(path, detail::system_reason(errno));
    if (S_ISDIR(status.st_mode)) refuse(path, detail::system_reason(EISDIR));
    if (!S_ISREG(status.st_mode)) refuse(path, "it is a pipe, a socket or a device");
    size_ = static_cast<std::size_t>(status.st_size);
    if (size_ == 0) return;
    void* const memory = ::mmap(nullptr, size_, PROT_READ, MAP_PRIVATE, file.number(), 0);
    if (memory == MAP_FAILED) refuse(path, detail::system_reason(errno));
    memory_ = memory;
  }
  mapped_file(mapped_file&& other) noexcept
      : memory_(std::exchange(other.memory_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  mapped_file& operator=(mapped_file&& other) noexcept {
    std::swap(memory_, other.memory_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~mapped_file() {
    if (memory_ != nullptr) ::munmap(memory_, size_);
  }

  /// All bytes of the file; empty for an empty file. Does not allocate.
  [[nodiscard]] std::string_view text() const { return {static_cast<char const*>(memory_), size_}; }

 private:
  [[noreturn]] static void refuse(std::string const& path, std::string const& reason) {
    throw data_error("file-open", file_position{path},
                     "expected a readable file, found: " + reason + "; check the path and its permissions");
  }

  void* memory_ = nullptr;
  std::size_t size_ = 0;
};

/// A file being written. The bytes go to a temporary file next to the target, which `commit` atomically replaces:
/// readers, or a killed run, see either the old file or the complete new one, and of two processes that write the same
/// target the later one wins. Without `commit` the temporary file is removed and the target is unchanged. A symbolic
/// link as target remains one. Not buffered: write in large pieces. One object serves one thread.
class output_file {
 public:
  /// Creates the temporary file. Throws `data_error` (`file-write`) with the target's path and the reason: its folder
  /// is missing or not writable, or the target exists and is not a regular file or not writable.
  explicit output_file(std::string path)
      : path_(std::move(path)), target_(resolved(path_)), file_(create_temporary()) {}
  output_file(output_file const&) = delete;
  output_file& operator=(output_file const&) = delete;
  ~output_file() {
    if (!committed_) ::unlink(temporary_.c_str());
  }

  /// Appends bytes. Throws `data_error` (`file-write`) if not all can be written, for example with no space left.
  void write(std::span<std::byte const> bytes) {
    while (!bytes.empty()) {
      ssize_t const taken = ::write(file_.number(), bytes.data(), bytes.size());
      if (taken < 0 && errno == EINTR) continue;
      if (taken < 0) refuse(detail::system_reason(errno));
      bytes = bytes.subspan(static_cast<std::size_t>(taken));
    }
  }
  void write(std::string_view text) { write(std::as_bytes(std::span(text))); }

  /// Waits until the bytes are on the disk and replaces the target; nothing may be written afterwards. Throws
  /// `data_error` (`file-write`); the target is then unchanged.
  void commit() {
    if (::fsync(file_.number()) != 0) refuse(detail::system_reason(errno));
    if (!file_.close()) refuse(detail::system_reason(errno));
    if (::rename(temporary_.c_str(), target_.c_str()) != 0) refuse(detail::system_reason(errno));
    committed_ = true;
  }

  /// Throws what writing to `path` would throw for its folder and permissions; call it before long work whose result
  /// goes there. Creates and removes a temporary file; the target is not touched.
  static void require_writable(std::string const& path) { output_file const probe(path); }

 private:
  /// The target of a symbolic link, so that the link itself is not replaced; `path` if nothing exists yet.
  [[nodiscard]] static std::string resolved(std::string const& path) {
    std::unique_ptr<char, decltype(&std::free)> const real(::realpath(path.c_str(), nullptr), &std::free);
    return real ? std::string(real.get()) : path;
  }

  /// Opens a new file; its name is made unique by the process id and a counter.
  [[nodiscard]] int create_temporary() {
    static std::atomic<unsigned> next{0};
    struct stat status {};
    if (::stat(target_.c_str(), &status) == 0) {
      if (S_ISDIR(status.st_mode)) refuse(detail::system_reason(EISDIR));
      if (!S_ISREG(status.st_mode)) refuse("it is a pipe, a socket or a device");
      if (::access(target_.c_str(), W_OK) != 0) refuse(detail::system_reason(errno));
    }
    for (;;) {
      temporary_ = target_ + "." + std::to_string(::getpid()) + "-" + std::to_string(next++) + ".part";
      int const number = ::open(temporary_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (number >= 0) return number;
      if (errno != EEXIST) refuse(detail::system_reason(errno));
    }
  }

  [[noreturn]] void refuse(std::string const& reason) const {
    throw data_error(
        "file-write", file_position{path_},
        "expected a writable file, found: " + reason + "; its folder must exist, be writable and have free space");
  }

  std::string path_;    ///< as given by the caller, for messages
  std::string target_;  ///< with symbolic links resolved
  std::string temporary_;
  bool committed_ = false;
  detail::descriptor file_;
};

/// Writes a whole file, as `output_file` does. Throws `data_error` (`file-write`).
inline void write_file(std::string path, std::string_view text) {
  output_file file(std::move(path));
  file.write(text);
  file.commit();
}

}  // namespace hmt
