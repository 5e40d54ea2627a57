// SPDX-License-Identifier: MIT
// The device `cuda` in tests: on a GPU if compiled by nvcc, else on the stand-in.
#pragma once

#include <cstdio>

#include <boost/test/unit_test.hpp>

#ifdef __CUDACC__

#include "hmt/cuda.hpp"

namespace hmt::testing {

template <class T>
using cuda_under_test = cuda<T>;

/// A GPU's memory needs no lock.
struct only_kernels_see_memory {
  only_kernels_see_memory() {}
};

/// For tests that cannot run without a GPU.
inline boost::test_tools::assertion_result has_device(boost::unit_test::test_unit_id) {
  boost::test_tools::assertion_result there(cuda<float>::supported());
  if (!there) std::puts("skipped: no device");
  return there;
}

}  // namespace hmt::testing

#else

#include "cuda/host_platform.hpp"

namespace hmt::testing {

template <class T>
using cuda_under_test = cuda_on_host<T>;
using only_kernels_see_memory = host_platform::only_kernels_see_memory;

inline boost::test_tools::assertion_result has_device(boost::unit_test::test_unit_id) { return true; }

}  // namespace hmt::testing

#endif
