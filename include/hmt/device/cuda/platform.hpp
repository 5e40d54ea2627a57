// SPDX-License-Identifier: MIT
// What the device `cuda` requires of a GPU. Compiled by nvcc.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <limits>
#include <span>
#include <type_traits>
#include <vector>

#include <cublas_v2.h>
#include <cuda_runtime.h>

#include "hmt/core/tensor.hpp"
#include "hmt/device/concept.hpp"
#include "hmt/device/cuda/batched_products.hpp"
#include "hmt/device/cuda/checked.hpp"
#include "hmt/device/cuda/cuda.hpp"
#include "hmt/device/cuda/cudnn_rnn.hpp"
#include "hmt/device/cuda/graphs.hpp"
#include "hmt/device/cuda/stream.hpp"
#include "hmt/device/cuda/team.hpp"

namespace hmt {

namespace detail {

/// body(item) for all items.
template <class Body>
__global__ void run_items(std::size_t items, Body body) {
  auto const step = std::size_t{gridDim.x} * blockDim.x;
  for (auto item = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x; item < items; item += step) body(item);
}

/// body(item, team), one warp per item.
template <class Body>
__global__ void run_teams(std::size_t items, Body body) {
  auto const teams = blockDim.x / cuda_team::lanes;
  auto const step = std::size_t{gridDim.x} * teams;
  for (auto item = std::size_t{blockIdx.x} * teams + threadIdx.x / cuda_team::lanes; item < items; item += step)
    body(item, cuda_team());
}

/// Empty kernel that probes for compiled GPU code.
struct nothing {
  __device__ void operator()(std::size_t) const {}
};

}  // namespace detail

/// The first GPU visible to the process. All functions are static and work on the calling thread's stream, in order;
/// failures throw `device_error` (`cuda`).
class cuda_platform {
 public:
  /// Whether there is a GPU for which this program holds code. Does not throw.
  [[nodiscard]] static bool available() {
    int count = 0;
    bool const found = cudaGetDeviceCount(&count) == cudaSuccess && count > 0;
    cudaFuncAttributes attributes{};
    auto const* const kernel = reinterpret_cast<void const*>(&detail::run_items<detail::nothing>);
    bool const runs = found && cudaFuncGetAttributes(&attributes, kernel) == cudaSuccess;
    static_cast<void>(cudaGetLastError());
    return runs;
  }

  /// Zeroed memory; see `detail::allocate_on_gpu`.
  [[nodiscard]] static void* allocate(std::size_t bytes) {
    void* const memory = detail::allocate_on_gpu(bytes);
    detail::require_success(cudaMemset(memory, 0, bytes), "clearing memory");
    detail::require_success(cudaDeviceSynchronize(),
                            "clearing memory");  // before streams that do not wait for this one
    return memory;
  }
  /// Waits for the work that may still use the memory.
  static void release(void* memory) noexcept {
    if (memory != nullptr) static_cast<void>(cudaFree(memory));
  }
  static void to_device(void const* host, void* device, std::size_t bytes) { stream().to_device(host, device, bytes); }
  static void to_host(void const* device, void* host, std::size_t bytes) {
    if (bytes > 0)
      detail::require_success(cudaMemcpyAsync(host, device, bytes, cudaMemcpyDeviceToHost, stream().handle()),
                              "a copy from the GPU");
    stream().wait();
  }
  /// Waits until the stream is empty. Does not throw: the next operation reports failures.
  static void wait() noexcept {
    if (current() != nullptr) static_cast<void>(cudaStreamSynchronize(current()->handle()));
  }

  /// body(item) for every item below `items`, in any order.
  template <class Body>
  static void for_each(std::size_t items, Body const& body) {
    launch(detail::run_items<Body>, items, threads_a_block, body);
  }
  /// body(item, team) for every item below `items`, in any order.
  template <class Body>
  static void for_each_team(std::size_t items, Body const& body) {
    launch(detail::run_teams<Body>, items, threads_a_block / cuda_team_lanes, body);
  }

