# Installs the program, the library with its headers, the policies and graphs, and what
# find_package(flowdown) needs.
include(CMakePackageConfigHelpers)

install(TARGETS flowdown EXPORT flowdownTargets
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR}
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS flowdown_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY include/flowdown DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(DIRECTORY policies graphs schemas DESTINATION ${CMAKE_INSTALL_DATADIR}/flowdown)
# The program tells shells and the manual about itself, so these are made when it is built.
set(flowdown_reference ${CMAKE_CURRENT_BINARY_DIR}/reference)
add_custom_command(TARGET flowdown_program POST_BUILD
  COMMAND ${CMAKE_COMMAND} -E make_directory ${flowdown_reference}
  COMMAND flowdown_program completion bash > ${flowdown_reference}/flowdown
  COMMAND flowdown_program completion zsh > ${flowdown_reference}/_flowdown
  COMMAND flowdown_program completion fish > ${flowdown_reference}/flowdown.fish
  COMMAND flowdown_program completion man > ${flowdown_reference}/flowdown.1
  VERBATIM)
install(FILES ${flowdown_reference}/flowdown
        DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions)
install(FILES ${flowdown_reference}/_flowdown
        DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES ${flowdown_reference}/flowdown.fish
        DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(FILES ${flowdown_reference}/flowdown.1 DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES docs/semantics.md docs/formats.md docs/codes.md docs/exceptions.md docs/study.md
              docs/diagrams.md
        DESTINATION ${CMAKE_INSTALL_DOCDIR})

install(EXPORT flowdownTargets NAMESPACE flowdown:: FILE flowdownTargets.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/flowdown)

configure_package_config_file(cmake/flowdownConfig.cmake.in
  ${CMAKE_CURRENT_BINARY_DIR}/flowdownConfig.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/flowdown)
write_basic_package_version_file(${CMAKE_CURRENT_BINARY_DIR}/flowdownConfigVersion.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/flowdownConfig.cmake
              ${CMAKE_CURRENT_BINARY_DIR}/flowdownConfigVersion.cmake
              cmake/FindGraphviz.cmake
        DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/flowdown)
