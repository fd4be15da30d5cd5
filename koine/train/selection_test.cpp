#include "koine/train/selection.h"

#include <gtest/gtest.h>

namespace koine::train {
namespace {

EpochMetrics epoch(std::int64_t number, double criterion, double with_r_target, double margin) {
  EpochMetrics metrics;
  metrics.epoch = number;
  metrics.criterion = criterion;
  metrics.criterion_with_r_target = with_r_target;
  metrics.criterion_margin = margin;
  metrics.mean_random_cosine = {0.1, 0.2};
  return metrics;
}

TEST(SelectionTest, EachWayTakesTheFirstOfItsHighestScore) {
  const std::vector<EpochMetrics> epochs{epoch(1, 0.3, -0.5, 0.1), epoch(2, 0.3, -0.4, 0.3), epoch(3, 0.2, -0.2, 0.2),
                                         epoch(4, 0.1, -0.3, 0.1)};
  EXPECT_EQ(chosen_epoch(epochs, Select::kCriterion), 1);
  EXPECT_EQ(chosen_epoch(epochs, Select::kMargin), 2);
  EXPECT_EQ(chosen_epoch(epochs, Select::kCriterionFull), 3);
  EXPECT_EQ(chosen_epoch(epochs, Select::kLast), 4);
  EXPECT_EQ(score_of(epochs[0], Select::kCriterion), 0.3);
  EXPECT_EQ(score_of(epochs[0], Select::kCriterionFull), -0.5);
  EXPECT_EQ(score_of(epochs[0], Select::kMargin), 0.1);
  EXPECT_FALSE(score_of(epochs[0], Select::kLast));
}

TEST(SelectionTest, NoneThatLooksCollapsed) {
  std::vector<EpochMetrics> epochs{epoch(1, 0.3, 0, 0), epoch(2, 0.9, 0, 0)};
  epochs[1].mean_random_cosine = {0.1, 0.91};
  for (const auto select : {Select::kCriterion, Select::kLast}) EXPECT_EQ(chosen_epoch(epochs, select), 1);
  epochs.erase(epochs.begin());
  EXPECT_EQ(chosen_epoch(epochs, Select::kLast), 0);
  EXPECT_EQ(chosen_epoch({}, Select::kCriterion), 0);
}

TEST(SelectionTest, AnEpochWithoutAScoreGivesWayToOneThatHasIt) {
  std::vector<EpochMetrics> epochs{epoch(1, 0.3, 0, 0), epoch(2, 0.2, 0, -0.5), epoch(3, 0.1, 0, -0.7)};
  epochs[0].criterion_margin.reset();
  EXPECT_EQ(chosen_epoch(epochs, Select::kMargin), 2);
}

TEST(SelectionTest, ASingleLanguageHasNoScoreButItsLastEpoch) {
  std::vector<EpochMetrics> epochs(3);
  for (std::size_t e = 0; e < epochs.size(); ++e) epochs[e].epoch = static_cast<std::int64_t>(e) + 1;
  EXPECT_EQ(chosen_epoch(epochs, Select::kCriterion), 3);
}

}  // namespace
}  // namespace koine::train
