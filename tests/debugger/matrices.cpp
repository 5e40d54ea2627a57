// SPDX-License-Identifier: MIT
// What check_printers.sh looks at from a debugger.
#include <numeric>
#include <vector>

#include "hmt/core/bfloat16.hpp"
#include "hmt/core/tensor.hpp"
#include "hmt/device/host_buffer.hpp"
#include "hmt/device/host_memory.hpp"
#include "hmt/device/matrix.hpp"

namespace {

using owning = hmt::device_matrix<hmt::host_memory<float>>;

void look([[maybe_unused]] hmt::matrix_view<float const> view, [[maybe_unused]] hmt::matrix_view<float const> block,
          [[maybe_unused]] hmt::matrix_view<float const> none, [[maybe_unused]] owning const& owned,
          [[maybe_unused]] hmt::host_buffer<double> const& buffer, [[maybe_unused]] hmt::bfloat16 half) {}

}  // namespace

int main() {
  std::vector<float> numbers(6);
  std::iota(numbers.begin(), numbers.end(), 1.5F);
  hmt::matrix_view<float const> const view(numbers.data(), 2, 3);
  owning owned;
  owned.resize(2, 1)(1, 0) = 7;
  hmt::host_buffer<double> buffer(3);
  buffer.data()[2] = 0.25;
  look(view, view.column_block(1, 2), {}, owned, buffer, hmt::bfloat16(-0.75F));
}
