#include "koine/plot/perplexity.h"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>
#include <vector>

#include "koine/core/random.h"

namespace koine::plot {
namespace {

double entropy_of(const std::vector<double>& p) {
  double sum = 0;
  for (const double value : p) sum -= value > 0 ? value * std::log(value) : 0;
  return sum;
}

TEST(Perplexity, ReachesItsEntropyAtAnyScaleOfTheDistances) {
  Random random(1, Purpose::kTest);
  for (const double scale : {1e-8, 1.0, 1e8}) {
    for (const double perplexity : {1.5, 5.0, 30.0, 89.0}) {
      std::vector<double> squared(90), p(90);
      for (double& value : squared) value = scale * random.uniform(0.5, 2);
      EXPECT_TRUE(calibrate(squared, perplexity, p)) << scale << " " << perplexity;
      EXPECT_NEAR(entropy_of(p), std::log(perplexity), 2e-6) << scale << " " << perplexity;
      EXPECT_NEAR(std::accumulate(p.begin(), p.end(), 0.0), 1, 1e-12);
    }
  }
}

TEST(Perplexity, IsAGaussianOfTheDistance) {
  const std::vector<double> squared = {0, 1, 2, 4};
  std::vector<double> p(4);
  ASSERT_TRUE(calibrate(squared, 2.5, p));
  const double beta = std::log(p[0] / p[1]);
  EXPECT_GT(beta, 0);
  EXPECT_NEAR(std::log(p[0] / p[2]), 2 * beta, 1e-12);
  EXPECT_NEAR(std::log(p[0] / p[3]), 4 * beta, 1e-12);
}

TEST(Perplexity, EqualsThatCannotBeToldApartShareEvenly) {
  std::vector<double> p(4);
  EXPECT_FALSE(calibrate(std::vector<double>{1, 0, 0, 0}, 2, p));
  EXPECT_EQ(p, (std::vector<double>{0, 1.0 / 3, 1.0 / 3, 1.0 / 3}));
  EXPECT_FALSE(calibrate(std::vector<double>{2, 2, 2, 2}, 2, p));
  EXPECT_EQ(p, (std::vector<double>{0.25, 0.25, 0.25, 0.25}));
  EXPECT_TRUE(calibrate(std::vector<double>{2, 2, 2, 2}, 4, p));
}

}  // namespace
}  // namespace koine::plot
