#include "koine/induce/dictionary.h"

#include <gtest/gtest.h>

#include <cmath>
#include <set>

#include "koine/core/random.h"
#include "koine/retrieval/unit_rows.h"

namespace koine::induce {
namespace {

// Word n means word n, which the vectors know up to noise; four words in ten are spelled alike, but for two letters
// that change.
struct Languages {
  std::vector<std::string> source, target;
  Matrix<float> x, y;
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
  Random random(5, Purpose::kTest);
  Matrix<float> x(words, kDimension), y(words, kDimension);
  std::set<std::string> seen;
  for (int n = 0; n < words;) {
    const std::string word = random_word(random);
    std::string other = random.uniform() < share ? word : random_word(random);
    for (char& c : other) c = c == 'p' ? 'f' : c == 'd' ? 't' : c;
    if (!seen.insert("s" + word).second || !seen.insert("t" + other).second) continue;
    result.source.push_back(word);
    result.target.push_back(other);
    for (std::int64_t d = 0; d < kDimension; ++d) {
      x(n, d) = static_cast<float>(random.normal());
      y(n, d) = x(n, d) + static_cast<float>(noise * random.normal());
    }
    ++n;
  }
  result.x = retrieval::unit_rows(std::move(x)).rows;
  result.y = retrieval::unit_rows(std::move(y)).rows;
  return result;
}

std::vector<Entry> dictionary_of(const Languages& l, const DictionaryOptions& options, int threads = 2) {
  Workers workers(threads);
  return make_dictionary({l.source, l.x.view()}, {l.target, l.y.view()}, options, workers, silent_reporter());
}

TEST(DictionaryTest, ConfidenceIsTheShareOfRightEntries) {
  const Languages l = planted(2500, 0.4, 1.1);
  for (const bool spelling : {false, true}) {
    double promised = 0, right = 0, sure = 0, surely_right = 0;
    for (const Entry& entry : dictionary_of(l, {.spelling = spelling})) {
      ASSERT_TRUE(entry.confidence);
      promised += *entry.confidence;
      right += entry.source == entry.target;
      if (*entry.confidence < 0.8) continue;
      ++sure;
      surely_right += entry.source == entry.target;
    }
    EXPECT_NEAR(promised / 2500, right / 2500, 0.08) << spelling;
    EXPECT_GT(sure, 150) << spelling;
    EXPECT_GT(surely_right / sure, 0.8) << spelling;
  }
}

TEST(DictionaryTest, RankMarginAndMutual) {
  const Languages l = planted(300, 0.4, 1.1);
  const auto entries = dictionary_of(l, {.top = 3, .limit = 100});
  ASSERT_EQ(entries.size(), 300U);
  for (std::size_t e = 0; e < entries.size(); e += 3) {
    EXPECT_EQ(entries[e].source, static_cast<std::int64_t>(e / 3));
    for (std::size_t n = 0; n < 3; ++n) EXPECT_EQ(entries[e + n].rank, static_cast<std::int64_t>(n + 1));
    EXPECT_FLOAT_EQ(entries[e].margin, entries[e].score - entries[e + 1].score);
    EXPECT_FLOAT_EQ(entries[e + 2].margin, entries[e + 2].score - entries[e].score);
  }
  std::vector<Entry> mutual;
  for (const Entry& entry : entries) {
    if (entry.mutual) mutual.push_back(entry);
  }
  const auto asked = dictionary_of(l, {.top = 3, .limit = 100, .mutual = true});
  ASSERT_EQ(asked.size(), mutual.size());
  EXPECT_LT(asked.size(), entries.size());
  for (std::size_t e = 0; e < asked.size(); ++e) {
    EXPECT_EQ(asked[e].source, mutual[e].source);
    EXPECT_EQ(asked[e].target, mutual[e].target);
  }
}

TEST(DictionaryTest, OneToOneUsesNoWordTwiceAndIsRightMoreOften) {
  const Languages l = planted(600, 0.4, 1.1);
  std::set<std::int64_t> sources, targets;
  const auto share = [](const std::vector<Entry>& entries) {
    double right = 0;
    for (const Entry& entry : entries) right += entry.source == entry.target;
    return right / static_cast<double>(entries.size());
  };
  const auto entries = dictionary_of(l, {.one_to_one = true});
  for (const Entry& entry : entries) {
    EXPECT_TRUE(sources.insert(entry.source).second);
    EXPECT_TRUE(targets.insert(entry.target).second);
    EXPECT_GE(entry.rank, 1);
    EXPECT_EQ(entry.rank == 1, entry.margin >= 0);
  }
  EXPECT_GT(entries.size(), 550U);
  EXPECT_GT(share(entries), share(dictionary_of(l, {})));
}

TEST(DictionaryTest, WhereSpellingTellsNothingThereIsNoConfidence) {
  for (const Entry& entry : dictionary_of(planted(300, 0, 1), {.spelling = true})) EXPECT_FALSE(entry.confidence);
}

TEST(DictionaryTest, HasTheSameBitsAtAnyNumberOfThreads) {
  const Languages l = planted(300, 0.4, 1.1);
  const auto a = dictionary_of(l, {.top = 2, .spelling = true}, 1),
             b = dictionary_of(l, {.top = 2, .spelling = true}, 3);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t e = 0; e < a.size(); ++e) {
    EXPECT_EQ(a[e].target, b[e].target);
    EXPECT_EQ(a[e].score, b[e].score);
    EXPECT_EQ(a[e].confidence, b[e].confidence);
  }
}

}  // namespace
}  // namespace koine::induce
