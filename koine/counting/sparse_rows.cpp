#include "koine/counting/sparse_rows.h"

#include <algorithm>

#include "koine/core/error.h"
#include "koine/kernels/elementwise.h"

namespace koine::counting {
namespace {

constexpr std::int64_t kRowsATask = 64;

}  // namespace

void SparseRows::add_row(const std::vector<std::pair<std::int32_t, float>>& row) {
  for (const auto& [column, value] : row) {
    columns.push_back(column);
    values.push_back(value);
  }
  begin.push_back(static_cast<std::int64_t>(columns.size()));
}

SparseRows transposed(const SparseRows& a) {
  SparseRows result;
  result.cols = a.rows();
  result.begin.assign(static_cast<std::size_t>(a.cols) + 1, 0);
  for (const std::int32_t column : a.columns) ++result.begin[static_cast<std::size_t>(column) + 1];
  for (std::size_t c = 1; c < result.begin.size(); ++c) result.begin[c] += result.begin[c - 1];
  result.columns.resize(a.columns.size());
  result.values.resize(a.values.size());
  std::vector<std::int64_t> next(result.begin.begin(), result.begin.end() - 1);
  for (std::int64_t row = 0; row < a.rows(); ++row) {
    for (std::size_t from = a.first(row); from < a.end(row); ++from) {
      const auto to = static_cast<std::size_t>(next[static_cast<std::size_t>(a.columns[from])]++);
      result.columns[to] = static_cast<std::int32_t>(row);
      result.values[to] = a.values[from];
    }
  }
  return result;
}

void product(const SparseRows& a, ConstView b, View c, Workers& workers) {
  require(a.cols == b.rows && a.rows() == c.rows && b.cols == c.cols, "counting: a product of matrices that fit");
  workers.run((a.rows() + kRowsATask - 1) / kRowsATask, [&](std::int64_t task) {
    std::vector<const float*> rows;
    for (std::int64_t i = task * kRowsATask; i < std::min((task + 1) * kRowsATask, a.rows()); ++i) {
      rows.clear();
      for (std::size_t at = a.first(i); at < a.end(i); ++at) rows.push_back(b.row(a.columns[at]));
      std::fill_n(c.row(i), c.cols, 0.0F);
      kernels::add_scaled_rows(c.row(i), a.values.data() + a.first(i), rows.data(),
                               static_cast<std::int64_t>(rows.size()), c.cols);
    }
  });
}

}  // namespace koine::counting