  /// c = alpha op(a) op(b) + beta c. The operands are rounded to `Operand`, sums are in T. Requires: matching shapes.
  template <class T, class Operand>
  static void multiply(transpose ta, transpose tb, T alpha, matrix_view<T const> a, matrix_view<T const> b, T beta,
                       matrix_view<T> c) {
    // cuBLAS is column-major: its c is our c transposed, so op(b)' op(a)'.
    auto const operation = [](transpose which) { return which == transpose::yes ? CUBLAS_OP_T : CUBLAS_OP_N; };
    auto const depth = ta == transpose::yes ? a.rows : a.columns;
    constexpr auto type = std::same_as<T, double> ? CUDA_R_64F : CUDA_R_32F;
    auto const result = cublasGemmEx(stream().blas(), operation(tb), operation(ta), number(c.columns), number(c.rows),
                                     number(depth), &alpha, b.data, type, leading(b), a.data, type, leading(a), &beta,
                                     c.data, type, leading(c), arithmetic<T, Operand>(), CUBLAS_GEMM_DEFAULT);
    detail::require_success(result, "a product of matrices");
  }

  /// The same for all products of all groups, with operands and results at the addresses `a`, `b` and `c`, lists in the
  /// memory of the GPU. In TF32 if `Operand` is bfloat16, which cuBLAS does not support here.
  template <class T, class Operand>
  static void multiply_groups(transpose ta, transpose tb, T alpha, void* const* a, void* const* b, T beta,
                              void* const* c, std::span<cuda_product_group const> groups) {
    struct by_group {
      std::vector<cublasOperation_t> left, right;
      std::vector<int> rows, columns, depth, a_leading, b_leading, c_leading, count;
      std::vector<T> alpha, beta;
    };
    thread_local by_group of;
    auto const all = [&](auto& list, auto const& value) {
      list.clear();
      for (auto const& group : groups) list.push_back(value(group));
    };
    auto const operation = [](transpose which) { return which == transpose::yes ? CUBLAS_OP_T : CUBLAS_OP_N; };
    all(of.left, [&](auto const&) { return operation(ta); });
    all(of.right, [&](auto const&) { return operation(tb); });
    all(of.rows, [](auto const& group) { return number(group.rows); });
    all(of.columns, [](auto const& group) { return number(group.columns); });
    all(of.depth, [](auto const& group) { return number(group.depth); });
    all(of.a_leading, [](auto const& group) { return std::max(1, number(group.a_stride)); });
    all(of.b_leading, [](auto const& group) { return std::max(1, number(group.b_stride)); });
    all(of.c_leading, [](auto const& group) { return number(group.c_stride); });
    all(of.count, [](auto const& group) { return number(group.count); });
    all(of.alpha, [&](auto const&) { return alpha; });
    all(of.beta, [&](auto const&) { return beta; });
    constexpr auto type = std::same_as<T, double> ? CUDA_R_64F : CUDA_R_32F;
    constexpr auto in = arithmetic<T, Operand>() == CUBLAS_COMPUTE_32F_FAST_16BF ? CUBLAS_COMPUTE_32F_FAST_TF32
                                                                                 : arithmetic<T, Operand>();
    auto const result = cublasGemmGroupedBatchedEx(
        stream().blas(), of.right.data(), of.left.data(), of.columns.data(), of.rows.data(), of.depth.data(),
        of.alpha.data(), b, type, of.b_leading.data(), a, type, of.a_leading.data(), of.beta.data(), c, type,
        of.c_leading.data(), number(groups.size()), of.count.data(), in);
    detail::require_success(result, "a batch of products of matrices");
  }

  /// Queues the work of first() and second() on two independent streams; later work waits for both.
  template <class First, class Second>
  static void parallel_invoke(First const& first, Second const& second) {
    auto& own = stream();
    borrowed_stream const borrowed(own);
    detail::require_success(cudaEventRecord(own.event(), own.handle()), "an event");
    detail::require_success(cudaStreamWaitEvent(borrowed.other.handle(), own.event()), "an event");
    first();
    {
      scoped_stream const until_the_end(borrowed.other);
      second();
    }
    detail::require_success(cudaEventRecord(borrowed.other.event(), borrowed.other.handle()), "an event");
    detail::require_success(cudaStreamWaitEvent(own.handle(), borrowed.other.event()), "an event");
  }

