#include "koine/explore/page_data.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "koine/explore/explore_test_support.h"

namespace koine::explore {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class PageDataTest : public testing::Test {
 protected:
  PageDataTest() {
    places_(0, 0) = -3;  // x from -3 to 7, y from 0 to 5: ten wide
    places_(1, 0) = 7;
    places_(2, 1) = 5;
  }

  std::string text() {
    const std::vector<Language> languages = {a_.shown(2), b_.shown(1)};
    return page_data(
        {.title = "run", .layout = "t-SNE", .languages = languages, .places = places_.view(), .nearest = &nearest_});
  }
  nlohmann::json json() { return nlohmann::json::parse(text()); }

  TestLanguage a_{"aa", 4, 3, 1}, b_{"ab", 3, 3, 2};
  Matrix<float> places_{3, 2};
  // aa has two shown words and four in all, ab has one and three.
  NearestWords nearest_ = {
      {{{{1, 0.5f}, {3, 0.25f}}, {{3, 0.75f}, {2, -0.125f}}}, {{{0, 0.5f}}, {{2, 0.03125f}}}},
      {{{{0, 0.5f}}}, {{{2, 1.0f}}}},
  };
};

TEST_F(PageDataTest, WordsOnTheMapComeFirstThenNeighbours) {
  const auto data = json();
  EXPECT_EQ(data["title"], "run");
  EXPECT_EQ(data["layout"], "t-SNE");
  EXPECT_EQ(data["separate"], false);
  EXPECT_EQ(data["languages"][0]["code"], "aa");
  EXPECT_EQ(data["languages"][0]["vocabulary"], 4);
  EXPECT_THAT(data["languages"][0]["words"], ElementsAre("aa0", "aa1", "aa3", "aa2"));
  EXPECT_THAT(data["languages"][1]["words"], ElementsAre("ab0", "ab2"));
}

TEST_F(PageDataTest, ScoresAreDropsInTenThousandths) {
  const auto neighbours = json()["languages"][0]["neighbours"];
  EXPECT_EQ(neighbours[0]["count"], 2);
  EXPECT_THAT(neighbours[0]["ids"], ElementsAre(1, 2, 2, 3));
  EXPECT_THAT(neighbours[0]["scores"], ElementsAre(5000, 2500, 7500, 8750));
  EXPECT_EQ(neighbours[1]["count"], 1);
  EXPECT_THAT(neighbours[1]["ids"], ElementsAre(0, 1));
  EXPECT_THAT(neighbours[1]["scores"], ElementsAre(5000, 312));  // 0.03125 is printed as 0.0312
}

TEST_F(PageDataTest, PlacesKeepTheirShape) {
  const auto data = json();
  EXPECT_THAT(data["languages"][0]["x"], ElementsAre(0, 65535));
  EXPECT_THAT(data["languages"][1]["x"], ElementsAre(19661));  // 3/10 of 65535
  EXPECT_THAT(data["languages"][0]["y"], ElementsAre(16384, 16384));
  EXPECT_THAT(data["languages"][1]["y"], ElementsAre(49151));  // half as wide, around the middle
}

TEST_F(PageDataTest, OnePlaceLiesInTheMiddle) {
  places_ = Matrix<float>(3, 2);
  EXPECT_THAT(json()["languages"][0]["x"], ElementsAre(32768, 32768));
}

TEST_F(PageDataTest, WordsCannotLeaveTheirElement) {
  const std::string bad = "</script><!--\u2028\u2029\"\\\xFF";
  a_.words[0] = bad;
  EXPECT_THAT(text(), Not(HasSubstr("<")));
  EXPECT_THAT(text(), Not(HasSubstr("\u2028")));
  EXPECT_THAT(text(), Not(HasSubstr("\u2029")));
  EXPECT_EQ(json()["languages"][0]["words"][0], "</script><!--\u2028\u2029\"\\\uFFFD");
}

TEST_F(PageDataTest, CharactersBesideTheLineEndsStay) {
  a_.words[0] = "\u2027\u202A\u20A8€";
  EXPECT_THAT(text(), HasSubstr("\"\u2027\u202A\u20A8€\""));
}

}  // namespace
}  // namespace koine::explore
