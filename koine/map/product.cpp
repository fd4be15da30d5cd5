#include "koine/map/product.h"

// The room's threads are koine::Workers.
#define EIGEN_DONT_PARALLELIZE
#include <Eigen/Dense>
#include <algorithm>

#include "koine/core/error.h"
#include "koine/kernels/gemm.h"

namespace koine::map {
namespace {

constexpr std::int64_t kRowsInTile = 512;
constexpr std::int64_t kPairsInBlock = 256, kSums = 16;

using DoubleRows = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

Eigen::Map<DoubleRows> eigen(Matrix<double>& a) {
  return {a.data(), a.rows(), a.cols()};
}

// One block of pairs: their rows side by side, and the product of the two sides.
class Block {
 public:
  Block(std::int64_t cols_x, std::int64_t cols_y)
      : x_(kPairsInBlock, cols_x), y_(kPairsInBlock, cols_y), product_(cols_x, cols_y) {}

  void add(ConstView x, ConstView y, std::span<const Pair> pairs, Arithmetic arithmetic, Matrix<double>& sum) {
    const auto n = static_cast<std::int64_t>(pairs.size());
    for (std::int64_t i = 0; i < n; ++i) {
      const Pair& pair = pairs[static_cast<std::size_t>(i)];
      for (std::int64_t d = 0; d < x.cols; ++d) x_(i, d) = pair.weight * x(pair.source, d);
      std::copy_n(y.row(pair.target), y.cols, y_.row(i));
    }
    if (arithmetic == Arithmetic::kExact) {
      using Rows = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
      const DoubleRows a = Eigen::Map<const Rows>(x_.data(), n, x.cols).cast<double>();
      const DoubleRows b = Eigen::Map<const Rows>(y_.data(), n, y.cols).cast<double>();
      eigen(sum).noalias() += a.transpose() * b;
      return;
    }
    using kernels::Transpose;
    kernels::gemm(Transpose::kYes, Transpose::kNo, x_.view().row_block(0, n), y_.view().row_block(0, n), 0.0f,
                  product_.view());
    for (std::int64_t i = 0; i < sum.size(); ++i) sum.data()[i] += product_.data()[i];
  }

 private:
  Matrix<float> x_, y_, product_;
};

}  // namespace

std::vector<Pair> same_rows(std::int64_t rows) {
  std::vector<Pair> pairs;
  for (std::int64_t i = 0; i < rows; ++i) pairs.push_back({i, i});
  return pairs;
}

void product(ConstView a, ConstView b, View c, Workers& workers) {
  require(a.cols == b.rows && c.rows == a.rows && c.cols == b.cols, "product: the sizes agree");
  workers.run((a.rows + kRowsInTile - 1) / kRowsInTile, [&](std::int64_t tile) {
    const std::int64_t first = tile * kRowsInTile, rows = std::min(kRowsInTile, a.rows - first);
    kernels::gemm(kernels::Transpose::kNo, kernels::Transpose::kNo, a.row_block(first, rows), b, 0.0f,
                  c.row_block(first, rows));
  });
}

Matrix<float> mapped(ConstView x, const Matrix<float>& w, Workers& workers) {
  const bool is_identity = w.size() == 0;
  Matrix<float> result(x.rows, is_identity ? x.cols : w.cols());
  if (is_identity) {
    for (std::int64_t i = 0; i < x.rows; ++i) std::copy_n(x.row(i), x.cols, result.row(i));
  } else {
    product(x, w.view(), result.view(), workers);
  }
  return result;
}

Matrix<double> cross_product(ConstView x, ConstView y, std::span<const Pair> pairs, Arithmetic arithmetic,
                             Workers& workers) {
  const auto n = static_cast<std::int64_t>(pairs.size());
  const std::int64_t blocks = (n + kPairsInBlock - 1) / kPairsInBlock;
  const std::int64_t tasks = std::min(kSums, blocks);
  std::vector<Matrix<double>> sums(static_cast<std::size_t>(tasks));
  workers.run(tasks, [&](std::int64_t task) {
    Matrix<double> sum(x.cols, y.cols);
    Block block(x.cols, y.cols);
    for (std::int64_t b = blocks * task / tasks; b < blocks * (task + 1) / tasks; ++b) {
      const std::int64_t first = b * kPairsInBlock;
      block.add(
          x, y,
          pairs.subspan(static_cast<std::size_t>(first), static_cast<std::size_t>(std::min(kPairsInBlock, n - first))),
          arithmetic, sum);
    }
    sums[static_cast<std::size_t>(task)] = std::move(sum);
  });
  Matrix<double> total(x.cols, y.cols);
  for (const Matrix<double>& sum : sums) {
    for (std::int64_t i = 0; i < total.size(); ++i) total.data()[i] += sum.data()[i];
  }
  return total;
}

}  // namespace koine::map
