#include "koine/map/play.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <set>
#include <string>
#include <utility>

#include "koine/core/core_test_support.h"
#include "koine/core/stopwatch.h"
#include "koine/map/adversarial_game.h"
#include "koine/map/linear_algebra.h"
#include "koine/map/map_test_support.h"
#include "koine/map/procrustes.h"

// The adversarial methods on spaces whose map is known.
namespace koine::map {
namespace {

double value_of(const StepRecord& record, const std::string& name) {
  for (const auto& [key, value] : record.values) {
    if (key == name) return value;
  }
  ADD_FAILURE() << name;
  return 0;
}

bool same_bits(const Matrix<float>& a, const Matrix<float>& b) {
  return a.size() == b.size() && std::equal(a.data(), a.data() + a.size(), b.data());
}

class PlayTest : public ::testing::Test {
 protected:
  MapOptions options_of(Method method, const Planted& p) {
    MapOptions options = defaults_of(method);
    clamp_ranks(options, p.source.rows(), p.target.rows(), silent_reporter());
    return options;
  }

  MethodResult play_method(const Planted& p, const MapOptions& options, std::uint64_t seed, int threads = 2,
                           std::int64_t attempt = 1) {
    Workers workers(threads);
    MethodContext context{.workers = workers,
                          .reporter = reporter_,
                          .record =
                              [this](const StepRecord& record) {
                                records_.push_back(record);
                                if (stop_after_.contains({record.phase, record.step})) stop_ = true;
                              },
                          .stop = &stop_,
                          .seed = seed,
                          .attempt = attempt};
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

  // The game of small_game(), step by step.
  AdversarialGame game_of(const Planted& p, const MapOptions& options, Workers& workers) {
    return AdversarialGame({p.source.view(), p.target.view(), 1, workers},
                           {.hidden = options.game.hidden, .batch = options.game.batch}, to_float(identity(10)));
  }
  MapOptions small_game(const Planted& p) {
    MapOptions options = options_of(Method::kAdversarial, p);
    options.game.hidden = 16;
    options.game.epochs = 4;
    options.game.epoch_size = 12 * options.game.batch;  // a look every two steps
    options.game.rate_decay = 0.5;
    options.game.rate_shrink = 1;
    options.game.stop_when_solved = false;
    options.iterations = 0;
    return options;
  }
  // Its map after so many steps.
  Matrix<float> map_after(const Planted& p, const MapOptions& options, std::int64_t steps) {
    Workers workers(1);
    AdversarialGame game = game_of(p, options, workers);
    double rate = options.game.learning_rate;
    for (std::int64_t step = 0; step < steps; ++step) {
      if (step > 0 && step % 12 == 0) rate *= 0.5;
      game.step(static_cast<float>(options.game.learning_rate), static_cast<float>(rate));
    }
    return game.map();
  }
  // The look whose record was the last that said it is the best.
  std::int64_t best_look() const {
    std::int64_t best = -1;
    for (const StepRecord& record : records_) {
      if (record.phase == "game" && value_of(record, "best") == 1) best = record.step;
    }
    return best;
  }

  RecordingReporter reporter_;
  std::set<std::pair<std::string, std::int64_t>> stop_after_;  // records, by phase and step
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

TEST_F(PlayTest, TheRateDecaysAndIsHalvedFromTheSecondFallOn) {
  const Planted p = planted_words(300, 10, 5);
  MapOptions options = options_of(Method::kAdversarial, p);
  options.game.epochs = 12;
  options.game.epoch_size = 320;
  options.game.stop_when_solved = false;
  play_method(p, options, 1);
  double rate = 0.1, best = -2;
  int falls = 0;
  for (const StepRecord& record : records_) {
    if (record.phase != "game") continue;
    EXPECT_NEAR(value_of(record, "learning_rate"), rate, 1e-12);
    if (record.step % 6 != 5) continue;  // the last look of an epoch
    const double criterion = value_of(record, "criterion");
    const bool fallen = criterion < best;
    falls += fallen ? 1 : 0;
    rate *= 0.98 * (fallen && falls > 1 ? 0.5 : 1);
    best = std::max(best, criterion);
  }
  EXPECT_GE(falls, 2) << "another seed is needed";
}

// The rate of the map is halved after each epoch, and that of the discriminator is not: what the discriminator loses is
// what it loses in a game that is played so.
TEST_F(PlayTest, TheDiscriminatorKeepsItsRate) {
  const Planted p = planted_words(300, 10, 6);
  const MapOptions options = small_game(p);
  play_method(p, options, 1);
  Workers workers(1);
  AdversarialGame game = game_of(p, options, workers);
  double rate = options.game.learning_rate;
  for (const StepRecord& record : records_) {
    if (record.phase != "game") continue;
    if (record.step > 0 && record.step % 6 == 0) rate /= 2;
    EXPECT_NEAR(value_of(record, "learning_rate"), rate, 1e-12);
    for (int step = 0; step < 2; ++step) game.step(0.1f, static_cast<float>(rate));
    EXPECT_EQ(value_of(record, "discriminator_nats"), game.take_losses()[0].second) << record.step;
  }
  EXPECT_EQ(records_of("game"), 24);
}

TEST_F(PlayTest, KeepsTheMapOfTheBestLook) {
  for (const SelectEpoch by : {SelectEpoch::kPairs, SelectEpoch::kCriterion}) {
    constexpr std::int64_t kLast = 23;
    std::int64_t expected = kLast;
    for (std::uint64_t seed = 6; expected == kLast && seed < 16; ++seed) {  // until the best is not the last
      const Planted p = planted_words(200, 10, seed);
      MapOptions options = small_game(p);
      options.game.select_epoch = by;
      records_.clear();
      const MethodResult result = play_method(p, options, 1);
      EXPECT_FALSE(result.stopped);
      double highest = -2;
      for (const StepRecord& record : records_) {
        if (record.phase != "game") continue;
        ASSERT_LT(value_of(record, "trial_pairs_share"), 0.9) << "another game is needed, this one is won";
        double score = value_of(record, "trial_pairs_share");
        if (by == SelectEpoch::kCriterion) score = record.step % 6 == 5 ? value_of(record, "criterion") : -2;
        EXPECT_EQ(value_of(record, "best") == 1, score > highest) << record.step;
        if (score <= highest) continue;
        highest = score;
        expected = record.step;
      }
      EXPECT_EQ(best_look(), expected);
      EXPECT_TRUE(same_bits(result.mapping.source, map_after(p, options, 2 * (expected + 1))));
    }
    EXPECT_NE(expected, kLast) << "other seeds are needed";
  }
}

TEST_F(PlayTest, StoppedItGivesTheBestMapSoFar) {
  const Planted p = planted_words(300, 10, 3);
  for (const Method method : kMethods) {
    for (const std::int64_t iterations : {0, 5}) {
      stop_ = true;
      MapOptions options = options_of(method, p);
      options.iterations = iterations;
      const MethodResult result = play_method(p, options, 1);
      EXPECT_TRUE(result.stopped) << option_text(method) << " " << iterations;
      EXPECT_EQ(result.mapping.source.rows(), 10);
      EXPECT_EQ(records_of("game"), 0);
      records_.clear();
    }
  }
}

TEST_F(PlayTest, StoppedAfterALookThatIsNotTheBestItGivesTheBest) {
  const Planted p = planted_words(300, 10, 6);
  MapOptions options = small_game(p);
  options.game.select_epoch = SelectEpoch::kPairs;  // by the criterion only ends of epochs may be the best
  play_method(p, options, 1);
  std::int64_t worse = -1;
  for (const StepRecord& record : records_) {
    if (record.phase == "game" && worse < 0 && value_of(record, "best") == 0) worse = record.step;
  }
  ASSERT_GE(worse, 1) << "another seed is needed";
  records_.clear();
  stop_after_ = {{"game", worse}};
  const MethodResult result = play_method(p, options, 1);
  EXPECT_TRUE(result.stopped);
  EXPECT_EQ(records_of("game"), worse + 1);
  EXPECT_LT(best_look(), worse);
  EXPECT_TRUE(same_bits(result.mapping.source, map_after(p, options, 2 * (best_look() + 1))));
}

// Before any look there is no best map, and the one that stands is given.
TEST_F(PlayTest, StoppedBeforeTheFirstLookItGivesTheMapAsItStands) {
  const Planted p = planted_words(300, 10, 6);
  const MapOptions options = small_game(p);
  reporter_.at_progress = [this] { stop_ = true; };  // comes after the first step
  const MethodResult result = play_method(p, options, 1);
  EXPECT_TRUE(result.stopped);
  EXPECT_EQ(records_of("game"), 0);
  EXPECT_TRUE(same_bits(result.mapping.source, map_after(p, options, 1)));
}

// At a rate of 0 the map stays where it was, but for what the pull rounds.
TEST_F(PlayTest, FurtherAttemptsBeginAtARandomMap) {
  const Planted p = planted_words(300, 10, 6);
  MapOptions options = small_game(p);
  options.game.learning_rate = 0;
  reporter_.at_progress = [this] { stop_ = true; };
  const auto begins_at = [&](std::int64_t attempt, std::uint64_t seed, const Matrix<float>& expected) {
    stop_ = false;
    const Matrix<float> map = play_method(p, options, seed, 1, attempt).mapping.source;
    for (std::int64_t i = 0; i < map.size(); ++i) ASSERT_NEAR(map.data()[i], expected.data()[i], 1e-6);
  };
  begins_at(1, 7, to_float(identity(10)));
  begins_at(2, 7, random_map(10, 7));
  begins_at(3, 8, random_map(10, 8));
  options.game.start = Start::kRandom;
  begins_at(1, 7, random_map(10, 7));
}

// 65 steps: the first and the last are shown.
TEST_F(PlayTest, ProgressEndsWhenNothingIsLeft) {
  const Planted p = planted_words(300, 10, 6);
  MapOptions options = small_game(p);
  options.game.epochs = 1;
  options.game.epoch_size = 65 * options.game.batch;
  const Stopwatch stopwatch;
  play_method(p, options, 1);
  const double seconds = stopwatch.seconds();
  ASSERT_GE(reporter_.shown.size(), 2u);
  const Progress &first = reporter_.shown[0], &last = reporter_.shown[1];
  EXPECT_EQ(first.done, 1);
  EXPECT_EQ(last.done, 65);
  for (const Progress& shown : {first, last}) EXPECT_EQ(shown.total, 65);
  EXPECT_GT(first.seconds_left, 0);
  EXPECT_LE(first.seconds_left, 64 * seconds);
  EXPECT_EQ(last.seconds_left, 0);
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
