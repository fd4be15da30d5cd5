#include "koine/core/machine.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "koine/core/matrix.h"

namespace koine {
namespace {

TEST(MachineTest, TellsTheMemoryInBytes) {
  constexpr std::int64_t kBytes = 64 << 20;
  const std::int64_t before = resident_memory_bytes();
  EXPECT_GT(before, 0);
  const Matrix<float> large(kBytes / 4, 1);
  EXPECT_GT(resident_memory_bytes() - before, kBytes / 8 * 7);
  EXPECT_GE(peak_memory_bytes(), kBytes);
}

TEST(MachineTest, TellsTheProcessorAndTheTime) {
  EXPECT_NE(processor_name(), "");
  EXPECT_THAT(utc_now(), testing::MatchesRegex("20[0-9]+-[0-9]+-[0-9]+T[0-9]+:[0-9]+:[0-9]+Z"));
}

}  // namespace
}  // namespace koine
