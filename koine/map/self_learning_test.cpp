#include "koine/map/self_learning.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <cstring>

#include "koine/core/core_test_support.h"
#include "koine/core/stopwatch.h"
#include "koine/map/map_test_support.h"

namespace koine::map {
namespace {

using ::testing::ElementsAre;

TEST(SharedStringsTest, StringsAndNumerals) {
  const std::vector<std::string> source{"de", "1984", "radio", "3,5", "7", "٣"},
      target{"7", "radio", "the", "1984", "٣"};
  EXPECT_THAT(shared_strings(source, target, false), ElementsAre(Pair{1, 3}, Pair{2, 1}, Pair{4, 0}, Pair{5, 4}));
  EXPECT_THAT(shared_strings(source, target, true), ElementsAre(Pair{1, 3}, Pair{4, 0}));
  EXPECT_TRUE(shared_strings({}, target, false).empty());
}

// By the square root of the similarities; by the similarities themselves, words 0, 1 and 3 would all go to word 0.
// (Found by trying small matrices; computed with numpy.)
TEST(DistributionDictionaryTest, ComparesTheRootsOfTheSimilarities) {
  Workers workers(1);
  Matrix<float> x(4, 2), z(4, 2);
  const float source[] = {-1.5F, 0, -0.5F, 0, -0.5F, -1, -1, 0}, target[] = {1.5F, 0, 0.5F, 1, 0.5F, -2, 0.5F, -0.5F};
  std::copy_n(source, 8, x.data());
  std::copy_n(target, 8, z.data());
  const auto steps = parse_normalization("unit,centre,unit");
  EXPECT_THAT(distribution_dictionary({x.view(), z.view()}, 4, steps, 0, false, workers),
              ElementsAre(Pair{0, 3}, Pair{1, 3}, Pair{2, 2}, Pair{3, 3}));
}

// Whitened, re-weighted by nothing (p = 0) and de-whitened, each side is turned and no more: inner products within it
// are what they were. And both sides' axes are those of the decomposition, so that the sides agree where pairs do.
TEST(ReweightedMappingTest, WithoutWeightsDewhiteningUndoesTheWhitening) {
  Workers workers(1);
  const Planted p = normalised(planted(300, 10, 0.02, 1));
  const Mapping m = reweighted_mapping(p.spaces(), p.pairs(300), 0, true, workers);
  EXPECT_LT(orthogonality_error(m.source.view()), 1e-5);
  EXPECT_LT(orthogonality_error(m.target.view()), 1e-5);
  EXPECT_EQ(precision_at_1(p, m, workers), 1);
}

// Without de-whitening the covariance of the mapped pairs is diag(s^2p), on either side.
TEST(ReweightedMappingTest, WeighsByTheSingularValues) {
  Workers workers(1);
  const Planted p = normalised(planted(300, 10, 0.2, 2));
  const auto pairs = p.pairs(300);
  const Mapping m = reweighted_mapping(p.spaces(), pairs, 0.5, false, workers);
  const auto x = mapped(p.source.view(), m.source, workers), y = mapped(p.target.view(), m.target, workers);
  const Spaces spaces{x.view(), y.view()};
  std::vector<Pair> sources, targets;
  for (const Pair& pair : pairs) {
    sources.push_back({pair.source, pair.source});
    targets.push_back({pair.target, pair.target});
  }
  const auto xx = cross_product(spaces.source, spaces.source, sources, Arithmetic::kExact, workers);
  const auto yy = cross_product(spaces.target, spaces.target, targets, Arithmetic::kExact, workers);
  const auto xy = cross_product(spaces.source, spaces.target, pairs, Arithmetic::kExact, workers);
  double last = 1;
  for (std::int64_t i = 0; i < 10; ++i) {
    const double s = xx(i, i);  // s^2p with p = 1/2
    EXPECT_LE(s, last + 1e-5);
    EXPECT_GT(s, 0);
    last = s;
    for (std::int64_t j = 0; j < 10; ++j) {
      EXPECT_NEAR(xx(i, j), i == j ? s : 0, 1e-5);
      EXPECT_NEAR(yy(i, j), i == j ? s : 0, 1e-5);
      EXPECT_NEAR(xy(i, j), i == j ? s * s : 0, 1e-5);  // s^p s s^p
    }
  }
}

// A U S^½ Uᵀ A⁻¹ U: the weights come before the whitening is undone.
TEST(ReweightedMappingTest, WeighsBeforeItDewhitens) {
  Workers workers(1);
  const Planted p = normalised(planted(300, 10, 0.5, 6));
  const auto pairs = p.pairs(300);
  const Mapping white = reweighted_mapping(p.spaces(), pairs, 0.5, false, workers);
  const Mapping turned = reweighted_mapping(p.spaces(), pairs, 0, true, workers);  // U and V
  const Mapping whole = reweighted_mapping(p.spaces(), pairs, 0.5, true, workers);
  const auto check = [&](ConstView x, bool source, const Matrix<float>& w, const Matrix<float>& u,
                         const Matrix<float>& found) {
    std::vector<Pair> own;
    for (const Pair& pair : pairs) {
      const std::int64_t i = source ? pair.source : pair.target;
      own.push_back({i, i});
    }
    const Whitening a = whitening(cross_product(x, x, own, Arithmetic::kExact, workers));
    const Matrix<double> axes = to_double(u.view());
    const auto expected = multiply(to_double(w.view()), multiply(transposed(axes), multiply(a.dewhiten, axes)));
    EXPECT_LT(relative_error(found, expected), 1e-4);
  };
  check(p.source.view(), true, white.source, turned.source, whole.source);
  check(p.target.view(), false, white.target, turned.target, whole.target);
}

TEST(ReweightedMappingTest, ConstantColumnsAreNoHarm) {
  Workers workers(1);
  Planted p = planted(300, 10, 0.02, 3);
  for (std::int64_t i = 0; i < 300; ++i) p.source(i, 4) = p.source(i, 5) = 0.5f;
  p = normalised(std::move(p));
  const Mapping m = reweighted_mapping(p.spaces(), p.pairs(300), 0.5, true, workers);
  for (std::int64_t i = 0; i < m.source.size(); ++i) ASSERT_TRUE(std::isfinite(m.source.data()[i]));
}

class SelfLearningTest : public ::testing::Test {
 protected:
  MethodResult run(const SelfLearningOptions& options, int threads, std::uint64_t seed = 1) {
    Workers workers(threads);
    MethodContext context{.workers = workers, .reporter = reporter_, .seed = seed};
    context.record = [this](const StepRecord& record) { records_.push_back(record); };
    context.stop = &stop_;
    return self_learning(p_.spaces(), p_.pairs(20), options, context);
  }

