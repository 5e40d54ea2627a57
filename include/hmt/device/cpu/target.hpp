// SPDX-License-Identifier: MIT
// The target: the kind of processor for which a translation unit is compiled, as far as the kernels distinguish it.
#pragma once

/// HMT_TARGET_NAMESPACE: the inline namespace of all code that depends on the target, so that translation units with
/// different `-march` can be linked into one program: each keeps its own kernels and its own `cpu`. HMT_TARGET_NAME:
/// the target's display name. HMT_TARGET_BFLOAT16, HMT_TARGET_AMX: whether it multiplies pairs of bfloat16 in SIMD
/// registers, and in tiles.
#if defined(__AVX512F__) && defined(__AVX512CD__) && defined(__AVX512DQ__) && defined(__AVX512BW__)
#if defined(__AVX512BF16__) && defined(__AMX_TILE__) && defined(__AMX_BF16__) && defined(__linux__)
#define HMT_TARGET_NAMESPACE amx
#define HMT_TARGET_NAME "amx"
#define HMT_TARGET_BFLOAT16 1
#define HMT_TARGET_AMX 1
#elif defined(__AVX512BF16__)
#define HMT_TARGET_NAMESPACE avx512_bf16
#define HMT_TARGET_NAME "avx512-bf16"
#define HMT_TARGET_BFLOAT16 1
#else
#define HMT_TARGET_NAMESPACE x86_64_v4
#define HMT_TARGET_NAME "x86-64-v4"
#endif
#elif defined(__AVX512F__) && defined(__AVX512CD__) && defined(__AVX512DQ__)
#define HMT_TARGET_NAMESPACE avx512_dq
#define HMT_TARGET_NAME "avx512-dq"
#elif defined(__AVX512F__) && defined(__AVX512CD__)
#define HMT_TARGET_NAMESPACE avx512_cd
#define HMT_TARGET_NAME "avx512-cd"
#elif defined(__AVX512F__)
#define HMT_TARGET_NAMESPACE avx512_f
#define HMT_TARGET_NAME "avx512-f"
#elif defined(__AVX2__) && defined(__FMA__)
#define HMT_TARGET_NAMESPACE x86_64_v3
#define HMT_TARGET_NAME "x86-64-v3"
#elif defined(__AVX2__)
#define HMT_TARGET_NAMESPACE avx2
#define HMT_TARGET_NAME "avx2"
#elif defined(__AVX__) && defined(__FMA__)
#define HMT_TARGET_NAMESPACE avx_fma
#define HMT_TARGET_NAME "avx-fma"
#elif defined(__AVX__) && defined(__FMA4__)
#define HMT_TARGET_NAMESPACE avx_fma4
#define HMT_TARGET_NAME "avx-fma4"
#elif defined(__AVX__)
#define HMT_TARGET_NAMESPACE avx
#define HMT_TARGET_NAME "avx"
#elif defined(__SSE4_2__)
#define HMT_TARGET_NAMESPACE x86_64_v2
#define HMT_TARGET_NAME "x86-64-v2"
#elif defined(__SSE4_1__)
#define HMT_TARGET_NAMESPACE sse4_1
#define HMT_TARGET_NAME "sse4.1"
#elif defined(__SSSE3__)
#define HMT_TARGET_NAMESPACE ssse3
#define HMT_TARGET_NAME "ssse3"
#elif defined(__SSE3__)
#define HMT_TARGET_NAMESPACE sse3
#define HMT_TARGET_NAME "sse3"
#elif defined(__x86_64__)
#define HMT_TARGET_NAMESPACE x86_64
#define HMT_TARGET_NAME "x86-64"
#elif defined(__aarch64__)
#define HMT_TARGET_NAMESPACE neon
#define HMT_TARGET_NAME "neon"
#else
#error "hmt's device cpu has kernels for x86-64 and 64-bit ARM; for other processors use the device reference"
#endif

#ifndef HMT_TARGET_BFLOAT16
#define HMT_TARGET_BFLOAT16 0
#endif
#ifndef HMT_TARGET_AMX
#define HMT_TARGET_AMX 0
#endif
