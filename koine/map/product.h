#pragma once

#include <span>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/workers.h"
#include "koine/map/method.h"

// Products too large for one thread, cut into tiles that do not depend on how many there are: the same bits at any
// number of threads.
namespace koine::map {

// C = A B; A [N, K], B [K, D], C [N, D], which overlaps neither.
void product(ConstView a, ConstView b, View c, Workers& workers);

// Each row with the one of the same number.
std::vector<Pair> same_rows(std::int64_t rows);

// x W for each row of x [N, D]; a copy of x where W is empty (the identity).
Matrix<float> mapped(ConstView x, const Matrix<float>& w, Workers& workers);

// The sum over the pairs of weight x_iᵀ y_j, [D_x, D_y]: Xᵀ Y where row n of X and Y are those of pair n, that of X
// times the weight. kFast takes products
// of float32 over 256 pairs and sums those in double, kExact takes them in double too, some ten times slower.
// Cost: pairs D_x D_y; memory: the result 16 times.
enum class Arithmetic { kFast, kExact };
Matrix<double> cross_product(ConstView x, ConstView y, std::span<const Pair> pairs, Arithmetic arithmetic,
                             Workers& workers);

}  // namespace koine::map
