#include "koine/map/run_method.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "koine/core/core_test_support.h"
#include "koine/map/map_test_support.h"

namespace koine::map {
namespace {

Matrix<float> gaussian(std::int64_t rows, std::int64_t cols, std::uint64_t seed) {
  Random random(seed, Purpose::kTest, 2);
  Matrix<float> x(rows, cols);
  for (std::int64_t i = 0; i < x.size(); ++i) x.data()[i] = static_cast<float>(random.normal());
  normalize(x.view(), {NormalizeStep::kUnit});
  return x;
}

class RunMethodTest : public ::testing::Test {
 protected:
  Outcome run(MapOptions options, const MethodInput& input) {
    clamp_ranks(options, input.spaces.source.rows, input.spaces.target.rows, silent_reporter());
    MethodContext context{.workers = workers_, .reporter = reporter_, .stop = &stop_, .seed = options.seed};
    return run_with_restarts(options, input, context);
  }

  Workers workers_{2};
  RecordingReporter reporter_;
  std::atomic<bool> stop_{false};
};

TEST_F(RunMethodTest, ACollapseIsSaidAndTriedAgainWithAnotherSeed) {
  const auto source = gaussian(300, 10, 1), target = gaussian(300, 10, 2);
  MapOptions options = defaults_of(Method::kSelfLearning);
  options.patience = 2;
  options.restarts = 2;
  const Outcome outcome = run(options, {.spaces = {source.view(), target.view()}});
  EXPECT_TRUE(outcome.collapsed());
  ASSERT_EQ(outcome.attempts.size(), 2u);
  EXPECT_EQ(outcome.attempts[0].seed, options.seed);
  EXPECT_NE(outcome.attempts[1].seed, options.seed);
  EXPECT_NE(reporter_.said.find("collapsed"), std::string::npos) << reporter_.said;
  EXPECT_NE(reporter_.said.find("another seed"), std::string::npos) << reporter_.said;

  options.null_check = false;
  const Outcome unchecked = run(options, {.spaces = {source.view(), target.view()}});
  EXPECT_FALSE(unchecked.collapsed());
  EXPECT_EQ(unchecked.attempts.size(), 1u);
}

TEST_F(RunMethodTest, WithoutSeedPairsProcrustesIsChance) {
  const Planted p = normalised(planted(500, 30, 0.05, 3));
  MapOptions options = defaults_of(Method::kProcrustes);
  options.iterations = 0;
  const Outcome chance = run(options, {.spaces = p.spaces()});
  EXPECT_LT(precision_at_1(p, chance.result.mapping, workers_), 0.02);
  EXPECT_LT(orthogonality_error(chance.result.mapping.source.view()), 1e-5);
  const Outcome seeded = run(options, {.spaces = p.spaces(), .seeds = p.pairs(100)});
  EXPECT_GT(precision_at_1(p, seeded.result.mapping, workers_), 0.99);
}

TEST_F(RunMethodTest, SpacesWithoutAVectorAreRefused) {
  const auto source = gaussian(30, 4, 1);
  const Matrix<float> zeros(30, 4);
  const std::string said = input_error([&] {
    run(defaults_of(Method::kRefine), {.spaces = {source.view(), zeros.view()}});
  });
  EXPECT_NE(said.find("--target"), std::string::npos) << said;
}

TEST_F(RunMethodTest, VectorsTooLongForFloatAreRefused) {
  auto source = gaussian(30, 4, 1);
  const auto target = gaussian(30, 4, 2);
  MapOptions options = defaults_of(Method::kProcrustes);
  options.normalize = "none";
  source(7, 1) = 9e14f;
  run(options, {.spaces = {source.view(), target.view()}});
  source(7, 1) = 3e30f;
  for (const bool swapped : {false, true}) {
    const Spaces spaces = swapped ? Spaces{target.view(), source.view()} : Spaces{source.view(), target.view()};
    const std::string said = input_error([&] { run(options, {.spaces = spaces}); });
    EXPECT_NE(said.find(swapped ? "--target" : "--source"), std::string::npos) << said;
    EXPECT_NE(said.find("3e+30 of word 8"), std::string::npos) << said;
    EXPECT_NE(said.find("--normalize unit"), std::string::npos) << said;
  }
}

TEST_F(RunMethodTest, VectorsAllTooShortForFloatAreRefused) {
  auto source = gaussian(30, 4, 1);
  const auto target = gaussian(30, 4, 2);
  for (std::int64_t i = 0; i < source.size(); ++i) source.data()[i] *= 1e-30f;
  MapOptions options = defaults_of(Method::kRefine);
  options.normalize = "none";
  for (const bool swapped : {false, true}) {
    const Spaces spaces = swapped ? Spaces{target.view(), source.view()} : Spaces{source.view(), target.view()};
    const std::string said = input_error([&] { run(options, {.spaces = spaces}); });
    EXPECT_NE(said.find(swapped ? "--target" : "--source"), std::string::npos) << said;
    EXPECT_NE(said.find("too short"), std::string::npos) << said;
    EXPECT_NE(said.find("the length 1e-30 of word"), std::string::npos) << said;
    EXPECT_NE(said.find("--normalize unit"), std::string::npos) << said;
  }
  source(7, 1) = 2e-15f;  // the others are as good as zero beside it
  run(options, {.spaces = {source.view(), target.view()}});
}

// Spaces of which no attempt passes; stopped in the first round of the second one.
TEST_F(RunMethodTest, StoppedEarlyInAnAttemptItGivesTheOneThatCameToItsEnd) {
  const auto source = gaussian(300, 10, 1), target = gaussian(300, 10, 2);
  MapOptions options = defaults_of(Method::kSelfLearning);
  options.patience = 2;
  clamp_ranks(options, 300, 300, silent_reporter());
  MethodContext context{.workers = workers_, .reporter = reporter_, .stop = &stop_, .seed = options.seed};
  context.record = [&](const StepRecord& step) {
    if (context.attempt == 2 && step.phase == "self-learning") stop_ = true;
  };
  const Outcome outcome = run_with_restarts(options, {.spaces = {source.view(), target.view()}}, context);
  ASSERT_EQ(outcome.attempts.size(), 2u);
  ASSERT_LT(outcome.attempts[1].criterion, outcome.attempts[0].criterion) << "another seed is needed";
  EXPECT_TRUE(outcome.result.stopped);
  EXPECT_FALSE(outcome.collapsed());
  EXPECT_EQ(outcome.result.criterion, outcome.attempts[0].criterion);
  EXPECT_EQ(outcome.result.mapping.source.rows(), 10);
  EXPECT_NE(reporter_.said.find("the map of attempt 1 is kept"), std::string::npos) << reporter_.said;
}

// Stopped while the second attempt is checked: it is whole, and the better of the two is given.
TEST_F(RunMethodTest, StoppedInACheckItGivesTheBetterAttempt) {
  bool seen[2] = {false, false};
  for (std::uint64_t seed = 1; seed < 9 && !(seen[0] && seen[1]); ++seed) {
    const auto source = gaussian(200, 8, 2 * seed), target = gaussian(200, 8, 2 * seed + 1);
    stop_ = false;
    std::int64_t checks = 0;
    reporter_.at_progress = [&] {
      const Progress& shown = reporter_.shown.back();
      if (shown.what == "null check" && shown.done == 1 && ++checks == 2) stop_ = true;
    };
    MapOptions options = defaults_of(Method::kSelfLearning);
    options.patience = 2;
    const Outcome outcome = run(options, {.spaces = {source.view(), target.view()}});
    ASSERT_EQ(outcome.attempts.size(), 2u);
    const double first = outcome.attempts[0].criterion, second = outcome.attempts[1].criterion;
    seen[second > first ? 1 : 0] = true;
    EXPECT_TRUE(outcome.result.stopped);
    EXPECT_EQ(outcome.result.criterion, std::max(first, second));
  }
  EXPECT_TRUE(seen[0] && seen[1]) << "other seeds are needed";
}

TEST_F(RunMethodTest, AStoppedAttemptIsNotJudged) {
  stop_ = true;
  const Planted p = normalised(planted(300, 10, 0.05, 4));
  const Outcome outcome = run(defaults_of(Method::kSelfLearning), {.spaces = p.spaces()});
  EXPECT_TRUE(outcome.result.stopped);
  EXPECT_FALSE(outcome.collapsed());
  EXPECT_EQ(outcome.attempts.size(), 1u);
}

}  // namespace
}  // namespace koine::map
