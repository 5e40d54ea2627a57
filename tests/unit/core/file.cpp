// SPDX-License-Identifier: MIT
// Mapped files and files written atomically.
#include "hmt/core/file.hpp"

#include <sys/resource.h>
#include <sys/wait.h>

#include <boost/test/unit_test.hpp>

#include <array>
#include <csignal>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(core_file)

namespace {

std::string read_whole(std::string const& path) { return std::string(hmt::mapped_file(path).text()); }

/// Limits file sizes during its lifetime, like a full disk.
class size_limit {
 public:
  explicit size_limit(rlim_t bytes) : handler_(std::signal(SIGXFSZ, SIG_IGN)) {
    ::getrlimit(RLIMIT_FSIZE, &before_);
    rlimit const limit{bytes, before_.rlim_max};
    ::setrlimit(RLIMIT_FSIZE, &limit);
  }
  ~size_limit() {
    ::setrlimit(RLIMIT_FSIZE, &before_);
    std::signal(SIGXFSZ, handler_);
  }

 private:
  rlimit before_{};
  void (*handler_)(int);
};

}  // namespace

BOOST_AUTO_TEST_CASE(reads_back_what_was_committed) {
  temporary_folder const folder;
  std::string const path = folder / "model";
  {
    hmt::output_file file(path);
    file.write("one\n");
    std::array const bytes{std::byte{0}, std::byte{'x'}};
    file.write(bytes);
    BOOST_TEST(!std::filesystem::exists(path));
    file.commit();
  }
  BOOST_TEST(read_whole(path) == std::string("one\n\0x", 6));
  BOOST_TEST(folder.count() == 1);
}

BOOST_AUTO_TEST_CASE(leaves_the_target_alone_without_commit) {
  temporary_folder const folder;
  std::string const path = folder / "model";
  hmt::write_file(path, "old");
  {
    hmt::output_file file(path);
    file.write("new");
  }
  BOOST_TEST(read_whole(path) == "old");
  BOOST_TEST(folder.count() == 1);
}

BOOST_AUTO_TEST_CASE(a_mapping_outlives_the_replacement_of_its_file) {
  temporary_folder const folder;
  std::string const path = folder / "model";
  hmt::write_file(path, "old");
  hmt::mapped_file const mapped(path);
  hmt::write_file(path, "new");
  BOOST_TEST(mapped.text() == "old");
  BOOST_TEST(read_whole(path) == "new");
}

BOOST_AUTO_TEST_CASE(an_empty_file_is_an_empty_text) {
  temporary_folder const folder;
  hmt::write_file(folder / "empty", "");
  BOOST_TEST(hmt::mapped_file(folder / "empty").text().empty());
}

BOOST_AUTO_TEST_CASE(moving_hands_the_mapping_over) {
  temporary_folder const folder;
  hmt::write_file(folder / "a", "first");
  hmt::write_file(folder / "b", "second");
  hmt::mapped_file a(folder / "a");
  hmt::mapped_file b(std::move(a));
  BOOST_TEST(b.text() == "first");
  b = hmt::mapped_file(folder / "b");
  BOOST_TEST(b.text() == "second");
}

BOOST_AUTO_TEST_CASE(names_what_cannot_be_read) {
  temporary_folder const folder;
  BOOST_CHECK_EXCEPTION(hmt::mapped_file(folder / "none"), hmt::data_error,
                        says("file-open", folder / "none", "No such file or directory"));
  BOOST_CHECK_EXCEPTION(hmt::mapped_file(folder.path()), hmt::data_error,
                        says("file-open", folder.path(), "Is a directory"));
  BOOST_CHECK_EXCEPTION(hmt::mapped_file("/dev/null"), hmt::data_error, says("file-open", "/dev/null", "a device"));
}

