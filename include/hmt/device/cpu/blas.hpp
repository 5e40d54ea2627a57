// SPDX-License-Identifier: MIT
// The one call into BLAS: a product of matrices in row-major views.
#pragma once

#include <cblas.h>

#include <algorithm>
#include <concepts>
#include <cstddef>

#include "hmt/core/tensor.hpp"
#include "hmt/device/concept.hpp"

namespace hmt::detail {

/// c = alpha op(a) op(b) + beta c as `Device::multiply`, on the calling thread: the first call tells OpenBLAS, for the
/// whole process, to start no threads of its own beside ours. A row's bits depend on the number of rows. Requires:
/// shapes that fit. Allocates nothing but what BLAS keeps for itself.
template <std::floating_point T>
void blas_multiply(transpose ta, transpose tb, T alpha, matrix_view<T const> a, matrix_view<T const> b, T beta,
                   matrix_view<T> c) {
  if (c.empty()) return;
  [[maybe_unused]] static bool const alone = (openblas_set_num_threads(1), true);
  auto const form = [](transpose t) { return t == transpose::yes ? CblasTrans : CblasNoTrans; };
  auto const number = [](std::size_t size) { return static_cast<blasint>(size); };
  // BLAS wants a positive distance between rows, even where there are none.
  auto const stride = [](auto view) { return static_cast<blasint>(std::max<std::size_t>(1, view.stride)); };
  auto const inner = ta == transpose::yes ? a.rows : a.columns;
  if constexpr (std::same_as<T, float>)
    cblas_sgemm(CblasRowMajor, form(ta), form(tb), number(c.rows), number(c.columns), number(inner), alpha, a.data,
                stride(a), b.data, stride(b), beta, c.data, stride(c));
  else
    cblas_dgemm(CblasRowMajor, form(ta), form(tb), number(c.rows), number(c.columns), number(inner), alpha, a.data,
                stride(a), b.data, stride(b), beta, c.data, stride(c));
}

}  // namespace hmt::detail
