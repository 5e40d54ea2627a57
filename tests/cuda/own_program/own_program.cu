// SPDX-License-Identifier: MIT
// Builds where hmt::cuda brings all that a program for the GPU takes.
#include <hmt/cuda.hpp>

#include <cstdio>

int main() {
  std::puts(hmt::cuda<float>::supported() ? "there is a GPU" : "there is no GPU");
  return 0;
}
