#include "koine/map/generator_gradient.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "koine/map/cross_entropy.h"
#include "koine/map/perceptron.h"
#include "koine/map/reference_perceptron.h"

// The gradient of each game's loss with respect to the map, as the games put it together, against difference quotients
// of the loss in double.
namespace koine::map {
namespace {

constexpr std::int64_t kRows = 6, kDimension = 5;

Matrix<float> random_matrix(Random& random, std::int64_t rows, std::int64_t cols) {
  Matrix<float> m(rows, cols);
  for (std::int64_t i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(random.normal());
  return m;
}

Matrix<double> doubles(const Matrix<float>& x) {
  Matrix<double> y(x.rows(), x.cols());
  std::copy_n(x.data(), x.size(), y.data());
  return y;
}

// a b, or a bᵀ.
Matrix<double> times(const Matrix<double>& a, const Matrix<double>& b, bool transposed = false) {
  Matrix<double> c(a.rows(), transposed ? b.rows() : b.cols());
  for (std::int64_t i = 0; i < c.rows(); ++i) {
    for (std::int64_t j = 0; j < c.cols(); ++j) {
      for (std::int64_t k = 0; k < a.cols(); ++k) c(i, j) += a(i, k) * (transposed ? b(j, k) : b(k, j));
    }
  }
  return c;
}

struct GeneratorGradientTest : ::testing::Test {
  GeneratorGradientTest() : parameters(kDimension, {7, 4}) {
    initialise(parameters, 3, Purpose::kTest);
    Random random(4, Purpose::kTest);
    x = random_matrix(random, kRows, kDimension);
    w = random_matrix(random, kDimension, kDimension);
    reference.slope = 0.2;
    reference.parameters = PerceptronParameters<double>(kDimension, {7, 4});
    for (std::size_t k = 0; k < 2; ++k) {
      reference.parameters.weights[k] = doubles(parameters.weights[k]);
      reference.parameters.biases[k] = doubles(parameters.biases[k]);
    }
    reference.parameters.output = doubles(parameters.output);
    reference.parameters.output_bias = doubles(parameters.output_bias);
  }

  // The gradient of the mean over the rows of loss(D(mapped)), at the mapped rows.
  Matrix<float> through_network(ConstView mapped, const std::function<double(double)>& d_loss) {
    Perceptron network(parameters, 0.2f, kRows, workers);
    const auto z = network.forward(mapped);
    std::vector<float> d_z;
    for (const float value : z) d_z.push_back(static_cast<float>(d_loss(value) / kRows));
    Matrix<float> d_mapped(kRows, kDimension);
    network.input_gradient(d_z, d_mapped.view());
    return d_mapped;
  }

  void expect_quotients(const Matrix<float>& d_w, const std::function<double(const Matrix<double>&)>& loss) const {
    constexpr double kStep = 1e-6;
    for (std::int64_t i = 0; i < w.size(); ++i) {
      Matrix<double> above = doubles(w), below = above;
      above.data()[i] += kStep;
      below.data()[i] -= kStep;
      EXPECT_NEAR(d_w.data()[i], (loss(above) - loss(below)) / (2 * kStep), 2e-6) << i;
    }
  }

  Workers workers{1};
  PerceptronParameters<float> parameters;
  ReferencePerceptron reference;
  Matrix<float> x, w;
};

TEST_F(GeneratorGradientTest, OfTheCrossEntropyWithASmoothedLabel) {
  constexpr double kLabel = 0.1;
  const auto loss = [&](const Matrix<double>& map) {
    double sum = 0;
    for (const double z : reference.forward(times(doubles(x), map))) {
      const double p = 1 / (1 + std::exp(-z));
      sum -= kLabel * std::log(p) + (1 - kLabel) * std::log(1 - p);
    }
    return sum / kRows;
  };
  Matrix<float> mapped(kRows, kDimension), d_w(kDimension, kDimension);
  gradient_through_map(x.view(), mapped.view(), 0, d_w.view());  // of nothing
  const Matrix<double> plain = times(doubles(x), doubles(w));
  for (std::int64_t i = 0; i < mapped.size(); ++i) mapped.data()[i] = static_cast<float>(plain.data()[i]);
  const auto d_mapped = through_network(mapped.view(), [&](double z) { return double{cross_entropy(z, kLabel).d_z}; });
  gradient_through_map(x.view(), d_mapped.view(), 0, d_w.view());
  expect_quotients(d_w, loss);
}

TEST_F(GeneratorGradientTest, OfTheCritic) {
  const auto loss = [&](const Matrix<double>& map) {
    double sum = 0;
    for (const double z : reference.forward(times(doubles(x), map))) sum -= z;
    return sum / kRows;
  };
  Matrix<float> mapped(kRows, kDimension), d_w(kDimension, kDimension);
  const Matrix<double> plain = times(doubles(x), doubles(w));
  for (std::int64_t i = 0; i < mapped.size(); ++i) mapped.data()[i] = static_cast<float>(plain.data()[i]);
  gradient_through_map(x.view(), through_network(mapped.view(), [](double) { return -1.0; }).view(), 0, d_w.view());
  expect_quotients(d_w, loss);
}

TEST_F(GeneratorGradientTest, ThroughTheTranspose) {
  const auto loss = [&](const Matrix<double>& map) {
    double sum = 0;
    for (const double z : reference.forward(times(doubles(x), map, true))) sum += std::log1p(std::exp(-z));
    return sum / kRows;
  };
  Matrix<float> mapped(kRows, kDimension), d_w(kDimension, kDimension);
  const Matrix<double> plain = times(doubles(x), doubles(w), true);
  for (std::int64_t i = 0; i < mapped.size(); ++i) mapped.data()[i] = static_cast<float>(plain.data()[i]);
  const auto d_mapped = through_network(mapped.view(), [&](double z) { return double{cross_entropy(z, 1).d_z}; });
  gradient_through_transpose(x.view(), d_mapped.view(), 0, d_w.view());
  expect_quotients(d_w, loss);
}

TEST_F(GeneratorGradientTest, OfTheReconstruction) {
  constexpr double kWeight = 1.7;
  const auto loss = [&](const Matrix<double>& map) {
    const Matrix<double> rebuilt = times(times(doubles(x), map), map, true);
    double sum = 0;
    for (std::int64_t i = 0; i < kRows; ++i) {
      double xx = 0, rr = 0, xr = 0;
      for (std::int64_t j = 0; j < kDimension; ++j) {
        xx += double{x(i, j)} * x(i, j);
        rr += rebuilt(i, j) * rebuilt(i, j);
        xr += x(i, j) * rebuilt(i, j);
      }
      sum += 1 - xr / std::sqrt(xx * rr);
    }
    return sum / kRows;
  };
  const Matrix<double> plain = times(doubles(x), doubles(w));
  Matrix<float> mapped(kRows, kDimension), d_w(kDimension, kDimension);
  for (std::int64_t i = 0; i < mapped.size(); ++i) mapped.data()[i] = static_cast<float>(plain.data()[i]);
  ReconstructionLoss reconstruction(kRows, kDimension);
  EXPECT_NEAR(reconstruction.add_gradient(x.view(), mapped.view(), w.view(), kWeight, d_w.view()), loss(doubles(w)),
              1e-6);
  expect_quotients(d_w, [&](const Matrix<double>& map) { return kWeight * loss(map); });
}

TEST(CrossEntropyTest, IsThePlainFormulaAndItsDerivative) {
  for (const double z : {-30.0, -2.0, 0.0, 0.5, 30.0}) {
    for (const double t : {0.0, 0.1, 0.9, 1.0}) {
      const auto plain = [&](double at) {  // log σ(z) = -log(1 + e^-z)
        return t * std::log1p(std::exp(-at)) + (1 - t) * std::log1p(std::exp(at));
      };
      EXPECT_NEAR(cross_entropy(z, t).nats, plain(z), 1e-9);
      EXPECT_NEAR(cross_entropy(z, t).d_z, (plain(z + 1e-5) - plain(z - 1e-5)) / 2e-5, 1e-6);
    }
  }
}

}  // namespace
}  // namespace koine::map
