#include "koine/spelling/witness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "koine/core/core_test_support.h"
#include "koine/spelling/spelling_test_support.h"

namespace koine::spelling {
namespace {

// Planted ones, and r of CSLS among them.
struct Languages : PlantedLanguages {
  std::vector<float> r_x, r_y;
};

Languages with_neighbourhoods(PlantedLanguages planted) {
  Workers workers(2);
  auto r = retrieval::mean_top_k_cosines_both_ways(planted.x.view(), planted.y.view(), 10, workers);
  return {std::move(planted), std::move(r.of_x), std::move(r.of_y)};
}

Languages planted(int words, double share, double noise) {
  return with_neighbourhoods(planted_languages(words, share, noise, 1));
}

Witness learn(const Languages& l, int threads = 2, std::optional<double> weight = {},
              Reporter& reporter = silent_reporter()) {
  Workers workers(threads);
  return learn_witness({l.source, l.x.view(), l.r_x}, {l.target, l.y.view(), l.r_y}, weight, workers, reporter);
}

double right_share(const Languages& l, retrieval::Bonus bonus) {
  Workers workers(2);
  const auto found = retrieval::nearest_by_csls(l.x.view(), l.y.view(), l.r_x, l.r_y, 1, workers, bonus);
  double right = 0;
  for (std::size_t i = 0; i < found.size(); ++i) right += found[i].front().index == static_cast<std::int64_t>(i);
  return right / static_cast<double>(found.size());
}

TEST(WitnessTest, TogetherTheWitnessesAreBetterThanTheVectors) {
  const Languages l = planted(1200, 0.4, 1.2);
  const Witness witness = learn(l);
  const auto p = static_cast<std::uint8_t>('p' - 'a' + 2), f = static_cast<std::uint8_t>('f' - 'a' + 2);
  EXPECT_GT(witness.evidence.to_target().replaced(p, f), 0.5);
  EXPECT_TRUE(witness.trust.known());
  EXPECT_NEAR(witness.trust.share(), 0.4, 0.08);
  EXPECT_GT(witness.mean_weight(), 0);
  const double vectors = right_share(l, {}), both = right_share(l, {&witness.similarities, witness.weights});
  EXPECT_LT(vectors, 0.7);
  EXPECT_GT(both, vectors + 0.15);
}

TEST(WitnessTest, SpellingThatTellsNothingHasNoWeightButOneThatIsGiven) {
  const Languages l = planted(600, 0, 1);
  RecordingReporter chosen, given;
  const Witness witness = learn(l, 2, {}, chosen);
  EXPECT_FALSE(witness.trust.known());
  EXPECT_EQ(witness.mean_weight(), 0);
  EXPECT_NE(chosen.said.find("tells nothing of their translations: it is left out"), std::string::npos) << chosen.said;
  EXPECT_FLOAT_EQ(static_cast<float>(learn(l, 2, 0.25, given).mean_weight()), 0.25F);
  EXPECT_NE(given.said.find("tells nothing of their translations: its weight is 0.25 only because"), std::string::npos)
      << given.said;
}

// A weight that is given is one to score by: what is learned, and so the confidence of an entry, is as without it.
TEST(WitnessTest, AGivenWeightChangesNothingThatIsLearned) {
  const Languages l = planted(1200, 0.4, 1.2);
  const Witness chosen = learn(l), given = learn(l, 2, 0.0);
  ASSERT_TRUE(chosen.trust.known());
  EXPECT_EQ(given.trust.share(), chosen.trust.share());
  EXPECT_EQ(given.trust.of(7).sharpness, chosen.trust.of(7).sharpness);
  EXPECT_EQ(given.weights, std::vector<float>(1200, 0.0F));
  bool any = false;
  for (std::int64_t s = 0; s < 1200; ++s) {
    EXPECT_EQ(given.similarities.at(s, s), chosen.similarities.at(s, s));
    any |= chosen.similarities.at(s, s) > 0;
  }
  EXPECT_TRUE(any);
}

// More words than are observed, of which only the last ones are spelled like their translations: the observed ones are
// of the whole band.
TEST(WitnessTest, AllWordsOfABandAreEquallyLikelyToBeObserved) {
  constexpr int kApart = 1000, kAlike = 300;
  static_assert(kApart == kObserved);
  PlantedLanguages l = planted_languages(kApart, 0, 0.6, 1);
  const PlantedLanguages alike = planted_languages(kAlike, 1, 0.6, 2);
  l.source.insert(l.source.end(), alike.source.begin(), alike.source.end());
  l.target.insert(l.target.end(), alike.target.begin(), alike.target.end());
  const auto one_below_the_other = [](const Matrix<float>& a, const Matrix<float>& b) {
    Matrix<float> both(a.rows() + b.rows(), a.cols());
    std::copy_n(b.data(), b.size(), std::copy_n(a.data(), a.size(), both.data()));
    return both;
  };
  l.x = one_below_the_other(l.x, alike.x);
  l.y = one_below_the_other(l.y, alike.y);
  const Witness witness = learn(with_neighbourhoods(std::move(l)));
  EXPECT_TRUE(witness.trust.known());
  EXPECT_NEAR(witness.trust.share(), 300.0 / 1300, 0.05);
}

// The first band ends at 2,500 words, so that these have two. The vectors of the rare words know less.
TEST(WitnessTest, SpellingWeighsMoreAmongRareWords) {
  constexpr int kWords = 3400, kFrequent = 2500;
  PlantedLanguages l = planted_languages(kWords, 0.4, 0.6, 1);
  Random random(2, Purpose::kTest);
  for (std::int64_t n = kFrequent; n < kWords; ++n) {
    for (std::int64_t d = 0; d < l.y.cols(); ++d) l.y(n, d) += static_cast<float>(0.25 * random.normal());
  }
  l.y = retrieval::unit_rows(std::move(l.y)).rows;
  const Witness witness = learn(with_neighbourhoods(std::move(l)));
  ASSERT_TRUE(witness.trust.known());
  // The same up to the middle of the first band and from that of the second one on.
  EXPECT_EQ(witness.weights[0], witness.weights[48]);
  EXPECT_LT(witness.weights[0], 0.75 * witness.weights[2500]);
  EXPECT_LT(witness.weights[2500], witness.weights[2910]);
  EXPECT_EQ(witness.weights[2920], witness.weights[kWords - 1]);
}

// A kind of its own, so that it cannot be mistaken for an error of something else.
struct Enough {};

TEST(WitnessTest, EndsBetweenTwoStepsIfAskedTo) {
  const Languages l = planted(60, 0.4, 1);
  Workers workers(1);
  int calls = 0;
  const auto learn_up_to = [&](int last) {
    calls = 0;
    (void)learn_witness({l.source, l.x.view(), l.r_x}, {l.target, l.y.view(), l.r_y}, {}, workers, silent_reporter(),
                        [&] {
                          if (++calls == last) throw Enough();
                        });
  };
  learn_up_to(-1);
  EXPECT_GE(calls, 2 + kRounds);
  for (int last = 1; last <= calls; ++last) EXPECT_THROW(learn_up_to(last), Enough);
}

TEST(WitnessTest, HasTheSameBitsAtAnyNumberOfThreads) {
  const Languages l = planted(400, 0.4, 1.2);
  const Witness one = learn(l, 1), three = learn(l, 3);
  EXPECT_EQ(one.weights, three.weights);
  for (std::int64_t s = 0; s < 400; ++s) {
    const auto a = one.similarities.row(s), b = three.similarities.row(s);
    ASSERT_TRUE(std::equal(a.begin(), a.end(), b.begin(), b.end()));
  }
}

Matrix<float> chosen_rows(const Matrix<float>& x, const std::vector<std::int64_t>& rows) {
  Matrix<float> result(static_cast<std::int64_t>(rows.size()), x.cols());
  for (std::size_t n = 0; n < rows.size(); ++n) {
    std::copy_n(x.row(rows[n]), x.cols(), result.row(static_cast<std::int64_t>(n)));
  }
  return result;
}

// So few words that all pairs of them are looked at.
TEST(WitnessTest, AmongSomeWordsTheSimilaritiesAreThoseOfTheseWords) {
  const Languages l = planted(400, 0.5, 1);
  const Witness witness = learn(l);
  ASSERT_TRUE(witness.trust.known());
  std::vector<std::int64_t> source_rows, target_rows;
  for (std::int64_t n = 0; n < 20; ++n) source_rows.push_back(7 * n);
  for (std::int64_t n = 0; n < 30; ++n) target_rows.push_back(7 * (25 - n) + (n > 25 ? 300 : 0));
  Workers workers(2);
  const std::vector<float> r_x(20, 0.0f), r_y(30, 0.0f);
  const auto within = similarities_within(witness, source_rows, target_rows, chosen_rows(l.x, source_rows).view(),
                                          chosen_rows(l.y, target_rows).view(), r_x, r_y, workers);
  ASSERT_EQ(within.queries(), 20);
  int alike = 0;
  for (std::int64_t s = 0; s < 20; ++s) {
    for (std::int64_t t = 0; t < 30; ++t) {
      const std::int64_t source = source_rows[static_cast<std::size_t>(s)];
      const std::int64_t target = target_rows[static_cast<std::size_t>(t)];
      const double share = witness.trust.of(source).share;
      const double expected =
          similarity(witness.evidence.log_ratio(source, target), kLeeway + std::log(share / (1 - share)));
      EXPECT_NEAR(within.at(s, t), expected >= 1e-6 ? expected : 0, 1e-5 * expected) << s << " " << t;
      // Of all words, those that are alike are looked at, too.
      if (expected > 5) {
        EXPECT_NEAR(witness.similarities.at(source, target), expected, 1e-5 * expected);
      }
      alike += expected > 5;
    }
  }
  EXPECT_GE(alike, 5);
}

// So many words, with vectors that know nothing, that a pair is looked at for its letters alone.
TEST(WitnessTest, AmongManyWordsThoseThatShareLettersAreLookedAt) {
  const Languages l = planted(600, 1, 100);
  const Witness witness = learn(l);
  std::vector<std::int64_t> source_rows, target_rows;
  for (std::int64_t n = 0; n < 300; ++n) source_rows.push_back(2 * n), target_rows.push_back(2 * (299 - n));
  Workers workers(2);
  const std::vector<float> r(300, 0.0f);
  const auto within = similarities_within(witness, source_rows, target_rows, chosen_rows(l.x, source_rows).view(),
                                          chosen_rows(l.y, target_rows).view(), r, r, workers);
  int alike = 0;
  for (std::int64_t n = 0; n < 300; ++n) alike += within.at(n, 299 - n) > 1;
  EXPECT_GE(alike, 290);
}

}  // namespace
}  // namespace koine::spelling
