#include "koine/plot/affinities.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "koine/plot/perplexity.h"
#include "koine/retrieval/nearest.h"

namespace koine::plot {
namespace {

// In double, for 2 - 2 cos in float says little of rows that lie close together.
double squared_distance(const float* a, const float* b, std::int64_t dimension) {
  double sum = 0;
  for (std::int64_t j = 0; j < dimension; ++j) {
    const double difference = double{a[j]} - double{b[j]};
    sum += difference * difference;
  }
  return sum;
}

struct Conditional {
  Matrix<std::int32_t> columns;  // [N, K]
  Matrix<double> values;         // [N, K]: p_j|i
  std::int64_t unreached = 0;    // rows for which no beta reaches the perplexity
};

Conditional conditional(ConstView x, double perplexity, Workers& workers) {
  const std::int64_t n = x.rows, k = neighbours_for(perplexity, n);
  // One more than asked for, because a point is the nearest to itself, unless it has many equals.
  const retrieval::Neighbours nearest = retrieval::nearest_by_cosine(x, x, k + 1, workers);
  Conditional result{Matrix<std::int32_t>(n, k), Matrix<double>(n, k)};
  std::vector<char> reached(static_cast<std::size_t>(n));
  workers.run(n, [&](std::int64_t i) {
    std::vector<double> squared;
    for (const retrieval::Neighbour& neighbour : nearest[static_cast<std::size_t>(i)]) {
      if (neighbour.index == i || static_cast<std::int64_t>(squared.size()) == k) continue;
      result.columns(i, static_cast<std::int64_t>(squared.size())) = static_cast<std::int32_t>(neighbour.index);
      squared.push_back(squared_distance(x.row(i), x.row(neighbour.index), x.cols));
    }
    const std::span<double> p(result.values.row(i), static_cast<std::size_t>(k));
    reached[static_cast<std::size_t>(i)] = calibrate(squared, perplexity, p);
  });
  result.unreached = std::ranges::count(reached, 0);
  return result;
}

Affinities symmetric(const Conditional& conditional) {
  const std::int64_t n = conditional.values.rows(), k = conditional.values.cols();
  struct Element {
    std::int32_t column;
    double value;
  };
  std::vector<std::vector<Element>> rows(static_cast<std::size_t>(n));
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t j = 0; j < k; ++j) {
      const std::int32_t column = conditional.columns(i, j);
      const double half = conditional.values(i, j) / (2 * static_cast<double>(n));
      rows[static_cast<std::size_t>(i)].push_back({column, half});
      rows[static_cast<std::size_t>(column)].push_back({static_cast<std::int32_t>(i), half});
    }
  }
  Affinities p;
  p.offsets.push_back(0);
  for (auto& row : rows) {
    // A column stands twice where each of two points is a neighbour of the other; stable, for the order of a sum.
    std::ranges::stable_sort(row, {}, &Element::column);
    for (std::size_t e = 0; e < row.size(); ++e) {
      if (e > 0 && row[e].column == row[e - 1].column) {
        p.values.back() += row[e].value;
      } else {
        p.columns.push_back(row[e].column);
        p.values.push_back(row[e].value);
      }
    }
    p.offsets.push_back(static_cast<std::int64_t>(p.values.size()));
  }
  return p;
}

}  // namespace

std::int64_t neighbours_for(double perplexity, std::int64_t points) {
  return std::min(points - 1, static_cast<std::int64_t>(std::floor(3 * perplexity)));
}

Affinities affinities(ConstView unit_rows, double perplexity, Workers& workers, Reporter& reporter) {
  const Conditional found = conditional(unit_rows, perplexity, workers);
  if (found.unreached > 0) {
    reporter.warning(fmt::format(
        "{} of {} points have more than {:.4g} neighbours at the same distance, such as rows that come several times: "
        "these count alike",
        found.unreached, unit_rows.rows, perplexity));
  }
  return symmetric(found);
}

}  // namespace koine::plot
