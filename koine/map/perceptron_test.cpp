#include "koine/map/perceptron.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>

#include "koine/map/reference_perceptron.h"

namespace koine::map {
namespace {

Matrix<double> doubles(const Matrix<float>& x) {
  Matrix<double> y(x.rows(), x.cols());
  std::copy_n(x.data(), x.size(), y.data());
  return y;
}

Matrix<float> random_matrix(Random& random, std::int64_t rows, std::int64_t cols) {
  Matrix<float> m(rows, cols);
  for (std::int64_t i = 0; i < m.size(); ++i) m.data()[i] = static_cast<float>(random.normal());
  return m;
}

// A network, its input and its factors, the same in float32 and in double.
struct Case {
  PerceptronParameters<float> parameters;
  ReferencePerceptron reference;
  Matrix<float> x;
  std::vector<Matrix<float>> noise;  // factors; the one of the first layer dropout's, others around 1
  std::vector<float> d_z;

  Case(std::uint64_t seed, std::int64_t rows, std::int64_t input, const std::vector<std::int64_t>& hidden, float slope,
       bool with_noise)
      : parameters(input, hidden) {
    initialise(parameters, seed, Purpose::kTest);
    Random random(seed + 1000, Purpose::kTest);
    x = random_matrix(random, rows, input);
    for (std::int64_t i = 0; i < rows; ++i) d_z.push_back(static_cast<float>(random.normal()));
    if (with_noise) {
      std::int64_t width = input;
      for (std::size_t k = 0; k <= hidden.size(); ++k) {
        noise.push_back(random_matrix(random, rows, width));
        for (std::int64_t i = 0; i < noise[k].size(); ++i) {
          float& f = noise[k].data()[i];
          f = k == 0 ? (f < -1 ? 0.0f : 1.1f) : 1 + 0.5f * f;
        }
        if (k < hidden.size()) width = hidden[k];
      }
    }
    reference.slope = slope;
    reference.parameters = PerceptronParameters<double>(input, hidden);
    for (std::size_t k = 0; k < hidden.size(); ++k) {
      reference.parameters.weights[k] = doubles(parameters.weights[k]);
      reference.parameters.biases[k] = doubles(parameters.biases[k]);
    }
    reference.parameters.output = doubles(parameters.output);
    reference.parameters.output_bias = doubles(parameters.output_bias);
    for (const auto& f : noise) reference.factors.push_back(doubles(f));
  }

