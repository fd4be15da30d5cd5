#pragma once

#include <cstdint>
#include <cstring>

namespace koine::skipgram {

// Rows that several threads read and write at a time, for --hogwild. Data races on plain floats are undefined in C++,
// and std::atomic_ref<float> moves one number at a time; these move two by GCC's atomic built-ins in relaxed order,
// which are plain moves of 8 bytes on x86-64 and known to the thread sanitizer. Rows are aligned to 8 bytes and of even
// length. No order and no completeness is promised: an addition may be lost, which is what hogwild means.
using FloatPair [[gnu::may_alias]] = std::uint64_t;

inline void load_relaxed(const float* shared, float* to, std::int64_t n) {
  const auto* pairs = reinterpret_cast<const FloatPair*>(shared);
  for (std::int64_t i = 0; i < n / 2; ++i) {
    const std::uint64_t pair = __atomic_load_n(pairs + i, __ATOMIC_RELAXED);
    std::memcpy(to + 2 * i, &pair, sizeof pair);
  }
}

inline void store_relaxed(const float* from, float* shared, std::int64_t n) {
  auto* pairs = reinterpret_cast<FloatPair*>(shared);
  for (std::int64_t i = 0; i < n / 2; ++i) {
    std::uint64_t pair = 0;
    std::memcpy(&pair, from + 2 * i, sizeof pair);
    __atomic_store_n(pairs + i, pair, __ATOMIC_RELAXED);
  }
}

}  // namespace koine::skipgram
