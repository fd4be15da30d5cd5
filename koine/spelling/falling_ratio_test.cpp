#include "koine/spelling/falling_ratio.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace koine::spelling {
namespace {

using Values = std::vector<double>;

TEST(FallingRatioTest, PoolsWhatWouldRise) {
  const Values seen{9, 8, 7, 6, 4, 1}, expected{5, 3, 2};
  const Values ratios = falling_ratio(expected, seen);
  ASSERT_EQ(ratios.size(), 6U);
  // From above, e for expected and s for seen: (e) s s s s, which is 1 in 4; e s; e e s, 2 in 1, but at most 1.
  for (int n = 0; n < 4; ++n) EXPECT_DOUBLE_EQ(ratios[static_cast<std::size_t>(n)], 0.25) << n;
  EXPECT_DOUBLE_EQ(ratios[4], 1);
  EXPECT_DOUBLE_EQ(ratios[5], 1);
}

TEST(FallingRatioTest, NeitherOrderNorTiesMatter) {
  const Values a = falling_ratio({1, 2, 1, 5, 1}, {5, 7, 6, 2, 6});
  const Values b = falling_ratio({5, 1, 1, 2, 1}, {6, 5, 2, 7, 6});
  EXPECT_EQ((Values{a[1], a[2], a[0], a[3]}), (Values{b[3], b[0], b[1], b[2]}));
  EXPECT_DOUBLE_EQ(a[1], 1.0 / 3);  // (e) s s s
  EXPECT_DOUBLE_EQ(a[2], 1.0 / 3);
  EXPECT_DOUBLE_EQ(a[0], 1);  // 5 is there once of each
}

TEST(FallingRatioTest, FollowsTheRatioOfTwoDensities) {
  // Expected uniform in (0, 1), seen with the density 2 v: the ratio is 1 / (2 v) from 1/2 on.
  Values expected, seen;
  for (int n = 0; n < 20'000; ++n) {
    const double quantile = (n + 0.5) / 20'000;
    expected.push_back(quantile);
    seen.push_back(std::sqrt(quantile));
  }
  const Values ratios = falling_ratio(expected, seen);
  for (std::size_t n = 0; n < seen.size(); n += 100) {
    EXPECT_NEAR(ratios[n], std::min(1.0, 0.5 / seen[n]), 0.03) << seen[n];
    EXPECT_LE(ratios[n], ratios[n < 100 ? 0 : n - 100]);
  }
}

TEST(FallingRatioTest, OfNothingIsNothing) {
  EXPECT_TRUE(falling_ratio({}, {}).empty());
}

}  // namespace
}  // namespace koine::spelling
