// SPDX-License-Identifier: MIT
// A stand-in for the C functions of the CUDA runtime, cuBLAS and cuDNN that the device calls: they compute nothing, but
// count live objects, fail on request, and have their own layout of LSTM weights.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <vector>

#include <cublas_v2.h>
#include <cuda_runtime_api.h>
#include <cudnn.h>

namespace hmt::testing {

/// The calls to the libraries, and their configured behaviour.
struct api_log {
  std::map<std::string, int> calls;       ///< by name of the function
  std::map<std::string, int> alive;       ///< by kind of object
  std::vector<cudnnRNNAlgo_t> described;  ///< algorithms, in the order in which LSTMs were described
  /// The last state arguments of the passes of an LSTM, by name of the function, in its order.
  std::map<std::string, std::vector<void const*>> states;
  int failing = -1;                               ///< the call of this number fails, counted from 0 over all functions
  int count = 0;                                  ///< of calls that can fail
  cudnnRNNAlgo_t refused = CUDNN_RNN_ALGO_COUNT;  ///< an unsupported algorithm
  cudnnRNNAlgo_t slow = CUDNN_RNN_ALGO_COUNT;     ///< an algorithm that takes twice as long
  bool no_memory = false;
};

inline api_log& api() {
  static api_log one;
  return one;
}

/// Records a call; returns whether it should fail.
inline bool fails(char const* name) {
  ++api().calls[name];
  return api().count++ == api().failing;
}

/// The result of a library function.
template <class Status>
Status answer(char const* name, Status success, Status failure) {
  return fails(name) ? failure : success;
}
inline cudaError_t cuda_answer(char const* name) { return answer(name, cudaSuccess, cudaErrorIllegalAddress); }
inline cublasStatus_t blas_answer(char const* name) {
  return answer(name, CUBLAS_STATUS_SUCCESS, CUBLAS_STATUS_EXECUTION_FAILED);
}
inline cudnnStatus_t dnn_answer(char const* name) {
  return answer(name, CUDNN_STATUS_SUCCESS, CUDNN_STATUS_EXECUTION_FAILED);
}

/// Creates an object of a kind unless the call fails.
template <class Handle, class Status>
Status made(Status status, Status success, Handle* handle, char const* kind) {
  if (status != success) return status;
  *handle = reinterpret_cast<Handle>(std::malloc(1));
  ++api().alive[kind];
  return status;
}
template <class Handle>
void destroyed(Handle handle, char const* kind) {
  std::free(reinterpret_cast<void*>(handle));
  --api().alive[kind];
}

/// The stand-in's layout of weights, in elements: for each direction the recurrent matrices, then those of the input,
/// then the biases; gates in reverse order.
struct api_layout {
  std::size_t input, hidden, directions;
  [[nodiscard]] std::size_t direction_size() const { return 4 * hidden * (input + hidden + 1); }
  [[nodiscard]] std::size_t matrix(std::size_t direction, std::size_t gate, bool recurrent) const {
    auto const first = direction * direction_size() + (recurrent ? 0 : 4 * hidden * hidden);
    return first + (3 - gate) * hidden * (recurrent ? hidden : input);
  }
  [[nodiscard]] std::size_t bias(std::size_t direction, std::size_t gate) const {
    return direction * direction_size() + 4 * hidden * (hidden + input) + (3 - gate) * hidden;
  }
};
inline api_layout& layout_of_api() {
  static api_layout one{};
  return one;
}
inline std::size_t& element_size() {
  static std::size_t one = sizeof(float);
  return one;
}

}  // namespace hmt::testing

// The functions themselves, as the libraries declare them.

using hmt::testing::api;
using hmt::testing::blas_answer;
using hmt::testing::cuda_answer;
using hmt::testing::dnn_answer;

