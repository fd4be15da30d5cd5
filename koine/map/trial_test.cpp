#include "koine/map/trial.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "koine/map/map_test_support.h"
#include "koine/map/procrustes.h"
#include "koine/map/refine.h"

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
  // A round is by all pairs, as long as that helps.
  const Trial one = run(p, start, {.rounds = 1});
  EXPECT_GT(one.share, trial.share_at_start);
  const auto pairs =
      mutual_dictionary(mapped(p.source.view(), start, workers_).view(), p.target.view(), 300, 10, workers_);
  EXPECT_LT(relative_error(one.map, to_double(procrustes(p.spaces(), pairs, workers_).view())), 1e-5);
  const Trial none = run(p, start, {.rounds = 0});
  EXPECT_EQ(none.share, trial.share_at_start);
  stop_ = true;
  EXPECT_EQ(run(p, start, {}).share, trial.share_at_start);
}

// Two halves of the words, each with axes of its own where it is large, and small in the others'. The start is right on
// the axes of one half: the wrong pairs of the other, which is large there, outweigh what the first says of its axes.
TEST_F(TrialTest, AMapThatIsRightForHalfOfTheWordsIsMendedByTheCloserPairs) {
  constexpr std::int64_t kWords = 400, kAxes = 24;
  Random random(3, Purpose::kTest);
  Planted p;
  p.source = p.target = Matrix<float>(kWords, kAxes);
  for (std::int64_t i = 0; i < kWords; ++i) {
    for (std::int64_t d = 0; d < kAxes; ++d) {
      const bool own = (i < kWords / 2) == (d < kAxes / 2);
      p.source(i, d) = p.target(i, d) = static_cast<float>(random.normal() * (own ? 1 : 0.2));
    }
    p.answers.push_back(i);
  }
  const Matrix<double> turned = random_orthogonal(kAxes / 2, random);
  Matrix<double> start = identity(kAxes);
  for (std::int64_t i = 0; i < turned.rows(); ++i) {
    for (std::int64_t j = 0; j < turned.cols(); ++j) start(kAxes / 2 + i, kAxes / 2 + j) = turned(i, j);
  }

  MethodContext context{.workers = workers_, .reporter = silent_reporter(), .stop = &stop_};
  const MethodResult refined = refine(p.spaces(), to_float(start), {.iterations = 20}, context);
  const Trial trial = run(p, to_float(start), {});
  EXPECT_LT(precision_at_1(p, refined.mapping, workers_), 0.7);
  EXPECT_GT(precision_at_1(p, {trial.map, {}}, workers_), 0.99);
}

}  // namespace
}  // namespace koine::map