  template <class T, class Operand>
  using rnn = detail::cudnn_rnn<T, Operand, cuda_platform>;
  /// cuDNN on the thread's stream.
  static cudnnHandle_t dnn() { return stream().dnn(); }
  /// The time that the work queued by run() takes. Waits for it.
  template <class Run>
  static float milliseconds(Run const& run) {
    struct moment {
      moment() { detail::require_success(cudaEventCreate(&event), "an event"); }
      moment(moment const&) = delete;
      moment& operator=(moment const&) = delete;
      ~moment() { static_cast<void>(cudaEventDestroy(event)); }
      void is_now() const { detail::require_success(cudaEventRecord(event, stream().handle()), "an event"); }
      cudaEvent_t event = nullptr;
    } const begin, end;
    begin.is_now();
    run();
    end.is_now();
    stream().wait();
    float time = 0;
    detail::require_success(cudaEventElapsedTime(&time, begin.event, end.event), "an event");
    return time;
  }

  /// CUDA graphs, cached by key.
  class graphs : private detail::cuda_graphs {
   public:
    using detail::cuda_graphs::key;
    /// Queues what `record()` queues; recorded once per key.
    template <class Record>
    void replay(key const& what, Record const& record) {
      stream().prepare_next();  // not while recording
      detail::cuda_graphs::replay(stream().handle(), what, record);
    }
  };

 private:
  /// Makes a stream the calling thread's during the lifetime of this object.
  struct scoped_stream {
    explicit scoped_stream(detail::cuda_stream& one) : before(std::exchange(current(), &one)) {}
    scoped_stream(scoped_stream const&) = delete;
    scoped_stream& operator=(scoped_stream const&) = delete;
    ~scoped_stream() { current() = before; }
    detail::cuda_stream* before;
  };

  /// A second stream during the lifetime of this object.
  struct borrowed_stream {
    explicit borrowed_stream(detail::cuda_stream& by) : owner(by), other(by.borrow()) {}
    borrowed_stream(borrowed_stream const&) = delete;
    borrowed_stream& operator=(borrowed_stream const&) = delete;
    ~borrowed_stream() { owner.give_back(); }
    detail::cuda_stream& owner;
    detail::cuda_stream& other;
  };

  static constexpr std::size_t threads_a_block = 128;
  static constexpr std::size_t cuda_team_lanes = 32;

  static detail::cuda_stream*& current() {
    thread_local detail::cuda_stream* one = nullptr;
    return one;
  }
  static detail::cuda_stream& stream() {
    if (current() == nullptr) current() = new detail::cuda_stream();
    return *current();
  }

  template <class Kernel, class Body>
  static void launch(Kernel kernel, std::size_t items, std::size_t items_a_block, Body const& body) {
    if (items == 0) return;
    auto const blocks = std::min((items + items_a_block - 1) / items_a_block, std::size_t{1} << 20U);
    kernel<<<static_cast<unsigned>(blocks), threads_a_block, 0, stream().handle()>>>(items, body);
    detail::require_success(cudaGetLastError(), "a kernel");
  }

  template <class T, class Operand>
  static constexpr cublasComputeType_t arithmetic() {
    if (std::same_as<T, double>) return CUBLAS_COMPUTE_64F;
    if (std::same_as<Operand, tensor_float32>) return CUBLAS_COMPUTE_32F_FAST_TF32;
    if (std::same_as<Operand, T>) return CUBLAS_COMPUTE_32F;
    return CUBLAS_COMPUTE_32F_FAST_16BF;
  }
  static int number(std::size_t size) {
    if (size > static_cast<std::size_t>(std::numeric_limits<int>::max()))
      throw shape_error("shape", fmt::format("a product on the GPU: expected sizes below 2^31, found {}", size));
    return static_cast<int>(size);
  }
  template <class T>
  static int leading(matrix_view<T> view) {
    return std::max(1, number(view.stride));  // cuBLAS rejects the 0 of an empty view
  }
};

static_assert(Device<cuda<float>> && Device<cuda<double>> && Device<cuda<float, tensor_float32>> &&
              Device<cuda<float, bfloat16>>);

}  // namespace hmt
