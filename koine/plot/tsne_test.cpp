#include "koine/plot/tsne.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>
#include <vector>

#include "koine/core/core_test_support.h"
#include "koine/plot/affinities.h"
#include "koine/plot/descent.h"
#include "koine/plot/plot_test_support.h"
#include "koine/plot/reference_tsne.h"
#include "koine/plot/tsne_gradient.h"
#include "koine/retrieval/unit_rows.h"

namespace koine::plot {
namespace {

double norm(const Matrix<double>& x) {
  double squares = 0;
  for (std::int64_t i = 0; i < x.size(); ++i) squares += x.data()[i] * x.data()[i];
  return std::sqrt(squares);
}

// |a - b| / |b|.
double relative_error(const Matrix<double>& a, const Matrix<double>& b) {
  Matrix<double> difference = a;
  for (std::int64_t i = 0; i < a.size(); ++i) difference.data()[i] -= b.data()[i];
  return norm(difference) / norm(b);
}

TEST(Tsne, TheFastGradientIsTheExactOne) {
  const auto x = retrieval::unit_rows(planted_clusters(10, 50, 20).view());
  Workers workers(2);
  const Affinities p = affinities(x.view(), 10, workers, silent_reporter());
  const Matrix<double> full = dense(p);
  Matrix<double> found(500, 2);
  for (const double spread : {1e-4, 1.0, 15.0}) {
    const Matrix<double> y = random_places(500, spread);
    for (const double exaggeration : {1.0, 12.0}) {
      const Matrix<double> expected = reference_gradient(full.view(), y.view(), exaggeration);
      TsneGradient exact(p, 0, workers), fast(p, 0.5, workers);
      exact.gradient(y.view(), exaggeration, found.view());
      EXPECT_LT(relative_error(found, expected), 1e-12) << spread;
      EXPECT_NEAR(exact.divergence_nats(y.view()), reference_divergence_nats(full.view(), y.view()), 1e-10);
      fast.gradient(y.view(), exaggeration, found.view());
      EXPECT_LT(relative_error(found, expected), 0.02) << spread;
    }
  }
}

TEST(Tsne, AtMostAQuarterOfTheStepsExaggerates) {
  const auto exaggerated = [](std::int64_t iterations) {
    Matrix<double> y = random_places(10, 1);
    std::int64_t count = 0;
    descend(
        y, {.iterations = iterations}, [&](auto, double exaggeration, auto) { count += exaggeration == 12; },
        [](std::int64_t) {});
    return count;
  };
  EXPECT_EQ(exaggerated(1000), 250);
  EXPECT_EQ(exaggerated(5000), 250);
  EXPECT_EQ(exaggerated(250), 62);
  EXPECT_EQ(exaggerated(3), 0);
}

// Two points that push each other apart with the same force all the time, by hand. Gains: 1.2, 1.4, 1.6, 1.8 and 0.8,
// 1, 1.2, 1.4. Steps, with momentum 0.5 in the two that exaggerate and 0.8 after them: 1.2, 2, 3.2, 4.36 and 0.8, 1.4,
// 2.32, 3.256; each point moves by the mean of the two, for their mean stays at 0.
TEST(Tsne, TheDescentHasMomentumAndGains) {
  Matrix<double> y(2, 1);
  std::vector<double> places;
  descend(
      y, {.iterations = 8, .learning_rate = 1},
      [](auto, double, MatrixView<double> d_y) {
        d_y(0, 0) = 1;
        d_y(1, 0) = -1;
      },
      [&](std::int64_t) { places.push_back(y(1, 0)); });
  ASSERT_EQ(places.size(), 8u);
  const std::array expected{1.0, 2.7, 5.46, 9.268};
  for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_NEAR(places[i], expected[i], 1e-12);
}

// N / 12 / 4 for many points, 50 for few; the first step is of 1.2 and 0.8 times that, as above.
TEST(Tsne, TheLearningRateGrowsWithThePoints) {
  const auto first_place = [](std::int64_t points) {
    Matrix<double> y(points, 1);
    descend(
        y, {.iterations = 1},
        [](auto places, double, MatrixView<double> d_y) {
          for (std::int64_t i = 0; i < places.rows; ++i) d_y(i, 0) = i % 2 == 0 ? -1 : 1;
        },
        [](std::int64_t) {});
    return y(0, 0);
  };
  EXPECT_NEAR(first_place(9600), 200, 1e-9);
  EXPECT_NEAR(first_place(2), 50, 1e-9);
}

TEST(Tsne, TheMeanOfThePlacesIsZero) {
  Workers workers(1);
  const Matrix<float> y = tsne(planted_clusters(4, 25, 5).view(), {.iterations = 100}, workers, silent_reporter());
  for (const int axis : {0, 1}) {
    double sum = 0, largest = 0;
    for (std::int64_t i = 0; i < y.rows(); ++i) {
      sum += y(i, axis);
      largest = std::max(largest, std::abs(double{y(i, axis)}));
    }
    EXPECT_NEAR(sum / static_cast<double>(y.rows()), 0, 1e-6 * largest);
  }
}

TEST(Tsne, EndsWhereTheExactOneEnds) {
  const Matrix<float> x = planted_clusters(10, 50, 20);
  Workers workers(2);
  const TsneOptions options{.perplexity = 20, .iterations = 500};
  const auto unit = retrieval::unit_rows(x.view());
  const Matrix<double> p = reference_affinities(in_double(unit.view()).view(), options.perplexity);
  const Matrix<double> exact = reference_tsne(p.view(), options);
  const Matrix<double> fast = in_double(tsne(x.view(), options, workers, silent_reporter()).view());
  const double expected = reference_divergence_nats(p.view(), exact.view());
  EXPECT_NEAR(reference_divergence_nats(p.view(), fast.view()), expected, 0.03 * expected);
}

TEST(Tsne, PlantedClustersStayApart) {
  const std::int64_t each = 40;
  const Matrix<float> x = planted_clusters(12, each, 20);
  Workers workers(2);
  const Matrix<float> y = tsne(x.view(), {.iterations = 500}, workers, silent_reporter());
  // The nearest ten on the plane are of the same cluster, but for a few.
  std::int64_t same = 0;
  for (std::int64_t i = 0; i < y.rows(); ++i) {
    std::vector<std::pair<float, std::int64_t>> others;
    for (std::int64_t j = 0; j < y.rows(); ++j) {
      if (j != i) others.emplace_back(std::hypot(y(i, 0) - y(j, 0), y(i, 1) - y(j, 1)), j);
    }
    std::partial_sort(others.begin(), others.begin() + 10, others.end());
    for (std::size_t n = 0; n < 10; ++n) same += others[n].second / each == i / each;
  }
  EXPECT_GT(static_cast<double>(same) / static_cast<double>(10 * y.rows()), 0.98);
}

TEST(Tsne, TheSameBitsAtAnyNumberOfThreadsAndOthersForAnotherSeed) {
  const Matrix<float> x = planted_clusters(6, 150, 10);
  const auto places = [&](int threads, std::uint64_t seed) {
    Workers workers(threads);
    const Matrix<float> y = tsne(x.view(), {.iterations = 60, .seed = seed}, workers, silent_reporter());
    return std::vector<float>(y.data(), y.data() + y.size());
  };
  const auto expected = places(1, 1);
  EXPECT_EQ(places(2, 1), expected);
  EXPECT_EQ(places(5, 1), expected);
  EXPECT_NE(places(1, 2), expected);
}

TEST(Tsne, ThePerplexityIsLoweredAndThisIsSaid) {
  Workers workers(1);
  RecordingReporter reporter;
  const Matrix<float> y = tsne(planted_clusters(2, 10, 4).view(), {.iterations = 50}, workers, reporter);
  EXPECT_EQ(y.rows(), 20);
  EXPECT_NE(reporter.said.find("lowered to 6.333"), std::string::npos) << reporter.said;
}

TEST(Tsne, RowsThatAreEqualOrZeroStillGetAPlace) {
  for (const float value : {1.0f, 0.0f}) {
    Matrix<float> x(200, 3);
    std::fill_n(x.data(), x.size(), value);
    Workers workers(1);
    RecordingReporter reporter;
    const Matrix<float> y = tsne(x.view(), {.iterations = 100}, workers, reporter);
    EXPECT_TRUE(std::all_of(y.data(), y.data() + y.size(), [](float place) { return std::isfinite(place); }));
    EXPECT_NE(reporter.said.find("same distance"), std::string::npos) << reporter.said;
    EXPECT_EQ(reporter.said.find("200 points are zero") != std::string::npos, value == 0) << reporter.said;
  }
}

TEST(Tsne, RefusesWhatMakesNoSense) {
  Workers workers(1);
  const auto error = [&](ErrorKind kind, const Matrix<float>& x, const TsneOptions& options) {
    return error_of(kind, [&] { tsne(x.view(), options, workers, silent_reporter()); });
  };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  Matrix<float> x = planted_clusters(2, 10, 4);
  EXPECT_NE(error(ErrorKind::kUsage, x, {.perplexity = 1}).find("--perplexity: "), std::string::npos);
  EXPECT_NE(error(ErrorKind::kUsage, x, {.perplexity = nan}).find("--perplexity: "), std::string::npos);
  EXPECT_NE(error(ErrorKind::kUsage, x, {.iterations = 0}).find("iterations"), std::string::npos);
  EXPECT_NE(error(ErrorKind::kUsage, x, {.theta = 0.8}).find("theta"), std::string::npos);
  EXPECT_NE(error(ErrorKind::kInput, planted_clusters(2, 3, 4), {}).find("too few points"), std::string::npos);
  x(17, 2) = std::numeric_limits<float>::quiet_NaN();
  EXPECT_NE(error(ErrorKind::kInput, x, {}).find("row 18"), std::string::npos);
}

}  // namespace
}  // namespace koine::plot
