# Everything koine stands on, all of it from Debian 12. ./deps installs the packages.
find_package(Threads REQUIRED)
find_package(OpenMP REQUIRED)      # only to hold oneDNN's GEMM to one thread, see koine/kernels/gemm.cpp
find_package(DNNL MODULE REQUIRED)
find_package(ICU 70 REQUIRED COMPONENTS uc i18n)
find_package(Boost 1.74 REQUIRED COMPONENTS iostreams)
find_package(zstd 1.5 CONFIG REQUIRED)   # for what Boost.Iostreams 1.74 gets wrong, see koine/io/byte_reader.cpp
find_package(LibLZMA 5.2 REQUIRED)       # likewise
find_package(OpenSSL 3 REQUIRED COMPONENTS Crypto)
find_package(Eigen3 3.4 REQUIRED NO_MODULE)
# LEMON's templates alone, see koine/induce/assignment.cpp; Debian's own lemonConfig.cmake says no more than this.
find_path(LEMON_TEMPLATES lemon/network_simplex.h REQUIRED)
find_package(fmt 9 REQUIRED)
find_package(spdlog REQUIRED)
find_package(nlohmann_json 3.11 REQUIRED)
find_package(CLI11 2.1 REQUIRED)
find_package(tomlplusplus 3.3 REQUIRED)   # only its headers, see koine/experiment/CMakeLists.txt
if(KOINE_TESTS)
  find_package(GTest REQUIRED)
endif()
if(KOINE_BENCH)
  find_package(benchmark REQUIRED)
endif()
