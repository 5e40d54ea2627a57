# The libraries that hmt depends on; all are in Debian 12.
include_guard(GLOBAL)
find_package(PkgConfig REQUIRED)
find_package(Threads REQUIRED)
find_package(TBB REQUIRED)
find_package(xtensor REQUIRED)
find_package(xsimd REQUIRED)
find_package(nlohmann_json REQUIRED)
find_package(fmt REQUIRED)
pkg_check_modules(hmt_utf8proc REQUIRED IMPORTED_TARGET libutf8proc)
find_path(HMT_RANDOM123_INCLUDE Random123/philox.h REQUIRED)

add_library(hmt_library_dependencies INTERFACE)
target_link_libraries(hmt_library_dependencies INTERFACE
  xtensor xsimd TBB::tbb nlohmann_json::nlohmann_json fmt::fmt PkgConfig::hmt_utf8proc Threads::Threads)
target_include_directories(hmt_library_dependencies SYSTEM INTERFACE "${HMT_RANDOM123_INCLUDE}")
