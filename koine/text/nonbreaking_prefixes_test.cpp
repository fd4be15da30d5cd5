#include "koine/text/nonbreaking_prefixes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "koine/core/error.h"
#include "koine/text/prefix_lists.h"
#include "koine/text/unicode.h"

namespace koine::text {
namespace {

using Rule = NonbreakingPrefixes::Rule;
using testing::HasSubstr;

std::string message_of_parsing(std::string_view text) {
  try {
    NonbreakingPrefixes::parse(text, "mine.txt");
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInput);
    return error.what();
  }
  return "no error";
}

TEST(NonbreakingPrefixes, ReadsTheFormatOfMoses) {
  const auto prefixes = NonbreakingPrefixes::parse("# titles\nDr\n\nNo #NUMERIC_ONLY# \r\nz.B\r\nlast", "mine.txt");
  EXPECT_EQ(prefixes.find("Dr"), Rule::kAlways);
  EXPECT_EQ(prefixes.find("No"), Rule::kBeforeNumber);
  EXPECT_EQ(prefixes.find("z.B"), Rule::kAlways);
  EXPECT_EQ(prefixes.find("last"), Rule::kAlways);
  EXPECT_EQ(prefixes.find("dr"), Rule::kNone);
  EXPECT_EQ(prefixes.find("# titles"), Rule::kNone);
  EXPECT_EQ(prefixes.size(), 4u);
}

TEST(NonbreakingPrefixes, WhiteSpaceAtTheEndBelongsToThePrefixAsInMoses) {
  const auto prefixes = NonbreakingPrefixes::parse("Fil \nArt  #NUMERIC_ONLY#\nArt\n", "mine.txt");
  EXPECT_EQ(prefixes.find("Fil"), Rule::kNone);
  EXPECT_EQ(prefixes.find("Art"), Rule::kAlways);
}

TEST(NonbreakingPrefixes, TheLaterOfTwoCounts) {
  const auto prefixes = NonbreakingPrefixes::parse("No\nNo #NUMERIC_ONLY#\n", "mine.txt");
  EXPECT_EQ(prefixes.find("No"), Rule::kBeforeNumber);
}

TEST(NonbreakingPrefixes, PrefixesMeetTheTextInNfc) {
  const auto prefixes = NonbreakingPrefixes::parse("\uFEFFpa\u0301g\n", "mine.txt");
  EXPECT_EQ(prefixes.find("pág"), Rule::kAlways);
}

TEST(NonbreakingPrefixes, RefusesWhatIsNoPrefixFile) {
  EXPECT_THAT(message_of_parsing("Dr\nS\xe9n\n"), HasSubstr("mine.txt:2: the prefix file is not UTF-8"));
  EXPECT_THAT(message_of_parsing(""), HasSubstr("mine.txt: the prefix file holds no prefix"));
  EXPECT_THAT(message_of_parsing("# only\n# comments\n"), HasSubstr("holds no prefix"));
}

TEST(NonbreakingPrefixes, BuiltInLists) {
  EXPECT_EQ(NonbreakingPrefixes::built_in("en").find("Mr"), Rule::kAlways);
  EXPECT_EQ(NonbreakingPrefixes::built_in("en").find("No"), Rule::kBeforeNumber);
  EXPECT_EQ(NonbreakingPrefixes::built_in("es").find("Sra"), Rule::kAlways);
  EXPECT_EQ(NonbreakingPrefixes::built_in("fr").find("MM"), Rule::kAlways);
  EXPECT_EQ(NonbreakingPrefixes::built_in("ru").find("Ж"), Rule::kAlways);
  EXPECT_EQ(NonbreakingPrefixes::built_in("de").find("99"), Rule::kAlways);
  EXPECT_EQ(NonbreakingPrefixes::built_in("de").find("100"), Rule::kNone);
  EXPECT_EQ(NonbreakingPrefixes::built_in("en").find("14"), Rule::kNone);
}

TEST(NonbreakingPrefixes, ALanguageWithoutRulesUsesEnglish) {
  EXPECT_TRUE(has_own_rules("fi"));
  EXPECT_TRUE(has_own_rules("fr-CA"));
  EXPECT_EQ(rules_language("fr-CA"), "fr");
  EXPECT_EQ(rules_language("sw_KE"), "en");
  EXPECT_FALSE(has_own_rules("sw"));
  EXPECT_EQ(rules_language("fi"), "fi");
  EXPECT_EQ(rules_language("sw"), "en");
  EXPECT_EQ(NonbreakingPrefixes::built_in("sw").find("Mr"), Rule::kAlways);
  EXPECT_EQ(NonbreakingPrefixes::built_in("sw").size(), NonbreakingPrefixes::built_in("en").size());
}

TEST(PrefixLists, AreWellFormed) {
  std::set<std::string_view> languages;
  for (const auto& list : prefix_lists()) {
    EXPECT_TRUE(languages.insert(list.language).second) << list.language << " has two lists";
    for (const auto words : {list.initials, list.always, list.before_number}) {
      EXPECT_EQ(words.find(". "), std::string_view::npos) << list.language << ": prefixes stand without their period";
      EXPECT_EQ(words.find('\t'), std::string_view::npos) << list.language;
      EXPECT_EQ(normalise(words).size(), words.size()) << list.language << ": not in NFC";
    }
  }
  for (const char* language : {"en", "fr", "de", "es", "fi", "ru", "cs"}) EXPECT_TRUE(languages.contains(language));
}

}  // namespace
}  // namespace koine::text
