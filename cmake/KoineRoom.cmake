# koine_room(NAME text USES core io SOURCES a.cpp TESTS a_test.cpp LIBRARIES ICU::uc)
#
# A room is one folder under koine/, one static library koine_<name>, and one test program <name>_test.
# USES names the rooms below it: the only ones its files may include. Rooms are added from the bottom up, so a room
# that is not built yet cannot be used; tests/architecture_test holds every #include against this table.
set_property(GLOBAL PROPERTY KOINE_ROOMS "")
set_property(GLOBAL PROPERTY KOINE_ROOM_TABLE "")

# GCC 12 sees an overlap in every sum of a string literal and a string (its bug 105651).
set(koine_quiet $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)

# For code whose speed does not matter, tests and the command line: it compiles in two thirds of the time. (Precompiled
# headers, tried too, save a tenth of most files and lose as much in small ones: GCC's are 60 to 150 MB to load.)
set(koine_compile_quickly $<$<CONFIG:Release>:-O1>)

function(koine_room)
  cmake_parse_arguments(PARSE_ARGV 0 ROOM "" "NAME" "USES;SOURCES;TESTS;LIBRARIES")
  set(target koine_${ROOM_NAME})
  add_library(${target} STATIC ${ROOM_SOURCES})
  target_include_directories(${target} PUBLIC $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}>)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic ${koine_quiet} $<$<BOOL:${KOINE_WERROR}>:-Werror>)
  foreach(below IN LISTS ROOM_USES)
    if(NOT TARGET koine_${below})
      message(FATAL_ERROR "room '${ROOM_NAME}' uses '${below}', which does not stand below it")
    endif()
    target_link_libraries(${target} PUBLIC koine_${below})
  endforeach()
  target_link_libraries(${target} PRIVATE ${ROOM_LIBRARIES})

  set_property(GLOBAL APPEND PROPERTY KOINE_ROOMS ${ROOM_NAME})
  list(JOIN ROOM_USES " " uses)
  set_property(GLOBAL APPEND_STRING PROPERTY KOINE_ROOM_TABLE "${ROOM_NAME}: ${uses}\n")

  if(KOINE_TESTS AND ROOM_TESTS)
    add_executable(${ROOM_NAME}_test ${ROOM_TESTS})
    target_compile_definitions(${ROOM_NAME}_test PRIVATE KOINE_ROOM_DIR="${CMAKE_CURRENT_SOURCE_DIR}")
    target_compile_options(${ROOM_NAME}_test PRIVATE ${koine_compile_quickly} -Wall -Wextra ${koine_quiet}
                                                     $<$<BOOL:${KOINE_WERROR}>:-Werror>)
    target_link_libraries(${ROOM_NAME}_test PRIVATE ${target} ${ROOM_LIBRARIES} GTest::gtest_main GTest::gmock)
    gtest_discover_tests(${ROOM_NAME}_test TEST_PREFIX "${ROOM_NAME}." DISCOVERY_TIMEOUT 120)
  endif()
endfunction()
