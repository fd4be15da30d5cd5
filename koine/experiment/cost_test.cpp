#include "koine/experiment/cost.h"

#include <gtest/gtest.h>

namespace koine::experiment {
namespace {

Plan text_plan() {
  Plan plan;
  plan.add({.kind = "vocabulary", .label = "es", .sentences = 50'000});
  plan.add({.kind = "vocabulary", .label = "en", .arguments = {text_argument("x")}, .sentences = 50'000});
  return plan;
}

Step step(const std::string& kind, Options options, const std::string& method = "") {
  return {.kind = kind, .method = method, .options = std::move(options), .texts = {0, 1}, .sentences = 50'000};
}

std::optional<TextSize> measured(std::size_t text) {
  return TextSize{1'150'000, text == 0 ? 20'000 : 15'000};
}

// docs/performance.md: 3,900 words/s in full float32 where products reach 300 GFLOP/s; a word is 71.6 million
// operations. 2 · 1.2 million words, 10 epochs: 1.7 hours.
TEST(CostTest, TrainingIsNearWhatWasMeasured) {
  const Work full = work_of(step("train", {}), text_plan(), measured);
  EXPECT_NEAR(full.at(300e9), 24e6 / 3'900, 0.15 * 24e6 / 3'900);
  // Sampled softmax in bf16: 28,000 words/s.
  const Work fast = work_of(step("train", {{"softmax", "sampled"}, {"precision", "bf16"}}), text_plan(), measured);
  EXPECT_NEAR(fast.at(300e9), 24e6 / 28'000, 0.25 * 24e6 / 28'000);
  EXPECT_NE(full.rate_class, fast.rate_class);
}

// 135,000 words/s.
TEST(CostTest, SkipgramIsNearWhatWasMeasured) {
  const Work work = work_of(step("skipgram", {}), text_plan(), measured);
  EXPECT_NEAR(work.at(300e9), 12e6 / 135'000, 0.3 * 12e6 / 135'000);
}

// map/game_options.h: 1.5e15 operations, 1.3e14 of the quick preset, beside refinement.
TEST(CostTest, GamesAreNearWhatTheyShouldBe) {
  const auto few_words = [](std::size_t) { return std::optional(TextSize{1000, 100}); };
  const auto operations = [&](Options options) {
    return work_of(step("map", std::move(options), "adversarial"), text_plan(), few_words).operations;
  };
  EXPECT_NEAR(operations({}), 1.5e15, 0.15e15);
  EXPECT_NEAR(operations({{"preset", "quick"}}), 1.3e14, 0.15e14);
}

// The check against chance learns on, and on five shuffled copies.
TEST(CostTest, ACheckAgainstChanceIsSixTimesTheWork) {
  const auto operations = [](const Options& options) {
    return work_of(step("map", options, "self-learning"), text_plan(), measured).operations;
  };
  EXPECT_DOUBLE_EQ(operations({}), 6 * operations({{"null-check", "false"}}));
}

TEST(CostTest, GuessesTextsThatWereNotRead) {
  const auto unknown = [](std::size_t) { return std::optional<TextSize>(); };
  const double guess = work_of(step("train", {}), text_plan(), unknown).at(300e9);
  EXPECT_NEAR(guess, 24e6 / 3'900, 0.3 * 24e6 / 3'900);
}

TEST(CostTest, AJoinIsAClassOfItsOwn) {
  const Options sampled{{"softmax", "sampled"}};
  Options joined = sampled;
  joined.emplace_back("join", "true");
  EXPECT_EQ(work_of(step("train", sampled), text_plan(), measured).rate_class, "train sampled f32");
  EXPECT_EQ(work_of(step("train", joined), text_plan(), measured).rate_class, "train sampled f32 join");
}

// Twice the skip-gram vectors, of ten epochs and ten negative words, once with subwords.
TEST(CostTest, AJoinHasItsSkipgramVectors) {
  const auto operations = [](const std::string& kind, const Options& options) {
    return work_of(step(kind, options), text_plan(), measured).operations;
  };
  const Options ten{{"epochs", "10"}, {"negative", "10"}};
  Options subwords = ten;
  subwords.emplace_back("subwords", "true");
  EXPECT_DOUBLE_EQ(operations("skipgram", subwords), 2.5 * operations("skipgram", ten));
  EXPECT_DOUBLE_EQ(operations("train", {{"join", "true"}}),
                   operations("train", {}) + operations("skipgram", ten) + operations("skipgram", subwords));
}

TEST(CostModelTest, WhatWasMeasuredDecides) {
  const Work work{1e12, 1, "train"}, other{1e12, 1, "map"};
  int asked = 0;
  const auto rate = [&asked] {
    ++asked;
    return 1e11;
  };
  StepRecord record;
  record.work = work;
  record.threads = 2;
  record.seconds = 40;
  StepRecord collapsed = record, resumed = record;
  collapsed.outcome = "collapsed";
  collapsed.seconds = resumed.seconds = 1;
  resumed.resumed = true;
  const CostModel model({collapsed, record, collapsed, resumed, resumed}, 2, rate);
  EXPECT_DOUBLE_EQ(model.seconds(work), 40);
  EXPECT_EQ(asked, 0);
  EXPECT_DOUBLE_EQ(model.seconds(other), 11);
  EXPECT_EQ(asked, 1);
}

}  // namespace
}  // namespace koine::experiment
