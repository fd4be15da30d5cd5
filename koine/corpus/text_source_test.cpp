#include "koine/corpus/text_source.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "koine/core/core_test_support.h"

namespace koine::corpus {
namespace {

using testing::ElementsAre;

struct Said : Reporter {
  void info(const std::string& line) override { lines.push_back(line); }
  std::vector<std::string> lines;
};

TEST(LanguageCodeTest, LettersDigitsUnderscoreAndHyphen) {
  for (const auto* code : {"es", "x", "zh-Hans", "sr_Latn", "en2", "specials"}) {
    EXPECT_NO_THROW(check_language_code(code)) << code;
  }
  EXPECT_NO_THROW(check_language_code(std::string(32, 'a')));
}

TEST(LanguageCodeTest, RefusesWhatIsNoNameOfAFile) {
  for (const auto* code : {"", ".", "..", "a/b", "../es", "/es", "es.vec", "-es", "_es", "2es", "ES", "e s", "es\n",
                           "ñ", "eñ", "special"}) {
    error_of(ErrorKind::kUsage, [&] { check_language_code(code); });
  }
  error_of(ErrorKind::kUsage, [&] { check_language_code(std::string(33, 'a')); });
  error_of(ErrorKind::kUsage, [&] { check_language_code(std::string_view("e\0s", 3)); });
}

TEST(JoinSourcesTest, ALanguageGivenTwiceIsOneTextAndSaidSo) {
  Said said;
  const auto joined = join_sources({{"es", {"a", "b"}}, {"en", {"c"}}, {"es", {"d"}}, {"es", {"a"}}}, said);
  ASSERT_EQ(joined.size(), 2u);
  EXPECT_EQ(joined[0].language, "es");
  EXPECT_THAT(joined[0].files, ElementsAre("a", "b", "d", "a"));
  EXPECT_EQ(joined[1].language, "en");
  EXPECT_THAT(joined[1].files, ElementsAre("c"));
  EXPECT_THAT(said.lines, ElementsAre(testing::AllOf(testing::HasSubstr("'es'"), testing::HasSubstr("4 files"))));
}

TEST(JoinSourcesTest, SaysNothingWhereNothingIsJoined) {
  Said said;
  EXPECT_EQ(join_sources({{"es", {"a", "-"}}, {"en", {"c"}}}, said).size(), 2u);
  EXPECT_TRUE(said.lines.empty());
}

TEST(JoinSourcesTest, RefusesABadCodeNoFileAndStandardInputTwice) {
  Reporter& silent = silent_reporter();
  error_of(ErrorKind::kUsage, [&] { join_sources({{"es", {"a"}}, {"..", {"a"}}}, silent); });
  error_of(ErrorKind::kUsage, [&] { join_sources({{"es", {}}}, silent); });
  error_of(ErrorKind::kUsage, [&] { join_sources({{"es", {"-"}}, {"en", {"-"}}}, silent); });
  error_of(ErrorKind::kUsage, [&] { join_sources({{"es", {"-", "-"}}}, silent); });
}

}  // namespace
}  // namespace koine::corpus
