#include "koine/lexicon/resolved_dictionary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "koine/lexicon/lexicon_test_support.h"

namespace koine::lexicon {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

Dictionary dictionary_of(std::vector<WordPair> pairs) {
  Dictionary dictionary;
  dictionary.name = "es-en.txt";
  dictionary.pairs = std::move(pairs);
  return dictionary;
}

TEST(ResolveTest, TellsKnownPairsFromOthers) {
  const std::vector<WordIndex> sources{WordIndex({"casa", "rey", "mar"})}, targets{WordIndex({"house", "king"})};
  Listener listener;
  const auto resolved =
      resolve(dictionary_of({{"Casa", "House"}, {"casa", "house"}, {"rey", "king"}, {"mar", "sea"}, {"luna", "king"}}),
              sources, targets, listener);
  // The first two are one pair once they are looked up.
  ASSERT_EQ(resolved.pairs.size(), 4u);
  EXPECT_EQ(resolved.pairs[0].source, "casa");
  EXPECT_EQ(resolved.pairs[0].target, "house");
  EXPECT_TRUE(resolved.pairs[0].known);
  EXPECT_TRUE(resolved.pairs[1].known);
  EXPECT_FALSE(resolved.pairs[2].known);
  EXPECT_EQ(resolved.pairs[2].target, "sea");
  EXPECT_FALSE(resolved.pairs[3].known);
  EXPECT_EQ(resolved.known, 2);
  EXPECT_EQ(resolved.lowercased, 1);
  EXPECT_THAT(listener.infos, HasSubstr("2 pairs in the vocabulary, 2 out of it; 1 were found only in lower case"));
  EXPECT_THAT(listener.warnings, IsEmpty());
}

TEST(ResolveTest, AWordHasToBeInAllVocabulariesOfItsSide) {
  const std::vector<WordIndex> sources{WordIndex({"casa", "rey"}), WordIndex({"casa"})};
  const std::vector<WordIndex> targets{WordIndex({"house", "king"}), WordIndex({"king", "house"})};
  const auto resolved =
      resolve(dictionary_of({{"casa", "house"}, {"rey", "king"}}), sources, targets, silent_reporter());
  EXPECT_TRUE(resolved.pairs[0].known);
  EXPECT_FALSE(resolved.pairs[1].known);
}

TEST(ResolveTest, SaysWhenTheLanguagesAreSwapped) {
  const std::vector<WordIndex> sources{WordIndex({"casa", "rey", "no", "luna"})};
  const std::vector<WordIndex> targets{WordIndex({"house", "king", "no", "moon"})};
  const std::string message = input_error([&] {
    resolve(dictionary_of({{"house", "casa"}, {"king", "rey"}}), sources, targets, silent_reporter());
  });
  EXPECT_THAT(message, HasSubstr("es-en.txt"));
  EXPECT_THAT(message, HasSubstr("swapped, 2 would be"));

  // A word known on both sides hides the error, but not the doubt.
  Listener listener;
  const auto swapped =
      dictionary_of({{"house", "casa"}, {"king", "rey"}, {"no", "no"}, {"moon", "luna"}, {"king", "nothing"}});
  EXPECT_EQ(resolve(swapped, sources, targets, listener).known, 1);
  EXPECT_THAT(listener.warnings, HasSubstr("swapped, 4 would be"));
}

TEST(ResolveTest, DoubtsOnlyWhereMoreThanTwiceAsManyWouldBeKnown) {
  // Each pair is in the vocabulary as it stands, or the other way round, or both.
  const std::vector<WordIndex> sources{WordIndex({"casa", "rey", "no", "luna"})};
  const std::vector<WordIndex> targets{WordIndex({"house", "king", "no", "moon"})};
  std::vector<WordPair> pairs{{"no", "no"}, {"house", "casa"}};
  Listener listener;
  resolve(dictionary_of(pairs), sources, targets, listener);  // 1, swapped 2
  EXPECT_THAT(listener.warnings, IsEmpty());
  pairs.push_back({"king", "rey"});
  resolve(dictionary_of(pairs), sources, targets, listener);  // 1, swapped 3
  EXPECT_THAT(listener.warnings, HasSubstr("only 1 pairs are in the vocabulary; swapped, 3 would be"));
}

TEST(ResolveTest, CountsWhatIsLowerCaseOnEitherSide) {
  const std::vector<WordIndex> sources{WordIndex({"casa", "rey", "mar"})}, targets{WordIndex({"house", "king", "sea"})};
  const auto dictionary = dictionary_of({{"Casa", "house"}, {"rey", "King"}, {"mar", "sea"}});
  EXPECT_EQ(resolve(dictionary, sources, targets, silent_reporter()).lowercased, 2);
}

TEST(ResolveTest, RefusesADictionaryOfOtherLanguages) {
  const std::vector<WordIndex> sources{WordIndex({"casa"})}, targets{WordIndex({"house"})};
  const std::string message = input_error([&] {
    resolve(dictionary_of({{"haus", "talo"}}), sources, targets, silent_reporter());
  });
  EXPECT_THAT(message, HasSubstr("found 1 pairs, none known"));
  EXPECT_THAT(message, Not(HasSubstr("swapped")));
}

}  // namespace
}  // namespace koine::lexicon
