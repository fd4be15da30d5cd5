#include "koine/spelling/confidence.h"

#include <gtest/gtest.h>

#include <cmath>

#include "koine/spelling/evidence.h"

namespace koine::spelling {
namespace {

struct Spaces {
  Matrix<float> x{2, 2}, y{3, 2};
  std::vector<float> r_x{0.1f, 0.2f}, r_y{0, 0.3f, 0.1f};

  Spaces() {
    x(0, 0) = 1, x(1, 0) = 0.6f, x(1, 1) = 0.8f;
    y(0, 0) = 1, y(1, 1) = 1, y(2, 0) = 0.8f, y(2, 1) = -0.6f;
  }
  float csls(std::int64_t i, std::int64_t j) const {
    const float cosine = x(i, 0) * y(j, 0) + x(i, 1) * y(j, 1);
    return 2 * cosine - r_x[static_cast<std::size_t>(i)] - r_y[static_cast<std::size_t>(j)];
  }
};

// The similarity of two words, where the share of words that are spelled like their translation is 0.4.
float like(double log_ratio) {
  return static_cast<float>(similarity(log_ratio, kLeeway + std::log(0.4 / 0.6)));
}

TEST(ConfidenceTest, WithoutSpellingIsTheSoftmaxOfCsls) {
  const Spaces s;
  Workers workers(1);
  const Confidence confidence(s.x.view(), s.y.view(), s.r_x, s.r_y,
                              Trust({1}, {{.sharpness = 4, .share = 0.4, .cautious = 3}}), nullptr, true, workers);
  for (std::int64_t i = 0; i < 2; ++i) {
    double sum = 0;
    for (std::int64_t j = 0; j < 3; ++j) sum += std::exp(3 * s.csls(i, j));
    for (std::int64_t j = 0; j < 3; ++j) {
      EXPECT_NEAR(confidence.of(i, j, s.csls(i, j)), std::exp(3 * s.csls(i, j)) / sum, 1e-5);
    }
  }
}

TEST(ConfidenceTest, SpellingMultipliesWhatIsExplained) {
  const Spaces s;
  Workers workers(1);
  // Source 0 and target 1 look alike, by 4 nats; source 0 and target 2 less so than by chance.
  const retrieval::SparseScores similarities({{{1, like(4)}, {2, like(-3)}}, {}});
  const Confidence confidence(s.x.view(), s.y.view(), s.r_x, s.r_y,
                              Trust({1}, {{.sharpness = 3, .share = 0.4, .cautious = 2}}), &similarities, false,
                              workers);
  const double factors[] = {0.6, 0.6 + 0.4 * std::exp(4), 0.6 + 0.4 * std::exp(-3)};
  double sum = 0;
  for (std::int64_t j = 0; j < 3; ++j) sum += std::exp(3 * s.csls(0, j)) * factors[j];
  for (std::int64_t j = 0; j < 3; ++j) {
    EXPECT_NEAR(confidence.of(0, j, s.csls(0, j)), std::exp(3 * s.csls(0, j)) * factors[j] / sum, 1e-5);
  }
}

// More target words than are looked at at a time, and the one that is alike among the last.
TEST(ConfidenceTest, LikenessCountsWhereverTheWordStands) {
  constexpr std::int64_t kTargets = 1600, kAlike = 1500;
  Matrix<float> x(1, 2), y(kTargets, 2);
  x(0, 0) = 1;
  for (std::int64_t j = 0; j < kTargets; ++j) y(j, j % 2) = 1;
  const std::vector<float> r_x{0.1F}, r_y(kTargets, 0.2F);
  retrieval::SparseScores similarities({{{kAlike, like(6)}}});
  Workers workers(1);
  const Confidence confidence(x.view(), y.view(), r_x, r_y, Trust({1}, {{.sharpness = 3, .share = 0.4, .cautious = 2}}),
                              &similarities, false, workers);
  double sum = 0;
  const auto explained = [](std::int64_t j) {
    return std::exp(3 * (2.0 * (j % 2 == 0 ? 1 : 0) - 0.3)) * (0.6 + (j == kAlike ? 0.4 * std::exp(6) : 0));
  };
  for (std::int64_t j = 0; j < kTargets; ++j) sum += explained(j);
  EXPECT_NEAR(confidence.of(0, kAlike, 1.7F), explained(kAlike) / sum, 1e-5);
  EXPECT_NEAR(confidence.of(0, 2, 1.7F), explained(2) / sum, 1e-6);
}

// Three source words: nothing looks like the first; the second is like two words, so that it would be well explained
// without either, too; the third is like one, as well as no word is without its best.
TEST(ConfidenceTest, CautionCountsLikenessLessWhereTheNextBestWouldDoAsWell) {
  Matrix<float> x(3, 2), y(3, 2);
  for (std::int64_t i = 0; i < 3; ++i) x(i, 0) = y(i, 0) = 1;  // every CSLS is the same
  const std::vector<float> r(3, 0.0f);
  const retrieval::SparseScores similarities({{}, {{0, like(5)}, {1, like(4)}}, {{2, like(8)}}});
  Workers workers(1);
  const Trust trust({1}, {{.sharpness = 4, .share = 0.4, .cautious = 3}});
  const Confidence bold(x.view(), y.view(), r, r, trust, &similarities, false, workers),
      cautious(x.view(), y.view(), r, r, trust, &similarities, true, workers);

  // From above: one value more than there are, and S of the third and of the second; S of the second without its best;
  // and three times that of no likeness, two expected and one seen. The first three are pooled (1 expected in 2), and
  // the rest (3 in 1), so that q is 1/2 and 1.
  const auto expected = [](double log_ratio, double total, double counted) {
    return (0.6 + counted * 0.4 * std::exp(log_ratio)) / total;
  };
  const double second = 3 * 0.6 + 0.4 * (std::exp(5) + std::exp(4)), third = 3 * 0.6 + 0.4 * std::exp(8);
  EXPECT_NEAR(cautious.of(0, 0, 2), 1 / 3.0, 1e-6);
  EXPECT_NEAR(cautious.of(1, 0, 2), expected(5, second, 0.75), 1e-6);
  EXPECT_NEAR(cautious.of(1, 1, 2), expected(4, second, 0.75), 1e-6);
  EXPECT_NEAR(cautious.of(1, 2, 2), 0.6 / second, 1e-6);
  EXPECT_NEAR(cautious.of(2, 2, 2), expected(8, third, 0.75), 1e-6);
  EXPECT_NEAR(bold.of(1, 0, 2), expected(5, second, 1), 1e-6);
  EXPECT_NEAR(bold.of(2, 2, 2), expected(8, third, 1), 1e-6);
}

}  // namespace
}  // namespace koine::spelling
