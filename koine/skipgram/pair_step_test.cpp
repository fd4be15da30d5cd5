#include "koine/skipgram/pair_step.h"

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

// Equation 4 of arXiv 1310.4546, in double.
double loss(const std::vector<double>& input, const Rows& outputs,
            const std::vector<std::size_t>& middle_and_negatives) {
  double sum = 0;
  for (std::size_t j = 0; j < middle_and_negatives.size(); ++j) {
    double dot = 0;
    for (std::size_t d = 0; d < input.size(); ++d) dot += input[d] * outputs[middle_and_negatives[j]][d];
    sum -= log_sigmoid(j == 0 ? dot : -dot);
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

// Each row moves by - rate times the derivative of the loss, which is taken by differences in double. Negative words
// that are drawn twice, and the middle drawn as one, move by both.
TEST(PairStepTest, MovesEveryRowDownTheGradient) {
  constexpr std::size_t kRows = 4, kNumbers = 19;
  constexpr float kRate = 0.25f;
  constexpr double kDifference = 1e-5;
  Random random(1, Purpose::kTest);
  for (const std::vector<std::size_t>& numbers :
       {std::vector<std::size_t>{1}, std::vector<std::size_t>{0, 1, 2, 3}, std::vector<std::size_t>{3, 1, 0, 1, 3}}) {
    const std::vector<double> input = random_rows(random, 1, kNumbers)[0];
    const Rows outputs = random_rows(random, kRows, kNumbers);
    std::vector<float> moved_input(input.begin(), input.end());
    std::vector<std::vector<float>> moved_outputs;
    for (const auto& row : outputs) moved_outputs.emplace_back(row.begin(), row.end());
    std::vector<float*> out;
    for (const std::size_t j : numbers) out.push_back(moved_outputs[j].data());

    PairStep step(kNumbers);
    const double found = step(moved_input.data(), out, kRate);
    const double expected = loss(input, outputs, numbers);
    EXPECT_NEAR(found, expected, 1e-5 * expected);

    for (std::size_t d = 0; d < kNumbers; ++d) {
      std::vector<double> up = input, down = input;
      up[d] += kDifference;
      down[d] -= kDifference;
      const double derivative = (loss(up, outputs, numbers) - loss(down, outputs, numbers)) / (2 * kDifference);
      ASSERT_NEAR(moved_input[d], input[d] - kRate * derivative, 2e-6) << d;
    }
    for (std::size_t row = 0; row < kRows; ++row) {
      for (std::size_t d = 0; d < kNumbers; ++d) {
        Rows up = outputs, down = outputs;
        up[row][d] += kDifference;
        down[row][d] -= kDifference;
        const double derivative = (loss(input, up, numbers) - loss(input, down, numbers)) / (2 * kDifference);
        ASSERT_NEAR(moved_outputs[row][d], outputs[row][d] - kRate * derivative, 2e-6) << row << " " << d;
      }
    }
  }
}

TEST(PairStepTest, ALossThatIsNotANumberShows) {
  std::vector<float> input(16, std::numeric_limits<float>::quiet_NaN()), output(16, 1.0f);
  std::vector<float*> out{output.data()};
  PairStep step(16);
  EXPECT_TRUE(std::isnan(step(input.data(), out, 0.1f)));
}

// Scores so high that the probability of the right answer is 0 in float32 give a large loss, not an infinite one.
TEST(PairStepTest, SaturatedScoresStayFinite) {
  std::vector<float> input(16, 30.0f), output(16, 30.0f), middle(16, -30.0f);
  std::vector<float*> out{middle.data(), output.data(), output.data()};
  PairStep step(16);
  const double loss = step(input.data(), out, 0.0f);
  EXPECT_TRUE(std::isfinite(loss));
  EXPECT_GT(loss, 100);
}

}  // namespace
}  // namespace koine::skipgram
