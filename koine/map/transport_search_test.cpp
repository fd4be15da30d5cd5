#include "koine/map/transport_search.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>

#include "koine/core/core_test_support.h"
#include "koine/map/map_test_support.h"
#include "koine/map/procrustes.h"

namespace koine::map {
namespace {

class TransportSearchTest : public ::testing::Test {
 protected:
  Transported search(const Planted& p, const Matrix<float>& start, bool solved, const GameOptions& options) {
    MethodContext context{
        .workers = workers_, .reporter = reporter_, .record = [this](const StepRecord& r) { records_.push_back(r); }};
    context.stop = &stop_;
    return search_transport(p.spaces(), start, solved, options, context);
  }

  std::int64_t records_of(const std::string& phase) const {
    return std::count_if(records_.begin(), records_.end(), [&](const StepRecord& r) { return r.phase == phase; });
  }

  Workers workers_{2};
  RecordingReporter reporter_;
  std::atomic<bool> stop_{false};
  std::vector<StepRecord> records_;
};

// Only transport is at work here: no game, and starts that know nothing.
TEST_F(TransportSearchTest, FindsThePlantedMapFromRandomStarts) {
  const Planted p = normalised(planted(400, 12, 0, 21));
  const Transported found = search(p, random_map(12, 5), false, GameOptions());
  EXPECT_GT(precision_at_1(p, {found.map, {}}, workers_), 0.95);
  EXPECT_LT(orthogonality_error(found.map.view()), 1e-5);
  EXPECT_LT(found.cost, 0.05);
  EXPECT_EQ(records_of("transport-start"), GameOptions().transport_starts + 1);
}

TEST_F(TransportSearchTest, TurnsAnAxisThatIsTheWrongWayRound) {
  const Planted p = normalised(planted(400, 12, 0, 24));
  const Matrix<double> y = to_double(p.target.view());
  const auto axes = symmetric_eigen(multiply(transposed(y), y)).vectors;
  Matrix<double> flip = identity(12);
  for (int i = 0; i < 12; ++i) {
    for (int j = 0; j < 12; ++j) flip(i, j) -= 2 * axes(i, 0) * axes(j, 0);
  }
  GameOptions options;
  options.transport_starts = 0;
  const Transported found = search(p, to_float(multiply(p.rotation, flip)), false, options);
  EXPECT_GT(precision_at_1(p, {found.map, {}}, workers_), 0.95);
  EXPECT_GE(records_of("transport-axis"), 1);
}

TEST_F(TransportSearchTest, StaysWithAMapThatIsRight) {
  const Planted p = normalised(planted(300, 12, 0, 22));
  const Transported found = search(p, to_float(p.rotation), true, GameOptions());
  EXPECT_GT(precision_at_1(p, {found.map, {}}, workers_), 0.99);
  EXPECT_EQ(records_of("transport-start"), 0);
  EXPECT_EQ(records_of("transport"), 1);

  const std::int64_t rounds = GameOptions().transport_rounds;
  ASSERT_EQ(static_cast<std::int64_t>(reporter_.shown.size()), rounds);
  for (std::int64_t round = 1; round <= rounds; ++round) {
    const Progress& shown = reporter_.shown[static_cast<std::size_t>(round - 1)];
    EXPECT_EQ(shown.what, "transport");
    EXPECT_EQ(shown.done, round);
    EXPECT_EQ(shown.total, rounds);
    EXPECT_EQ(shown.seconds_left > 0, round > 1 && round < rounds) << round;  // not known after the first
  }
  EXPECT_EQ(reporter_.shown.back().seconds_left, 0);
}

TEST_F(TransportSearchTest, StoppedItGivesBackItsStart) {
  const Planted p = normalised(planted(300, 12, 0, 23));
  stop_ = true;
  const Matrix<float> start = random_map(12, 1);
  const Transported found = search(p, start, false, GameOptions());
  EXPECT_TRUE(std::equal(start.data(), start.data() + start.size(), found.map.data()));
}

}  // namespace
}  // namespace koine::map
