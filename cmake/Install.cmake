# Installs the program, the library with its headers, the policies and graphs, and what
# find_package(flowdown) needs.
include(CMakePackageConfigHelpers)

install(TARGETS flowdown EXPORT flowdownTargets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS flowdown_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY include/flowdown DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY policies graphs schemas DESTINATION ${CMAKE_INSTALL_DATADIR}/flowdown)
install(EXPORT flowdownTargets NAMESPACE flowdown:: FILE flowdownTargets.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/flowdown)

configure_package_config_file(cmake/flowdownConfig.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/flowdownConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/flowdown)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/flowdownConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/flowdownConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/flowdownConfigVersion.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/flowdown)
