#include "koine/skipgram/window_step.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "koine/core/random.h"

namespace koine::skipgram {
namespace {

using Rows = std::vector<std::vector<double>>;

double log_sigmoid(double x) {
  return -std::log1p(std::exp(-x));
}

// Equation 4 of arXiv 1310.4546 for each word of the window, in double.
double loss(const Rows& inputs, const Rows& outputs, const std::vector<std::size_t>& window,
            const std::vector<std::size_t>& middle_and_negatives) {
  double sum = 0;
  for (const std::size_t i : window) {
    for (std::size_t j = 0; j < middle_and_negatives.size(); ++j) {
      double dot = 0;
      for (std::size_t d = 0; d < inputs[i].size(); ++d) dot += inputs[i][d] * outputs[middle_and_negatives[j]][d];
      sum -= log_sigmoid(j == 0 ? dot : -dot);
    }
  }
  return sum;
}

Rows random_rows(Random& random, std::size_t count, std::size_t n) {
  Rows rows(count, std::vector<double>(n));
  for (auto& row : rows) {
    for (double& x : row) x = static_cast<float>(random.uniform(-0.5, 0.5));
  }
  return rows;
}

struct Case {
  std::vector<std::size_t> window, outputs;  // numbers of rows
};

// Each row moves by - rate times the derivative of the loss, which is taken by differences in double. Words that come
// twice in a window, and negative words that are drawn twice, move by both.
TEST(WindowStepTest, MovesEveryRowDownTheGradient) {
  constexpr std::size_t kRows = 4, kNumbers = 19;
  constexpr float kRate = 0.25f;
  constexpr double kDifference = 1e-5;
  Random random(1, Purpose::kTest);
  for (const Case& c : {Case{{0}, {1}}, Case{{0, 1, 2}, {0, 1, 2, 3}}, Case{{2, 0, 2, 1, 2}, {3, 1, 0, 1, 1, 2}}}) {
    const Rows inputs = random_rows(random, kRows, kNumbers), outputs = random_rows(random, kRows, kNumbers);
    std::vector<std::vector<float>> moved_inputs, moved_outputs;
    for (const auto& row : inputs) moved_inputs.emplace_back(row.begin(), row.end());
    for (const auto& row : outputs) moved_outputs.emplace_back(row.begin(), row.end());
    std::vector<float*> in, out;
    for (const std::size_t i : c.window) in.push_back(moved_inputs[i].data());
    for (const std::size_t j : c.outputs) out.push_back(moved_outputs[j].data());

    WindowStep step(kNumbers);
    const double found = step(in, out, kRate);
    const double expected = loss(inputs, outputs, c.window, c.outputs);
    EXPECT_NEAR(found, expected, 1e-5 * expected);

    const auto derivative = [&](bool of_input, std::size_t row, std::size_t d) {
      Rows up_in = inputs, up_out = outputs, down_in = inputs, down_out = outputs;
      (of_input ? up_in : up_out)[row][d] += kDifference;
      (of_input ? down_in : down_out)[row][d] -= kDifference;
      return (loss(up_in, up_out, c.window, c.outputs) - loss(down_in, down_out, c.window, c.outputs)) /
             (2 * kDifference);
    };
    for (std::size_t row = 0; row < kRows; ++row) {
      for (std::size_t d = 0; d < kNumbers; ++d) {
        ASSERT_NEAR(moved_inputs[row][d], inputs[row][d] - kRate * derivative(true, row, d), 2e-6) << row << " " << d;
        ASSERT_NEAR(moved_outputs[row][d], outputs[row][d] - kRate * derivative(false, row, d), 2e-6)
            << row << " " << d;
      }
    }
  }
}

TEST(WindowStepTest, ALossThatIsNotANumberShows) {
  std::vector<float> input(16, std::numeric_limits<float>::quiet_NaN()), output(16, 1.0f);
  std::vector<float*> in{input.data()}, out{output.data()};
  WindowStep step(16);
  EXPECT_TRUE(std::isnan(step(in, out, 0.1f)));
}

// Scores so high that the probability of the right answer is 0 in float32 give a large loss, not an infinite one.
TEST(WindowStepTest, SaturatedScoresStayFinite) {
  std::vector<float> input(16, 30.0f), output(16, 30.0f), middle(16, -30.0f);
  std::vector<float*> in{input.data(), input.data()}, out{middle.data(), output.data(), output.data()};
  WindowStep step(16);
  const double loss = step(in, out, 0.0f);
  EXPECT_TRUE(std::isfinite(loss));
  EXPECT_GT(loss, 200);
}

}  // namespace
}  // namespace koine::skipgram
