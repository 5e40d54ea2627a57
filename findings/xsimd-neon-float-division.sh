#!/usr/bin/env bash
# xsimd 8.1.0 (Debian 12, libxsimd-dev 8.1.0-7), compiled for AArch64 by ziglang 0.13.0 (PyPI), run by qemu-user 7.2.
#
# Expected: x / y and sqrt(x) of xsimd::batch<float> are rounded correctly, as on SSE2 and AVX: AArch64 has FDIV and FSQRT.
# Observed: batch<float, neon64> uses the code for 32-bit ARM, an estimate with two steps of refinement. Of a million
# quotients 40% and of as many roots 35% are off by one or two units in the last place, and the root of infinity is NaN.
# Consequence: float kernels with quotients (softmax, tanh) differ between processors by more than the order of their
# sums explains; specialise the two operations, or test with a tolerance.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet ziglang==0.13.0
chmod 755 .
apt-get download -qq libxsimd-dev=8.1.0-7 qemu-user-static
for package in *.deb; do dpkg -x "$package" root; done

cat >test.cpp <<'CPP'
#include <cmath>
#include <cstdio>
#include <cstring>
#include <limits>
#include <random>

#include <xsimd/xsimd.hpp>

static int distance(float a, float b) {  // in units in the last place; both positive
  int i, j;
  std::memcpy(&i, &a, sizeof i);
  std::memcpy(&j, &b, sizeof j);
  return i > j ? i - j : j - i;
}

int main() {
  using batch = xsimd::batch<float>;
  static_assert(batch::size == 4);
  std::mt19937 random(1);
  std::uniform_real_distribution<float> uniform(0.5F, 100.0F);
  int off[2] = {}, worst[2] = {}, count = 0;
  for (; count < 1000000; count += 4) {
    alignas(16) float x[4], y[4], results[2][4];
    for (int k = 0; k < 4; ++k) x[k] = uniform(random), y[k] = uniform(random);
    (batch::load_aligned(x) / batch::load_aligned(y)).store_aligned(results[0]);
    sqrt(batch::load_aligned(x)).store_aligned(results[1]);
    for (int k = 0; k < 4; ++k) {
      float const exact[2] = {x[k] / y[k], std::sqrt(x[k])};
      for (int of = 0; of < 2; ++of) {
        int const d = distance(results[of][k], exact[of]);
        off[of] += d != 0;
        worst[of] = d > worst[of] ? d : worst[of];
      }
    }
  }
  bool const root_is_nan = std::isnan(sqrt(batch(std::numeric_limits<float>::infinity())).get(0));
  std::printf("quotients: %.1f%% off, by up to %d units; roots: %.1f%% off, by up to %d units; sqrt(inf) is %s\n",
              100.0 * off[0] / count, worst[0], 100.0 * off[1] / count, worst[1], root_is_nan ? "nan" : "a number");
  return off[0] > 0 && off[1] > 0 && root_is_nan ? 0 : 1;
}
CPP
venv/bin/python -m ziglang c++ -target aarch64-linux-musl -std=c++17 -O2 -w -fno-fast-math -Iroot/usr/include test.cpp -o test
root/usr/bin/qemu-aarch64-static ./test
