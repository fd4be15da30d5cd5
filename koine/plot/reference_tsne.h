#pragma once

#include "koine/core/matrix.h"
#include "koine/plot/affinities.h"
#include "koine/plot/tsne.h"

// t-SNE as plainly as it can be said, in float64, over all pairs: the law for the fast one. N² everywhere.
namespace koine::plot {

// p_ij = (p_j|i + p_i|j) / 2N over all pairs of rows of x [N, D], which are not scaled. [N, N], diagonal 0.
Matrix<double> reference_affinities(MatrixView<const double> x, double perplexity);

// The same numbers with the zeros between them.
Matrix<double> dense(const Affinities& p);

// KL(P || Q) = Σ_ij p_ij ln(p_ij / q_ij) in nats; q_ij = w_ij / Σ w, w_ij = 1 / (1 + |y_i - y_j|²).
double reference_divergence_nats(MatrixView<const double> p, MatrixView<const double> y);

// d_y_i = 4 Σ_j (e p_ij - q_ij) w_ij (y_i - y_j). Source: van der Maaten and Hinton 2008, equation 5. [N, 2].
Matrix<double> reference_gradient(MatrixView<const double> p, MatrixView<const double> y, double exaggeration);

// The descent of tsne() with this gradient.
Matrix<double> reference_tsne(MatrixView<const double> p, const TsneOptions& options);

}  // namespace koine::plot
