#! [installed]
find_package(hmt 0.1 REQUIRED)
#! [installed]
find_package(hmt "${HMT_VERSION}" REQUIRED COMPONENTS kernels)  # once more does no harm

find_package(hmt 99 QUIET)
if(hmt_FOUND)
  message(SEND_ERROR "version 99 of hmt was found")
endif()
find_package(hmt QUIET COMPONENTS nonsense)
if(hmt_FOUND OR NOT hmt_NOT_FOUND_MESSAGE MATCHES "no component 'nonsense'; expected experiment, kernels or cuda")
  message(SEND_ERROR "a component that is not there: found '${hmt_FOUND}', said '${hmt_NOT_FOUND_MESSAGE}'")
endif()
set(CMAKE_CUDA_COMPILER NOTFOUND)
find_package(hmt QUIET COMPONENTS cuda)
if(hmt_FOUND OR NOT hmt_NOT_FOUND_MESSAGE MATCHES "takes the CUDA Toolkit, whose nvcc was not found; put it into PATH")
  message(SEND_ERROR "the component cuda without nvcc: found '${hmt_FOUND}', said '${hmt_NOT_FOUND_MESSAGE}'")
endif()
unset(CMAKE_CUDA_COMPILER)
