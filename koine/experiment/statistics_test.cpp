#include "koine/experiment/statistics.h"

#include <gtest/gtest.h>

#include "koine/core/error.h"

namespace koine::experiment {
namespace {

TEST(SpreadTest, ByHand) {
  const Spread spread = spread_of({0.1, 0.2, 0.6});
  EXPECT_EQ(spread.count, 3);
  EXPECT_NEAR(spread.mean, 0.3, 1e-12);
  EXPECT_NEAR(spread.deviation, 0.264575131, 1e-9);  // sqrt((0.04 + 0.01 + 0.09) / 2)
  EXPECT_EQ(spread_of({0.4}).deviation, 0);
  EXPECT_EQ(spread_of({}).count, 0);
}

std::vector<double> hits(std::size_t right, std::size_t of) {
  std::vector<double> values(of, 0.0);
  std::fill_n(values.begin(), right, 1.0);
  return values;
}

TEST(PairedBootstrapTest, SeesAClearDifference) {
  const Comparison c = paired_bootstrap(hits(60, 1000), hits(20, 1000), 1);
  EXPECT_NEAR(c.difference, 0.04, 1e-12);
  // The standard deviation of a mean of 1,000 draws, 40 of which are 1, is sqrt(0.04 · 0.96 / 1000) = 0.0062.
  EXPECT_NEAR(c.low, 0.04 - 1.96 * 0.0062, 0.002);
  EXPECT_NEAR(c.high, 0.04 + 1.96 * 0.0062, 0.002);
  EXPECT_NEAR(c.p, 2.0 / 10'001, 1e-9);
}

TEST(PairedBootstrapTest, IsTwoSided) {
  const Comparison c = paired_bootstrap(hits(20, 1000), hits(60, 1000), 1);
  EXPECT_NEAR(c.difference, -0.04, 1e-12);
  EXPECT_NEAR(c.p, 2.0 / 10'001, 1e-9);
}

TEST(PairedBootstrapTest, SeesThatPairsAreTheSame) {
  // 50 right each, of 1,000: the same ones do not differ; others do, by chance alone.
  EXPECT_EQ(paired_bootstrap(hits(50, 1000), hits(50, 1000), 1).p, 1);
  std::vector<double> other = hits(50, 1000);
  std::reverse(other.begin(), other.end());
  const Comparison c = paired_bootstrap(hits(50, 1000), other, 1);
  EXPECT_EQ(c.difference, 0);
  EXPECT_GT(c.p, 0.9);
  EXPECT_NEAR(c.high, 1.96 * 0.01, 0.002);  // sqrt(0.1 / 1000)
}

TEST(PairedBootstrapTest, ASmallDifferenceMayBeChance) {
  // 12 against 8 of other pairs: z = 4 / sqrt(20) = 0.89, two-sided p = 0.37.
  std::vector<double> other(1000, 0.0);
  std::fill_n(other.begin() + 500, 8, 1.0);
  EXPECT_NEAR(paired_bootstrap(hits(12, 1000), other, 1).p, 0.4, 0.08);
}

TEST(PairedBootstrapTest, IsAFunctionOfItsArguments) {
  const auto a = hits(12, 100), b = hits(9, 100);
  EXPECT_EQ(paired_bootstrap(a, b, 3).low, paired_bootstrap(a, b, 3).low);
  EXPECT_THROW(paired_bootstrap(hits(1, 2), hits(1, 3), 1), Error);
  EXPECT_EQ(paired_bootstrap({}, {}, 1).p, 1);
}

}  // namespace
}  // namespace koine::experiment
