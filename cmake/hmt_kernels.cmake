# hmt::kernels: the kernels of the device cpu, compiled once for each target; a program uses the best supported one.
include_guard(GLOBAL)
if(CMAKE_SYSTEM_PROCESSOR MATCHES "^(x86_64|AMD64|amd64)$")
  set(HMT_KERNELS_TARGETS x86_64_v2 x86_64_v3 x86_64_v4 avx512_bf16 amx)
  set(hmt_flags_of_any -march=x86-64)
  set(hmt_flags_of_x86_64_v2 -march=x86-64-v2)
  set(hmt_flags_of_x86_64_v3 -march=x86-64-v3)
  set(hmt_flags_of_x86_64_v4 -march=x86-64-v4)
  set(hmt_flags_of_avx512_bf16 -march=x86-64-v4 -mavx512bf16)
  set(hmt_flags_of_amx -march=x86-64-v4 -mavx512bf16 -mamx-tile -mamx-bf16)
  set(hmt_tuning -mtune=generic)
elseif(CMAKE_SYSTEM_PROCESSOR MATCHES "^(aarch64|arm64)$")
  set(HMT_KERNELS_TARGETS neon)
else()
  message(FATAL_ERROR "hmt::kernels has targets for x86-64 and 64-bit ARM, found ${CMAKE_SYSTEM_PROCESSOR}; set HMT_KERNELS to OFF")
endif()

# From binutils, whatever links the program: lld cannot merge section groups into one object.
find_program(HMT_KERNELS_LD NAMES "${CMAKE_LIBRARY_ARCHITECTURE}-ld.bfd" ld.bfd REQUIRED)
find_program(HMT_KERNELS_OBJCOPY NAMES "${CMAKE_LIBRARY_ARCHITECTURE}-objcopy" objcopy REQUIRED)
mark_as_advanced(HMT_KERNELS_LD HMT_KERNELS_OBJCOPY)

# A target's object exports one symbol, its table. Everything else in it is made local: a standard library function that
# two targets compile must not resolve, for the whole program, to the one that only the newer processor can run.
foreach(target IN LISTS HMT_KERNELS_TARGETS)
  add_library(hmt_kernels_${target} OBJECT EXCLUDE_FROM_ALL cmake/kernels/target.cpp)
  target_link_libraries(hmt_kernels_${target} PRIVATE hmt)
  target_compile_definitions(hmt_kernels_${target} PRIVATE HMT_KERNELS_OBJECT)
  target_compile_options(hmt_kernels_${target} PRIVATE ${hmt_flags_of_${target}} ${hmt_tuning} -fno-lto
    $<$<CXX_COMPILER_ID:GNU>:-fno-gnu-unique>)
  set_target_properties(hmt_kernels_${target} PROPERTIES POSITION_INDEPENDENT_CODE ON)
  set(object "${CMAKE_CURRENT_BINARY_DIR}/kernels/${target}.o")
  add_custom_command(OUTPUT "${object}" VERBATIM COMMAND_EXPAND_LISTS
    DEPENDS hmt_kernels_${target} $<TARGET_OBJECTS:hmt_kernels_${target}>
    COMMAND "${CMAKE_COMMAND}" -E make_directory "${CMAKE_CURRENT_BINARY_DIR}/kernels"
    COMMAND "${HMT_KERNELS_LD}" -r --force-group-allocation -o "${object}" $<TARGET_OBJECTS:hmt_kernels_${target}>
    COMMAND "${HMT_KERNELS_OBJCOPY}" --keep-global-symbol=hmt_kernels_${target} "${object}"
    COMMENT "Kernels for ${target}")
  set_source_files_properties("${object}" PROPERTIES EXTERNAL_OBJECT ON GENERATED ON)
  list(APPEND hmt_kernels_objects "${object}")
endforeach()

add_library(hmt_kernels STATIC cmake/kernels/select.cpp $<TARGET_OBJECTS:hmt_files> ${hmt_kernels_objects})
add_library(hmt::kernels ALIAS hmt_kernels)
set_target_properties(hmt_kernels PROPERTIES EXPORT_NAME kernels POSITION_INDEPENDENT_CODE ON)
target_link_libraries(hmt_kernels PUBLIC hmt)
target_compile_definitions(hmt_kernels PUBLIC HMT_KERNELS)
target_compile_options(hmt_kernels PRIVATE ${hmt_flags_of_any})  # these parts run on every processor
target_compile_options(hmt_files PRIVATE ${hmt_flags_of_any})
if(NOT PROJECT_IS_TOP_LEVEL)
  set_target_properties(hmt_kernels PROPERTIES EXCLUDE_FROM_ALL ON)
endif()
