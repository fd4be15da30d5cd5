#include "koine/eval/closest_spellings.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace koine::eval {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

TEST(ClosestSpellingsTest, CountsInsertionsDeletionsAndReplacements) {
  const std::vector<std::string> words{"perro", "cosas", "cas", "casas", "casa", "caza"};
  // Distances to "casa": 5, 2, 1, 1, 0, 1.
  EXPECT_THAT(closest_spellings("casa", words, 4), ElementsAre("casa", "cas", "casas", "caza"));
  EXPECT_THAT(closest_spellings("casa", words, 6), ElementsAre("casa", "cas", "casas", "caza", "cosas", "perro"));
}

TEST(ClosestSpellingsTest, CountsCodePointsNotBytes) {
  EXPECT_THAT(closest_spellings("дом", {"abc", "том", "дома", "дым"}, 3), ElementsAre("том", "дома", "дым"));
  // Three replaced code points (6 bytes) lose against two added letters (2 bytes) and win against four (4 bytes).
  EXPECT_THAT(closest_spellings("дом", {"домabcd", "еее", "домab"}, 3), ElementsAre("домab", "еее", "домabcd"));
  // One code point of four bytes is one replacement.
  EXPECT_THAT(closest_spellings("a😀", {"bb", "a😁"}, 1), ElementsAre("a😁"));
}

TEST(ClosestSpellingsTest, GivesNoMoreThanThereAre) {
  EXPECT_THAT(closest_spellings("casa", {"cosa"}, 3), ElementsAre("cosa"));
  EXPECT_THAT(closest_spellings("casa", {}, 3), IsEmpty());
  EXPECT_THAT(closest_spellings("", {"abc", "a"}, 1), ElementsAre("a"));
}

}  // namespace
}  // namespace koine::eval
