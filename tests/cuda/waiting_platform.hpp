// SPDX-License-Identifier: MIT
// A GPU for the tests of single operations: all work is done when a function returns.
#pragma once

#include <cstddef>
#include <span>

#include "hmt/cuda.hpp"

namespace hmt::testing {

/// See `cuda_platform`. With the heap of managed_heap.cpp the memory of tests is also the GPU's.
class waiting_platform : public cuda_platform {
 public:
  static void to_device(void const* host, void* device, std::size_t bytes) {
    cuda_platform::to_device(host, device, bytes);
    finish();
  }
  template <class Body>
  static void for_each(std::size_t items, Body const& body) {
    cuda_platform::for_each(items, body);
    finish();
  }
  template <class Body>
  static void for_each_team(std::size_t items, Body const& body) {
    cuda_platform::for_each_team(items, body);
    finish();
  }
  template <class T, class Operand>
  static void multiply(transpose ta, transpose tb, T alpha, matrix_view<T const> a, matrix_view<T const> b, T beta,
                       matrix_view<T> c) {
    cuda_platform::multiply<T, Operand>(ta, tb, alpha, a, b, beta, c);
    finish();
  }

  template <class T, class Operand>
  static void multiply_groups(transpose ta, transpose tb, T alpha, void* const* a, void* const* b, T beta,
                              void* const* c, std::span<cuda_product_group const> groups) {
    cuda_platform::multiply_groups<T, Operand>(ta, tb, alpha, a, b, beta, c, groups);
    finish();
  }

  template <class T, class Operand>
  using rnn = detail::cudnn_rnn<T, Operand, waiting_platform>;

  class graphs {
   public:
    using key = cuda_platform::graphs::key;
    template <class Record>
    void replay(key const& what, Record const& record) {
      own_.replay(what, [&] {
        while_recording const now;
        record();
      });
      finish();
    }

   private:
    cuda_platform::graphs own_;
  };

 private:
  /// Nothing may wait while a graph is recorded.
  struct while_recording {
    while_recording() { recording() = true; }
    while_recording(while_recording const&) = delete;
    while_recording& operator=(while_recording const&) = delete;
    ~while_recording() { recording() = false; }
  };
  static bool& recording() {
    static bool is = false;
    return is;
  }
  static void finish() {
    if (!recording()) wait();
  }
};

/// The device `cuda` for tests of single operations.
template <class T>
using waiting_cuda = cuda<T, T, waiting_platform>;

static_assert(Device<waiting_cuda<float>> && Device<waiting_cuda<double>>);

}  // namespace hmt::testing
