#include "koine/map/pair_inducer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "koine/core/core_test_support.h"
#include "koine/kernels/elementwise.h"
#include "koine/map/map_test_support.h"

namespace koine::map {
namespace {

Matrix<float> random_unit_rows(std::int64_t rows, std::int64_t cols, std::uint64_t seed) {
  Random random(seed, Purpose::kTest);
  Matrix<float> x(rows, cols);
  for (std::int64_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(random.normal());
  normalize(x.view(), {NormalizeStep::kUnit});
  return x;
}

// The same by whole sorts, in double.
double mean_of_highest(std::vector<double> values, std::int64_t k) {
  std::sort(values.begin(), values.end(), std::greater<>());
  values.resize(static_cast<std::size_t>(std::min<std::int64_t>(k, static_cast<std::int64_t>(values.size()))));
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

struct Plain {
  std::vector<Pair> pairs;
  double objective = 0;
};

Plain plain_induction(const Matrix<float>& x, const Matrix<float>& y, std::int64_t k, bool both) {
  const std::int64_t n = x.rows(), m = y.rows();
  Matrix<double> cosines(n, m);
  for (std::int64_t i = 0; i < n; ++i) {
    for (std::int64_t j = 0; j < m; ++j) {
      for (std::int64_t d = 0; d < x.cols(); ++d) cosines(i, j) += double{x(i, d)} * y(j, d);
    }
  }
  std::vector<double> r_target, r_source;
  Plain result;
  double rows = 0, columns = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    const std::vector<double> row(cosines.row(i), cosines.row(i) + m);
    r_target.push_back(mean_of_highest(row, k));
    rows += mean_of_highest(row, 1) / static_cast<double>(n);
  }
  for (std::int64_t j = 0; j < m; ++j) {
    std::vector<double> column;
    for (std::int64_t i = 0; i < n; ++i) column.push_back(cosines(i, j));
    r_source.push_back(mean_of_highest(column, k));
    columns += mean_of_highest(column, 1) / static_cast<double>(m);
  }
  result.objective = both ? (rows + columns) / 2 : rows;
  const auto best = [](std::int64_t count, auto score) {
    std::int64_t found = 0;
    for (std::int64_t i = 1; i < count; ++i) {
      if (score(i) > score(found)) found = i;
    }
    return found;
  };
  for (std::int64_t i = 0; i < n; ++i) {
    const auto score = [&](std::int64_t j) {
      return 2 * cosines(i, j) - (k > 0 ? r_source[static_cast<std::size_t>(j)] : 0);
    };
    result.pairs.push_back({i, best(m, score)});
  }
  for (std::int64_t j = 0; both && j < m; ++j) {
    const auto score = [&](std::int64_t i) {
      return 2 * cosines(i, j) - (k > 0 ? r_target[static_cast<std::size_t>(i)] : 0);
    };
    result.pairs.push_back({best(n, score), j});
  }
  return result;
}

TEST(PairInducerTest, AgreesWithPlainLoops) {
  Workers workers(2);
  for (const auto& [n, m, d, k, both] : {std::tuple{1, 1, 3, 10, true},
                                         {60, 40, 8, 10, true},
                                         {60, 1500, 8, 3, true},
                                         {700, 90, 5, 10, false},
                                         {50, 70, 8, 0, true}}) {
    const auto x = random_unit_rows(n, d, 1), y = random_unit_rows(m, d, 2);
    const auto expected = plain_induction(x, y, k, both);
    const auto found = PairInducer().induce(x.view(), y.view(), {.neighbours = k, .both_directions = both}, workers);
    EXPECT_EQ(found.pairs, expected.pairs);
    EXPECT_NEAR(found.objective, expected.objective, 1e-6);
  }
}

TEST(PairInducerTest, TheBitsDependNeitherOnThreadsNorOnRoom) {
  const auto x = random_unit_rows(700, 12, 3), y = random_unit_rows(2100, 12, 4);
  for (const double keep : {0.1, 1.0}) {
    const InductionOptions options{.keep = keep, .seed = 5, .round = 7};
    Workers one(1), three(3);
    const auto expected = PairInducer().induce(x.view(), y.view(), options, one);
    for (Workers* workers : {&one, &three}) {
      for (PairInducer inducer : {PairInducer(), PairInducer(0)}) {
        const auto found = inducer.induce(x.view(), y.view(), options, *workers);
        EXPECT_EQ(found.pairs, expected.pairs);
        EXPECT_EQ(found.objective, expected.objective);
      }
    }
  }
}

// Among kept similarities the best is the best of all with probability `keep`.
TEST(PairInducerTest, KeepsEachSimilarityWithItsProbability) {
  Workers workers(2);
  const auto x = random_unit_rows(2000, 20, 6), y = random_unit_rows(2000, 20, 7);
  const auto all = PairInducer().induce(x.view(), y.view(), {}, workers);
  std::set<std::vector<std::int64_t>> seen;
  for (std::uint64_t round = 0; round < 3; ++round) {
    const auto some = PairInducer().induce(x.view(), y.view(), {.keep = 0.3, .seed = 1, .round = round}, workers);
    ASSERT_EQ(some.pairs.size(), all.pairs.size());
    EXPECT_EQ(some.objective, all.objective);
    std::vector<std::int64_t> same(2);
    for (std::size_t i = 0; i < all.pairs.size(); ++i) same[i / 2000] += all.pairs[i] == some.pairs[i] ? 1 : 0;
    for (const std::int64_t count : same) EXPECT_NEAR(static_cast<double>(count) / 2000, 0.3, 0.04);  // σ = 0.01
    seen.insert(same);
    // The two directions leave out different similarities.
    std::int64_t both = 0;
    for (std::size_t i = 0; i < 2000; ++i) {
      const auto back = static_cast<std::size_t>(2000 + all.pairs[i].target);
      if (all.pairs[back].source != static_cast<std::int64_t>(i)) continue;  // mutual neighbours only
      both += all.pairs[i] == some.pairs[i] && all.pairs[back] == some.pairs[back] ? 1 : 0;
    }
    EXPECT_LT(both, 0.15 * 2000);
  }
  EXPECT_EQ(seen.size(), 3u);  // another round, another choice
}

// Small integers, so that scores are exact and often equal. What is kept is drawn whole here.
TEST(PairInducerTest, TakesTheLowerRowOfEqualOnesAmongThoseThatTheStreamKeeps) {
  constexpr std::int64_t kRows = 200, kColumns = 30;
  Random random(12, Purpose::kTest);
  Matrix<float> x(kRows, 3), y(kColumns, 3);
  for (std::int64_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(random.below(5)) - 2;
  for (std::int64_t i = 0; i < y.size(); ++i) y.data()[i] = static_cast<float>(random.below(5)) - 2;
  Workers workers(2);
  for (const double keep : {1.0, 0.5}) {
    const auto kept = [&](std::uint64_t direction, std::int64_t row) {
      std::vector<float> factors(kColumns, 1);
      const Random stream(7, Purpose::kMapDropout, 2 * 3 + direction, static_cast<std::uint32_t>(row));
      if (keep < 1) kernels::dropout_factors(stream, 32768, 1, factors.data(), kColumns);
      return factors;
    };
    std::vector<float> highest(kColumns, keep < 1 ? 0.0f : -100.0f);
    std::vector<Pair> expected, backward(kColumns, {-1, -1});
    for (std::int64_t i = 0; i < kRows; ++i) {
      const auto forward_kept = kept(0, i), backward_kept = kept(1, i);
      Pair best{-1, -1};
      float best_score = keep < 1 ? 0.0f : -100.0f;
      for (std::int64_t j = 0; j < kColumns; ++j) {
        const auto column = static_cast<std::size_t>(j);
        const float score = 2 * (x(i, 0) * y(j, 0) + x(i, 1) * y(j, 1) + x(i, 2) * y(j, 2));
        if (forward_kept[column] == 1 && score > best_score) {
          best = {i, j};
          best_score = score;
        }
        if (backward_kept[column] == 1 && score > highest[column]) {
          backward[column] = {i, j};
          highest[column] = score;
        }
      }
      if (best.source >= 0) expected.push_back(best);
    }
    for (const Pair& pair : backward) {
      if (pair.source >= 0) expected.push_back(pair);
    }
    const auto found =
        PairInducer().induce(x.view(), y.view(), {.neighbours = 0, .keep = keep, .seed = 7, .round = 3}, workers);
    EXPECT_EQ(found.pairs, expected) << keep;
  }
}

TEST(PairInducerTest, AWordWithNothingKeptHasNoPair) {
  Workers workers(1);
  const auto x = random_unit_rows(4, 3, 8), y = random_unit_rows(2, 3, 9);
  const auto found = PairInducer().induce(x.view(), y.view(), {.neighbours = 0, .keep = 0.01, .seed = 1}, workers);
  EXPECT_LT(found.pairs.size(), 6u);
}

}  // namespace
}  // namespace koine::map
