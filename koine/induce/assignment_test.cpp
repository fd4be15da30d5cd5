#include "koine/induce/assignment.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "koine/core/random.h"

namespace koine::induce {
namespace {

using retrieval::BothNeighbours;
using retrieval::Neighbour;

BothNeighbours all_pairs(const std::vector<std::vector<float>>& scores) {
  BothNeighbours best;
  best.of_candidates.resize(scores.front().size());
  for (std::size_t s = 0; s < scores.size(); ++s) {
    best.of_queries.emplace_back();
    for (std::size_t t = 0; t < scores[s].size(); ++t) {
      best.of_queries[s].push_back({static_cast<std::int64_t>(t), scores[s][t]});
      best.of_candidates[t].push_back({static_cast<std::int64_t>(s), scores[s][t]});
    }
  }
  return best;
}

TEST(AssignmentTest, GivesUpABestPairWhereTheWholeGains) {
  // Both like target 0 best; source 1 loses less with target 1.
  const auto found = one_to_one(all_pairs({{0.9f, 0.1f}, {0.95f, 0.9f}}));
  EXPECT_EQ(found[0], (Neighbour{0, 0.9f}));
  EXPECT_EQ(found[1], (Neighbour{1, 0.9f}));
}

TEST(AssignmentTest, OnSmallMatricesNoPermutationIsBetter) {
  Random random(1, Purpose::kTest);
  for (int trial = 0; trial < 50; ++trial) {
    const std::size_t n = 1 + random.below(6);
    std::vector<std::vector<float>> scores(n, std::vector<float>(n));
    for (auto& row : scores) {
      for (float& score : row) score = static_cast<float>(random.uniform(-1, 1));
    }
    const auto found = one_to_one(all_pairs(scores));
    double sum = 0;
    std::vector<int> taken(n);
    for (std::size_t s = 0; s < n; ++s) {
      ASSERT_GE(found[s].index, 0);
      ASSERT_EQ(taken[static_cast<std::size_t>(found[s].index)]++, 0);
      sum += found[s].score;
    }
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    double best = -1e9;
    do {
      double total = 0;
      for (std::size_t s = 0; s < n; ++s) total += scores[s][order[s]];
      best = std::max(best, total);
    } while (std::next_permutation(order.begin(), order.end()));
    EXPECT_NEAR(sum, best, 1e-5);
  }
}

TEST(AssignmentTest, WordsWithoutAPartnerStayAlone) {
  BothNeighbours best;
  best.of_queries = {{{0, 0.5f}}, {{0, 0.8f}}, {}};
  best.of_candidates = {{{1, 0.8f}}, {}};
  const auto found = one_to_one(best);
  EXPECT_EQ(found[0].index, -1);
  EXPECT_EQ(found[1].index, 0);
  EXPECT_EQ(found[2].index, -1);
}

TEST(AssignmentTest, NothingIsAssignedWhereThereIsNothing) {
  EXPECT_TRUE(one_to_one({}).empty());
}

}  // namespace
}  // namespace koine::induce
