// SPDX-License-Identifier: MIT
// Prints the lengths of a batch's sentences, one line for each number of sentences on the command line. A test compares
// them with those from `comparison/lengths.py` for the programs in Python.
#include <cstddef>
#include <iostream>
#include <string>

#include "sentence_lengths.hpp"

int main(int count, char** arguments) {
  for (int i = 1; i < count; ++i) {
    for (auto const length : hmt::bench::sentence_lengths(std::stoul(arguments[i]))) std::cout << length << ' ';
    std::cout << '\n';
  }
}
