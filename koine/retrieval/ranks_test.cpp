#include "koine/retrieval/ranks.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "koine/retrieval/nearest.h"
#include "koine/retrieval/retrieval_test_matrices.h"
#include "koine/retrieval/unit_rows.h"

namespace koine::retrieval {
namespace {

using ::testing::ElementsAre;

TEST(RanksTest, ByHand) {
  // Cosines of the query with the candidates: 0, 1, 0.6, 0.6, -1.
  const auto query = matrix_of({{1, 0}, {1, 0}, {1, 0}, {1, 0}, {1, 0}});
  const auto candidates = matrix_of({{0, 1}, {1, 0}, {0.6f, 0.8f}, {0.6f, -0.8f}, {-1, 0}});
  const RightAnswers right{{1}, {2}, {3}, {4}, {4, 3, 0}};
  Workers workers(1);
  // Candidates 2 and 3 are equal: the lower index stands first. Of several right answers the best counts.
  EXPECT_THAT(ranks_by_cosine(query.view(), candidates.view(), right, workers), ElementsAre(1, 2, 3, 5, 3));
}

TEST(RanksTest, ByHandWithCsls) {
  const auto query = matrix_of({{1, 0}});
  const auto candidates = matrix_of({{0.8f, 0.6f}, {0.6f, 0.8f}});
  Workers workers(1);
  // 2 * 0.8 - 0 - 0.7 = 0.9 and 2 * 0.6 - 0 - 0.2 = 1.0: the hub loses, though its cosine is higher.
  const std::vector<float> r_query{0}, r_candidate{0.7f, 0.2f};
  EXPECT_THAT(ranks_by_cosine(query.view(), candidates.view(), {{0}}, workers), ElementsAre(1));
  EXPECT_THAT(ranks_by_csls(query.view(), candidates.view(), r_query, r_candidate, {{0}}, workers), ElementsAre(2));
  EXPECT_THAT(ranks_by_csls(query.view(), candidates.view(), r_query, r_candidate, {{1}}, workers), ElementsAre(1));
}

TEST(RanksTest, AgreesWithTheFullListsOverSeveralTiles) {
  Random random(3, Purpose::kTest);
  const std::int64_t n = 300, v = 2100, d = 7;
  const UnitRows s = unit_rows(random_matrix(random, n, d).view()), t = unit_rows(random_matrix(random, v, d).view());
  RightAnswers right(static_cast<std::size_t>(n));
  for (auto& answers : right) {
    for (std::uint64_t i = 0; i <= random.below(3); ++i) answers.push_back(static_cast<std::int64_t>(random.below(v)));
  }
  Workers workers(2);
  const auto r_target = mean_top_k_cosine(s.view(), t.view(), 10, workers);
  const auto r_source = mean_top_k_cosine(t.view(), s.view(), 10, workers);
  const auto expect_ranks = [&](const std::vector<std::int64_t>& ranks, const Neighbours& lists) {
    for (std::size_t i = 0; i < right.size(); ++i) {
      std::int64_t expected = 0;
      for (std::size_t place = lists[i].size(); place-- > 0;) {
        const auto found = std::find(right[i].begin(), right[i].end(), lists[i][place].index);
        if (found != right[i].end()) expected = static_cast<std::int64_t>(place + 1);
      }
      ASSERT_EQ(ranks[i], expected);
    }
  };
  expect_ranks(ranks_by_cosine(s.view(), t.view(), right, workers), nearest_by_cosine(s.view(), t.view(), v, workers));
  expect_ranks(ranks_by_csls(s.view(), t.view(), r_target, r_source, right, workers),
               nearest_by_csls(s.view(), t.view(), r_target, r_source, v, workers));
  Workers one(1), four(4);
  EXPECT_EQ(ranks_by_csls(s.view(), t.view(), r_target, r_source, right, one),
            ranks_by_csls(s.view(), t.view(), r_target, r_source, right, four));
}

TEST(RanksTest, AllEqualScoresRankByIndex) {
  // A collapsed space: every cosine is 1. Rank = index + 1, so that p@1 stays at chance.
  const auto query = matrix_of({{1, 0}, {1, 0}, {1, 0}});
  Workers workers(1);
  EXPECT_THAT(ranks_by_cosine(query.view(), query.view(), {{0}, {1}, {2}}, workers), ElementsAre(1, 2, 3));
  // So do right answers among themselves, in whatever order they are given.
  EXPECT_THAT(ranks_by_cosine(query.view(), query.view(), {{2, 1}, {1, 2}, {2, 0, 1}}, workers), ElementsAre(2, 2, 1));
}

TEST(RanksTest, EachQueryNeedsARightAnswer) {
  const auto query = matrix_of({{1, 0}});
  Workers workers(1);
  EXPECT_THROW(ranks_by_cosine(query.view(), query.view(), {{}}, workers), Error);
  const SparseScores scores({{{1, 0.5f}}});
  EXPECT_THROW(ranks_by_sparse_scores(scores, 5, {{}}), Error);
  EXPECT_THROW(ranks_by_sparse_scores(scores, 5, {{5}}), Error);
  EXPECT_THROW(ranks_by_sparse_scores(scores, 5, {{-1}}), Error);
  EXPECT_EQ(ranks_by_sparse_scores(scores, 5, {{4}}), std::vector<std::int64_t>{5});
}

TEST(RanksTest, RefusesSizesThatDoNotAgree) {
  const auto query = matrix_of({{1, 0}}), candidates = matrix_of({{1, 0}, {0, 1}});
  const std::vector<float> one{0}, two{0, 0};
  const SparseScores of_one({{{1, 0.5f}}}), of_two({{{1, 0.5f}}, {}});
  Workers workers(1);
  const auto ranks = [&](const std::vector<float>& r_query, const std::vector<float>& r_candidate, Bonus bonus) {
    return ranks_by_csls(query.view(), candidates.view(), r_query, r_candidate, {{1}}, workers, bonus);
  };
  EXPECT_THAT(ranks(one, two, {&of_one, one}), ElementsAre(2));
  EXPECT_THROW(ranks(two, two, {}), Error);
  EXPECT_THROW(ranks(one, one, {}), Error);
  EXPECT_THROW(ranks(one, two, {&of_two, two}), Error);
  EXPECT_THROW(ranks_by_cosine(query.view(), candidates.view(), {}, workers), Error);
  EXPECT_THROW(ranks_by_sparse_scores(of_two, 2, {{1}}), Error);
}

}  // namespace
}  // namespace koine::retrieval
