# The device `cuda`: what the headers under hmt/device/cuda need from nvcc and the CUDA Toolkit with cuDNN.
include_guard(GLOBAL)
enable_language(CUDA)
find_package(CUDAToolkit REQUIRED)
find_path(HMT_CUDNN_INCLUDE cudnn.h HINTS ${CUDAToolkit_INCLUDE_DIRS} ENV CUDNN_HOME PATH_SUFFIXES include REQUIRED)
find_library(HMT_CUDNN_LIBRARY NAMES cudnn libcudnn.so.9 HINTS "${CUDAToolkit_LIBRARY_DIR}" ENV CUDNN_HOME PATH_SUFFIXES lib lib64 REQUIRED)

add_library(hmt_cuda INTERFACE)
add_library(hmt::cuda ALIAS hmt_cuda)
target_link_libraries(hmt_cuda INTERFACE hmt::hmt CUDA::cudart CUDA::cublas "${HMT_CUDNN_LIBRARY}")
target_include_directories(hmt_cuda SYSTEM INTERFACE "${HMT_CUDNN_INCLUDE}")
# Not cuda_std_20, which CMake 3.25 does not know for CUDA 13. Kernels are lambdas that call constexpr functions; fmt 9
# wrongly assumes that nvcc lacks constexpr.
target_compile_options(hmt_cuda INTERFACE "$<$<COMPILE_LANGUAGE:CUDA>:-std=c++20;--extended-lambda;--expt-relaxed-constexpr>")
target_compile_definitions(hmt_cuda INTERFACE "$<$<COMPILE_LANGUAGE:CUDA>:FMT_USE_CONSTEXPR=1>")
