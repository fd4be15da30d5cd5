#include "koine/eval/evaluation.h"

#include <gtest/gtest.h>

#include <cmath>

#include "koine/eval/eval_test_support.h"

namespace koine::eval {
namespace {

TEST(ScoreTest, ByHand) {
  // CSLS ranks 1, 2, 6, 20; by cosine 3, 1, 11, 5. The second query is identical.
  const std::vector<RankedQuery> queries{{3, 1, 10, false}, {1, 2, 1000, true},
                                         {11, 6, 1001, false}, {5, 20, 60000, false}};
  Evaluation evaluation;
  score(queries, {8, 2}, 1, evaluation);
  ASSERT_EQ(evaluation.variants.size(), 4u);

  const Scores& csls = evaluation.variants[0];
  EXPECT_EQ(csls.retrieval, Retrieval::kCsls);
  EXPECT_TRUE(csls.identical_strings);
  EXPECT_EQ(csls.pairs, 4);
  EXPECT_DOUBLE_EQ(csls.p_at_1, 0.25);
  EXPECT_DOUBLE_EQ(csls.p_at_5, 0.5);
  EXPECT_DOUBLE_EQ(csls.p_at_10, 0.75);
  EXPECT_DOUBLE_EQ(csls.mrr, (1 + 1.0 / 2 + 1.0 / 6 + 1.0 / 20) / 4);
  EXPECT_DOUBLE_EQ(csls.coverage, 0.5);
  EXPECT_DOUBLE_EQ(csls.p_at_1_all_entries, 0.125);

  const Scores& nearest = evaluation.variants[1];
  EXPECT_EQ(nearest.retrieval, Retrieval::kNearest);
  EXPECT_DOUBLE_EQ(nearest.p_at_1, 0.25);
  EXPECT_DOUBLE_EQ(nearest.p_at_5, 0.75);
  EXPECT_DOUBLE_EQ(nearest.p_at_10, 0.75);

  const Scores& different = evaluation.variants[2];
  EXPECT_EQ(different.retrieval, Retrieval::kCsls);
  EXPECT_FALSE(different.identical_strings);
  EXPECT_EQ(different.pairs, 3);
  EXPECT_DOUBLE_EQ(different.p_at_1, 1.0 / 3);
  EXPECT_DOUBLE_EQ(different.p_at_5, 1.0 / 3);
  EXPECT_DOUBLE_EQ(different.coverage, 0.5);   // 3 of 8 - 2
  EXPECT_DOUBLE_EQ(evaluation.variants[3].p_at_1, 0.0);
}

TEST(ScoreTest, TheFirstTenAreTen) {
  Evaluation evaluation;
  score({{1, 10, 1, false}, {1, 11, 1, false}, {1, 5, 1, false}, {1, 6, 1, false}}, {4, 0}, 1, evaluation);
  EXPECT_DOUBLE_EQ(evaluation.variants[0].p_at_5, 0.25);
  EXPECT_DOUBLE_EQ(evaluation.variants[0].p_at_10, 0.75);
}

TEST(ScoreTest, BinsByFrequencyOfTheSourceWord) {
  const std::vector<RankedQuery> queries{{1, 1, 1, false}, {1, 7, 1000, false},
                                         {1, 3, 1001, false}, {9, 1, 50001, false}};
  Evaluation evaluation;
  score(queries, {4, 0}, 1, evaluation);
  ASSERT_EQ(evaluation.bins.size(), 3u);
  EXPECT_EQ(evaluation.bins[0].first_rank, 1);
  EXPECT_EQ(evaluation.bins[0].last_rank, 1000);
  EXPECT_EQ(evaluation.bins[0].pairs, 2);
  EXPECT_DOUBLE_EQ(evaluation.bins[0].p_at_1, 0.5);
  EXPECT_DOUBLE_EQ(evaluation.bins[0].p_at_5, 0.5);
  EXPECT_EQ(evaluation.bins[1].first_rank, 1001);
  EXPECT_DOUBLE_EQ(evaluation.bins[1].p_at_1, 0.0);
  EXPECT_DOUBLE_EQ(evaluation.bins[1].p_at_5, 1.0);
  EXPECT_EQ(evaluation.bins[2].first_rank, 50001);
  EXPECT_EQ(evaluation.bins[2].last_rank, 0);
}

TEST(ScoreTest, WithIdenticalStringsOnlyThereIsNoRowWithoutThem) {
  Evaluation evaluation;
  score({{1, 1, 1, true}}, {1, 1}, 1, evaluation);
  ASSERT_EQ(evaluation.variants.size(), 2u);
  EXPECT_DOUBLE_EQ(evaluation.variants[0].p_at_1, 1.0);
}

TEST(BootstrapTest, IsDeterministic) {
  const Interval first = bootstrap_interval(70, 1000, 1), again = bootstrap_interval(70, 1000, 1);
  EXPECT_EQ(first.low, again.low);
  EXPECT_EQ(first.high, again.high);
  const Interval other = bootstrap_interval(70, 1000, 2);
  EXPECT_TRUE(other.low != first.low || other.high != first.high);
}

TEST(BootstrapTest, IsAsWideAsTheBinomial) {
  // 1.96 standard deviations of a share of 0.3 among 1,000: 0.0284; an interval of 90 % would have 0.0238. One bound
  // has a deviation of 0.0012 over the seeds.
  const double half_width = 1.96 * std::sqrt(0.3 * 0.7 / 1000);
  constexpr int kSeeds = 20;
  double low = 0, high = 0;
  for (std::uint64_t seed = 1; seed <= kSeeds; ++seed) {
    const Interval interval = bootstrap_interval(300, 1000, seed);
    low += interval.low / kSeeds;
    high += interval.high / kSeeds;
  }
  EXPECT_NEAR(low, 0.3 - half_width, 0.001);
  EXPECT_NEAR(high, 0.3 + half_width, 0.001);
}

TEST(BootstrapTest, CertaintiesHaveNoWidth) {
  EXPECT_EQ(bootstrap_interval(0, 50, 1).high, 0.0);
  EXPECT_EQ(bootstrap_interval(50, 50, 1).low, 1.0);
  EXPECT_EQ(bootstrap_interval(0, 0, 1).high, 0.0);
}

TEST(RequireOneDimensionTest, RefusesTwo) {
  const auto three = word_vectors({{"casa", {1, 2, 3}}}), two = word_vectors({{"house", {1, 2}}});
  EXPECT_NE(input_error([&] { require_one_dimension(three, two); }).find("found 3 and 2"), std::string::npos);
  EXPECT_NO_THROW(require_one_dimension(three, three));
}

TEST(ScoreTest, SpellingHasRowsOfItsOwnAndIsHeldAgainstTheBetterOneAlone) {
  std::vector<RankedQuery> queries;
  for (int i = 0; i < 100; ++i) {
    RankedQuery query{.nearest_rank = 2, .csls_rank = i < 30 ? 1 : 2, .frequency_rank = 1, .identical = i >= 90};
    query.spelling_rank = i >= 60 ? 1 : 3;
    query.both_rank = i < 30 || i >= 60 ? 1 : 2;
    queries.push_back(query);
  }
  Evaluation evaluation;
  evaluation.spelling_weight = 0.1;
  score(queries, {100, 10}, 1, evaluation);
  ASSERT_EQ(evaluation.variants.size(), 8U);
  EXPECT_EQ(evaluation.variants[2].retrieval, Retrieval::kSpelling);
  EXPECT_DOUBLE_EQ(evaluation.variants[2].p_at_1, 0.4);
  EXPECT_EQ(evaluation.variants[3].retrieval, Retrieval::kCslsAndSpelling);
  EXPECT_DOUBLE_EQ(evaluation.variants[3].p_at_1, 0.7);
  EXPECT_DOUBLE_EQ(evaluation.variants[7].p_at_1, 60 / 90.0);
  EXPECT_FALSE(evaluation.variants[2].p_not_better);
  EXPECT_EQ(evaluation.variants[3].p_not_better, 0);
}

TEST(ScoreTest, BothWitnessesAreHeldAgainstTheBetterOneByWhatTheyGainAndLose) {
  for (const bool spelling_is_better : {true, false}) {
    std::vector<RankedQuery> queries;
    for (int i = 0; i < 100; ++i) {
      const std::int64_t worse = i < 30 ? 1 : 2, better = i < 40 ? 1 : 2;
      queries.push_back({.nearest_rank = 2,
                         .csls_rank = spelling_is_better ? worse : better,
                         .frequency_rank = 1,
                         .spelling_rank = spelling_is_better ? better : worse,
                         .both_rank = i >= 5 && i < 48 ? 1 : 2});
    }
    // Identical strings, in which both lose: gained 8, lost 9 with them.
    for (int i = 0; i < 4; ++i) {
      queries.push_back({1, 1, 1, true, false, 1, 2});
    }
    Evaluation evaluation;
    evaluation.spelling_weight = 0.1;
    score(queries, {104, 4}, 1, evaluation);
    EXPECT_EQ(evaluation.variants[3].p_not_better, paired_bootstrap(8, 9, 104, 1));
    EXPECT_EQ(evaluation.variants[7].p_not_better, paired_bootstrap(8, 5, 100, 1));
  }
}

TEST(ScoreTest, APairedBootstrapByHand) {
  EXPECT_EQ(paired_bootstrap(0, 0, 50, 1), 1);     // no sample is better
  EXPECT_EQ(paired_bootstrap(50, 0, 50, 1), 0);    // every one is
  EXPECT_EQ(paired_bootstrap(0, 0, 0, 1), 1);
  // Of 10 gained and 10 lost the difference has mean 0: half of the samples and those with 0.
  EXPECT_NEAR(paired_bootstrap(10, 10, 100, 1), 0.54, 0.05);
  // 30 gained, 12 lost: mean 18 and deviation sqrt(42 - 18 * 18 / 1000) = 6.5, so 2.8 deviations: 0.003.
  EXPECT_NEAR(paired_bootstrap(30, 12, 1000, 1), 0.003, 0.004);
}

}  // namespace
}  // namespace koine::eval
