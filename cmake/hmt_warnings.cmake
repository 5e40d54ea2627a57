# The warnings that this project's own sources must be free of.
add_library(hmt_warnings INTERFACE)
target_compile_options(hmt_warnings INTERFACE
  "$<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wpedantic;-Wshadow;-Werror>"
  "$<$<COMPILE_LANGUAGE:CUDA>:--Werror=all-warnings>")
