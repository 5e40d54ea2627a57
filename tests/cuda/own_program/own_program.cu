// SPDX-License-Identifier: MIT
// Builds if hmt::cuda supplies all that a program for the GPU needs.
#include <hmt/cuda.hpp>

#include <cstdio>

int main() {
  std::puts(hmt::cuda<float>::supported() ? "there is a GPU" : "there is no GPU");
  return 0;
}