extern "C" {

cudaError_t cudaGetLastError() { return cudaSuccess; }
char const* cudaGetErrorString(cudaError_t) { return "the stand-in's runtime failed"; }
cudaError_t cudaMalloc(void** memory, std::size_t bytes) {
  if (api().no_memory) return cudaErrorMemoryAllocation;
  auto const result = cuda_answer("cudaMalloc");
  if (result != cudaSuccess) return result;
  *memory = std::calloc(bytes + 1, 1);
  ++api().alive["memory"];
  return result;
}
cudaError_t cudaFree(void* memory) {
  hmt::testing::destroyed(memory, "memory");
  return cudaSuccess;
}
cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* all) {
  *free = std::size_t{12} << 20U;
  *all = std::size_t{8192} << 20U;
  return cudaSuccess;
}
cudaError_t cudaMallocHost(void** memory, std::size_t bytes) {
  auto const result = cuda_answer("cudaMallocHost");
  if (result == cudaSuccess) *memory = std::calloc(bytes, 1);
  return result;
}
cudaError_t cudaMemcpyAsync(void* to, void const* from, std::size_t bytes, cudaMemcpyKind, cudaStream_t) {
  auto const result = cuda_answer("cudaMemcpyAsync");
  if (result == cudaSuccess) std::memcpy(to, from, bytes);
  return result;
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned) {
  return hmt::testing::made(cuda_answer("cudaStreamCreateWithFlags"), cudaSuccess, stream, "stream");
}
cudaError_t cudaStreamSynchronize(cudaStream_t) { return cuda_answer("cudaStreamSynchronize"); }
cudaError_t cudaStreamBeginCapture(cudaStream_t, cudaStreamCaptureMode) {
  auto const result = cuda_answer("cudaStreamBeginCapture");
  if (result == cudaSuccess) ++api().alive["capture"];
  return result;
}
cudaError_t cudaStreamEndCapture(cudaStream_t, cudaGraph_t* graph) {
  --api().alive["capture"];
  return hmt::testing::made(cuda_answer("cudaStreamEndCapture"), cudaSuccess, graph, "graph");
}
cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned) {
  return hmt::testing::made(cuda_answer("cudaEventCreateWithFlags"), cudaSuccess, event, "event");
}
cudaError_t cudaEventRecord(cudaEvent_t, cudaStream_t) { return cuda_answer("cudaEventRecord"); }
cudaError_t cudaEventSynchronize(cudaEvent_t) { return cuda_answer("cudaEventSynchronize"); }

cudaError_t cudaGraphInstantiate(cudaGraphExec_t* made, cudaGraph_t, unsigned long long) {
  return hmt::testing::made(cuda_answer("cudaGraphInstantiate"), cudaSuccess, made, "executable graph");
}
cudaError_t cudaGraphLaunch(cudaGraphExec_t, cudaStream_t) { return cuda_answer("cudaGraphLaunch"); }
cudaError_t cudaGraphDestroy(cudaGraph_t graph) {
  hmt::testing::destroyed(graph, "graph");
  return cudaSuccess;
}
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t graph) {
  hmt::testing::destroyed(graph, "executable graph");
  return cudaSuccess;
}

char const* cublasGetStatusString(cublasStatus_t) { return "the stand-in's cuBLAS failed"; }
cublasStatus_t cublasCreate_v2(cublasHandle_t* handle) {
  return hmt::testing::made(blas_answer("cublasCreate"), CUBLAS_STATUS_SUCCESS, handle, "cuBLAS");
}
cublasStatus_t cublasSetStream_v2(cublasHandle_t, cudaStream_t) { return blas_answer("cublasSetStream"); }
cublasStatus_t cublasSetWorkspace_v2(cublasHandle_t, void*, std::size_t) { return blas_answer("cublasSetWorkspace"); }

char const* cudnnGetErrorString(cudnnStatus_t) { return "the stand-in's cuDNN failed"; }
cudnnStatus_t cudnnCreate(cudnnHandle_t* handle) {
  return hmt::testing::made(dnn_answer("cudnnCreate"), CUDNN_STATUS_SUCCESS, handle, "cuDNN");
}
cudnnStatus_t cudnnSetStream(cudnnHandle_t, cudaStream_t) { return dnn_answer("cudnnSetStream"); }

