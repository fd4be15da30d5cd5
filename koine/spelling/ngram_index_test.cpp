#include "koine/spelling/ngram_index.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <string>

#include "koine/core/random.h"

namespace koine::spelling {
namespace {

// The definition, with strings.
struct Plain {
  std::vector<std::set<std::string>> source, target;
  std::map<std::string, double> weights;

  Plain(const std::vector<std::string>& s, const std::vector<std::string>& t) {
    std::map<std::string, int> counts;
    for (auto [words, profiles] : {std::pair(&s, &source), std::pair(&t, &target)}) {
      for (const std::string& word : *words) {
        std::set<std::string> profile;
        const std::string marked = "^" + word + "$";
        for (std::size_t n : {2U, 3U}) {
          for (std::size_t i = 0; i + n <= marked.size(); ++i) profile.insert(marked.substr(i, n));
        }
        for (const std::string& sequence : profile) ++counts[sequence];
        profiles->push_back(profile);
      }
    }
    const double words = static_cast<double>(s.size() + t.size());
    for (const auto& [sequence, count] : counts) {
      if (count <= std::max(0.05 * words, 20.0)) weights[sequence] = std::log(words / count);
    }
  }

  double weight(const std::string& sequence) const {
    const auto place = weights.find(sequence);
    return place != weights.end() ? place->second : 0;
  }

  double dice(std::size_t s, std::size_t t) const {
    double shared = 0, sum = 0;
    for (const auto& sequence : source[s]) {
      sum += weight(sequence);
      if (target[t].contains(sequence)) shared += weight(sequence);
    }
    for (const auto& sequence : target[t]) sum += weight(sequence);
    return sum > 0 ? 2 * shared / sum : 0;
  }
};

std::vector<std::string> random_words(Random& random, std::size_t count) {
  std::vector<std::string> words;
  while (words.size() < count) {
    std::string word;
    const auto length = 1 + random.below(8);
    for (std::uint64_t i = 0; i < length; ++i) word += "aaeiorstnl"[random.below(10)];
    words.push_back(word);
  }
  return words;
}

TEST(NgramIndexTest, AgreesWithPlainSetsOfStrings) {
  Random random(1, Purpose::kTest);
  for (const auto& [n, m] : {std::pair(7U, 9U), std::pair(700U, 900U)}) {
    const auto s = random_words(random, n), t = random_words(random, m);
    const Plain plain(s, t);
    const NgramIndex index(letters_of_words(s), letters_of_words(t));
    Workers workers(2);
    const auto both = index.nearest_both_ways(5, workers);
    ASSERT_EQ(both.of_queries.size(), n);
    ASSERT_EQ(both.of_candidates.size(), m);
    const auto check = [&](const retrieval::Neighbours& lists, std::size_t others, const auto& dice) {
      for (std::size_t i = 0; i < lists.size(); ++i) {
        std::vector<double> all;
        for (std::size_t j = 0; j < others; ++j) all.push_back(dice(i, j));
        std::vector<double> sorted = all;
        std::sort(sorted.begin(), sorted.end(), std::greater<>());
        for (std::size_t k = 0; k < lists[i].size(); ++k) {
          ASSERT_NEAR(lists[i][k].score, sorted[k], 1e-5);
          ASSERT_NEAR(all[static_cast<std::size_t>(lists[i][k].index)], sorted[k], 1e-5);
        }
        // A list that is short holds all there are.
        if (lists[i].size() < 5) {
          ASSERT_EQ(lists[i].size() < others ? sorted[lists[i].size()] : 0, 0);
        }
      }
    };
    check(both.of_queries, m, [&](std::size_t i, std::size_t j) { return plain.dice(i, j); });
    check(both.of_candidates, n, [&](std::size_t i, std::size_t j) { return plain.dice(j, i); });
  }
}

TEST(NgramIndexTest, TheListsHaveTheSameBitsAtAnyNumberOfThreads) {
  Random random(2, Purpose::kTest);
  const NgramIndex index(letters_of_words(random_words(random, 1500)), letters_of_words(random_words(random, 1200)));
  Workers one(1), three(3);
  const auto a = index.nearest_both_ways(8, one), b = index.nearest_both_ways(8, three);
  EXPECT_EQ(a.of_queries, b.of_queries);
  EXPECT_EQ(a.of_candidates, b.of_candidates);
}

TEST(NgramIndexTest, AWordIsLikeItselfAndUnlikeOneWithoutASharedSequence) {
  const NgramIndex index(letters_of_words({"nation", "xyz"}), letters_of_words({"nacion", "nation"}));
  Workers workers(1);
  const auto found = index.nearest_both_ways(2, workers).of_queries;
  ASSERT_EQ(found[0].size(), 2U);
  EXPECT_EQ(found[0][0].index, 1);
  EXPECT_FLOAT_EQ(found[0][0].score, 1);
  EXPECT_GT(found[0][1].score, 0.2);
  EXPECT_TRUE(found[1].empty());
}

}  // namespace
}  // namespace koine::spelling
