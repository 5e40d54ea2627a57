// SPDX-License-Identifier: MIT
// A temporary folder for a test, and a predicate for errors.
#pragma once

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <string_view>

#include "hmt/core/error.hpp"

/// Created empty, removed with its contents by the destructor.
class temporary_folder {
 public:
  temporary_folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "hmt-test-XXXXXX").string();
    BOOST_REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  temporary_folder(temporary_folder const&) = delete;
  temporary_folder& operator=(temporary_folder const&) = delete;
  ~temporary_folder() { std::filesystem::remove_all(path_); }

  [[nodiscard]] std::string path() const { return path_.string(); }
  /// The path of a file in it.
  [[nodiscard]] std::string operator/(std::string const& name) const { return (path_ / name).string(); }
  /// Writes a file into it; returns its path.
  [[nodiscard]] std::string file(std::string const& name, std::string_view text) const {
    std::ofstream(path_ / name, std::ios::binary) << text;
    return *this / name;
  }
  /// The number of files in it.
  [[nodiscard]] std::ptrdiff_t count() const { return std::distance(std::filesystem::directory_iterator(path_), {}); }

 private:
  std::filesystem::path path_;
};

/// A predicate for `BOOST_CHECK_EXCEPTION`: the error has this code, and its message contains all of these parts.
template <class... Parts>
[[nodiscard]] auto says(std::string const& code, Parts const&... parts) {
  return [=](hmt::error const& failure) {
    std::string_view const message = failure.what();
    BOOST_TEST_MESSAGE(message);
    return failure.code() == code && ((message.find(parts) != std::string_view::npos) && ...);
  };
}
