#pragma once

#include <cstdint>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/random.h"

// Small dense matrices in double, [D, D] for the most part: the decompositions that maps are made of. Each runs on the
// calling thread; the same input gives the same bits. Source of the decompositions: Eigen.
namespace koine::map {

Matrix<double> identity(std::int64_t size);
Matrix<double> transposed(const Matrix<double>& a);
Matrix<double> multiply(const Matrix<double>& a, const Matrix<double>& b);  // a b
Matrix<double> to_double(ConstView a);
Matrix<float> to_float(const Matrix<double>& a);

// A = U diag(s) Vᵀ of A [n, m], r = min(n, m): u [n, r], v [m, r], s [r] from the largest down, none negative.
struct Svd {
  Matrix<double> u, v;
  std::vector<double> s;
};
Svd svd(const Matrix<double>& a);

// A = Q diag(values) Qᵀ of a symmetric A [n, n]: the columns of `vectors` [n, n] and `values`, from the largest down.
struct SymmetricEigen {
  Matrix<double> vectors;
  std::vector<double> values;
};
SymmetricEigen symmetric_eigen(const Matrix<double>& a);

// The orthogonal W that is nearest to the square A, and has the largest trace of Aᵀ W: U Vᵀ of its decomposition
// (Schönemann 1966; the solution of the orthogonal Procrustes problem, where A = Xᵀ Y). Unique where A has full rank.
Matrix<double> nearest_orthogonal(const Matrix<double>& a);

// ‖Wᵀ W - I‖ / √D, Frobenius: 0 for an orthogonal W [D, D].
double orthogonality_error(ConstView w);

// Of a covariance (Gram) matrix C [D, D], symmetric and not negative: `whiten` = C^(-1/2) and `dewhiten` = C^(1/2).
// Directions with a variance below 1e-10 of the largest, such as constant columns, are taken as empty: both matrices
// are zero there. `rank` counts the others. Source: Artetxe, Labaka, Agirre 2018 (AAAI), steps 1 and 4.
struct Whitening {
  Matrix<double> whiten, dewhiten;
  std::int64_t rank = 0;
};
Whitening whitening(const Matrix<double>& covariance);

// An orthogonal matrix drawn uniformly (Haar): Q of Gaussian numbers, with R's diagonal made positive (Mezzadri 2007).
Matrix<double> random_orthogonal(std::int64_t size, Random& random);

}  // namespace koine::map
