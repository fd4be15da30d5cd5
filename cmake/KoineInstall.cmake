# `cmake --install`: the library with its headers, the program, and what find_package(koine) needs.
include(CMakePackageConfigHelpers)

set(koine_config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/koine)

install(TARGETS koine EXPORT koineTargets ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(TARGETS koine_program RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(DIRECTORY ${PROJECT_SOURCE_DIR}/koine DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.h" PATTERN "*_test*.h" EXCLUDE)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${CMAKE_INSTALL_DOCDIR})

install(EXPORT koineTargets NAMESPACE koine:: DESTINATION ${koine_config_dir})
configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/koineConfig.cmake.in
                              ${PROJECT_BINARY_DIR}/koineConfig.cmake INSTALL_DESTINATION ${koine_config_dir})
write_basic_package_version_file(${PROJECT_BINARY_DIR}/koineConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/koineConfig.cmake ${PROJECT_BINARY_DIR}/koineConfigVersion.cmake
              ${PROJECT_SOURCE_DIR}/cmake/FindDNNL.cmake
        DESTINATION ${koine_config_dir})
