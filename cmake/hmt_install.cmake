# Installation: headers, find_package(hmt), pkg-config; packages for Debian and as an archive.
include(CMakePackageConfigHelpers)
include(GNUInstallDirs)
set(CMAKE_SKIP_INSTALL_ALL_DEPENDENCY TRUE)  # only headers are installed: tests and examples need not be built for it
set(package_dir "${CMAKE_INSTALL_DATADIR}/cmake/hmt")

install(DIRECTORY include/hmt DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}")
install(TARGETS hmt EXPORT hmtTargets)
install(EXPORT hmtTargets NAMESPACE hmt:: DESTINATION "${package_dir}")
configure_package_config_file(cmake/hmtConfig.cmake.in hmtConfig.cmake INSTALL_DESTINATION "${package_dir}"
  NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(hmtConfigVersion.cmake COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES "${PROJECT_BINARY_DIR}/hmtConfig.cmake" "${PROJECT_BINARY_DIR}/hmtConfigVersion.cmake"
  cmake/hmt_dependencies.cmake cmake/hmt_experiment_dependencies.cmake cmake/hmt_cuda.cmake DESTINATION "${package_dir}")

configure_file(cmake/hmt.pc.in hmt.pc @ONLY)
install(FILES "${PROJECT_BINARY_DIR}/hmt.pc" DESTINATION "${CMAKE_INSTALL_DATADIR}/pkgconfig")
install(FILES README.md CHANGELOG.md LICENSE DESTINATION "${CMAKE_INSTALL_DOCDIR}")
install(DIRECTORY examples/template DESTINATION "${CMAKE_INSTALL_DOCDIR}/examples")

execute_process(COMMAND cmake/install-dependencies.sh --list WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
  OUTPUT_VARIABLE debian_packages OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
string(REPLACE "\n" ";" debian_packages "${debian_packages}")
list(FILTER debian_packages INCLUDE REGEX "-dev$")
list(JOIN debian_packages ", " CPACK_DEBIAN_PACKAGE_DEPENDS)
set(CPACK_GENERATOR DEB TGZ)
set(CPACK_PACKAGE_DIRECTORY "${PROJECT_BINARY_DIR}")
set(CPACK_PACKAGE_NAME libhmt-dev)
set(CPACK_PACKAGE_FILE_NAME "libhmt-dev_${PROJECT_VERSION}_all")
set(CPACK_PACKAGE_CONTACT "the maintainers of hmt")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION} (headers)")
set(CPACK_PACKAGING_INSTALL_PREFIX /usr)
set(CPACK_RESOURCE_FILE_LICENSE "${PROJECT_SOURCE_DIR}/LICENSE")
set(CPACK_DEBIAN_PACKAGE_ARCHITECTURE all)
set(CPACK_DEBIAN_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_PACKAGE_RECOMMENDS "g++, cmake, pkg-config")
include(CPack)
