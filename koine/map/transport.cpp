#include "koine/map/transport.h"

#include <algorithm>
#include <cmath>
#include <functional>

#include "koine/kernels/elementwise.h"
#include "koine/kernels/gemm.h"

namespace koine::map {
namespace {

using kernels::Transpose;

constexpr std::int64_t kTile = 64;  // rows of scores a task

void for_tiles(std::int64_t rows, Workers& workers, const std::function<void(std::int64_t, std::int64_t)>& tile) {
  workers.run((rows + kTile - 1) / kTile, [&](std::int64_t t) { tile(t * kTile, std::min(kTile, rows - t * kTile)); });
}

// scores = a bᵀ.
void products(ConstView a, ConstView b, View scores, Workers& workers) {
  for_tiles(a.rows, workers, [&](std::int64_t first, std::int64_t rows) {
    kernels::gemm(Transpose::kNo, Transpose::kYes, a.row_block(first, rows), b, 0.0f, scores.row_block(first, rows));
  });
}

// to[i] = -log(rows) - log Σ_j e^{scores(i, j) + offsets[j]}: the rows of the plan get their weight. changes[i]: by
// what factor, less one, the weight was off.
void balance(ConstView scores, const std::vector<float>& offsets, std::vector<float>& to, std::vector<double>& changes,
             Workers& workers) {
  const double weight = -std::log(static_cast<double>(scores.rows));
  for_tiles(scores.rows, workers, [&](std::int64_t first, std::int64_t rows) {
    std::vector<float> terms(static_cast<std::size_t>(scores.cols));
    for (std::int64_t i = first; i < first + rows; ++i) {
      const auto part = kernels::exp_minus_highest(scores.row(i), offsets.data(), scores.cols, terms.data());
      const double value = weight - part.highest - std::log(part.sum);
      const auto at = static_cast<std::size_t>(i);
      changes[at] = std::abs(std::expm1(to[at] - value));
      to[at] = static_cast<float>(value);
    }
  });
}

}  // namespace

EntropicTransport::EntropicTransport(ConstView target, std::int64_t source_rows, Workers& workers)
    : target_(target),
      workers_(workers),
      scores_(source_rows, target.rows),
      across_(target.rows, source_rows),
      f_(static_cast<std::size_t>(source_rows)),
      g_(static_cast<std::size_t>(target.rows)) {
  require(source_rows > 0 && target.rows > 0, "transport: words on both sides");
}

EntropicTransport::Plan EntropicTransport::plan(ConstView source, double temperature, std::int64_t rounds,
                                                double tolerance) {
  require(source.rows == scores_.rows() && source.cols == target_.cols, "transport: the sizes it was made for");
  const auto scale = static_cast<float>(2 / temperature);
  Matrix<float> x(source.rows, source.cols);
  for (std::int64_t i = 0; i < x.rows(); ++i) kernels::scaled(source.row(i), scale, x.row(i), x.cols());
  products(x.view(), target_, scores_.view(), workers_);
  products(target_, x.view(), across_.view(), workers_);
  if (temperature_ > 0) {  // f ε and g ε are distances, which a new temperature does not change much
    const auto ratio = static_cast<float>(temperature_ / temperature);
    kernels::scaled(f_.data(), ratio, f_.data(), scores_.rows());
    kernels::scaled(g_.data(), ratio, g_.data(), scores_.cols());
  }
  temperature_ = temperature;

  Plan plan;
  std::vector<double> of_rows(f_.size()), of_columns(g_.size());
  for (std::int64_t round = 0; round < rounds; ++round) {
    balance(scores_.view(), g_, f_, of_rows, workers_);
    balance(across_.view(), f_, g_, of_columns, workers_);
    plan.error = 0;
    for (const double change : of_columns) plan.error += std::min(change, 1.0) / static_cast<double>(of_columns.size());
    if (plan.error < tolerance) break;
  }

  // The rows last, so that each is a mean of target words.
  plan.moved = Matrix<float>(source.rows, source.cols);
  std::vector<double> costs(f_.size());
  std::vector<double> lengths(g_.size());
  for (std::int64_t j = 0; j < target_.rows; ++j) {
    lengths[static_cast<std::size_t>(j)] = kernels::sum_of_squares(target_.row(j), target_.cols);
  }
  for_tiles(source.rows, workers_, [&](std::int64_t first, std::int64_t rows) {
    Matrix<float> shares(rows, scores_.cols());
    for (std::int64_t i = 0; i < rows; ++i) {
      const auto part = kernels::exp_minus_highest(scores_.row(first + i), g_.data(), scores_.cols(), shares.row(i));
      kernels::scaled(shares.row(i), static_cast<float>(1 / part.sum), shares.row(i), scores_.cols());
    }
    const View moved = plan.moved.view().row_block(first, rows);
    kernels::gemm(Transpose::kNo, Transpose::kNo, shares.view(), target_, 0.0f, moved);
    for (std::int64_t i = 0; i < rows; ++i) {
      double cost = kernels::sum_of_squares(source.row(first + i), source.cols);
      for (std::int64_t j = 0; j < scores_.cols(); ++j) cost += shares(i, j) * lengths[static_cast<std::size_t>(j)];
      for (std::int64_t d = 0; d < source.cols; ++d) cost -= 2.0 * source(first + i, d) * moved(i, d);
      costs[static_cast<std::size_t>(first + i)] = cost;
    }
  });
  for (const double cost : costs) plan.cost += cost / static_cast<double>(source.rows);
  return plan;
}

}  // namespace koine::map
