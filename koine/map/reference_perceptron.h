#pragma once

#include <vector>

#include "koine/core/matrix.h"
#include "koine/map/perceptron.h"

namespace koine::map {

// The plain twin of Perceptron in double, by loops over the equations in perceptron.h: for tests.
struct ReferencePerceptron {
  PerceptronParameters<double> parameters;
  double slope = 0;
  std::vector<Matrix<double>> factors;  // one for each layer's input and one for the output's; empty: ones

  std::vector<double> forward(const Matrix<double>& x) const;

  struct Gradient {
    PerceptronParameters<double> parameters;
    Matrix<double> x;
  };
  // Of Σ d_z[i] z[i].
  Gradient backward(const Matrix<double>& x, const std::vector<double>& d_z) const;

 private:
  Matrix<double> with_factors(Matrix<double> a, std::size_t layer) const;
  // y_k of every layer, and a_k of every layer and of the output.
  void run(const Matrix<double>& x, std::vector<Matrix<double>>& y, std::vector<Matrix<double>>& a) const;
};

}  // namespace koine::map
