#include "koine/spelling/witness.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "koine/core/random.h"
#include "koine/retrieval/unit_rows.h"

namespace koine::spelling {
namespace {

// Two languages of `words` words, in which word n means word n. The vectors know that up to noise. A share of the words
// is spelled alike, but for p, which is written f; the others have nothing to do with each other.
struct Languages {
  std::vector<std::string> source, target;
  Matrix<float> x, y;
  std::vector<float> r_x, r_y;
  std::vector<bool> alike;
};

std::string random_word(Random& random) {
  std::string word;
  const auto length = 4 + random.below(6);
  for (std::uint64_t i = 0; i < length; ++i) word += "abdeiklmnoprstuvz"[random.below(17)];
  return word;
}

Languages planted(int words, double share, double noise) {
  constexpr std::int64_t kDimension = 20;
  Languages result;
  Random random(1, Purpose::kTest);
  Matrix<float> x(words, kDimension), y(words, kDimension);
  std::set<std::string> seen_s, seen_t;
  for (int n = 0; n < words;) {
    const std::string word = random_word(random);
    const bool alike = random.uniform() < share;
    std::string other = alike ? word : random_word(random);
    if (alike) std::replace(other.begin(), other.end(), 'p', 'f');
    if (seen_s.contains(word) || seen_t.contains(other)) continue;
    seen_s.insert(word), seen_t.insert(other);
    result.source.push_back(word), result.target.push_back(other), result.alike.push_back(alike);
    for (std::int64_t d = 0; d < kDimension; ++d) {
      x(n, d) = static_cast<float>(random.normal());
      y(n, d) = x(n, d) + static_cast<float>(noise * random.normal());
    }
    ++n;
  }
  result.x = retrieval::unit_rows(std::move(x)).rows;
  result.y = retrieval::unit_rows(std::move(y)).rows;
  Workers workers(2);
  const auto r = retrieval::mean_top_k_cosines_both_ways(result.x.view(), result.y.view(), 10, workers);
  result.r_x = r.of_x, result.r_y = r.of_y;
  return result;
}

Witness learn(const Languages& l, int threads = 2) {
  Workers workers(threads);
  return learn_witness({l.source, l.x.view(), l.r_x}, {l.target, l.y.view(), l.r_y}, std::nullopt, workers,
                       silent_reporter());
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

TEST(WitnessTest, SpellingThatTellsNothingHasNoWeight) {
  const Witness witness = learn(planted(600, 0, 1));
  EXPECT_FALSE(witness.trust.known());
  EXPECT_EQ(witness.mean_weight(), 0);
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

TEST(WitnessTest, AmongSomeWordsTheSimilaritiesAreThoseOfTheseWords) {
  const Languages l = planted(400, 0.5, 1);
  const Witness witness = learn(l);
  std::vector<std::int64_t> rows;
  Matrix<float> x(20, l.x.cols()), y(20, l.y.cols());
  for (std::int64_t n = 0; n < 20; ++n) {
    rows.push_back(7 * n);
    std::copy_n(l.x.row(7 * n), l.x.cols(), x.row(n));
    std::copy_n(l.y.row(7 * n), l.y.cols(), y.row(n));
  }
  Workers workers(2);
  const std::vector<float> r(20, 0.0f);
  const auto within = similarities_within(witness.evidence, rows, rows, x.view(), y.view(), r, r, workers);
  ASSERT_EQ(within.queries(), 20);
  for (std::int64_t n = 0; n < 20; ++n) {
    const double expected = similarity(witness.evidence.log_ratio(7 * n, 7 * n));
    if (expected >= 0.01) {
      EXPECT_FLOAT_EQ(within.at(n, n), static_cast<float>(expected));
    }
  }
}

}  // namespace
}  // namespace koine::spelling