// Descriptors: made, destroyed, filled.
#define HMT_STAND_IN_DESCRIPTOR(Kind)                                                                           \
  cudnnStatus_t cudnnCreate##Kind##Descriptor(cudnn##Kind##Descriptor_t* made) {                                \
    return hmt::testing::made(dnn_answer("cudnnCreate" #Kind "Descriptor"), CUDNN_STATUS_SUCCESS, made, #Kind); \
  }                                                                                                             \
  cudnnStatus_t cudnnDestroy##Kind##Descriptor(cudnn##Kind##Descriptor_t one) {                                 \
    hmt::testing::destroyed(one, #Kind);                                                                        \
    return CUDNN_STATUS_SUCCESS;                                                                                \
  }
HMT_STAND_IN_DESCRIPTOR(RNN)
HMT_STAND_IN_DESCRIPTOR(RNNData)
HMT_STAND_IN_DESCRIPTOR(Dropout)
HMT_STAND_IN_DESCRIPTOR(Tensor)
#undef HMT_STAND_IN_DESCRIPTOR

cudnnStatus_t cudnnSetDropoutDescriptor(cudnnDropoutDescriptor_t, cudnnHandle_t, float, void*, std::size_t,
                                        unsigned long long) {
  return dnn_answer("cudnnSetDropoutDescriptor");
}
cudnnStatus_t cudnnSetRNNDescriptor_v8(cudnnRNNDescriptor_t, cudnnRNNAlgo_t algorithm, cudnnRNNMode_t,
                                       cudnnRNNBiasMode_t, cudnnDirectionMode_t direction, cudnnRNNInputMode_t,
                                       cudnnDataType_t type, cudnnDataType_t, cudnnMathType_t, int input, int hidden,
                                       int, int, cudnnDropoutDescriptor_t, unsigned) {
  if (algorithm == api().refused) return CUDNN_STATUS_NOT_SUPPORTED;
  hmt::testing::layout_of_api() = {static_cast<std::size_t>(input), static_cast<std::size_t>(hidden),
                                   direction == CUDNN_BIDIRECTIONAL ? std::size_t{2} : std::size_t{1}};
  hmt::testing::element_size() = type == CUDNN_DATA_DOUBLE ? sizeof(double) : sizeof(float);
  api().described.push_back(algorithm);
  return dnn_answer("cudnnSetRNNDescriptor_v8");
}
cudnnStatus_t cudnnSetRNNDataDescriptor(cudnnRNNDataDescriptor_t, cudnnDataType_t, cudnnRNNDataLayout_t, int, int, int,
                                        int const*, void*) {
  return dnn_answer("cudnnSetRNNDataDescriptor");
}
cudnnStatus_t cudnnSetTensorNdDescriptor(cudnnTensorDescriptor_t, cudnnDataType_t, int, int const*, int const*) {
  return dnn_answer("cudnnSetTensorNdDescriptor");
}
cudnnStatus_t cudnnGetRNNWeightSpaceSize(cudnnHandle_t, cudnnRNNDescriptor_t, std::size_t* size) {
  auto const& layout = hmt::testing::layout_of_api();
  *size = layout.directions * layout.direction_size() * hmt::testing::element_size();
  return dnn_answer("cudnnGetRNNWeightSpaceSize");
}
cudnnStatus_t cudnnGetRNNTempSpaceSizes(cudnnHandle_t, cudnnRNNDescriptor_t, cudnnForwardMode_t,
                                        cudnnRNNDataDescriptor_t, std::size_t* work, std::size_t* reserve) {
  *work = *reserve = 64;
  return dnn_answer("cudnnGetRNNTempSpaceSizes");
}
cudnnStatus_t cudnnGetRNNWeightParams(cudnnHandle_t, cudnnRNNDescriptor_t, int pseudo_layer, std::size_t,
                                      void const* weights, int which, cudnnTensorDescriptor_t, void** matrix,
                                      cudnnTensorDescriptor_t, void** bias) {
  auto const& layout = hmt::testing::layout_of_api();
  auto const at = [&](std::size_t element) {
    return reinterpret_cast<void*>(reinterpret_cast<std::uintptr_t>(weights) + element * hmt::testing::element_size());
  };
  auto const direction = static_cast<std::size_t>(pseudo_layer), gate = static_cast<std::size_t>(which % 4);
  *matrix = at(layout.matrix(direction, gate, which >= 4));
  *bias = which < 4 ? at(layout.bias(direction, gate)) : nullptr;
  return dnn_answer("cudnnGetRNNWeightParams");
}
cudnnStatus_t cudnnRNNForward(cudnnHandle_t, cudnnRNNDescriptor_t, cudnnForwardMode_t, std::int32_t const*,
                              cudnnRNNDataDescriptor_t, void const*, cudnnRNNDataDescriptor_t, void*,
                              cudnnTensorDescriptor_t, void const* hx, void* hy, cudnnTensorDescriptor_t,
                              void const* cx, void* cy, std::size_t, void const*, std::size_t, void*, std::size_t,
                              void*) {
  api().states["cudnnRNNForward"] = {hx, hy, cx, cy};
  return dnn_answer("cudnnRNNForward");
}
cudnnStatus_t cudnnRNNBackwardData_v8(cudnnHandle_t, cudnnRNNDescriptor_t, std::int32_t const*,
                                      cudnnRNNDataDescriptor_t, void const*, void const*, cudnnRNNDataDescriptor_t,
                                      void*, cudnnTensorDescriptor_t, void const* hx, void const* dhy, void* dhx,
                                      cudnnTensorDescriptor_t, void const* cx, void const* dcy, void* dcx, std::size_t,
                                      void const*, std::size_t, void*, std::size_t, void*) {
  api().states["cudnnRNNBackwardData_v8"] = {hx, dhy, dhx, cx, dcy, dcx};
  return dnn_answer("cudnnRNNBackwardData_v8");
}
cudnnStatus_t cudnnRNNBackwardWeights_v8(cudnnHandle_t, cudnnRNNDescriptor_t, cudnnWgradMode_t, std::int32_t const*,
                                         cudnnRNNDataDescriptor_t, void const*, cudnnTensorDescriptor_t, void const* hx,
                                         cudnnRNNDataDescriptor_t, void const*, std::size_t, void*, std::size_t, void*,
                                         std::size_t, void*) {
  api().states["cudnnRNNBackwardWeights_v8"] = {hx};
  return dnn_answer("cudnnRNNBackwardWeights_v8");
}

}  // extern "C"
