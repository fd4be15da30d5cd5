#include "koine/map/play.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <string>

#include "koine/core/core_test_support.h"
#include "koine/map/map_test_support.h"

// The adversarial methods on spaces whose map is known.
namespace koine::map {
namespace {

class PlayTest : public ::testing::Test {
 protected:
  MapOptions options_of(Method method, const Planted& p) {
    MapOptions options = defaults_of(method);
    clamp_ranks(options, p.source.rows(), p.target.rows(), silent_reporter());
    return options;
  }

  MethodResult play_method(const Planted& p, const MapOptions& options, std::uint64_t seed, int threads = 2) {
    Workers workers(threads);
    MethodContext context{.workers = workers,
                          .reporter = reporter_,
                          .record = [this](const StepRecord& record) { records_.push_back(record); },
                          .stop = &stop_,
                          .seed = seed};
    const RefineOptions refinement{.iterations = options.iterations, .criterion = criterion_options(options)};
    return play(p.spaces(), options, refinement, context);
  }

  static Planted planted_words(std::int64_t rows, std::int64_t cols, std::uint64_t seed) {
    Planted p = planted(rows, cols, 0, seed);
    for (const View x : {p.source.view(), p.target.view()}) normalize(x, parse_normalization("unit,centre"));
    return p;
  }

  std::int64_t records_of(const std::string& phase) const {
    return std::count_if(records_.begin(), records_.end(), [&](const StepRecord& r) { return r.phase == phase; });
  }

  RecordingReporter reporter_;
  std::atomic<bool> stop_{false};
  std::vector<StepRecord> records_;
};

constexpr Method kMethods[] = {Method::kAdversarial, Method::kWasserstein, Method::kAutoencoder};

TEST_F(PlayTest, EachMethodFindsThePlantedMap) {
  for (const Method method : kMethods) {
    const Planted p = planted_words(800, 10, 1);
    const MapOptions options = options_of(method, p);
    const MethodResult result = play_method(p, options, 1);
    Workers workers(1);
    EXPECT_GT(precision_at_1(p, result.mapping, workers), 0.95) << option_text(method);
    EXPECT_LT(orthogonality_error(result.mapping.source.view()), 1e-5);
    EXPECT_GE(records_of("game"), 1);
    EXPECT_GE(records_of("refinement"), 1);
    EXPECT_EQ(records_of("transport") > 0, method == Method::kWasserstein);
    records_.clear();
  }
}

TEST_F(PlayTest, TheSameBitsAtAnyNumberOfThreads) {
  const Planted p = planted_words(300, 10, 2);
  for (const Method method : kMethods) {
    MapOptions options = options_of(method, p);
    options.game.epochs = 2;
    options.game.epoch_size = 640;
    options.game.transport_rounds = 3;
    const auto one = play_method(p, options, 1, 1);
    for (const int threads : {2, 4}) {
      const auto more = play_method(p, options, 1, threads);
      const auto& w = more.mapping.source;
      EXPECT_TRUE(std::equal(w.data(), w.data() + w.size(), one.mapping.source.data())) << option_text(method);
      EXPECT_EQ(more.criterion, one.criterion);
    }
  }
}

double value_of(const StepRecord& record, const std::string& name) {
  for (const auto& [key, value] : record.values) {
    if (key == name) return value;
  }
  ADD_FAILURE() << name;
  return 0;
}

TEST_F(PlayTest, TheRateDecaysAndIsHalvedFromTheSecondFallOn) {
  const Planted p = planted_words(300, 10, 5);
  MapOptions options = options_of(Method::kAdversarial, p);
  options.game.epochs = 12;
  options.game.epoch_size = 320;
  options.game.stop_when_solved = false;
  play_method(p, options, 1);
  double rate = 0.1, best = -2, most_pairs = -1;
  int falls = 0;
  for (const StepRecord& record : records_) {
    if (record.phase != "game") continue;
    EXPECT_NEAR(value_of(record, "learning_rate"), rate, 1e-12);
    if (value_of(record, "best") == 1) {
      EXPECT_GT(value_of(record, "trial_pairs_share"), most_pairs);
      most_pairs = value_of(record, "trial_pairs_share");
    }
    if (record.step % 6 != 5) continue;  // the last look of an epoch
    const double criterion = value_of(record, "criterion");
    const bool fallen = criterion < best;
    falls += fallen ? 1 : 0;
    rate *= 0.98 * (fallen && falls > 1 ? 0.5 : 1);
    best = std::max(best, criterion);
  }
  EXPECT_GE(falls, 2) << "another seed is needed";
}

TEST_F(PlayTest, StoppedItGivesTheBestMapSoFar) {
  const Planted p = planted_words(300, 10, 3);
  for (const Method method : kMethods) {
    stop_ = true;
    const MethodResult result = play_method(p, options_of(method, p), 1);
    EXPECT_TRUE(result.stopped);
    EXPECT_EQ(result.mapping.source.rows(), 10);
    EXPECT_EQ(records_of("game"), 0);
    records_.clear();
  }
}

TEST_F(PlayTest, AMapThatIsNotFiniteEndsTheGameAndIsNotTheResult) {
  const Planted p = planted_words(300, 10, 4);
  MapOptions options = options_of(Method::kAdversarial, p);
  options.game.learning_rate = 100;
  options.game.orthogonal_pull = 0.5;
  const MethodResult result = play_method(p, options, 1);
  const auto& w = result.mapping.source;
  EXPECT_TRUE(std::all_of(w.data(), w.data() + w.size(), [](float x) { return std::isfinite(x); }));
  EXPECT_NE(reporter_.said.find("not finite"), std::string::npos);
}

}  // namespace
}  // namespace koine::map
