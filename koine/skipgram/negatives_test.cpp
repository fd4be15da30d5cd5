#include "koine/skipgram/negatives.h"

#include <gtest/gtest.h>

#include <cmath>

namespace koine::skipgram {
namespace {

TEST(NegativesTest, SharesLeaveTheUnknownWordOut) {
  const text::Vocabulary vocabulary({{"a", 6}, {"b", 3}, {"c", 1}}, 90);
  EXPECT_EQ(word_shares(vocabulary), (std::vector<double>{0.6, 0.3, 0.1}));
}

TEST(NegativesTest, FrequentWordsAreKeptWithTheProbabilityOfTheRule) {
  const auto keep = keep_probabilities({0.1, 0.025, 0.004, 0.001, 0.0001}, 1e-3);
  EXPECT_NEAR(keep[0], 0.1 + 0.01, 1e-12);  // sqrt(1e-3 / 0.1) + 1e-3 / 0.1
  EXPECT_NEAR(keep[1], 0.2 + 0.04, 1e-12);
  EXPECT_NEAR(keep[2], 0.5 + 0.25, 1e-12);
  EXPECT_EQ(keep[3], 1);
  EXPECT_EQ(keep[4], 1);
  EXPECT_EQ(keep_probabilities({0.9, 0.1}, 0), (std::vector<double>{1, 1}));
}

TEST(NegativesTest, TheNoiseIsSharesToThePower) {
  const std::vector<double> shares{16.0 / 98, 81.0 / 98, 1.0 / 98};
  const auto expect = [&shares](double power, double first, double second) {
    const auto noise = noise_distribution(shares, power);
    const double sum = first + second + 1;
    EXPECT_NEAR(noise[0], first / sum, 1e-12) << power;
    EXPECT_NEAR(noise[1], second / sum, 1e-12) << power;
    EXPECT_NEAR(noise[2], 1 / sum, 1e-12) << power;
  };
  expect(0.75, 8, 27);
  expect(0.5, 4, 9);
  expect(0, 1, 1);
  expect(1, 16, 81);
}

TEST(NegativesTest, DrawsFollowTheDistribution) {
  constexpr int kDraws = 400'000;
  for (const std::vector<double>& p : {std::vector<double>{1.0}, std::vector<double>{0.5, 0.5},
                                       std::vector<double>{0.001, 0.6, 0.1, 0.0, 0.25, 0.049}}) {
    const AliasTable table(p);
    Random random(2, Purpose::kTest, p.size());
    std::vector<int> counts(p.size());
    for (int i = 0; i < kDraws; ++i) ++counts[static_cast<std::size_t>(table.draw(random))];
    for (std::size_t w = 0; w < p.size(); ++w) {
      const double standard_error = std::sqrt(p[w] * (1 - p[w]) / kDraws);
      EXPECT_NEAR(counts[w] / static_cast<double>(kDraws), p[w], 4 * standard_error) << w;
    }
  }
}

TEST(NegativesTest, ALongTableDrawsEveryWord) {
  std::vector<double> shares(5000);
  double sum = 0;
  for (std::size_t w = 0; w < shares.size(); ++w) sum += shares[w] = 1.0 / static_cast<double>(w + 1);
  for (double& share : shares) share /= sum;
  const auto noise = noise_distribution(shares, 0.75);
  const AliasTable table(noise);
  Random random(3, Purpose::kTest);
  constexpr int kDraws = 1'000'000;
  std::vector<int> counts(noise.size());
  for (int i = 0; i < kDraws; ++i) ++counts[static_cast<std::size_t>(table.draw(random))];
  // The sum of squared deviations in units of their variance is chi-squared: mean V - 1, variance 2 (V - 1).
  double chi_squared = 0;
  for (std::size_t w = 0; w < noise.size(); ++w) {
    const double expected = noise[w] * kDraws;
    chi_squared += (counts[w] - expected) * (counts[w] - expected) / expected;
  }
  const auto degrees = static_cast<double>(noise.size() - 1);
  EXPECT_NEAR(chi_squared, degrees, 4 * std::sqrt(2 * degrees));
}

}  // namespace
}  // namespace koine::skipgram
