#include "koine/retrieval/sparse_scores.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "koine/retrieval/nearest.h"
#include "koine/retrieval/ranks.h"
#include "koine/retrieval/retrieval_test_matrices.h"
#include "koine/retrieval/unit_rows.h"

namespace koine::retrieval {
namespace {

using ::testing::ElementsAre;

TEST(SparseScoresTest, WhatIsNotThereIsZero) {
  const SparseScores scores({{{1, 0.5f}, {4, 2.0f}}, {}});
  EXPECT_EQ(scores.queries(), 2);
  EXPECT_EQ(scores.at(0, 1), 0.5f);
  EXPECT_EQ(scores.at(0, 2), 0);
  EXPECT_EQ(scores.at(0, 9), 0);
  EXPECT_EQ(scores.at(1, 1), 0);
}

TEST(SparseScoresTest, StandByRisingIndexEachOnce) {
  EXPECT_THROW(SparseScores({{}, {{4, 2.0f}, {1, 0.5f}}}), Error);
  EXPECT_THROW(SparseScores({{{4, 2.0f}, {4, 0.5f}}}), Error);
}

TEST(SparseScoresTest, AreAddedToAStretchOfCandidates) {
  const SparseScores scores({{{1, 0.5f}, {4, 2.0f}, {5, 1.0f}}});
  std::vector<float> row{1, 1, 1};
  scores.add_to(0, 2, 10, row);  // candidates 2, 3, 4
  EXPECT_THAT(row, ElementsAre(1, 1, 21));
}

TEST(SparseScoresTest, RowsOfSomeQueriesCanBeTaken) {
  const SparseScores scores({{{1, 0.5f}}, {}, {{2, 3.0f}}});
  const SparseScores some = scores.of_queries({2, 0, 2});
  EXPECT_EQ(some.queries(), 3);
  EXPECT_EQ(some.at(0, 2), 3.0f);
  EXPECT_EQ(some.at(1, 1), 0.5f);
}

TEST(SparseScoresTest, RanksByThemCountEqualOnesOfALowerIndex) {
  const SparseScores scores({{{1, 0.5f}, {2, 0.7f}, {3, 0.5f}}, {}});
  EXPECT_THAT(ranks_by_sparse_scores(scores, 5, {{3}, {2}}), ElementsAre(3, 3));
  EXPECT_THAT(ranks_by_sparse_scores(scores, 5, {{0, 1}, {4, 0}}), ElementsAre(2, 1));
}

// Over several tiles: the sum of CSLS and bonus, in lists of both sides and in ranks.
TEST(SparseScoresTest, ABonusIsAddedToCsls) {
  Random random(3, Purpose::kTest);
  Workers workers(2);
  const std::int64_t n = 60, v = 2300, d = 12;
  const auto x = random_matrix(random, n, d), y = random_matrix(random, v, d);
  const UnitRows s = unit_rows(x.view()), t = unit_rows(y.view());
  const auto r = mean_top_k_cosines_both_ways(s.view(), t.view(), 10, workers);
  std::vector<std::vector<Neighbour>> rows(static_cast<std::size_t>(n));
  for (auto& row : rows) {
    for (std::int64_t j = 0; j < v; ++j) {
      if (random.below(50) == 0) row.push_back({j, static_cast<float>(random.uniform(0, 4))});
    }
  }
  const SparseScores scores(rows);
  std::vector<float> weights;
  for (std::int64_t i = 0; i < n; ++i) weights.push_back(i % 2 == 0 ? 0.25f : 0.5f);
  const Bonus bonus{&scores, weights};
  const auto cosines = cosines_reference(x.view(), y.view());
  const auto expected = [&](std::int64_t i, std::int64_t j) {
    return 2 * cosines(i, j) - r.of_x[static_cast<std::size_t>(i)] - r.of_y[static_cast<std::size_t>(j)] +
           (i % 2 == 0 ? 0.25 : 0.5) * scores.at(i, j);
  };
  const auto both = nearest_by_csls_both_ways(s.view(), t.view(), r.of_x, r.of_y, 3, workers, bonus);
  EXPECT_EQ(both.of_queries, nearest_by_csls(s.view(), t.view(), r.of_x, r.of_y, 3, workers, bonus));
  RightAnswers right;
  for (std::int64_t i = 0; i < n; ++i) {
    std::vector<double> row;
    for (std::int64_t j = 0; j < v; ++j) row.push_back(expected(i, j));
    const auto& list = both.of_queries[static_cast<std::size_t>(i)];
    std::vector<double> sorted = row;
    std::sort(sorted.begin(), sorted.end(), std::greater<>());
    for (std::size_t k = 0; k < list.size(); ++k) {
      EXPECT_NEAR(list[k].score, sorted[k], 1e-5);
      EXPECT_NEAR(row[static_cast<std::size_t>(list[k].index)], sorted[k], 1e-5);
    }
    right.push_back({list[2].index});
  }
  for (std::int64_t j = 0; j < v; ++j) {
    double highest = -10;
    for (std::int64_t i = 0; i < n; ++i) highest = std::max(highest, expected(i, j));
    EXPECT_NEAR(both.of_candidates[static_cast<std::size_t>(j)].front().score, highest, 1e-5);
  }
  EXPECT_THAT(ranks_by_csls(s.view(), t.view(), r.of_x, r.of_y, right, workers, bonus), ::testing::Each(3));
}

}  // namespace
}  // namespace koine::retrieval
