// SPDX-License-Identifier: MIT
// Loops unrolled at compile time.
#pragma once

#include <cstddef>
#include <type_traits>
#include <utility>

namespace hmt::detail {

/// Calls f(0), f(1), ... f(Count - 1) with numbers that are constants (`std::integral_constant`).
template <std::size_t Count, class F>
constexpr void static_for(F&& f) {
  [&]<std::size_t... K>(std::index_sequence<K...>) { (f(std::integral_constant<std::size_t, K>{}), ...); }
  (std::make_index_sequence<Count>{});
}

}  // namespace hmt::detail
