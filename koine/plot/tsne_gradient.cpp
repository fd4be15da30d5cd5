#include "koine/plot/tsne_gradient.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <vector>

#include "koine/plot/quadtree.h"

namespace koine::plot {
namespace {

// Points in a task: a number that does not depend on the threads, for the sums are taken by task.
constexpr std::int64_t kPointsInTask = 256;

double squared_distance(const double* a, const double* b) {
  const double dx = a[0] - b[0], dy = a[1] - b[1];
  return dx * dx + dy * dy;
}

}  // namespace

void TsneGradient::gradient(MatrixView<const double> y, double exaggeration, MatrixView<double> d_y) {
  const std::int64_t n = y.rows;
  require(n == p_.rows() && d_y.rows == n && y.cols == 2 && d_y.cols == 2, "t-SNE: places on a plane, one a row of P");
  const Quadtree tree(y);
  const std::int64_t tasks = (n + kPointsInTask - 1) / kPointsInTask;
  const auto for_each_point = [&](const auto& visit) {
    workers_.run(tasks, [&](std::int64_t task) {
      const std::int64_t end = std::min(n, (task + 1) * kPointsInTask);
      for (std::int64_t at = task * kPointsInTask; at < end; ++at) {
        visit(task, tree.order()[static_cast<std::size_t>(at)]);
      }
    });
  };
  std::vector<double> z(static_cast<std::size_t>(tasks));
  for_each_point([&](std::int64_t task, std::int64_t i) {
    const Repulsion push = tree.repulsion(y(i, 0), y(i, 1), theta_);
    z[static_cast<std::size_t>(task)] += push.weights - 1;  // without its own
    d_y(i, 0) = push.x;
    d_y(i, 1) = push.y;
  });
  z_ = std::accumulate(z.begin(), z.end(), 0.0);
  for_each_point([&](std::int64_t, std::int64_t i) {
    double pull[2] = {0, 0};
    for (auto e = static_cast<std::size_t>(p_.offsets[static_cast<std::size_t>(i)]);
         e < static_cast<std::size_t>(p_.offsets[static_cast<std::size_t>(i) + 1]); ++e) {
      const double* other = y.row(p_.columns[e]);
      const double weighted = p_.values[e] / (1 + squared_distance(y.row(i), other));
      pull[0] += weighted * (y(i, 0) - other[0]);
      pull[1] += weighted * (y(i, 1) - other[1]);
    }
    for (int axis = 0; axis < 2; ++axis) d_y(i, axis) = 4 * (exaggeration * pull[axis] - d_y(i, axis) / z_);
  });
}

double TsneGradient::divergence_nats(MatrixView<const double> y) const {
  double sum = 0;
  for (std::int64_t i = 0; i < y.rows; ++i) {
    for (auto e = static_cast<std::size_t>(p_.offsets[static_cast<std::size_t>(i)]);
         e < static_cast<std::size_t>(p_.offsets[static_cast<std::size_t>(i) + 1]); ++e) {
      const double p = p_.values[e];
      if (p > 0) sum += p * std::log(p * z_ * (1 + squared_distance(y.row(i), y.row(p_.columns[e]))));
    }
  }
  return sum;
}

}  // namespace koine::plot
