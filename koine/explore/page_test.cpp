#include "koine/explore/page.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <sstream>

#include "koine/explore/explore_test_support.h"

namespace koine::explore {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

TEST(PageTest, TheTemplateIsTheFileByteForByte) {
  std::ifstream file(std::string(KOINE_ROOM_DIR) + "/../../explorer/explorer.html", std::ios::binary);
  std::ostringstream text;
  text << file.rdbuf();
  EXPECT_EQ(page_template(), text.str());
}

TEST(PageTest, HoldsTheDataAndLoadsNothing) {
  const TestLanguage a("aa", 3, 4, 1);
  const std::vector<Language> languages = {a.shown(2)};
  const Matrix<float> places(2, 2);
  const NearestWords nearest = {{{{{1, 0.5f}}, {{0, 0.5f}}}}};
  const PageContent content = {
      .title = "run", .layout = "t-SNE", .languages = languages, .places = places.view(), .nearest = &nearest};
  const std::string html = page(content);
  EXPECT_THAT(html, StartsWith("<!DOCTYPE html>"));
  EXPECT_THAT(html, HasSubstr(page_data(content)));
  EXPECT_THAT(html, Not(HasSubstr("@KOINE_EXPLORER_DATA@")));
  EXPECT_THAT(html, HasSubstr("default-src 'none'"));
  EXPECT_THAT(html, Not(HasSubstr(" src=")));
  EXPECT_THAT(html, Not(HasSubstr("<link")));
}

}  // namespace
}  // namespace koine::explore