  PerceptronFactors factors() const {
    PerceptronFactors views;
    for (const auto& f : noise) views.push_back(f.view());
    return views;
  }
  std::vector<double> d_z_doubles() const { return {d_z.begin(), d_z.end()}; }
};

void expect_near(const Matrix<float>& actual, const Matrix<double>& expected) {
  ASSERT_EQ(actual.rows(), expected.rows());
  ASSERT_EQ(actual.cols(), expected.cols());
  double scale = 1e-3;
  for (std::int64_t i = 0; i < expected.size(); ++i) scale = std::max(scale, std::abs(expected.data()[i]));
  for (std::int64_t i = 0; i < expected.size(); ++i) {
    ASSERT_NEAR(actual.data()[i], expected.data()[i], 2e-5 * scale) << i;
  }
}

void expect_near(const PerceptronParameters<float>& actual, const PerceptronParameters<double>& expected) {
  for (std::size_t k = 0; k < actual.layers(); ++k) {
    expect_near(actual.weights[k], expected.weights[k]);
    expect_near(actual.biases[k], expected.biases[k]);
  }
  expect_near(actual.output, expected.output);
  expect_near(actual.output_bias, expected.output_bias);
}

// Sizes on both sides of the tiles, with and without noise: discriminators of one and two layers, and a critic (ReLU).
std::vector<Case> cases() {
  std::vector<Case> all;
  std::uint64_t seed = 1;
  for (const bool noise : {false, true}) {
    all.emplace_back(seed++, 5, 4, std::vector<std::int64_t>{7}, 0.2f, noise);
    all.emplace_back(seed++, 9, 6, std::vector<std::int64_t>{5, 8}, 0.2f, noise);
    all.emplace_back(seed++, 3, 20, std::vector<std::int64_t>{300, 270}, 0.2f, noise);
    all.emplace_back(seed++, 64, 150, std::vector<std::int64_t>{33}, 0.0f, noise);
  }
  return all;
}

TEST(ReferencePerceptronTest, ItsGradientIsTheDifferenceQuotient) {
  constexpr double kStep = 1e-6;
  for (Case c : cases()) {
    if (c.x.cols() > 10) continue;  // every entry is moved
    const auto d_z = c.d_z_doubles();
    Matrix<double> x = doubles(c.x);
    const auto loss = [&] {
      double sum = 0;
      const auto z = c.reference.forward(x);
      for (std::size_t i = 0; i < z.size(); ++i) sum += d_z[i] * z[i];
      return sum;
    };
    auto gradient = c.reference.backward(x, d_z);
    const auto expect_quotients = [&](Matrix<double>& p, const Matrix<double>& d_p) {
      for (std::int64_t i = 0; i < p.size(); ++i) {
        const double before = p.data()[i];
        p.data()[i] = before + kStep;
        const double above = loss();
        p.data()[i] = before - kStep;
        const double below = loss();
        p.data()[i] = before;
        ASSERT_NEAR(d_p.data()[i], (above - below) / (2 * kStep), 1e-7) << i;
      }
    };
    expect_quotients(x, gradient.x);
    std::vector<const Matrix<double>*> gradients;
    for_each_parameter(gradient.parameters, [&](Matrix<double>& d_p) { gradients.push_back(&d_p); });
    std::size_t number = 0;
    for_each_parameter(c.reference.parameters, [&](Matrix<double>& p) { expect_quotients(p, *gradients[number++]); });
  }
}

TEST(PerceptronTest, AgreesWithItsTwin) {
  Workers workers(2);
  for (Case& c : cases()) {
    Perceptron network(c.parameters, static_cast<float>(c.reference.slope), c.x.rows(), workers);
    const auto factors = c.factors();
    const auto z = network.forward(c.x.view(), factors);
    const auto expected_z = c.reference.forward(doubles(c.x));
    for (std::size_t i = 0; i < z.size(); ++i) ASSERT_NEAR(z[i], expected_z[i], 1e-5 * (1 + std::abs(expected_z[i])));

    const auto expected = c.reference.backward(doubles(c.x), c.d_z_doubles());
    PerceptronParameters<float> gradient = c.parameters;  // what is there must go with beta = 0
    Matrix<float> d_x(c.x.rows(), c.x.cols());
    network.backward(c.d_z, gradient, 0);
    network.input_gradient(c.d_z, d_x.view());
    expect_near(gradient, expected.parameters);
    expect_near(d_x, expected.x);
  }
}

TEST(PerceptronTest, AStepOfSgdInPlaceIsTheGradientTimesTheRate) {
  constexpr float kRate = 0.25f;
  Workers workers(1);
  for (Case& c : cases()) {
    Perceptron network(c.parameters, static_cast<float>(c.reference.slope), c.x.rows(), workers);
    const auto factors = c.factors();
    network.forward(c.x.view(), factors);
    std::vector<float> d_z = c.d_z;
    for (float& d : d_z) d *= -kRate;
    auto expected = c.reference.parameters;
    auto gradient = c.reference.backward(doubles(c.x), c.d_z_doubles()).parameters;
    network.backward(d_z, c.parameters, 1);

    std::vector<const Matrix<double>*> gradients;
    for_each_parameter(gradient, [&](Matrix<double>& d_p) { gradients.push_back(&d_p); });
    std::size_t number = 0;
    for_each_parameter(expected, [&](Matrix<double>& p) {
      const Matrix<double>& d_p = *gradients[number++];
      for (std::int64_t i = 0; i < p.size(); ++i) p.data()[i] -= kRate * d_p.data()[i];
    });
    expect_near(c.parameters, expected);
  }
}

TEST(PerceptronTest, TheSameBitsAtAnyNumberOfThreads) {
  std::vector<PerceptronParameters<float>> results;
  std::vector<Matrix<float>> inputs;
  for (const int threads : {1, 2, 4}) {
    Case c(77, 64, 50, {600, 520}, 0.2f, true);
    Workers workers(threads);
    Perceptron network(c.parameters, 0.2f, c.x.rows(), workers);
    const auto factors = c.factors();
    Matrix<float> d_x(c.x.rows(), c.x.cols());
    for (int step = 0; step < 3; ++step) {
      const auto z = network.forward(c.x.view(), factors);
      std::vector<float> d_z(z.begin(), z.end());
      for (float& d : d_z) d *= -0.01f;
      network.backward(d_z, c.parameters, 1);
      network.input_gradient(d_z, d_x.view());
    }
    results.push_back(c.parameters);
    inputs.push_back(d_x);
  }
  for (std::size_t i = 1; i < results.size(); ++i) {
    std::vector<const Matrix<float>*> first;
    for_each_parameter(results[0], [&](const Matrix<float>& p) { first.push_back(&p); });
    std::size_t number = 0;
    for_each_parameter(results[i], [&](const Matrix<float>& p) {
      EXPECT_TRUE(std::equal(p.data(), p.data() + p.size(), first[number]->data())) << number;
      ++number;
    });
    EXPECT_TRUE(std::equal(inputs[i].data(), inputs[i].data() + inputs[i].size(), inputs[0].data()));
  }
}

}  // namespace
}  // namespace koine::map
