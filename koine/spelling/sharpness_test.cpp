#include "koine/spelling/sharpness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "koine/core/random.h"

namespace koine::spelling {
namespace {

constexpr int kTargets = 400;

// Source words with CSLS at random, a translation drawn with probability proportional to e^(sharpness CSLS), and, for
// `share` of them, a spelling that only the translation explains.
std::vector<Observation> planted(double sharpness, double share, int words) {
  Random random(1, Purpose::kTest);
  std::vector<Observation> result;
  for (int n = 0; n < words; ++n) {
    Observation observation;
    std::vector<float> csls;
    std::vector<double> sums;
    double sum = 0;
    for (int t = 0; t < kTargets; ++t) {
      csls.push_back(static_cast<float>(0.15 * random.normal()));
      observation.add(csls.back());
      sums.push_back(sum += std::exp(sharpness * csls.back()));
    }
    const double drawn = random.uniform(0, sum);
    const auto translation = static_cast<std::size_t>(std::upper_bound(sums.begin(), sums.end(), drawn) - sums.begin());
    // A likeness is as good as sure where there is one, and an unrelated word looks like none.
    const bool related = random.uniform() < share;
    for (std::size_t t = 0; t < csls.size(); ++t) {
      observation.candidates.push_back({csls[t], related && t == translation ? 30.0f : -30.0f});
    }
    result.push_back(observation);
  }
  return result;
}

Sharpness fitted_alone(const std::vector<Observation>& observations) {
  return fit_sharpness({sharpness_profile(observations)}).front();
}

TEST(SharpnessTest, FindsTheSharpnessAndTheShareThatWerePlanted) {
  for (const double sharpness : {5.0, 15.0, 40.0}) {
    const Sharpness found = fitted_alone(planted(sharpness, 0.3, 2000));
    EXPECT_NEAR(found.sharpness / sharpness, 1, 0.15) << sharpness;
    EXPECT_NEAR(found.share, 0.3, 0.04) << sharpness;
    EXPECT_GT(found.gain_nats, 100);
  }
}

// Nine related words or so leave room for a guess that is much less sharp; six hundred do not.
TEST(SharpnessTest, FewWordsAreTakenWithCaution) {
  const Sharpness few = fitted_alone(planted(15, 0.3, 30)), many = fitted_alone(planted(15, 0.3, 2000));
  EXPECT_LT(few.cautious, 0.8 * few.sharpness);
  EXPECT_GT(few.cautious, 1);
  EXPECT_LT(many.cautious, many.sharpness);
  EXPECT_GT(many.cautious, 0.9 * many.sharpness);
}

TEST(SharpnessTest, WhereNothingIsToldTheLowestIsNotRuledOut) {
  EXPECT_LE(fitted_alone(planted(15, 0, 500)).cautious, 1.02);
}

TEST(SharpnessTest, SpellingsThatTellNothingGainNothing) {
  const Sharpness found = fitted_alone(planted(15, 0, 500));
  EXPECT_LT(found.gain_nats, 1);
  EXPECT_LT(found.share, 0.01);
}

TEST(SharpnessTest, TrustRunsStraightFromBandToBandInTheLogarithm) {
  const Trust trust({10, 1000}, {{40, 0.2, 30, 16}, {10, 0.4, 5, 1}});
  EXPECT_TRUE(trust.known());
  EXPECT_NEAR(trust.share(), 0.3, 1e-12);
  EXPECT_NEAR(trust.of(0).sharpness, 40, 1e-9);
  EXPECT_NEAR(trust.of(99).sharpness, 20, 1e-9);
  EXPECT_NEAR(trust.of(99).share, 0.3, 1e-9);
  EXPECT_NEAR(trust.of(99).cautious, 4, 1e-9);
  EXPECT_NEAR(trust.of(5000).sharpness, 10, 1e-9);
  EXPECT_FALSE(Trust({10}, {{40, 0.2, 3}}).known());
}

// A word whose nearest neighbour, far nearer than all others, looks like it: the sharper, the better explained.
Observation chance() {
  Observation observation = planted(15, 0, 1).front();
  const auto nearest = std::max_element(observation.candidates.begin(), observation.candidates.end(),
                                        [](const auto& a, const auto& b) { return a.csls < b.csls; });
  nearest->log_ratio = 10;
  return observation;
}

TEST(SharpnessTest, ABandOfWhichAFewWordsTellStaysNearTheOneBesideIt) {
  std::vector<Observation> rare = planted(15, 0, 500);
  for (int n = 0; n < 2; ++n) rare.push_back(chance());
  const auto many = sharpness_profile(planted(15, 0.3, 2000)), few = sharpness_profile(rare);
  EXPECT_GT(fit_sharpness({few}).front().sharpness, 60);
  for (const bool first : {true, false}) {
    const auto fitted = first ? fit_sharpness({few, many}) : fit_sharpness({many, few});
    EXPECT_NEAR(fitted[first ? 1 : 0].sharpness / 15, 1, 0.15);
    EXPECT_LT(fitted[first ? 0 : 1].sharpness, 40);
    EXPECT_GT(fitted[first ? 0 : 1].sharpness, 12);
  }
}

TEST(SharpnessTest, BandsOfWhichManyWordsTellKeepTheirOwn) {
  const auto fitted =
      fit_sharpness({sharpness_profile(planted(40, 0.3, 2000)), sharpness_profile(planted(8, 0.2, 2000))});
  ASSERT_EQ(fitted.size(), 2);
  EXPECT_NEAR(fitted[0].sharpness / 40, 1, 0.15);
  EXPECT_NEAR(fitted[1].sharpness / 8, 1, 0.15);
  EXPECT_NEAR(fitted[1].share, 0.2, 0.04);
}

// Ten target words of one CSLS, in the middle of its bin, and a likeness of one of them, of 50 to 1: whatever β is, the
// spelling is explained 50 / 10 times as well, and the share that makes the most of it is 1.
TEST(SharpnessTest, TheGainIsThatOfTheEquation) {
  constexpr float kCsls = 0.0025f;
  Observation observation;
  for (int t = 0; t < 10; ++t) observation.add(kCsls);
  observation.candidates = {{kCsls, std::log(50.0f)}};
  for (const Sharpness& fitted : sharpness_profile({observation})) {
    EXPECT_NEAR(fitted.gain_nats, std::log(5.0), 1e-3) << fitted.sharpness;
    EXPECT_NEAR(fitted.share, 1, 1e-5) << fitted.sharpness;
  }
}

// Two bands of which the first one is sure of the lowest β: what ten steps up have to gain in the second one is half
// the square of ln β moved by, in standard deviations of 0.3.
TEST(SharpnessTest, AMoveFromBandToBandCostsWhatTheRandomWalkSays) {
  constexpr std::size_t kSteps = 10;
  const double moved = 10 * std::log(1.04) / 0.3, cost = moved * moved / 2;
  std::vector<Sharpness> first, second;
  for (std::size_t k = 0; k <= kSteps; ++k) {
    first.push_back({.sharpness = std::pow(1.04, k), .gain_nats = k == 0 ? 0.0 : -100.0});
    second.push_back({.sharpness = first.back().sharpness, .gain_nats = k == 0 ? 0.0 : -100.0});
  }
  for (const double factor : {0.95, 1.05}) {
    second.back().gain_nats = factor * cost;
    EXPECT_EQ(fit_sharpness({first, second})[1].sharpness, second[factor > 1 ? kSteps : 0].sharpness) << factor;
  }
}

TEST(SharpnessTest, WhatIsTwoNatsLessLikelyIsRuledOut) {
  const std::vector<Sharpness> profile = {{.sharpness = 1, .gain_nats = 5.0},
                                          {.sharpness = 2, .gain_nats = 7.9},
                                          {.sharpness = 3, .gain_nats = 8.1},
                                          {.sharpness = 4, .gain_nats = 10.0},
                                          {.sharpness = 5, .gain_nats = 9.0}};
  const Sharpness fitted = fit_sharpness({profile}).front();
  EXPECT_EQ(fitted.sharpness, 4);
  EXPECT_EQ(fitted.cautious, 3);
}

TEST(SharpnessTest, WithoutBandsOrWordsNothingIsKnown) {
  EXPECT_TRUE(fit_sharpness({}).empty());
  EXPECT_EQ(fitted_alone({}).gain_nats, 0);
}

}  // namespace
}  // namespace koine::spelling
