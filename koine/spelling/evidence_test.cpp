#include "koine/spelling/evidence.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "koine/spelling/spelling_test_support.h"

namespace koine::spelling {
namespace {

// Pairs of words of which one writes b where the other writes p or b.
struct Pairs {
  std::vector<std::string> source, target;
  std::vector<std::pair<std::int64_t, std::int64_t>> rows;
};

Pairs pairs_of_p_and_b() {
  Pairs pairs;
  Random random(1, Purpose::kTest);
  for (std::int64_t n = 0; n < 40; ++n) {
    pairs.source.push_back(random_word(random, 3, 8));
    pairs.target.push_back(pairs.source.back());
    for (char& c : pairs.target.back()) c = c == 'p' ? 'b' : c;
    pairs.rows.emplace_back(n, n);
  }
  return pairs;
}

TEST(EvidenceTest, IsTheMeanOfBothDirectionsOfWhatEditsExplainBetterThanTheLettersOfALanguage) {
  const Pairs pairs = pairs_of_p_and_b();
  const auto source = letters_of_words(pairs.source), target = letters_of_words(pairs.target);
  const LetterModel source_noise(source), target_noise(target);
  EditModel to_target, to_source;
  Evidence evidence(source, target);
  double most_apart = 0;  // of the two directions
  const auto check = [&] {
    for (const auto& [s, t] : {std::pair<std::size_t, std::size_t>(0, 0), {3, 7}, {12, 5}}) {
      const double forward = to_target.log_probability(source[s], target[t]) - target_noise.log_probability(target[t]);
      const double backward = to_source.log_probability(target[t], source[s]) - source_noise.log_probability(source[s]);
      EXPECT_NEAR(evidence.log_ratio(static_cast<std::int64_t>(s), static_cast<std::int64_t>(t)),
                  (forward + backward) / 2, 1e-12);
      most_apart = std::max(most_apart, std::abs(forward - backward));
    }
  };
  check();

  std::vector<WordPair> forward, backward;
  for (std::size_t n = 0; n < source.size(); ++n) {
    forward.push_back({&source[n], &target[n], target_noise.log_probability(target[n])});
    backward.push_back({&target[n], &source[n], source_noise.log_probability(source[n])});
  }
  for (int step = 0; step < 3; ++step) {
    to_target.learn(forward);
    to_source.learn(backward);
  }
  Workers workers(2);
  evidence.learn(pairs.rows, 3, workers);
  check();
  EXPECT_GT(most_apart, 0.5);
}

// Words so long that their chances are below what a double holds: in any letters, and in letters that no other word
// has, which a language expects the least.
TEST(EvidenceTest, LongWordsThatHaveNothingInCommonAreUnlike) {
  Pairs pairs = pairs_of_p_and_b();
  Random random(2, Purpose::kTest);
  pairs.source.push_back(random_word(random, 300, 300));
  pairs.target.push_back(random_word(random, 300, 300));
  pairs.source.push_back(random_word(random, 300, 300, "0123456789"));
  pairs.target.push_back(random_word(random, 300, 300, "cghjqwxy"));
  for (auto* words : {&pairs.source, &pairs.target}) words->push_back(std::string(20'000, 'a'));
  Evidence evidence(letters_of_words(pairs.source), letters_of_words(pairs.target));
  Workers workers(2);
  evidence.learn(pairs.rows, 6, workers);
  EXPECT_LT(evidence.log_ratio(40, 40), -100);
  EXPECT_LT(evidence.log_ratio(41, 41), -100);
  EXPECT_LT(evidence.log_ratio(41, 0), -10);
  EXPECT_GT(evidence.log_ratio(42, 42), 0);
}

TEST(EvidenceTest, SimilarityIsTheLogRatioAboveWhatTheOddsAskFor) {
  EXPECT_NEAR(similarity(10, 3), 13, 1e-5);
  EXPECT_NEAR(similarity(10, -3), 7, 1e-3);
  EXPECT_NEAR(similarity(3, -3), std::log(2), 1e-12);
  EXPECT_NEAR(similarity(2, std::log(0.25 / 0.75)), std::log((0.75 + 0.25 * std::exp(2)) / 0.75), 1e-12);
  EXPECT_LT(similarity(-20, 3), 1e-6);
  EXPECT_GT(similarity(-20, 3), 0);
}

}  // namespace
}  // namespace koine::spelling
