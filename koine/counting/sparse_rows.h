#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/workers.h"

namespace koine::counting {

// A sparse matrix by its rows: row i has values[begin[i]] … values[begin[i + 1] - 1] in these columns, which ascend.
struct SparseRows {
  std::int64_t cols = 0;
  std::vector<std::int64_t> begin = {0};  // one more than there are rows
  std::vector<std::int32_t> columns;
  std::vector<float> values;

  std::int64_t rows() const { return static_cast<std::int64_t>(begin.size()) - 1; }
  // Where row i begins in columns and values, and where it ends.
  std::size_t first(std::int64_t i) const { return static_cast<std::size_t>(begin[static_cast<std::size_t>(i)]); }
  std::size_t end(std::int64_t i) const { return first(i + 1); }
  void add_row(const std::vector<std::pair<std::int32_t, float>>& row);  // the columns ascend
};

SparseRows transposed(const SparseRows& a);

// C = A B; A [N, K], B [K, D], C [N, D], which overlaps not B. The same bits at any number of threads.
void product(const SparseRows& a, ConstView b, View c, Workers& workers);

}  // namespace koine::counting
