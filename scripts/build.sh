# shellcheck shell=sh
# For ./test and ./demo, which share one build folder: `build TARGET` configures once and builds TARGET.
# At most one compiler for each GiB of memory, since a test file of templates takes about that much.
build() {
  if [ ! -f build/release/build.ninja ]; then
    cmake --preset release
  fi
  cores=$(nproc)
  memory_gib=$(awk '/^MemAvailable/ { print int($2 / 1048576) }' /proc/meminfo)
  [ "$memory_gib" -ge 1 ] || memory_gib=1
  [ "$cores" -le "$memory_gib" ] || cores=$memory_gib
  cmake --build build/release --parallel "$cores" --target "$1"
}
