#include "koine/plot/reference_tsne.h"

#include <gtest/gtest.h>

#include "koine/plot/plot_test_support.h"

namespace koine::plot {
namespace {

TEST(ReferenceTsne, TheGradientIsThatOfTheDivergence) {
  const Matrix<double> p = reference_affinities(in_double(planted_clusters(3, 8, 5).view()).view(), 6);
  Matrix<double> y = random_places(24, 1);
  const Matrix<double> gradient = reference_gradient(p.view(), y.view(), 1);
  constexpr double kStep = 1e-5;
  for (std::int64_t i = 0; i < y.size(); ++i) {
    const double before = y.data()[i];
    y.data()[i] = before + kStep;
    const double above = reference_divergence_nats(p.view(), y.view());
    y.data()[i] = before - kStep;
    const double below = reference_divergence_nats(p.view(), y.view());
    y.data()[i] = before;
    EXPECT_NEAR(gradient.data()[i], (above - below) / (2 * kStep), 1e-9);
  }
}

TEST(ReferenceTsne, ExaggerationStrengthensThePullAlone) {
  // p of one pair only: the pull on the others is 0, whatever the exaggeration.
  Matrix<double> p(3, 3);
  p(0, 1) = p(1, 0) = 0.5;
  const Matrix<double> y = random_places(3, 1);
  const Matrix<double> once = reference_gradient(p.view(), y.view(), 1),
                       more = reference_gradient(p.view(), y.view(), 5);
  EXPECT_EQ(once(2, 0), more(2, 0));
  const double dx = y(0, 0) - y(1, 0), dy = y(0, 1) - y(1, 1);
  EXPECT_NEAR(more(0, 0) - once(0, 0), 4 * (5 - 1) * 0.5 * dx / (1 + dx * dx + dy * dy), 1e-12);
}

TEST(ReferenceTsne, TheDivergenceOfEqualDistributionsIsZero) {
  // Three points at the corners of an equilateral triangle have q = 1/6 for each ordered pair.
  Matrix<double> y(3, 2), p(3, 3);
  y(1, 0) = 1;
  y(2, 0) = 0.5;
  y(2, 1) = 0.8660254037844386;
  for (std::int64_t i = 0; i < 3; ++i) {
    for (std::int64_t j = 0; j < 3; ++j) p(i, j) = i == j ? 0 : 1.0 / 6;
  }
  EXPECT_NEAR(reference_divergence_nats(p.view(), y.view()), 0, 1e-12);
}

}  // namespace
}  // namespace koine::plot