  Planted p_ = normalised(planted(400, 10, 0.1, 4));
  RecordingReporter reporter_;
  std::atomic<bool> stop_{false};
  std::vector<StepRecord> records_;
};

bool same_bits(const Matrix<float>& a, const Matrix<float>& b) {
  return a.size() == b.size() &&
         std::memcmp(a.data(), b.data(), sizeof(float) * static_cast<std::size_t>(a.size())) == 0;
}

TEST_F(SelfLearningTest, TheSeedDecidesAndTheThreadsDoNot) {
  const SelfLearningOptions options{.patience = 3};
  const auto one = run(options, 1), three = run(options, 3);
  EXPECT_TRUE(same_bits(one.mapping.source, three.mapping.source));
  EXPECT_TRUE(same_bits(one.mapping.target, three.mapping.target));
  EXPECT_EQ(one.criterion, three.criterion);
  // The end is the same from any seed where the truth is found; what was kept on the way is not.
  const double pairs = records_.front().values.back().second;
  records_.clear();
  run(options, 1, 2);
  EXPECT_NE(records_.front().values.back().second, pairs);
}

// 0.1, 0.2, 0.4, 0.8 and 1, each for `patience` rounds after the last gain at least.
TEST_F(SelfLearningTest, LeavesFewerAndFewerOut) {
  run({.patience = 4}, 1);
  std::vector<double> keeps;
  std::vector<int> rounds;
  for (const StepRecord& record : records_) {
    if (record.phase != "self-learning") continue;
    const double keep = record.values[1].second;
    EXPECT_EQ(record.values[1].first, "keep");
    if (keeps.empty() || keep != keeps.back()) {
      keeps.push_back(keep);
      rounds.push_back(0);
    }
    ++rounds.back();
  }
  EXPECT_THAT(keeps, ElementsAre(0.1, 0.2, 0.4, 0.8, 1.0));
  for (const int count : rounds) EXPECT_GE(count, 4);
}

TEST_F(SelfLearningTest, AGainMakesAStageLonger) {
  run({.patience = 4}, 1);
  double best = -1, keep = 0.1;
  int since = 0, rounds = 0;
  bool longer = false;
  for (const StepRecord& record : records_) {
    if (record.phase != "self-learning") continue;
    if (record.values[1].second != keep) {
      EXPECT_EQ(since, 4);
      longer = longer || rounds > 5;
      keep = record.values[1].second;
      since = rounds = 0;
    }
    const double objective = record.values[0].second;
    if (objective - best >= 1e-6) {
      best = objective;
      since = 0;
    } else {
      ++since;
    }
    ++rounds;
  }
  EXPECT_EQ(since, 4);
  EXPECT_TRUE(longer);
}

TEST_F(SelfLearningTest, EndsWhereAnyGainCounts) {
  Workers workers(1);
  MethodContext context{.workers = workers, .reporter = reporter_, .stop = &stop_, .seed = 1};
  context.record = [this](const StepRecord& record) { stop_ = record.step >= 1000; };
  EXPECT_FALSE(self_learning(p_.spaces(), p_.pairs(20), {.keep = 1, .patience = 2, .gain = 0}, context).stopped);
}

TEST_F(SelfLearningTest, WhatIsNoGainIsAnOption) {
  run({.keep = 1, .patience = 3, .gain = 1}, 1);
  EXPECT_EQ(records_.size(), 4U + 1U);  // the first round, and three without a gain; the result
}

// At the fixed point, what differs from round to round is what was left out.
TEST_F(SelfLearningTest, LeavesOthersOutInEachRound) {
  run({.patience = 40}, 1);
  std::vector<double> objectives;
  for (const StepRecord& record : records_) {
    if (record.phase == "self-learning" && record.values[1].second == 0.1) {
      objectives.push_back(record.values[0].second);
    }
  }
  ASSERT_GE(objectives.size(), 40U);
  EXPECT_NE(objectives.back(), objectives[objectives.size() - 2]);
}

TEST_F(SelfLearningTest, TheWeightsOfTheEndAreOptions) {
  const SelfLearningOptions options{.keep = 1, .patience = 1};
  SelfLearningOptions weights = options, white = options;
  weights.reweight = 0.25;
  white.dewhiten = false;
  const auto as_it_is = run(options, 1);
  EXPECT_FALSE(same_bits(as_it_is.mapping.source, run(weights, 1).mapping.source));
  EXPECT_FALSE(same_bits(as_it_is.mapping.source, run(white, 1).mapping.source));
}

TEST_F(SelfLearningTest, ProgressEndsWhenNothingIsLeft) {
  const Stopwatch stopwatch;
  run({.patience = 4}, 1);
  const double seconds = stopwatch.seconds();
  ASSERT_GE(reporter_.shown.size(), 20u);
  std::int64_t round = 0;
  for (const Progress& shown : reporter_.shown) {
    EXPECT_EQ(shown.done, ++round);
    const auto left = shown.total - shown.done;
    EXPECT_EQ(left > 0, &shown != &reporter_.shown.back());
    EXPECT_LE(shown.seconds_left * static_cast<double>(round), seconds * static_cast<double>(left)) << round;
    EXPECT_EQ(shown.seconds_left > 0, left > 0) << round;
  }
  // From 0.1 to 1 the share is doubled four times, so there are five times four rounds from the first gain on.
  EXPECT_EQ(reporter_.shown.front().total, 1 + 20);
}

TEST_F(SelfLearningTest, StopsWithAMapWhenAsked) {
  stop_ = true;
  const auto result = run({}, 1);
  EXPECT_TRUE(result.stopped);
  EXPECT_EQ(result.mapping.source.rows(), 10);
  EXPECT_EQ(records_.size(), 2u);  // one round, and the result
}

TEST_F(SelfLearningTest, TheCutoffKeepsTheOthersOut) {
  // Rows beyond the cutoff hold another space; they are mapped, and have no part in the learning.
  const auto before = run({.cutoff = 200, .patience = 3}, 1);
  for (std::int64_t i = 200; i < 400; ++i) {
    for (std::int64_t d = 0; d < 10; ++d) p_.source(i, d) = d == 0 ? 1 : 0;
  }
  const auto after = run({.cutoff = 200, .patience = 3}, 1);
  EXPECT_TRUE(same_bits(before.rotation, after.rotation));
}

}  // namespace
}  // namespace koine::map
