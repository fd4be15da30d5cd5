#include "koine/corpus/batches.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>
#include <set>

#include "koine/core/error.h"
#include "koine/core/random.h"

namespace koine::corpus {
namespace {

// Sentences of 1 … 40 words.
EncodedCorpus random_corpus(std::int64_t sentences) {
  EncodedCorpus corpus;
  Random random(1, Purpose::kTest);
  for (std::int64_t i = 0; i < sentences; ++i) {
    corpus.add(std::vector<std::int32_t>(1 + random.below(40), static_cast<std::int32_t>(i)));
  }
  return corpus;
}

std::vector<std::vector<std::int64_t>> whole_pass(BatchSchedule& schedule, std::int64_t pass) {
  std::vector<std::vector<std::int64_t>> batches;
  for (std::int64_t i = 0; i < schedule.batches_per_pass(); ++i) batches.push_back(schedule.batch(pass, i).sentences);
  return batches;
}

// Word positions that a batch of padded sentences has and a ragged one does not.
std::int64_t padding(const EncodedCorpus& corpus, const std::vector<std::vector<std::int64_t>>& batches) {
  std::int64_t wasted = 0;
  for (const auto& batch : batches) {
    for (const auto i : batch) wasted += corpus.length_tokens(batch.front()) - corpus.length_tokens(i);
  }
  return wasted;
}

TEST(BatchScheduleTest, EverySentenceOncePerPassInBatchesOfTheSizeAsked) {
  const EncodedCorpus corpus = random_corpus(1003);
  for (const auto bucketing : {Bucketing::kBucketed, Bucketing::kSorted, Bucketing::kRandom}) {
    BatchSchedule schedule(corpus, 4, 7, 0, bucketing);
    ASSERT_EQ(schedule.batches_per_pass(), 251);
    for (const std::int64_t pass : {0, 1}) {
      std::multiset<std::int64_t> seen;
      int smaller = 0;
      for (const auto& batch : whole_pass(schedule, pass)) {
        if (batch.size() != 4) {
          EXPECT_EQ(batch.size(), 3u);
          ++smaller;
        }
        seen.insert(batch.begin(), batch.end());
      }
      EXPECT_EQ(smaller, 1);
      ASSERT_EQ(seen.size(), 1003u);
      EXPECT_EQ(std::set<std::int64_t>(seen.begin(), seen.end()).size(), 1003u);
      EXPECT_EQ(*seen.begin(), 0);
      EXPECT_EQ(*seen.rbegin(), 1002);
    }
  }
}

TEST(BatchScheduleTest, LongestSentenceFirstAndEqualLengthsByIndex) {
  const EncodedCorpus corpus = random_corpus(500);
  for (const auto bucketing : {Bucketing::kBucketed, Bucketing::kSorted, Bucketing::kRandom}) {
    BatchSchedule schedule(corpus, 64, 7, 0, bucketing);
    for (const auto& batch : whole_pass(schedule, 3)) {
      for (std::size_t i = 1; i < batch.size(); ++i) {
        const auto before = corpus.length_tokens(batch[i - 1]), here = corpus.length_tokens(batch[i]);
        ASSERT_TRUE(before > here || (before == here && batch[i - 1] < batch[i]));
      }
    }
  }
}

TEST(BatchScheduleTest, ABatchDependsOnItsNumbersOnlyNotOnWhatWasAskedBefore) {
  const EncodedCorpus corpus = random_corpus(900);
  BatchSchedule straight(corpus, 8, 7, 1);
  std::vector<std::vector<std::vector<std::int64_t>>> passes;
  for (const std::int64_t pass : {0, 1, 2}) passes.push_back(whole_pass(straight, pass));
  EXPECT_EQ(BatchSchedule(corpus, 8, 7, 1).batch(2, 50).sentences, passes[2][50]);
  EXPECT_EQ(straight.batch(0, 11).sentences, passes[0][11]);
}

TEST(BatchScheduleTest, PassSeedAndLanguageEachChangeTheOrder) {
  const EncodedCorpus corpus = random_corpus(900);
  BatchSchedule schedule(corpus, 8, 7, 1), other_seed(corpus, 8, 8, 1), other_language(corpus, 8, 7, 2);
  const auto first = whole_pass(schedule, 0);
  for (auto other : {whole_pass(schedule, 1), whole_pass(other_seed, 0), whole_pass(other_language, 0)}) {
    EXPECT_NE(first, other);
    // Not the batches in another order: other batches.
    auto sorted_first = first;
    std::sort(sorted_first.begin(), sorted_first.end());
    std::sort(other.begin(), other.end());
    EXPECT_NE(sorted_first, other);
  }
}

TEST(BatchScheduleTest, PassesDifferInTheOrderOfBatchesTooNotOnlyInWhatIsInThem) {
  EncodedCorpus corpus;   // every length once: sorting leaves nothing to chance
  for (std::size_t length = 1; length <= 100; ++length) corpus.add(std::vector<std::int32_t>(length, 1));
  BatchSchedule schedule(corpus, 10, 7, 0, Bucketing::kSorted);
  const auto first = whole_pass(schedule, 0), second = whole_pass(schedule, 1);
  EXPECT_NE(first, second);
  EXPECT_THAT(first, testing::UnorderedElementsAreArray(second));
}

// Pinned: a change of the order of batches changes the result of every run.
TEST(BatchScheduleTest, PinnedOrder) {
  EncodedCorpus corpus;
  for (const std::size_t length : {3, 1, 2, 5, 4, 2, 1}) corpus.add(std::vector<std::int32_t>(length, 1));
  BatchSchedule schedule(corpus, 2, 1, 0);
  EXPECT_EQ(whole_pass(schedule, 0), (std::vector<std::vector<std::int64_t>>{{3, 4}, {6}, {2, 1}, {0, 5}}));
}

TEST(BatchScheduleTest, BucketsSavePaddingAndDoNotRunFromLongToShort) {
  const EncodedCorpus corpus = random_corpus(20000);
  BatchSchedule bucketed(corpus, 64, 7, 0), sorted(corpus, 64, 7, 0, Bucketing::kSorted),
      random(corpus, 64, 7, 0, Bucketing::kRandom);
  const auto batches = whole_pass(bucketed, 0);
  const auto wasted = padding(corpus, batches);
  EXPECT_LT(padding(corpus, whole_pass(sorted, 0)), wasted);
  EXPECT_LT(10 * wasted, padding(corpus, whole_pass(random, 0)));

  // Batches come in random order: about half of the neighbours rise. Sorted by length, hardly any would.
  for (const auto& pass : {batches, whole_pass(sorted, 0)}) {
    std::int64_t rising = 0;
    for (std::size_t i = 1; i < pass.size(); ++i) {
      rising += corpus.length_tokens(pass[i].front()) > corpus.length_tokens(pass[i - 1].front());
    }
    EXPECT_NEAR(static_cast<double>(rising) / static_cast<double>(pass.size()), 0.5, 0.1);
  }
}

TEST(BatchScheduleTest, TheRandomOrderIsFair) {
  EncodedCorpus corpus;
  for (int i = 0; i < 6; ++i) corpus.add(std::vector<std::int32_t>{1});
  BatchSchedule schedule(corpus, 1, 5, 0);
  std::vector<int> first(6);
  for (std::int64_t pass = 0; pass < 6000; ++pass) {
    ++first[static_cast<std::size_t>(schedule.batch(pass, 0).sentences[0])];
  }
  EXPECT_THAT(first, testing::Each(testing::AllOf(testing::Gt(850), testing::Lt(1150))));
}

TEST(BatchScheduleTest, ABatchLargerThanTheCorpusIsTheCorpus) {
  const EncodedCorpus corpus = random_corpus(5);
  BatchSchedule schedule(corpus, INT64_MAX, 7, 0);
  EXPECT_EQ(schedule.batches_per_pass(), 1);
  EXPECT_EQ(schedule.batch(0, 0).sentences.size(), 5u);
  EXPECT_EQ(BatchSchedule(EncodedCorpus{}, 64, 7, 0).batches_per_pass(), 0);
}

TEST(BatchScheduleTest, RefusesABatchOfNoSentenceAndNumbersOutsideThePass) {
  const EncodedCorpus corpus = random_corpus(5);
  EXPECT_THROW(BatchSchedule(corpus, 0, 7, 0), Error);
  BatchSchedule schedule(corpus, 2, 7, 0);
  EXPECT_THROW(schedule.batch(0, 3), Error);
  EXPECT_THROW(schedule.batch(0, -1), Error);
  EXPECT_THROW(schedule.batch(-1, 0), Error);
}

std::vector<EpochPlan::Step> steps_of(const EpochPlan& plan, std::int64_t epochs) {
  std::vector<EpochPlan::Step> steps;
  for (std::int64_t e = 0; e < epochs; ++e) {
    for (std::int64_t i = 0; i < plan.steps(); ++i) steps.push_back(plan.step(e, i));
  }
  return steps;
}

TEST(EpochPlanTest, RoundsVisitEveryLanguageInTheGivenOrder) {
  for (const auto cycling : {Cycling::kCycleShorter, Cycling::kStopAtShortest}) {
    const EpochPlan plan({3, 5, 4}, cycling);
    EXPECT_EQ(plan.steps(), cycling == Cycling::kCycleShorter ? 15 : 9);
    const auto steps = steps_of(plan, 2);
    for (std::size_t i = 0; i < steps.size(); ++i) ASSERT_EQ(steps[i].language, static_cast<int>(i % 3));
  }
}

TEST(EpochPlanTest, EveryLanguageWalksThroughItsPassesWithoutAGap) {
  for (const auto cycling : {Cycling::kCycleShorter, Cycling::kStopAtShortest}) {
    const std::vector<std::int64_t> batches = {3, 5, 4};
    std::vector<std::int64_t> pass(3, 0), next(3, 0);
    for (const auto& step : steps_of(EpochPlan(batches, cycling), 7)) {
      const auto l = static_cast<std::size_t>(step.language);
      ASSERT_EQ(step.pass, pass[l]);
      ASSERT_EQ(step.batch, next[l]);
      if (++next[l] == batches[l]) {
        next[l] = 0;
        ++pass[l];
      }
    }
    // 7 epochs of 5 (of 3) rounds.
    const std::vector<std::int64_t> expected =
        cycling == Cycling::kCycleShorter ? std::vector<std::int64_t>{11, 7, 8} : std::vector<std::int64_t>{7, 4, 5};
    EXPECT_EQ(pass, expected);
  }
}

TEST(EpochPlanTest, RefusesPlansAndStepsThatCannotBe) {
  EXPECT_THROW(EpochPlan({}, Cycling::kCycleShorter), Error);
  EXPECT_THROW(EpochPlan({3, 0}, Cycling::kCycleShorter), Error);
  const EpochPlan plan({2, 1}, Cycling::kCycleShorter);
  EXPECT_THROW(plan.step(0, 4), Error);
  EXPECT_THROW(plan.step(0, -1), Error);
  EXPECT_THROW(plan.step(-1, 0), Error);
}

}  // namespace
}  // namespace koine::corpus
