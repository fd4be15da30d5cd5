#include "koine/map/linear_algebra.h"

// The room's threads are koine::Workers.
#define EIGEN_DONT_PARALLELIZE
#include <Eigen/Dense>
#include <algorithm>
#include <cmath>

#include "koine/core/error.h"

namespace koine::map {
namespace {

using Dense = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Map<const Dense> eigen(const Matrix<double>& a) {
  return {a.data(), a.rows(), a.cols()};
}

template <typename Expression>
Matrix<double> own(const Expression& a) {
  Matrix<double> result(a.rows(), a.cols());
  Eigen::Map<Dense>(result.data(), a.rows(), a.cols()) = a;
  return result;
}

void require_finite(const Matrix<double>& a) {
  require(std::all_of(a.data(), a.data() + a.size(), [](double value) { return std::isfinite(value); }),
          "a decomposition needs finite numbers");
}

}  // namespace

Matrix<double> identity(std::int64_t size) {
  return own(Dense::Identity(size, size));
}

Matrix<double> transposed(const Matrix<double>& a) {
  return own(eigen(a).transpose());
}

Matrix<double> multiply(const Matrix<double>& a, const Matrix<double>& b) {
  require(a.cols() == b.rows(), "multiply: the inner sizes agree");
  return own(eigen(a) * eigen(b));
}

Matrix<double> to_double(ConstView a) {
  Matrix<double> result(a.rows, a.cols);
  for (std::int64_t i = 0; i < a.rows; ++i) std::copy_n(a.row(i), a.cols, result.row(i));
  return result;
}

Matrix<float> to_float(const Matrix<double>& a) {
  Matrix<float> result(a.rows(), a.cols());
  std::transform(a.data(), a.data() + a.size(), result.data(), [](double value) { return static_cast<float>(value); });
  return result;
}

Svd svd(const Matrix<double>& a) {
  require_finite(a);
  const Eigen::BDCSVD<Dense> parts(eigen(a), Eigen::ComputeThinU | Eigen::ComputeThinV);
  const auto& s = parts.singularValues();
  return {own(parts.matrixU()), own(parts.matrixV()), std::vector<double>(s.data(), s.data() + s.size())};
}

SymmetricEigen symmetric_eigen(const Matrix<double>& a) {
  require(a.rows() == a.cols(), "symmetric_eigen: the matrix is square");
  require_finite(a);
  const Eigen::SelfAdjointEigenSolver<Dense> parts(eigen(a));
  require(parts.info() == Eigen::Success, "the eigenvalues of a symmetric matrix are found");
  const auto& values = parts.eigenvalues();  // from the smallest up
  SymmetricEigen result{own(parts.eigenvectors().rowwise().reverse()), {values.data(), values.data() + values.size()}};
  std::reverse(result.values.begin(), result.values.end());
  return result;
}

Matrix<double> nearest_orthogonal(const Matrix<double>& a) {
  require(a.rows() == a.cols(), "nearest_orthogonal: the matrix is square");
  const Svd parts = svd(a);
  return own(eigen(parts.u) * eigen(parts.v).transpose());
}

double orthogonality_error(ConstView w) {
  require(w.rows == w.cols, "orthogonality_error: the matrix is square");
  const Matrix<double> wide = to_double(w);
  const Dense difference = eigen(wide).transpose() * eigen(wide) - Dense::Identity(w.cols, w.cols);
  return difference.norm() / std::sqrt(static_cast<double>(w.cols));
}

Whitening whitening(const Matrix<double>& covariance) {
  constexpr double kEmpty = 1e-10;
  const SymmetricEigen parts = symmetric_eigen(covariance);
  const auto n = static_cast<std::int64_t>(parts.values.size());
  Eigen::VectorXd whiten = Eigen::VectorXd::Zero(n), dewhiten = Eigen::VectorXd::Zero(n);
  Whitening result;
  for (std::int64_t i = 0; i < n; ++i) {
    const double value = parts.values[static_cast<std::size_t>(i)];
    if (!(value > kEmpty * parts.values.front())) break;
    whiten(i) = 1 / std::sqrt(value);
    dewhiten(i) = std::sqrt(value);
    ++result.rank;
  }
  const auto q = eigen(parts.vectors);
  result.whiten = own(q * whiten.asDiagonal() * q.transpose());
  result.dewhiten = own(q * dewhiten.asDiagonal() * q.transpose());
  return result;
}

Matrix<double> random_orthogonal(std::int64_t size, Random& random) {
  Matrix<double> gaussian(size, size);
  for (std::int64_t i = 0; i < gaussian.size(); ++i) gaussian.data()[i] = random.normal();
  const Eigen::HouseholderQR<Dense> parts(eigen(gaussian));
  Dense q = parts.householderQ();
  for (std::int64_t i = 0; i < size; ++i) {
    if (parts.matrixQR()(i, i) < 0) q.col(i) = -q.col(i);
  }
  return own(q);
}

}  // namespace koine::map
