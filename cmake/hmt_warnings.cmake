# The warnings that this project's own sources must be free of.
add_library(hmt_warnings INTERFACE)
target_compile_options(hmt_warnings INTERFACE -Wall -Wextra -Wpedantic -Wshadow -Werror)
