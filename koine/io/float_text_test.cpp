#include "koine/io/float_text.h"

#include <gtest/gtest.h>

#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <string>

#include "koine/core/random.h"

namespace koine::io {
namespace {

std::string fast(float x) {
  std::array<char, kMaxFloatCharacters> text{};
  return {text.data(), write_shortest(text.data(), x)};
}

std::string plain(float x) {
  std::array<char, kMaxFloatCharacters> text{};
  return {text.data(), write_shortest_reference(text.data(), x)};
}

TEST(FloatTextTest, FewestDigitsByHand) {
  EXPECT_EQ(fast(0.1f), "0.1");
  EXPECT_EQ(fast(-0.3f), "-0.3");
  EXPECT_EQ(fast(1.0f / 3), "0.33333334");
  EXPECT_EQ(fast(7.9999995f), "7.9999995");
  EXPECT_EQ(fast(4.00390625f), "4.0039062");  // half way between two texts: the even one
  EXPECT_EQ(fast(4.01171875f), "4.0117188");
  EXPECT_EQ(fast(3.0f), "3");
  EXPECT_EQ(fast(0.00123f), "0.00123");
  EXPECT_EQ(fast(0.0002f), "2e-04");
  EXPECT_EQ(fast(0.00025f), "0.00025");
  EXPECT_EQ(fast(-1e-5f), "-1e-05");
  EXPECT_EQ(fast(0.0f), "0");
  EXPECT_EQ(fast(-std::numeric_limits<float>::max()), "-3.4028235e+38");
  EXPECT_EQ(fast(-std::numeric_limits<float>::denorm_min()), "-1e-45");
}

TEST(FloatTextTest, AgreesWithItsTwinOnAllKindsOfFloats) {
  Random random(1, Purpose::kTest);
  for (int i = 0; i < 1'000'000; ++i) {
    const float x = std::bit_cast<float>(random.next_u32());
    if (std::isfinite(x)) {
      ASSERT_EQ(fast(x), plain(x));
    }
  }
}

TEST(FloatTextTest, AgreesWithItsTwinWhereTheFastWayHolds) {
  Random random(2, Purpose::kTest);
  for (float start = 0x1p-14f; start < 16; start *= 2) {
    for (int i = 0; i < 60'000; ++i) {
      const float x = start * static_cast<float>(random.uniform(1, 2));
      ASSERT_EQ(fast(x), plain(x));
      ASSERT_EQ(fast(-x), plain(-x));
    }
    // Around powers of two, and numbers of few digits, where ties and borders lie.
    for (const float at : {start, std::nextafter(start, 0.0f), std::nextafter(start, 100.0f)}) {
      ASSERT_EQ(fast(at), plain(at));
    }
  }
  for (int digits = 1; digits < 80'000; ++digits) {
    for (const double scale : {1e4, 1e5, 1e6, 1e7, 1e8}) {
      const float x = static_cast<float>(digits / scale);
      ASSERT_EQ(fast(x), plain(x));
    }
  }
}

}  // namespace
}  // namespace koine::io
