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

TEST(ConfidenceTest, WithoutSpellingIsTheSoftmaxOfCsls) {
  const Spaces s;
  Workers workers(1);
  const Confidence confidence(s.x.view(), s.y.view(), s.r_x, s.r_y, Trust({1}, {{.share = 0.4, .cautious = 3}}),
                              nullptr, workers);
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
  const retrieval::SparseScores similarities(
      {{{1, static_cast<float>(similarity(4))}, {2, static_cast<float>(similarity(-3))}}, {}});
  const Confidence confidence(s.x.view(), s.y.view(), s.r_x, s.r_y, Trust({1}, {{.share = 0.4, .cautious = 3}}),
                              &similarities, workers);
  const double factors[] = {0.6, 0.6 + 0.4 * std::exp(4), 0.6 + 0.4 * std::exp(-3)};
  double sum = 0;
  for (std::int64_t j = 0; j < 3; ++j) sum += std::exp(3 * s.csls(0, j)) * factors[j];
  for (std::int64_t j = 0; j < 3; ++j) {
    EXPECT_NEAR(confidence.of(0, j, s.csls(0, j)), std::exp(3 * s.csls(0, j)) * factors[j] / sum, 1e-5);
  }
}

TEST(ConfidenceTest, SimilarityAndLogRatioAreInversesOfEachOther) {
  for (const double log_ratio : {-9.0, -5.0, 0.0, 3.5, 40.0}) {
    EXPECT_NEAR(log_ratio_of(similarity(log_ratio)), log_ratio, 1e-9);
  }
  EXPECT_NEAR(similarity(-3), std::log(2), 1e-12);
}

}  // namespace
}  // namespace koine::spelling
