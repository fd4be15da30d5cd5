#include "koine/train/stages.h"

#include <gtest/gtest.h>

#include "koine/core/core_test_support.h"

namespace koine::train {
namespace {

TEST(StagesTest, ProgressSaysWhichStageItIs) {
  RecordingReporter reporter;
  TrainOptions options;
  options.join = true;
  options.spelling_rounds = 0;
  StageReporter stage(options, reporter);
  stage.begin(Stage::kSkipgramOfWords, "vectors");
  stage.info("a line");
  stage.progress({.what = "aa", .done = 3, .total = 7, .seconds_left = 5, .status = "loss"});
  stage.begin(Stage::kJoining, "joining");
  stage.progress({.what = "letters", .status = ""});
  EXPECT_EQ(reporter.said, "stage 2 of 4: vectors\na line\nstage 4 of 4: joining\n");
  ASSERT_EQ(reporter.shown.size(), 2u);
  EXPECT_EQ(reporter.shown[0].what, "2/4 aa");
  EXPECT_EQ(reporter.shown[0].done, 3);
  EXPECT_EQ(reporter.shown[0].total, 7);
  EXPECT_EQ(reporter.shown[0].seconds_left, 5);
  EXPECT_EQ(reporter.shown[0].status, "loss");
  EXPECT_EQ(reporter.shown[1].what, "4/4 letters");
}

TEST(StagesTest, ARunWithoutJoiningIsOneStageAndSaysNothingOfIt) {
  RecordingReporter reporter;
  TrainOptions options;
  EXPECT_EQ(stage_count(options), 1);
  StageReporter stage(options, reporter);
  stage.begin(Stage::kModel, "the language model");
  stage.progress({.what = "epoch 1 of 10", .status = ""});
  EXPECT_EQ(reporter.said, "");
  EXPECT_EQ(reporter.shown.at(0).what, "epoch 1 of 10");
  options.join = true;
  options.spelling_rounds = 2;
  EXPECT_EQ(stage_count(options), 5);
}

}  // namespace
}  // namespace koine::train
