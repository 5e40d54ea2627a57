// SPDX-License-Identifier: MIT
// Compiles only where the target brings the folder of the headers and C++20.
#include <hmt/core/error.hpp>
#include <hmt/version.hpp>

int main() {
  static_assert(__cplusplus >= 202002L);
  return hmt::place{"corpus.jsonl", HMT_VERSION_MINOR}.text().empty() ? 1 : 0;
}
