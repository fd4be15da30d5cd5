# cmake -DBUILD_DIR=… -DSOURCE_DIR=… -DWORK_DIR=… -DGENERATOR=… -P install_test.cmake
# Installs the build to a folder of its own, builds the program beside this file against it, and runs both programs.
cmake_minimum_required(VERSION 3.25)

# Runs a command and ends the test when it fails; its output is in `output`.
function(run what)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "${what} failed with ${code}:\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

file(REMOVE_RECURSE ${WORK_DIR})
run("install" ${CMAKE_COMMAND} --install ${BUILD_DIR} --prefix ${WORK_DIR}/prefix)

file(GLOB_RECURSE unwanted ${WORK_DIR}/prefix/include/*_test* ${WORK_DIR}/prefix/include/*.cpp)
if(unwanted)
  message(FATAL_ERROR "installed by mistake: ${unwanted}")
endif()

run("configure" ${CMAKE_COMMAND} -S ${SOURCE_DIR} -B ${WORK_DIR}/build -G ${GENERATOR}
    -DCMAKE_PREFIX_PATH=${WORK_DIR}/prefix -DCMAKE_BUILD_TYPE=Debug "-DCMAKE_CXX_FLAGS=${CXX_FLAGS}")
run("build" ${CMAKE_COMMAND} --build ${WORK_DIR}/build)
run("consumer" ${WORK_DIR}/build/consumer)
if(NOT output MATCHES "koine is installed")
  message(FATAL_ERROR "unexpected output: ${output}")
endif()
run("installed program" ${WORK_DIR}/prefix/bin/koine --version)
if(NOT output MATCHES "^koine [0-9]+\\.[0-9]+\\.[0-9]+")
  message(FATAL_ERROR "unexpected version: ${output}")
endif()
file(REMOVE_RECURSE ${WORK_DIR})
