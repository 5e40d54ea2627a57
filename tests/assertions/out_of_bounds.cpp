// SPDX-License-Identifier: MIT
// With HMT_ASSERTIONS an access outside a view ends the program with a message that locates it; one inside does not.
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include "hmt/core/packed_layout.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/parameters.hpp"

namespace {

/// What a program that runs `action` writes to standard error, and whether it aborts.
struct ending {
  std::string message;
  bool aborted = false;
};

ending run_apart(void (*action)()) {
  std::array<int, 2> ends{};
  if (pipe(ends.data()) != 0) std::abort();
  auto const child = fork();
  if (child == 0) {
    dup2(ends[1], STDERR_FILENO);
    action();
    std::_Exit(0);
  }
  close(ends[1]);
  ending result;
  std::array<char, 256> piece{};
  for (ssize_t count = 0; (count = read(ends[0], piece.data(), piece.size())) > 0;)
    result.message.append(piece.data(), static_cast<std::size_t>(count));
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  result.aborted = WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT;
  return result;
}

std::array<float, 12> numbers{};
hmt::matrix_view<float> const matrix(numbers.data(), 3, 4);
std::array<hmt::row_index, 3> const offsets{0, 2, 3};

template <class... T>
void use(T const&...) {}

struct access {
  void (*action)();
  std::string message;  ///< its end; empty if the access is allowed
};

std::vector<access> const accesses{
    {[] { use(matrix(2, 3), matrix.row(2)); }, ""},
    {[] { use(matrix.row_block(3, 0), matrix.row_block(1, 2), matrix.column_block(4, 0), matrix.column_block(1, 3)); },
     ""},
    {[] { use(hmt::packed_layout(offsets).offset(2)); }, ""},
    {[] { use(matrix(3, 0)); }, "core/tensor.hpp:#: assertion failed: row < rows && column < columns\n"},
    {[] { use(matrix(0, 4)); }, "core/tensor.hpp:#: assertion failed: row < rows && column < columns\n"},
    {[] { use(matrix.row(3)); }, "core/tensor.hpp:#: assertion failed: number < rows\n"},
    {[] { use(matrix.row_block(1, 3)); },
     "core/tensor.hpp:#: assertion failed: first <= rows && count <= rows - first\n"},
    {[] { use(matrix.column_block(5, 0)); },
     "core/tensor.hpp:#: assertion failed: first <= columns && count <= columns - first\n"},
    {[] { use(hmt::matrix_view<float>(numbers.data(), 2, 4, 3)); },
     "core/tensor.hpp:#: assertion failed: column_count <= row_stride || row_stride == 0 || row_count <= 1\n"},
    {[] { use(hmt::packed_layout(offsets).offset(3)); },
     "core/packed_layout.hpp:#: assertion failed: step < offsets_.size()\n"},
    {[] { use(hmt::packed_layout(offsets).row(1, 1)); },
     "core/packed_layout.hpp:#: assertion failed: s < width(position)\n"},
    {[] { use(hmt::packed_layout(std::span(offsets).subspan(1))); },
     "core/packed_layout.hpp:#: assertion failed: offsets.empty() || offsets.front() == 0\n"},
    {[] {
       use(hmt::parameter_slot{8, 1, 5}.matrix(std::span<float>(numbers)));
     },
     "device/parameters.hpp:#: assertion failed: offset <= buffer.size() && rows * columns <= buffer.size() - "
     "first(buffer.size())\n"},
};

/// The message with # in place of its line number.
std::string without_line(std::string message) {
  auto const end = message.find(": assertion");
  auto const colon = message.rfind(':', end - 1);
  return end == std::string::npos || colon == std::string::npos ? message
                                                                : message.replace(colon + 1, end - colon - 1, "#");
}

}  // namespace

int main() {
  int faults = 0;
  for (std::size_t k = 0; k < accesses.size(); ++k) {
    auto const found = run_apart(accesses[k].action);
    auto const& expected = accesses[k].message;
    bool const as_expected =
        expected.empty() ? found.message.empty() : without_line(found.message).ends_with("hmt/" + expected);
    if (found.aborted == !expected.empty() && as_expected) continue;
    std::cerr << "access " << k << ": expected '" << expected << "', found '" << found.message << "', which "
              << (found.aborted ? "aborted" : "did not abort") << "\n";
    ++faults;
  }
  return faults == 0 ? 0 : 1;
}
