#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/random.h"
#include "koine/core/workers.h"

namespace koine::map {

// The network of discriminators and critics: dense hidden layers of LeakyReLU (slope 0: ReLU) and one linear output.
//   a_0 = x ⊙ f_0,  y_k = leaky(a_k W_k + b_k),  a_{k+1} = y_k ⊙ f_{k+1},  z = a_K · u + c
// x [R, D], W_k [in, out], b_k [1, out], u [1, H], c [1, 1]; the factors f_k are dropout or noise, absent: ones.
template <typename T>
struct PerceptronParameters {
  PerceptronParameters() = default;
  PerceptronParameters(std::int64_t input, const std::vector<std::int64_t>& hidden) {
    for (const std::int64_t width : hidden) {
      weights.emplace_back(input, width);
      biases.emplace_back(1, width);
      input = width;
    }
    output = Matrix<T>(1, input);
    output_bias = Matrix<T>(1, 1);
  }
  std::size_t layers() const { return weights.size(); }

  std::vector<Matrix<T>> weights, biases;
  Matrix<T> output, output_bias;
};

// Calls visit(matrix) for every parameter, in one order.
template <typename Parameters, typename Visit>
void for_each_parameter(Parameters& p, Visit&& visit) {
  for (std::size_t k = 0; k < p.layers(); ++k) {
    visit(p.weights[k]);
    visit(p.biases[k]);
  }
  visit(p.output);
  visit(p.output_bias);
}

// Every weight and bias from U[-1/√in, 1/√in], a stream for each parameter.
void initialise(PerceptronParameters<float>& parameters, std::uint64_t seed, Purpose purpose);

// factors[k] is f_k; one that is missing or has no data is all ones.
using PerceptronFactors = std::vector<ConstView>;

// Forward and backward in float32 on the matrix products of `kernels`. Work is cut into tiles of columns (forward) and
// of rows (backward) of the weights that depend on the shapes alone, so that the bits are the same at any number of
// threads. Twin: reference_perceptron.h.
class Perceptron {
 public:
  // Keeps references; at most max_rows rows at a time.
  Perceptron(PerceptronParameters<float>& parameters, float slope, std::int64_t max_rows, Workers& workers);

  // z [R]. x and factors must live until the backward pass. Cost: 2 R Σ in × out operations.
  std::span<const float> forward(ConstView x, const PerceptronFactors& factors = {});

  // For the rows of the last forward: into = beta into + the gradient of Σ d_z[i] z[i]; beta is 0 or 1. `into` may be
  // the parameters themselves: with d_z times -rate and beta = 1 that is a step of SGD at no cost beyond the gradient,
  // each weight read and written once while it is in the cache. Cost: 4 R Σ in × out operations.
  void backward(std::span<const float> d_z, PerceptronParameters<float>& into, float beta);

  // The gradient of Σ d_z[i] z[i] with respect to x, to d_x [R, D]; the parameters stay. Cost as forward.
  void input_gradient(std::span<const float> d_z, View d_x);

 private:
  // What is done with the gradient that has arrived at a layer.
  void backward_through(std::span<const float> d_z, PerceptronParameters<float>* into, float beta, View d_x);
  void output_tile(std::span<const float> d_z, PerceptronParameters<float>* into, float beta, View d_x,
                   std::int64_t tile);
  void layer_tile(std::size_t layer, PerceptronParameters<float>* into, float beta, View d_x, std::int64_t tile);
  ConstView factors_of(std::size_t layer) const;
  ConstView input_of(std::size_t layer) const;

  // A matrix of a width that is known and of as many columns as the last forward had rows.
  class Across {
   public:
    Across(std::int64_t width, std::int64_t max_rows) : storage_(width, max_rows) {}
    View view(std::int64_t rows) { return {storage_.data(), storage_.rows(), rows}; }

   private:
    Matrix<float> storage_;
  };

  PerceptronParameters<float>& parameters_;
  float slope_;
  Workers& workers_;
  ConstView x_;
  PerceptronFactors factors_;
  std::int64_t rows_ = 0;
  Matrix<float> noisy_input_;                           // a_0 where there is f_0
  std::vector<Matrix<float>> activations_, noisy_, d_;  // y_k, a_{k+1} where there is f_{k+1}, gradient of the sums
  std::vector<Across> across_;  // the transpose of that gradient: of the network's input, then of each layer
  Matrix<float> parts_, z_;     // of z, a row for each tile; their sum
};

}  // namespace koine::map
