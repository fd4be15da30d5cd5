#include "koine/lexicon/pairs.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <set>

#include "koine/core/random.h"
#include "koine/lexicon/lexicon_test_support.h"

namespace koine::lexicon {
namespace {

using ::testing::HasSubstr;

// Many words with several translations each, a third of the pairs unknown.
ResolvedDictionary dictionary_of(int pairs) {
  ResolvedDictionary dictionary;
  dictionary.name = "es-en.txt";
  Random random(1, Purpose::kTest);
  for (int i = 0; i < pairs; ++i) {
    ResolvedPair pair{fmt::format("s{}", random.below(200)), fmt::format("t{}", random.below(200)),
                      random.below(3) > 0};
    dictionary.known += pair.known;
    dictionary.pairs.push_back(std::move(pair));
  }
  return dictionary;
}

TEST(DrawPairsTest, DrawsKnownPairsOneToOne) {
  const auto dictionary = dictionary_of(600);
  Listener listener;
  const auto drawn = draw_pairs(dictionary, 80, 7, listener);
  EXPECT_EQ(drawn.size(), 80u);
  EXPECT_EQ(listener.warnings, "");
  std::set<std::string> sources, targets;
  for (const WordPair& pair : drawn) {
    EXPECT_TRUE(sources.insert(pair.source).second) << pair.source;
    EXPECT_TRUE(targets.insert(pair.target).second) << pair.target;
    EXPECT_TRUE(std::any_of(dictionary.pairs.begin(), dictionary.pairs.end(), [&](const ResolvedPair& known) {
      return known.known && known.source == pair.source && known.target == pair.target;
    }));
  }
}

TEST(DrawPairsTest, IsGreedyNothingThatFitsIsLeft) {
  const auto dictionary = dictionary_of(300);
  Listener listener;
  const auto drawn = draw_pairs(dictionary, 1000, 7, listener);
  EXPECT_THAT(listener.warnings, HasSubstr("1000 pairs were asked for, but only " + std::to_string(drawn.size())));
  std::set<std::string> sources, targets;
  for (const WordPair& pair : drawn) {
    sources.insert(pair.source);
    targets.insert(pair.target);
  }
  for (const ResolvedPair& pair : dictionary.pairs) {
    EXPECT_TRUE(!pair.known || sources.contains(pair.source) || targets.contains(pair.target));
  }
}

TEST(DrawPairsTest, TheSeedDecidesAndASmallerDrawIsThePrefixOfALarger) {
  const auto dictionary = dictionary_of(600);
  const auto first = draw_pairs(dictionary, 80, 7, silent_reporter());
  EXPECT_EQ(first, draw_pairs(dictionary, 80, 7, silent_reporter()));
  EXPECT_NE(first, draw_pairs(dictionary, 80, 8, silent_reporter()));
  const auto fewer = draw_pairs(dictionary, 30, 7, silent_reporter());
  EXPECT_TRUE(std::equal(fewer.begin(), fewer.end(), first.begin()));
}

TEST(DrawPairsTest, DrawsOverTheWholeDictionary) {
  // The mean place of 200 words drawn out of 2,000 different pairs is 1,000 with a standard error of 39.
  ResolvedDictionary dictionary;
  for (int i = 0; i < 2000; ++i) dictionary.pairs.push_back({std::to_string(i), std::to_string(i), true});
  double sum = 0;
  for (const WordPair& pair : draw_pairs(dictionary, 200, 3, silent_reporter())) sum += std::stod(pair.source);
  EXPECT_NEAR(sum / 200, 1000, 160);
}

TEST(DrawPairsTest, ThePairsFileReadsBack) {
  const auto drawn = draw_pairs(dictionary_of(600), 20, 7, silent_reporter());
  const TemporaryFile file(pairs_file(drawn));
  EXPECT_EQ(read_dictionary(file.path(), silent_reporter()).pairs, drawn);
  EXPECT_EQ(pairs_file({{"casa", "house"}, {"rey", "king"}}), "casa\thouse\nrey\tking\n");
}

}  // namespace
}  // namespace koine::lexicon
