#include "koine/map/trial.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "koine/map/map_test_support.h"
#include "koine/map/procrustes.h"

namespace koine::map {
namespace {

class TrialTest : public ::testing::Test {
 protected:
  Trial run(const Planted& p, const Matrix<float>& start, const TrialOptions& options) {
    MethodContext context{.workers = workers_, .reporter = silent_reporter(), .stop = &stop_};
    return try_refinement(p.spaces(), start, options, context);
  }

  Workers workers_{2};
  std::atomic<bool> stop_{false};
};

// A round that makes no more pairs is the last, and what it made is not taken: the map is the start to the bit.
TEST_F(TrialTest, AMapThatHasEveryPairIsKeptAsItIs) {
  const Planted p = normalised(planted(300, 10, 0, 1));
  Matrix<float> start = to_float(p.rotation);
  for (std::int64_t i = 0; i < start.size(); ++i) start.data()[i] += 1e-4f;
  const Trial trial = run(p, start, {});
  EXPECT_EQ(trial.share_at_start, 1);
  EXPECT_EQ(trial.share, 1);
  EXPECT_TRUE(std::equal(start.data(), start.data() + start.size(), trial.map.data()));
}

TEST_F(TrialTest, RefinementMakesMorePairs) {
  const Planted p = normalised(planted(300, 10, 0.05, 2));
  const Matrix<float> start = procrustes(p.spaces(), p.pairs(6), workers_);
  const Trial trial = run(p, start, {});
  EXPECT_GT(trial.share, trial.share_at_start);
  const Trial none = run(p, start, {.rounds = 0});
  EXPECT_EQ(none.share, trial.share_at_start);
  stop_ = true;
  EXPECT_EQ(run(p, start, {}).share, trial.share_at_start);
}

}  // namespace
}  // namespace koine::map
