#include "koine/model/candidates.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "koine/core/core_test_support.h"
#include "koine/core/random.h"

namespace koine::model {
namespace {

// Zipf's law, and a word that never occurs.
std::vector<std::int64_t> zipf_counts(std::size_t words) {
  std::vector<std::int64_t> counts(words);
  for (std::size_t j = 0; j < words; ++j) counts[j] = static_cast<std::int64_t>(10'000 / (j + 1));
  counts.back() = 0;
  return counts;
}

TEST(CandidateSamplerTest, ProbabilitiesAreCappedProportionalAndSumToTheSamples) {
  const auto counts = zipf_counts(1000);
  for (const std::int64_t samples : {1, 10, 200, 999}) {
    const CandidateSampler sampler(counts, samples);
    double sum = 0, factor = 0;
    for (std::int32_t j = 0; j < 1000; ++j) {
      const double p = sampler.probability(j);
      ASSERT_GT(p, 0);
      ASSERT_LE(p, 1);
      sum += p;
      const double q =
          std::pow(static_cast<double>(std::max<std::int64_t>(1, counts[static_cast<std::size_t>(j)])), 0.75);
      if (p < 1 && factor == 0) factor = p / q;
      if (p < 1) {
        ASSERT_NEAR(p, factor * q, 1e-6 * p + 1e-9) << j;
      } else {
        ASSERT_EQ(factor, 0) << "the frequent words are the certain ones";
      }
    }
    EXPECT_NEAR(sum, static_cast<double>(samples), 1e-4) << samples;
  }
}

// A share of less than 2^-32, which is how finely a draw is cut.
TEST(CandidateSamplerTest, AWordThatIsNextToNeverDrawnHasAFiniteWeight) {
  const std::int64_t most = std::int64_t{1} << 60;
  const CandidateSampler sampler(std::vector<std::int64_t>{most, most, 1}, 1);
  EXPECT_EQ(sampler.probability(2), 1 / 4294967296.0);
  EXPECT_NEAR(sampler.probability(0), 0.5, 1e-9);
}

TEST(CandidateSamplerTest, EverythingIsACandidateWhereTheSamplesAreAsManyAsTheWords) {
  const CandidateSampler sampler(zipf_counts(50), 50);
  const Candidates all = sampler.draw(std::vector<std::int32_t>{3, 7}, 1, 2, 0);
  std::vector<std::int32_t> rows(51);
  std::iota(rows.begin(), rows.end(), 0);
  EXPECT_EQ(all.rows, rows);
  EXPECT_EQ(all.log_weights, std::vector<float>(51, 0.0f));
}

TEST(CandidateSamplerTest, ADrawHoldsTheBatchAndIsAFunctionOfItsArguments) {
  const CandidateSampler sampler(zipf_counts(500), 40);
  const std::vector<std::int32_t> batch{0, 5, 444, 499};
  const Candidates drawn = sampler.draw(batch, 1, 2, 3);
  EXPECT_TRUE(std::is_sorted(drawn.rows.begin(), drawn.rows.end()));
  EXPECT_EQ(std::adjacent_find(drawn.rows.begin(), drawn.rows.end()), drawn.rows.end());
  EXPECT_TRUE(std::includes(drawn.rows.begin(), drawn.rows.end(), batch.begin(), batch.end()));
  EXPECT_EQ(drawn.rows.back(), 500);
  EXPECT_EQ(drawn.log_weights.back(), 0.0f);
  for (std::size_t i = 0; i + 1 < drawn.rows.size(); ++i) {
    const bool of_batch = std::binary_search(batch.begin(), batch.end(), drawn.rows[i]);
    const double weight = of_batch ? 1 : 1 / sampler.probability(drawn.rows[i]);
    EXPECT_NEAR(drawn.log_weights[i], std::log(weight), 1e-6);
  }
  EXPECT_EQ(sampler.draw(batch, 1, 2, 3).rows, drawn.rows);
  EXPECT_NE(sampler.draw(batch, 2, 2, 3).rows, drawn.rows);
  EXPECT_NE(sampler.draw(batch, 1, 3, 3).rows, drawn.rows);
  EXPECT_NE(sampler.draw(batch, 1, 2, 4).rows, drawn.rows);
}

TEST(CandidateSamplerTest, TheNormaliserHasNoBias) {
  constexpr std::size_t kWords = 300;
  constexpr int kDraws = 4000;
  const CandidateSampler sampler(zipf_counts(kWords), 30);
  Random random(5, Purpose::kTest);
  std::vector<double> scores(kWords + 1);
  for (double& z : scores) z = random.normal();
  const std::vector<std::int32_t> batch{2, 100, 250};
  double exact = 0;
  for (const double z : scores) exact += std::exp(z);

  double sum = 0, squares = 0;
  for (std::uint64_t step = 0; step < kDraws; ++step) {
    const Candidates drawn = sampler.draw(batch, 9, step, 0);
    double estimate = 0;
    for (std::size_t i = 0; i < drawn.rows.size(); ++i) {
      estimate += std::exp(scores[static_cast<std::size_t>(drawn.rows[i])] + drawn.log_weights[i]);
    }
    sum += estimate;
    squares += estimate * estimate;
  }
  const double mean = sum / kDraws, error = std::sqrt((squares / kDraws - mean * mean) / kDraws);
  EXPECT_NEAR(mean, exact, 4 * error);
  EXPECT_LT(error, 0.02 * exact);  // the check would see a bias of some percent
}

TEST(CandidateSamplerTest, SenselessInputIsRefused) {
  const auto none = error_of(ErrorKind::kUsage, [] { CandidateSampler(zipf_counts(5), 0); });
  EXPECT_NE(none.find("--samples"), std::string::npos);
  const CandidateSampler sampler(zipf_counts(5), 2);
  error_of(ErrorKind::kInternal, [&] { sampler.draw(std::vector<std::int32_t>{3, 1}, 1, 1, 0); });
}

TEST(WordsOfTest, AreDifferentAndAscending) {
  const std::vector<std::int32_t> a{5, 1, 5}, b{2, 1};
  EXPECT_EQ(words_of({a, b}), (std::vector<std::int32_t>{1, 2, 5}));
}

}  // namespace
}  // namespace koine::model
