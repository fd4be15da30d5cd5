#include "koine/explore/principal_plane.h"

#include <Eigen/Dense>
#include <algorithm>

namespace koine::explore {

Matrix<float> principal_plane(ConstView points) {
  Matrix<float> plane(points.rows, 2);
  if (points.rows == 0 || points.cols == 0) return plane;
  using RowMajor = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
  const Eigen::Map<const RowMajor, 0, Eigen::OuterStride<>> rows(points.data, points.rows, points.cols,
                                                                 Eigen::OuterStride<>(points.stride));
  const Eigen::MatrixXd x = rows.cast<double>().rowwise() - rows.cast<double>().colwise().mean();
  const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> eigen(x.transpose() * x);
  for (std::int64_t axis = 0; axis < std::min<std::int64_t>(2, points.cols); ++axis) {
    Eigen::VectorXd direction = eigen.eigenvectors().col(points.cols - 1 - axis);  // the largest stand last
    Eigen::Index largest = 0;
    direction.cwiseAbs().maxCoeff(&largest);
    if (direction(largest) < 0) direction = -direction;
    const Eigen::VectorXd places = x * direction;
    for (std::int64_t i = 0; i < points.rows; ++i) plane(i, axis) = static_cast<float>(places(i));
  }
  return plane;
}

}  // namespace koine::explore
