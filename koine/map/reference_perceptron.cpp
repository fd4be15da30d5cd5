#include "koine/map/reference_perceptron.h"

namespace koine::map {

Matrix<double> ReferencePerceptron::with_factors(Matrix<double> a, std::size_t layer) const {
  if (layer < factors.size() && factors[layer].size() > 0) {
    for (std::int64_t i = 0; i < a.size(); ++i) a.data()[i] *= factors[layer].data()[i];
  }
  return a;
}

void ReferencePerceptron::run(const Matrix<double>& x, std::vector<Matrix<double>>& y,
                              std::vector<Matrix<double>>& a) const {
  a.push_back(with_factors(x, 0));
  for (std::size_t k = 0; k < parameters.layers(); ++k) {
    const auto& w = parameters.weights[k];
    Matrix<double> out(x.rows(), w.cols());
    for (std::int64_t r = 0; r < x.rows(); ++r) {
      for (std::int64_t j = 0; j < w.cols(); ++j) {
        double sum = parameters.biases[k](0, j);
        for (std::int64_t i = 0; i < w.rows(); ++i) sum += a[k](r, i) * w(i, j);
        out(r, j) = sum > 0 ? sum : slope * sum;
      }
    }
    a.push_back(with_factors(out, k + 1));
    y.push_back(std::move(out));
  }
}

std::vector<double> ReferencePerceptron::forward(const Matrix<double>& x) const {
  std::vector<Matrix<double>> y, a;
  run(x, y, a);
  std::vector<double> z;
  for (std::int64_t r = 0; r < x.rows(); ++r) {
    double sum = parameters.output_bias(0, 0);
    for (std::int64_t j = 0; j < parameters.output.cols(); ++j) sum += a.back()(r, j) * parameters.output(0, j);
    z.push_back(sum);
  }
  return z;
}

ReferencePerceptron::Gradient ReferencePerceptron::backward(const Matrix<double>& x,
                                                            const std::vector<double>& d_z) const {
  std::vector<Matrix<double>> y, a;
  run(x, y, a);
  Gradient gradient{parameters, Matrix<double>()};
  for_each_parameter(gradient.parameters, [](Matrix<double>& p) { std::fill_n(p.data(), p.size(), 0.0); });

  Matrix<double> d_a(x.rows(), parameters.output.cols());  // of a_k, from the output down
  for (std::int64_t r = 0; r < x.rows(); ++r) {
    const double d = d_z[static_cast<std::size_t>(r)];
    gradient.parameters.output_bias(0, 0) += d;
    for (std::int64_t j = 0; j < d_a.cols(); ++j) {
      gradient.parameters.output(0, j) += d * a.back()(r, j);
      d_a(r, j) = d * parameters.output(0, j);
    }
  }
  for (std::size_t k = parameters.layers(); k-- > 0;) {
    const auto& w = parameters.weights[k];
    Matrix<double> d_sum = with_factors(d_a, k + 1), d_in(x.rows(), w.rows());
    for (std::int64_t r = 0; r < x.rows(); ++r) {
      for (std::int64_t j = 0; j < w.cols(); ++j) {
        if (!(y[k](r, j) > 0)) d_sum(r, j) *= slope;
        gradient.parameters.biases[k](0, j) += d_sum(r, j);
        for (std::int64_t i = 0; i < w.rows(); ++i) {
          gradient.parameters.weights[k](i, j) += a[k](r, i) * d_sum(r, j);
          d_in(r, i) += d_sum(r, j) * w(i, j);
        }
      }
    }
    d_a = std::move(d_in);
  }
  gradient.x = with_factors(std::move(d_a), 0);
  return gradient;
}

}  // namespace koine::map
