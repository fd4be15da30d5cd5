#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <utility>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/random.h"
#include "koine/core/workers.h"
#include "koine/map/linear_algebra.h"
#include "koine/map/method.h"
#include "koine/map/normalize.h"
#include "koine/map/product.h"
#include "koine/retrieval/nearest.h"
#include "koine/retrieval/unit_rows.h"

// Spaces whose map is known, for the tests of this room.
namespace koine::map {

// Clusters of unequal sizes, each with unequal axes.
inline Matrix<double> clusters(std::int64_t rows, std::int64_t cols, std::uint64_t seed) {
  Random random(seed, Purpose::kTest);
  constexpr std::int64_t kClusters = 12;
  Matrix<double> centres(kClusters, cols), axes(kClusters, cols), x(rows, cols);
  for (std::int64_t c = 0; c < kClusters; ++c) {
    for (std::int64_t d = 0; d < cols; ++d) {
      const double axis = 1 / std::sqrt(1 + 0.2 * static_cast<double>(d));
      centres(c, d) = random.normal() * axis;
      axes(c, d) = random.uniform(0.5, 1.5) * axis;
    }
  }
  for (std::int64_t i = 0; i < rows; ++i) {
    const double u = random.uniform();
    const auto c = static_cast<std::int64_t>(kClusters * u * u);  // the first ones have the most words
    for (std::int64_t d = 0; d < cols; ++d) x(i, d) = centres(c, d) + axes(c, d) * random.normal();
  }
  return x;
}

struct Planted {
  Matrix<float> source, target;
  Matrix<double> rotation;            // target = source rotated, but for the noise and the order
  std::vector<std::int64_t> answers;  // the target row of each source row

  Spaces spaces() const { return {source.view(), target.view()}; }
  std::vector<Pair> pairs(std::int64_t count) const {
    std::vector<Pair> result;
    for (std::int64_t i = 0; i < count; ++i) result.push_back({i, answers[static_cast<std::size_t>(i)]});
    return result;
  }
};

// The target is the source, each number with Gaussian noise of `noise` times the typical size of a number, turned, its
// rows shuffled. Neither is normalised.
inline Planted planted(std::int64_t rows, std::int64_t cols, double noise, std::uint64_t seed) {
  const Matrix<double> x = clusters(rows, cols, seed);
  Random random(seed, Purpose::kTest, 1);
  double squares = 0;
  for (std::int64_t i = 0; i < x.size(); ++i) squares += x.data()[i] * x.data()[i];
  const double size = std::sqrt(squares / static_cast<double>(x.size()));
  Matrix<double> noisy = x;
  for (std::int64_t i = 0; i < x.size(); ++i) noisy.data()[i] += noise * size * random.normal();
  Planted result;
  result.source = to_float(x);
  result.rotation = random_orthogonal(cols, random);
  const Matrix<double> turned = multiply(noisy, result.rotation);
  result.answers.resize(static_cast<std::size_t>(rows));
  std::iota(result.answers.begin(), result.answers.end(), 0);
  random.shuffle(result.answers);
  result.target = Matrix<float>(rows, cols);
  for (std::int64_t i = 0; i < rows; ++i) {
    const std::int64_t to = result.answers[static_cast<std::size_t>(i)];
    for (std::int64_t d = 0; d < cols; ++d) result.target(to, d) = static_cast<float>(turned(i, d));
  }
  return result;
}

inline Planted normalised(Planted p) {
  const std::vector steps{NormalizeStep::kUnit, NormalizeStep::kCentre, NormalizeStep::kUnit};
  normalize(p.source.view(), steps);
  normalize(p.target.view(), steps);
  return p;
}

inline double relative_error(const Matrix<float>& found, const Matrix<double>& expected) {
  double difference = 0, size = 0;
  for (std::int64_t i = 0; i < expected.size(); ++i) {
    difference += std::pow(double{found.data()[i]} - expected.data()[i], 2);
    size += std::pow(expected.data()[i], 2);
  }
  return std::sqrt(difference / size);
}

// The share of the source words whose nearest target word by CSLS is the right one.
inline double precision_at_1(const Planted& p, const Mapping& mapping, Workers& workers) {
  const auto s = retrieval::unit_rows(mapped(p.source.view(), mapping.source, workers));
  const auto t = retrieval::unit_rows(mapped(p.target.view(), mapping.target, workers));
  const auto r = retrieval::mean_top_k_cosines_both_ways(s.view(), t.view(), 10, workers);
  const auto found = retrieval::nearest_by_csls(s.view(), t.view(), r.of_x, r.of_y, 1, workers);
  std::int64_t right = 0;
  for (std::size_t i = 0; i < found.size(); ++i) right += found[i].front().index == p.answers[i] ? 1 : 0;
  return static_cast<double>(right) / static_cast<double>(found.size());
}

}  // namespace koine::map
