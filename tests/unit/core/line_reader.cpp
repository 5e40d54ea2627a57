// SPDX-License-Identifier: MIT
// Lines from a pipe: whole, in order, and known to be available or not.
#include "hmt/core/line_reader.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <boost/test/unit_test.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "temporary_folder.hpp"

BOOST_AUTO_TEST_SUITE(core_line_reader)

namespace {

/// A pipe whose write end can be closed early.
struct pipe_ends {
  int ends[2] = {-1, -1};

  pipe_ends() { BOOST_REQUIRE_EQUAL(::pipe(ends), 0); }
  ~pipe_ends() {
    ::close(ends[0]);
    close_writer();
  }
  void write(std::string_view text) const {
    BOOST_REQUIRE_EQUAL(::write(ends[1], text.data(), text.size()), static_cast<ssize_t>(text.size()));
  }
  void close_writer() {
    if (ends[1] >= 0) ::close(ends[1]);
    ends[1] = -1;
  }
};

std::vector<std::string> lines_of(std::string_view text) {
  pipe_ends pipe;
  pipe.write(text);
  pipe.close_writer();
  hmt::line_reader reader(pipe.ends[0], "pipe");
  std::vector<std::string> lines;
  for (std::string line; reader.next(line);) lines.push_back(line);
  return lines;
}

}  // namespace

BOOST_AUTO_TEST_CASE(lines_end_at_either_line_break_or_with_the_input) {
  using lines = std::vector<std::string>;
  BOOST_CHECK(lines_of("") == lines{});
  BOOST_CHECK(lines_of("one") == lines{"one"});
  BOOST_CHECK(lines_of("one\ntwo\r\n\n\nlast\n") == (lines{"one", "two", "", "", "last"}));
  BOOST_CHECK(lines_of("a\rb\n") == lines{"a\rb"});
}

BOOST_AUTO_TEST_CASE(a_line_may_be_longer_than_what_is_read_at_once) {
  temporary_folder const folder;
  std::string const text = std::string(200000, 'x') + "\n" + std::string(70000, 'y') + "\nz";
  auto const path = folder.file("long", text);
  int const file = ::open(path.c_str(), O_RDONLY);
  hmt::line_reader reader(file, "long");
  std::string line;
  BOOST_TEST(reader.next(line));
  BOOST_TEST(line.size() == 200000U);
  BOOST_TEST(reader.is_ready());
  BOOST_TEST(reader.next(line));
  BOOST_TEST(line == std::string(70000, 'y'));
  BOOST_TEST(reader.next(line));
  BOOST_TEST(line == "z");
  BOOST_TEST(!reader.next(line));
  BOOST_TEST(!reader.next(line));
  ::close(file);
}

BOOST_AUTO_TEST_CASE(a_line_is_ready_when_it_is_whole_or_the_input_has_ended) {
  pipe_ends pipe;
  hmt::line_reader reader(pipe.ends[0], "pipe");
  std::string line;
  BOOST_TEST(!reader.is_ready());
  pipe.write("on");
  BOOST_TEST(!reader.is_ready());
  pipe.write("e\ntwo");
  BOOST_TEST(reader.is_ready());
  BOOST_TEST(reader.next(line));
  BOOST_TEST(line == "one");
  BOOST_TEST(!reader.is_ready());
  pipe.close_writer();
  BOOST_TEST(reader.is_ready());
  BOOST_TEST(reader.next(line));
  BOOST_TEST(line == "two");
}

BOOST_AUTO_TEST_CASE(what_cannot_be_read_is_named) {
  temporary_folder const folder;
  int const file = ::open(folder.path().c_str(), O_RDONLY);
  hmt::line_reader reader(file, "news");
  std::string line;
  BOOST_CHECK_EXCEPTION(reader.next(line), hmt::data_error,
                        says("file-read", "news: expected to continue reading", "directory"));
  ::close(file);
}

BOOST_AUTO_TEST_SUITE_END()
