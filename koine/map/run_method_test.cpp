#include "koine/map/run_method.h"

#include <gtest/gtest.h>

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
