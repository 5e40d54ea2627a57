# What the command lines of experiments take beside the library.
include_guard(GLOBAL)
find_package(CLI11 REQUIRED)
find_package(PkgConfig REQUIRED)
pkg_check_modules(hmt_serd REQUIRED IMPORTED_TARGET serd-0)
add_library(hmt_experiment_dependencies INTERFACE)
target_link_libraries(hmt_experiment_dependencies INTERFACE CLI11::CLI11 PkgConfig::hmt_serd)
