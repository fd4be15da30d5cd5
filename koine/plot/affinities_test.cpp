#include "koine/plot/affinities.h"

#include <gtest/gtest.h>

#include <numeric>

#include "koine/core/core_test_support.h"
#include "koine/plot/plot_test_support.h"
#include "koine/plot/reference_tsne.h"
#include "koine/retrieval/unit_rows.h"

namespace koine::plot {
namespace {

TEST(Affinities, AreTheReferenceWhereAllPointsAreNeighbours) {
  const auto x = retrieval::unit_rows(planted_clusters(3, 10, 8).view());
  Workers workers(2);
  constexpr double kPerplexity = 29.0 / 3;  // 29 neighbours, which is all
  const Matrix<double> found = dense(affinities(x.view(), kPerplexity, workers, silent_reporter()));
  const Matrix<double> expected = reference_affinities(in_double(x.view()).view(), kPerplexity);
  for (std::int64_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(found.data()[i], expected.data()[i], 1e-9);
}

TEST(Affinities, AreSymmetricSumToOneAndLeaveOutWhatLiesFar) {
  const auto x = retrieval::unit_rows(planted_clusters(10, 30, 16).view());
  Workers workers(1);
  const Affinities p = affinities(x.view(), 5, workers, silent_reporter());
  EXPECT_NEAR(std::accumulate(p.values.begin(), p.values.end(), 0.0), 1, 1e-12);
  EXPECT_LE(p.values.size(), 300U * 2 * 15);
  const Matrix<double> full = dense(p);
  for (std::int64_t i = 0; i < 300; ++i) {
    EXPECT_EQ(full(i, i), 0);
    for (std::int64_t j = 0; j < i; ++j) EXPECT_EQ(full(i, j), full(j, i));
  }
}

TEST(Affinities, SaySoWhereRowsAreEqual) {
  Matrix<float> x(40, 4);
  for (std::int64_t i = 0; i < 40; ++i) x(i, i < 20 ? 0 : i % 4) = 1;
  Workers workers(1);
  RecordingReporter reporter;
  const Affinities p = affinities(x.view(), 3, workers, reporter);
  EXPECT_NE(reporter.said.find("same distance"), std::string::npos) << reporter.said;
  EXPECT_NEAR(std::accumulate(p.values.begin(), p.values.end(), 0.0), 1, 1e-12);
}

}  // namespace
}  // namespace koine::plot
