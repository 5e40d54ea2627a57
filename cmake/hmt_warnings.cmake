# The warnings of which this project's sources must be free.
add_library(hmt_warnings INTERFACE)
target_compile_options(hmt_warnings INTERFACE
  "$<$<COMPILE_LANGUAGE:CXX>:-Wall;-Wextra;-Wpedantic;-Wshadow;-Werror>"
  "$<$<COMPILE_LANGUAGE:CUDA>:--Werror=all-warnings>")
