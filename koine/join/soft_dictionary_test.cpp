#include "koine/join/soft_dictionary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "koine/core/random.h"
#include "koine/map/refine.h"

namespace koine::join {
namespace {

Matrix<float> random_rows(std::int64_t rows, std::int64_t cols, std::uint64_t seed) {
  Random random(seed, Purpose::kTest);
  Matrix<float> x(rows, cols);
  for (std::int64_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(random.normal());
  return x;
}

// Each row of y is one of x with noise, in another order, of another length; y has fewer.
std::pair<Matrix<float>, Matrix<float>> two_languages() {
  Matrix<float> x = random_rows(90, 8, 1), y = random_rows(70, 8, 2);
  for (std::int64_t j = 0; j < y.rows(); ++j) {
    for (std::int64_t d = 0; d < 8; ++d) {
      y(j, d) = static_cast<float>(1 + j % 3) * (x(j * 7 % 90, d) + 0.8f * y(j, d));
    }
  }
  return {std::move(x), std::move(y)};
}

using Weights = std::map<std::pair<std::int64_t, std::int64_t>, double>;

// By the formulas of the headers, in their plain form.
Weights plain(const Matrix<float>& x, const Matrix<float>& y, std::size_t k, double temperature) {
  const auto n = static_cast<std::size_t>(x.rows()), m = static_cast<std::size_t>(y.rows());
  std::vector<std::vector<double>> csls(n, std::vector<double>(m));
  const auto product = [](const float* a, const float* b) {
    double sum = 0;
    for (int d = 0; d < 8; ++d) sum += double{a[d]} * b[d];
    return sum;
  };
  const auto best = [&](std::vector<double> values) {
    std::ranges::sort(values, std::greater<>());
    values.resize(std::min(k, values.size()));
    return values;
  };
  const auto mean = [](const std::vector<double>& values) {
    double sum = 0;
    for (const double v : values) sum += v;
    return sum / static_cast<double>(values.size());
  };
  const auto column = [&](std::size_t j) {
    std::vector<double> values;
    for (std::size_t i = 0; i < n; ++i) values.push_back(csls[i][j]);
    return values;
  };
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < m; ++j) {
      const float *a = x.row(static_cast<std::int64_t>(i)), *b = y.row(static_cast<std::int64_t>(j));
      csls[i][j] = product(a, b) / std::sqrt(product(a, a) * product(b, b));
    }
  }
  std::vector<double> r_x, r_y;
  for (std::size_t i = 0; i < n; ++i) r_x.push_back(mean(best(csls[i])));
  for (std::size_t j = 0; j < m; ++j) r_y.push_back(mean(best(column(j))));
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < m; ++j) csls[i][j] = 2 * csls[i][j] - r_x[i] - r_y[j];
  }
  Weights weights;
  for (std::size_t i = 0; i < n; ++i) {
    for (std::size_t j = 0; j < m; ++j) {
      const auto row = best(csls[i]), col = best(column(j));
      if (csls[i][j] < row.back() || csls[i][j] < col.back()) continue;
      double z_x = 0, z_y = 0;
      for (const double v : row) z_x += std::exp(v / temperature);
      for (const double v : col) z_y += std::exp(v / temperature);
      const double weight = std::exp(2 * csls[i][j] / temperature) / (z_x * z_y);
      if (weight >= 0.001) weights[{static_cast<std::int64_t>(i), static_cast<std::int64_t>(j)}] = weight;
    }
  }
  return weights;
}

TEST(SoftDictionary, IsThatOfThePlainFormulas) {
  const auto [x, y] = two_languages();
  Workers workers(2);
  for (const std::int64_t k : {3, 10, 200}) {  // the last one: all words
    for (const double temperature : {0.05, 0.3}) {
      const auto found = soft_dictionary(x.view(), y.view(), {.neighbours = k, .temperature = temperature}, workers);
      const Weights expected = plain(x, y, static_cast<std::size_t>(k), temperature);
      ASSERT_EQ(found.pairs.size(), expected.size()) << k << " " << temperature;
      for (const map::Pair& pair : found.pairs) {
        const auto one = expected.find({pair.source, pair.target});
        ASSERT_NE(one, expected.end());
        EXPECT_NEAR(pair.weight, one->second, 1e-4);
      }
    }
  }
}

// Where the temperature is low, that of the mutual nearest neighbours.
TEST(SoftDictionary, HardensIntoTheMutualNeighbours) {
  const auto [x, y] = two_languages();
  Workers workers(2);
  const auto mutual = map::mutual_dictionary(x.view(), y.view(), 100, 10, workers);
  const auto found = soft_dictionary(x.view(), y.view(), {.temperature = 1e-4}, workers);
  EXPECT_EQ(found.mutual, std::ssize(mutual));
  EXPECT_GT(found.mutual, 30);
  std::vector<map::Pair> heavy;
  for (const map::Pair& pair : found.pairs) {
    if (pair.weight > 0.99f) heavy.push_back({pair.source, pair.target});
  }
  EXPECT_GE(std::ssize(heavy), std::ssize(mutual) - 2);  // but for near ties
  for (const map::Pair& pair : heavy) EXPECT_NE(std::ranges::find(mutual, pair), mutual.end());
  const auto warm = soft_dictionary(x.view(), y.view(), {.temperature = 0.3}, workers);
  EXPECT_EQ(warm.mutual, found.mutual);
  EXPECT_GT(warm.pairs.size(), found.pairs.size());
}

TEST(SoftDictionary, HasTheSameBitsAtAnyNumberOfThreads) {
  const auto [x, y] = two_languages();
  Workers one(1), three(3);
  EXPECT_EQ(soft_dictionary(x.view(), y.view(), {}, one).pairs, soft_dictionary(x.view(), y.view(), {}, three).pairs);
}

TEST(SoftDictionary, RowsOfZerosAndEmptySpacesHaveNoPair) {
  auto [x, y] = two_languages();
  std::fill_n(x.row(14), 8, 0.0f);
  std::fill_n(y.row(5), 8, 0.0f);
  Workers workers(2);
  const auto found = soft_dictionary(x.view(), y.view(), {.neighbours = 25, .temperature = 10}, workers);
  EXPECT_FALSE(found.pairs.empty());
  for (const map::Pair& pair : found.pairs) EXPECT_TRUE(pair.source != 14 && pair.target != 5);
  const Matrix<float> none(0, 8);
  EXPECT_TRUE(soft_dictionary(x.view(), none.view(), {}, workers).pairs.empty());
  EXPECT_TRUE(soft_dictionary(none.view(), y.view(), {}, workers).pairs.empty());
}

}  // namespace
}  // namespace koine::join
