#pragma once

#include "koine/core/matrix.h"
#include "koine/core/workers.h"
#include "koine/plot/affinities.h"

namespace koine::plot {

// The gradient of KL(P || Q) over the places y [N, 2]; q_ij = w_ij / Z, w_ij = 1 / (1 + |y_i - y_j|²), Z = Σ w:
//
//   d_y_i = 4 (e Σ_j p_ij w_ij (y_i - y_j) - 1/Z Σ_j w_ij² (y_i - y_j)),
//
// e the exaggeration; the first sum over the elements of P, the second through a Quadtree. Source: van der Maaten 2014,
// equation 8. reference_tsne.h is its plain twin.
class TsneGradient {
 public:
  // P must outlive it.
  TsneGradient(const Affinities& p, double theta, Workers& workers) : p_(p), theta_(theta), workers_(workers) {}

  // Sets d_y [N, 2]. Cost: the elements of P, and N log N.
  void gradient(MatrixView<const double> y, double exaggeration, MatrixView<double> d_y);

  // KL(P || Q) in nats, without exaggeration, with the Z of the last gradient: y as it was given there.
  double divergence_nats(MatrixView<const double> y) const;

 private:
  const Affinities& p_;
  double theta_;
  Workers& workers_;
  double z_ = 0;
};

}  // namespace koine::plot