BOOST_AUTO_TEST_CASE(names_what_cannot_be_written) {
  temporary_folder const folder;
  std::string const missing = folder / "none/model";
  BOOST_CHECK_EXCEPTION(hmt::output_file{missing}, hmt::data_error,
                        says("file-write", missing, "No such file or directory"));
  BOOST_CHECK_EXCEPTION(hmt::output_file{folder.path()}, hmt::data_error,
                        says("file-write", folder.path(), "Is a directory"));
  BOOST_CHECK_EXCEPTION(hmt::output_file{"/dev/null"}, hmt::data_error, says("file-write", "/dev/null", "a device"));
}

BOOST_AUTO_TEST_CASE(tells_early_whether_a_target_can_be_written) {
  temporary_folder const folder;
  hmt::write_file(folder / "old", "old");
  BOOST_CHECK_EXCEPTION(hmt::output_file::require_writable(folder / "none/model"), hmt::data_error,
                        says("file-write", folder / "none/model", "No such file or directory"));
  BOOST_CHECK_NO_THROW(hmt::output_file::require_writable(folder / "old"));
  BOOST_CHECK_NO_THROW(hmt::output_file::require_writable(folder / "new"));
  BOOST_TEST(folder.count() == 1);
  BOOST_TEST(read_whole(folder / "old") == "old");
}

BOOST_AUTO_TEST_CASE(refuses_what_permissions_forbid) {
  if (::geteuid() == 0) {
    BOOST_TEST_MESSAGE("skipped: root may read and write everything");
    return;
  }
  temporary_folder const folder;
  hmt::write_file(folder / "closed", "text");
  std::filesystem::permissions(folder / "closed", std::filesystem::perms::none);
  BOOST_CHECK_EXCEPTION(hmt::mapped_file(folder / "closed"), hmt::data_error,
                        says("file-open", folder / "closed", "Permission denied"));
  BOOST_CHECK_EXCEPTION(hmt::output_file{folder / "closed"}, hmt::data_error,
                        says("file-write", folder / "closed", "Permission denied"));
}

BOOST_AUTO_TEST_CASE(a_failed_write_keeps_the_old_file) {
  temporary_folder const folder;
  std::string const path = folder / "model";
  hmt::write_file(path, "old");
  bool told = false;
  {
    size_limit const limit(1000);  // nothing may be printed meanwhile: the log may be a file, too
    try {
      hmt::write_file(path, std::string(5000, 'x'));
    } catch (hmt::data_error const& failure) {
      told = failure.code() == "file-write" && std::string(failure.what()).find("File too large") != std::string::npos;
    }
  }
  BOOST_TEST(told);
  BOOST_TEST(read_whole(path) == "old");
  BOOST_TEST(folder.count() == 1);
}

BOOST_AUTO_TEST_CASE(a_symbolic_link_stays_one) {
  temporary_folder const folder;
  hmt::write_file(folder / "target", "old");
  std::filesystem::create_symlink("target", folder / "link");
  hmt::write_file(folder / "link", "new");
  BOOST_TEST(std::filesystem::is_symlink(folder / "link"));
  BOOST_TEST(read_whole(folder / "target") == "new");
}

BOOST_AUTO_TEST_CASE(processes_that_write_one_target_leave_one_whole_file) {
  temporary_folder const folder;
  std::string const path = folder / "model";
  std::array<pid_t, 4> children{};
  for (std::size_t c = 0; c < children.size(); ++c) {
    children[c] = ::fork();
    if (children[c] == 0) {
      for (int round = 0; round < 20; ++round)
        hmt::write_file(path, std::string(100000, static_cast<char>('a' + static_cast<int>(c))));
      ::_exit(0);
    }
  }
  for (pid_t const child : children) {
    int status = 1;
    ::waitpid(child, &status, 0);
    BOOST_TEST(status == 0);
  }
  std::string const left = read_whole(path);
  BOOST_TEST(left == std::string(100000, left.at(0)));
  BOOST_TEST(folder.count() == 1);
}

BOOST_AUTO_TEST_SUITE_END()
