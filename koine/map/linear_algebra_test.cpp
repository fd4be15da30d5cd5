#include "koine/map/linear_algebra.h"

#include <gtest/gtest.h>

#include <cmath>

namespace koine::map {
namespace {

Matrix<double> random_matrix(std::int64_t rows, std::int64_t cols, std::uint64_t seed) {
  Random random(seed, Purpose::kTest);
  Matrix<double> m(rows, cols);
  for (std::int64_t i = 0; i < m.size(); ++i) m.data()[i] = random.normal();
  return m;
}

double distance(const Matrix<double>& a, const Matrix<double>& b) {
  EXPECT_EQ(a.rows(), b.rows());
  EXPECT_EQ(a.cols(), b.cols());
  double sum = 0;
  for (std::int64_t i = 0; i < a.size(); ++i) sum += std::pow(a.data()[i] - b.data()[i], 2);
  return std::sqrt(sum);
}

Matrix<double> diagonal(const std::vector<double>& values) {
  Matrix<double> m(static_cast<std::int64_t>(values.size()), static_cast<std::int64_t>(values.size()));
  for (std::int64_t i = 0; i < m.rows(); ++i) m(i, i) = values[static_cast<std::size_t>(i)];
  return m;
}

TEST(LinearAlgebraTest, TheSvdGivesTheMatrixBack) {
  for (const auto& [rows, cols] : {std::pair{1, 1}, {4, 4}, {30, 7}, {7, 30}, {60, 60}}) {
    const auto a = random_matrix(rows, cols, 1);
    const Svd parts = svd(a);
    EXPECT_LT(distance(multiply(multiply(parts.u, diagonal(parts.s)), transposed(parts.v)), a), 1e-11);
    EXPECT_LT(distance(multiply(transposed(parts.u), parts.u), identity(std::min(rows, cols))), 1e-12);
    EXPECT_LT(distance(multiply(transposed(parts.v), parts.v), identity(std::min(rows, cols))), 1e-12);
    for (std::size_t i = 1; i < parts.s.size(); ++i) EXPECT_GE(parts.s[i - 1], parts.s[i]);
    EXPECT_GE(parts.s.back(), 0);
  }
}

TEST(LinearAlgebraTest, TheEigenvaluesGiveTheMatrixBack) {
  const auto half = random_matrix(20, 20, 2);
  const auto a = multiply(half, transposed(half));
  const SymmetricEigen parts = symmetric_eigen(a);
  EXPECT_LT(distance(multiply(multiply(parts.vectors, diagonal(parts.values)), transposed(parts.vectors)), a), 1e-11);
  for (std::size_t i = 1; i < parts.values.size(); ++i) EXPECT_GE(parts.values[i - 1], parts.values[i]);
}

// Of [2 0; 0 -3] the nearest orthogonal matrix is [1 0; 0 -1]; of a rotation that is scaled, the rotation.
TEST(LinearAlgebraTest, TheNearestOrthogonalMatrix) {
  EXPECT_LT(distance(nearest_orthogonal(diagonal({2, -3})), diagonal({1, -1})), 1e-14);
  Matrix<double> rotation(2, 2);
  rotation(0, 0) = rotation(1, 1) = 0.6;
  rotation(0, 1) = -0.8;
  rotation(1, 0) = 0.8;
  Matrix<double> scaled = rotation;
  for (std::int64_t i = 0; i < 4; ++i) scaled.data()[i] *= 7;
  EXPECT_LT(distance(nearest_orthogonal(scaled), rotation), 1e-14);
  // Nearer than others: any other orthogonal matrix is further away.
  const auto a = random_matrix(10, 10, 3);
  const auto nearest = nearest_orthogonal(a);
  EXPECT_LT(orthogonality_error(to_float(nearest).view()), 1e-6);
  Random random(4, Purpose::kTest);
  for (int i = 0; i < 20; ++i) EXPECT_LT(distance(nearest, a), distance(random_orthogonal(10, random), a));
}

TEST(LinearAlgebraTest, OrthogonalityErrorOfAKnownMatrix) {
  EXPECT_NEAR(orthogonality_error(to_float(diagonal({1, 2, 1, 1})).view()), 1.5, 1e-7);  // ‖diag(0, 3, 0, 0)‖ / 2
}

TEST(LinearAlgebraTest, WhiteningMakesTheCovarianceOneAndIsUndone) {
  const auto x = random_matrix(100, 6, 5);
  const auto skewed = multiply(x, random_matrix(6, 6, 6));
  const auto covariance = multiply(transposed(skewed), skewed);
  const Whitening w = whitening(covariance);
  EXPECT_EQ(w.rank, 6);
  const auto white = multiply(skewed, w.whiten);
  EXPECT_LT(distance(multiply(transposed(white), white), identity(6)), 1e-9);
  EXPECT_LT(distance(multiply(white, w.dewhiten), skewed), 1e-9);
}

TEST(LinearAlgebraTest, WhiteningLeavesEmptyDirectionsAlone) {
  const Whitening w = whitening(diagonal({4, 1, 0}));
  EXPECT_EQ(w.rank, 2);
  EXPECT_LT(distance(w.whiten, diagonal({0.5, 1, 0})), 1e-14);
  EXPECT_LT(distance(w.dewhiten, diagonal({2, 1, 0})), 1e-14);
  EXPECT_EQ(whitening(Matrix<double>(3, 3)).rank, 0);
  const Whitening nearly = whitening(diagonal({1, 1e-9, 1e-11}));
  EXPECT_EQ(nearly.rank, 2);
  EXPECT_EQ(nearly.whiten(2, 2), 0);
}

TEST(LinearAlgebraTest, RandomOrthogonalMatricesLeanNowhere) {
  Random random(7, Purpose::kTest);
  double first = 0;
  int negative_determinants = 0;
  for (int i = 0; i < 2000; ++i) {
    const auto q = random_orthogonal(2, random);
    ASSERT_LT(orthogonality_error(to_float(q).view()), 1e-6);
    first += q(0, 0);
    negative_determinants += q(0, 0) * q(1, 1) - q(0, 1) * q(1, 0) < 0 ? 1 : 0;
  }
  EXPECT_NEAR(first / 2000, 0, 0.06);  // a mean of deviation 0.016
  EXPECT_NEAR(negative_determinants / 2000.0, 0.5, 0.05);
}

}  // namespace
}  // namespace koine::map
