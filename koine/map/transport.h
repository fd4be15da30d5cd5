#pragma once

#include <cstdint>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/workers.h"

namespace koine::map {

// The plan T that moves the words of one space onto those of another at the least cost, and what it says about them.
// Every source word has the weight 1/n and every target word 1/m (files of vectors have no counts: open in Zhang et al.
// 2017b, EMNLP D17-1207). The cost is the squared distance, with which the map that is best for a plan is a
// Procrustes problem.
//
// The exact plan costs n³; this one is the plan with entropy of Cuturi 2013 ("Sinkhorn distances"), which tends to it
// as the temperature falls: min Σ T_ij ‖x_i - y_j‖² + ε Σ T_ij log T_ij. Its logarithms are (2 x_i · y_j) / ε + f_i +
// g_j, and f and g are set in turn so that the rows and columns of T have their weights. All of it in logarithms, so
// that no temperature is too low.
class EntropicTransport {
 public:
  // target [m, D] must outlive this; n source rows. Memory: two matrices [n, m] of float.
  EntropicTransport(ConstView target, std::int64_t source_rows, Workers& workers);

  struct Plan {
    Matrix<float> moved;  // [n, D]: where each source word goes, Σ_j T_ij y_j n
    double cost = 0;      // mean squared distance that a word is moved: Σ T_ij ‖x_i - y_j‖²
    double error = 0;     // how far the columns' weights are off, relative, in the mean
  };
  // source [n, D]; ε > 0. Begins with the f and g of the last call. At most `rounds` rounds, fewer when the error is
  // below `tolerance`. Cost: n m D multiplications, and 2 n m exponentials a round. Threads: any number gives the same
  // bits.
  Plan plan(ConstView source, double temperature, std::int64_t rounds, double tolerance);

 private:
  ConstView target_;
  Workers& workers_;
  Matrix<float> scores_, across_;  // 2 x · y / ε, [n, m] and its transpose
  std::vector<float> f_, g_;
  double temperature_ = 0;
};

}  // namespace koine::map
