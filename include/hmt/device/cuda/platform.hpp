// SPDX-License-Identifier: MIT
// What the device `cuda` asks of a GPU. Compiled by nvcc.
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
#include "hmt/device/cuda/queue.hpp"
#include "hmt/device/cuda/team.hpp"

namespace hmt {

namespace detail {

/// body(item) for all items.
template <class Body>
__global__ void run_items(std::size_t items, Body body) {
  auto const step = std::size_t{gridDim.x} * blockDim.x;
  for (auto item = std::size_t{blockIdx.x} * blockDim.x + threadIdx.x; item < items; item += step) body(item);
}

/// body(item, team), a warp an item.
template <class Body>
__global__ void run_teams(std::size_t items, Body body) {
  auto const teams = blockDim.x / cuda_team::lanes;
  auto const step = std::size_t{gridDim.x} * teams;
  for (auto item = std::size_t{blockIdx.x} * teams + threadIdx.x / cuda_team::lanes; item < items; item += step)
    body(item, cuda_team());
}

/// What a program that has code for the GPU can run.
struct nothing {
  __device__ void operator()(std::size_t) const {}
};

}  // namespace detail

/// The first GPU that the process may see. All functions are static and work on the calling thread's queue, in order;
/// those that fail throw `device_error` (`cuda`).
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
    detail::require_success(cudaDeviceSynchronize(), "clearing memory");  // before streams that do not wait for others
    return memory;
  }
  /// Waits for the work that may still use the memory.
  static void release(void* memory) noexcept {
    if (memory != nullptr) static_cast<void>(cudaFree(memory));
  }
  static void to_device(void const* host, void* device, std::size_t bytes) { queue().to_device(host, device, bytes); }
  static void to_host(void const* device, void* host, std::size_t bytes) {
    if (bytes > 0)
      detail::require_success(cudaMemcpyAsync(host, device, bytes, cudaMemcpyDeviceToHost, queue().stream()),
                              "a copy from the GPU");
    queue().wait();
  }
  /// Waits until the queue is empty. Does not throw: what failed the next operation reports.
  static void wait() noexcept {
    if (current() != nullptr) static_cast<void>(cudaStreamSynchronize(current()->stream()));
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

  /// c = alpha op(a) op(b) + beta c. The factors are rounded to `Factor`, sums are in T. Requires: shapes fit.
  template <class T, class Factor>
  static void multiply(transpose ta, transpose tb, T alpha, matrix_view<T const> a, matrix_view<T const> b, T beta,
                       matrix_view<T> c) {
    // cuBLAS stores columns: what it calls c is our c transposed, so op(b)' op(a)'.
    auto const operation = [](transpose which) { return which == transpose::yes ? CUBLAS_OP_T : CUBLAS_OP_N; };
    auto const inner = ta == transpose::yes ? a.rows : a.columns;
    constexpr auto type = std::same_as<T, double> ? CUDA_R_64F : CUDA_R_32F;
    auto const result = cublasGemmEx(queue().blas(), operation(tb), operation(ta), number(c.columns), number(c.rows),
                                     number(inner), &alpha, b.data, type, leading(b), a.data, type, leading(a), &beta,
                                     c.data, type, leading(c), arithmetic<T, Factor>(), CUBLAS_GEMM_DEFAULT);
    detail::require_success(result, "a product of matrices");
  }

  /// The same for all products of all groups, whose factors and results lie at `a`, `b` and `c`, lists in the memory of
  /// the GPU. In TF32 where `Factor` is bfloat16, which cuBLAS does not take here.
  template <class T, class Factor>
  static void multiply_groups(transpose ta, transpose tb, T alpha, void* const* a, void* const* b, T beta,
                              void* const* c, std::span<cuda_product_group const> groups) {
    struct by_group {
      std::vector<cublasOperation_t> left, right;
      std::vector<int> rows, columns, inner, a_leading, b_leading, c_leading, count;
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
    all(of.inner, [](auto const& group) { return number(group.inner); });
    all(of.a_leading, [](auto const& group) { return std::max(1, number(group.a_stride)); });
    all(of.b_leading, [](auto const& group) { return std::max(1, number(group.b_stride)); });
    all(of.c_leading, [](auto const& group) { return number(group.c_stride); });
    all(of.count, [](auto const& group) { return number(group.count); });
    all(of.alpha, [&](auto const&) { return alpha; });
    all(of.beta, [&](auto const&) { return beta; });
    constexpr auto type = std::same_as<T, double> ? CUDA_R_64F : CUDA_R_32F;
    constexpr auto in = arithmetic<T, Factor>() == CUBLAS_COMPUTE_32F_FAST_16BF ? CUBLAS_COMPUTE_32F_FAST_TF32
                                                                                : arithmetic<T, Factor>();
    auto const result = cublasGemmGroupedBatchedEx(
        queue().blas(), of.right.data(), of.left.data(), of.columns.data(), of.rows.data(), of.inner.data(),
        of.alpha.data(), b, type, of.b_leading.data(), a, type, of.a_leading.data(), of.beta.data(), c, type,
        of.c_leading.data(), number(groups.size()), of.count.data(), in);
    detail::require_success(result, "a batch of products of matrices");
  }

  /// What first() and second() queue, in two queues of which neither waits for the other; what is queued later waits
  /// for both.
  template <class First, class Second>
  static void beside(First const& first, Second const& second) {
    auto& own = queue();
    lent_queue const lent(own);
    detail::require_success(cudaEventRecord(own.mark(), own.stream()), "an event");
    detail::require_success(cudaStreamWaitEvent(lent.other.stream(), own.mark()), "an event");
    first();
    {
      in_queue const until_the_end(lent.other);
      second();
    }
    detail::require_success(cudaEventRecord(lent.other.mark(), lent.other.stream()), "an event");
    detail::require_success(cudaStreamWaitEvent(own.stream(), lent.other.mark()), "an event");
  }

  template <class T, class Factor>
  using rnn = detail::cudnn_rnn<T, Factor, cuda_platform>;
  /// cuDNN on the thread's queue.
  static cudnnHandle_t dnn() { return queue().dnn(); }
  /// How long what run() queues takes. Waits for it.
  template <class Run>
  static float milliseconds(Run const& run) {
    struct moment {
      moment() { detail::require_success(cudaEventCreate(&event), "an event"); }
      moment(moment const&) = delete;
      moment& operator=(moment const&) = delete;
      ~moment() { static_cast<void>(cudaEventDestroy(event)); }
      void is_now() const { detail::require_success(cudaEventRecord(event, queue().stream()), "an event"); }
      cudaEvent_t event = nullptr;
    } const begin, end;
    begin.is_now();
    run();
    end.is_now();
    queue().wait();
    float time = 0;
    detail::require_success(cudaEventElapsedTime(&time, begin.event, end.event), "an event");
    return time;
  }

  /// Graphs of CUDA, kept by their key.
  class graphs : private detail::cuda_graphs {
   public:
    using detail::cuda_graphs::key;
    /// Queues what `record()` queues; recorded once a key.
    template <class Record>
    void replay(key const& what, Record const& record) {
      queue().prepare_next();  // not while recording
      detail::cuda_graphs::replay(queue().stream(), what, record);
    }
  };

 private:
  /// Makes a queue the calling thread's for as long as this object lives.
  struct in_queue {
    explicit in_queue(detail::cuda_queue& one) : before(std::exchange(current(), &one)) {}
    in_queue(in_queue const&) = delete;
    in_queue& operator=(in_queue const&) = delete;
    ~in_queue() { current() = before; }
    detail::cuda_queue* before;
  };

  /// A second queue for as long as this object lives.
  struct lent_queue {
    explicit lent_queue(detail::cuda_queue& by) : owner(by), other(by.borrow()) {}
    lent_queue(lent_queue const&) = delete;
    lent_queue& operator=(lent_queue const&) = delete;
    ~lent_queue() { owner.give_back(); }
    detail::cuda_queue& owner;
    detail::cuda_queue& other;
  };

  static constexpr std::size_t threads_a_block = 128;
  static constexpr std::size_t cuda_team_lanes = 32;

  static detail::cuda_queue*& current() {
    thread_local detail::cuda_queue* one = nullptr;
    return one;
  }
  static detail::cuda_queue& queue() {
    if (current() == nullptr) current() = new detail::cuda_queue();
    return *current();
  }

  template <class Kernel, class Body>
  static void launch(Kernel kernel, std::size_t items, std::size_t items_a_block, Body const& body) {
    if (items == 0) return;
    auto const blocks = std::min((items + items_a_block - 1) / items_a_block, std::size_t{1} << 20U);
    kernel<<<static_cast<unsigned>(blocks), threads_a_block, 0, queue().stream()>>>(items, body);
    detail::require_success(cudaGetLastError(), "a kernel");
  }

  template <class T, class Factor>
  static constexpr cublasComputeType_t arithmetic() {
    if (std::same_as<T, double>) return CUBLAS_COMPUTE_64F;
    if (std::same_as<Factor, tensor_float32>) return CUBLAS_COMPUTE_32F_FAST_TF32;
    if (std::same_as<Factor, T>) return CUBLAS_COMPUTE_32F;
    return CUBLAS_COMPUTE_32F_FAST_16BF;
  }
  static int number(std::size_t size) {
    if (size > static_cast<std::size_t>(std::numeric_limits<int>::max()))
      throw shape_error("shape", fmt::format("a product on the GPU: expected sizes below 2^31, found {}", size));
    return static_cast<int>(size);
  }
  template <class T>
  static int leading(matrix_view<T> view) {
    return std::max(1, number(view.stride));  // 0 of an empty one, which cuBLAS refuses
  }
};

static_assert(Device<cuda<float>> && Device<cuda<double>> && Device<cuda<float, tensor_float32>> &&
              Device<cuda<float, bfloat16>>);

}  // namespace hmt
