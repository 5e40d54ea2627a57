// SPDX-License-Identifier: MIT
// The selection of a target of hmt::kernels, and the interface between the program and the targets' objects.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include <fmt/format.h>

#ifdef __x86_64__
#include <cpuid.h>
#endif

#include "hmt/core/error.hpp"
#include "hmt/core/parallel.hpp"
#include "hmt/core/thread_pool.hpp"
#include "table.hpp"

namespace hmt::detail {

void library_thread_pool::resize(std::size_t threads) { thread_pool::resize(threads); }
std::size_t library_thread_pool::size() { return thread_pool::size(); }
void library_thread_pool::run(std::size_t jobs, void const* context, void (*job)(void const*, std::size_t)) {
  thread_pool::run(jobs, context, job);
}

namespace {

/// A target, and whether this processor and its operating system have what it needs beyond the preceding targets.
struct kernels_of_target {
  char const* name;
  bool (*here)();
  kernels_table const* (*table)();
};

}  // namespace

#ifdef __x86_64__

extern "C" {
kernels_table const* hmt_kernels_x86_64_v2();
kernels_table const* hmt_kernels_x86_64_v3();
kernels_table const* hmt_kernels_x86_64_v4();
kernels_table const* hmt_kernels_avx512_bf16();
kernels_table const* hmt_kernels_amx();
}

namespace {

struct cpuid_leaf {
  unsigned eax = 0, ebx = 0, ecx = 0, edx = 0;
  explicit cpuid_leaf(unsigned leaf) { __get_cpuid_count(leaf, 0, &eax, &ebx, &ecx, &edx); }
};
bool has(unsigned bits, unsigned number) { return (bits >> number & 1U) != 0; }

/// The compiler's own test also checks that the system saves the registers of AVX and AVX-512. It has no name for
/// these.
bool has_v3_beside_avx2() {
  cpuid_leaf const basic(1), extended(0x80000001U);
  constexpr unsigned movbe = 22, f16c = 29, lzcnt = 5;
  return has(basic.ecx, movbe) && has(basic.ecx, f16c) && has(extended.ecx, lzcnt);
}

/// A process must also request tiles from the system, as the kernel does at its first product in bfloat16.
bool has_amx_bf16() {
  constexpr unsigned xgetbv_usable = 27, amx_bf16 = 22, amx_tile = 24, tile_configuration = 17, tile_data = 18;
  cpuid_leaf const basic(1), features(7);
  if (!has(basic.ecx, xgetbv_usable) || !has(features.edx, amx_bf16) || !has(features.edx, amx_tile)) return false;
  unsigned kept = 0, upper = 0;
  asm("xgetbv" : "=a"(kept), "=d"(upper) : "c"(0));
  return has(kept, tile_configuration) && has(kept, tile_data);
}

constexpr std::array all_targets{
    kernels_of_target{"x86-64-v2",
                      [] { return __builtin_cpu_supports("sse4.2") != 0 && __builtin_cpu_supports("popcnt") != 0; },
                      hmt_kernels_x86_64_v2},
    kernels_of_target{"x86-64-v3",
                      [] {
                        return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("fma") != 0 &&
                               __builtin_cpu_supports("bmi2") != 0 && has_v3_beside_avx2();
                      },
                      hmt_kernels_x86_64_v3},
    kernels_of_target{"x86-64-v4",
                      [] {
                        return __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512cd") != 0 &&
                               __builtin_cpu_supports("avx512dq") != 0 && __builtin_cpu_supports("avx512vl") != 0;
                      },
                      hmt_kernels_x86_64_v4},
    kernels_of_target{"avx512-bf16", [] { return __builtin_cpu_supports("avx512bf16") != 0; }, hmt_kernels_avx512_bf16},
    kernels_of_target{"amx", has_amx_bf16, hmt_kernels_amx}};

}  // namespace

#else

extern "C" kernels_table const* hmt_kernels_neon();

namespace {

constexpr std::array all_targets{kernels_of_target{"neon", [] { return true; }, hmt_kernels_neon}};

}  // namespace

#endif

namespace {

/// The targets that this processor supports: with a target it supports all before it.
std::span<kernels_of_target const> targets_here() {
  auto const end = std::ranges::find_if_not(all_targets, [](auto const& target) { return target.here(); });
  return {all_targets.begin(), end};
}

std::string names_of(std::span<kernels_of_target const> targets) {
  std::string names;
  for (auto const& target : targets) names += (names.empty() ? "" : ", ") + std::string(target.name);
  return names;
}

/// Null if the environment names none and the processor supports none.
kernels_of_target const* choose() {
  auto const here = targets_here();
  auto const* const wanted = std::getenv("HMT_TARGET");
  if (wanted == nullptr || *wanted == '\0') return here.empty() ? nullptr : &here.back();
  auto const named = [wanted](auto const& target) { return std::string_view(target.name) == wanted; };
  auto const found = std::ranges::find_if(all_targets, named);
  if (found == all_targets.end())
    throw config_error("target-unknown",
                       fmt::format("HMT_TARGET: expected one of {}; found '{}'", names_of(all_targets), wanted));
  if (std::ranges::none_of(here, named))
    throw device_error("target-absent", fmt::format("HMT_TARGET: expected a target that this processor has ({}); found "
                                                    "'{}'; leave the variable unset for the best one",
                                                    here.empty() ? "none" : names_of(here), wanted));
  return found;
}

kernels_of_target const* chosen() {
  static auto const* const target = choose();
  return target;
}

kernels_table const& table() {
  if (chosen() == nullptr)
    throw device_error("target-absent", fmt::format("expected a processor with the instructions of {}, found none of "
                                                    "them; build the program without hmt::kernels, for this processor",
                                                    all_targets.front().name));
  return *chosen()->table();
}

template <class Key>
typename Key::function* entry(table_entry<Key> const& of) {
  return of.function;
}

}  // namespace

template <std::floating_point T, class Operand>
std::unique_ptr<kernels_operations<T, Operand>> make_kernels_operations() {
  return entry<making<T, Operand>>(table())();
}
template std::unique_ptr<kernels_operations<float, float>> make_kernels_operations();
template std::unique_ptr<kernels_operations<float, bfloat16>> make_kernels_operations();
template std::unique_ptr<kernels_operations<double, double>> make_kernels_operations();

template <class Update>
typename Update::function* kernels_update() {
  return entry<Update>(table());
}

namespace {

/// Refers to `kernels_update` of all updates, so that it is among the library's symbols.
template <class Update>
struct asking {
  using function = typename Update::function*();
};
template <class... Updates>
constexpr auto asking_for(std::type_identity<table_of<Updates...>>) {
  return table_of<asking<Updates>...>{{kernels_update<Updates>}...};
}
[[gnu::used]] constexpr auto asking_for_all = asking_for(std::type_identity<kernels_updates>());

}  // namespace

}  // namespace hmt::detail

namespace hmt {

std::string_view kernels_target() {
  auto const* const target = detail::chosen();
  return target == nullptr ? std::string_view() : target->name;
}

}  // namespace hmt
