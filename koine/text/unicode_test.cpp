#include "koine/text/unicode.h"

#include <gtest/gtest.h>

#include <string>

namespace koine::text {
namespace {

TEST(FirstInvalidUtf8, GoodTextOfEveryLengthOfSequence) {
  EXPECT_EQ(first_invalid_utf8(""), std::nullopt);
  EXPECT_EQ(first_invalid_utf8("plain text, longer than eight bytes"), std::nullopt);
  EXPECT_EQ(first_invalid_utf8("é ж 中 😀 \U0010FFFF"), std::nullopt);
}

TEST(FirstInvalidUtf8, TellsTheFirstBadByte) {
  EXPECT_EQ(first_invalid_utf8("caf\xe9"), 3u);  // Latin-1
  EXPECT_EQ(first_invalid_utf8("caf\xe9 olé"), 3u);
  EXPECT_EQ(first_invalid_utf8("0123456789 \xff\xff"), 11u);
  EXPECT_EQ(first_invalid_utf8("é\x80"), 2u);             // a tail without a head
  EXPECT_EQ(first_invalid_utf8("a\xc0\x80"), 1u);         // overlong
  EXPECT_EQ(first_invalid_utf8("a\xed\xa0\x80"), 1u);     // a surrogate
  EXPECT_EQ(first_invalid_utf8("\xf4\x90\x80\x80"), 0u);  // above U+10FFFF
  EXPECT_EQ(first_invalid_utf8("ab\xe4\xb8"), 2u);        // cut short
}

TEST(ReplaceInvalidUtf8, OneMarkForEachBadSequence) {
  EXPECT_EQ(replace_invalid_utf8("caf\xe9 olé"), "caf\uFFFD olé");
  EXPECT_EQ(replace_invalid_utf8("\xff\xff"), "\uFFFD\uFFFD");
  EXPECT_EQ(replace_invalid_utf8("ab\xe4\xb8"), "ab\uFFFD");  // the longest bad subpart is one
  EXPECT_EQ(replace_invalid_utf8("good é 😀"), "good é 😀");
}

TEST(Normalise, ComposesToNfc) {
  EXPECT_EQ(normalise("cafe\u0301"), "café");
  EXPECT_EQ(normalise("A\u030A"), "Å");
  EXPECT_EQ(normalise("q\u0323\u0307 q\u0307\u0323"), "q\u0323\u0307 q\u0323\u0307");  // canonical order
  EXPECT_EQ(normalise("\u212B"), "Å");                                                 // the sign of the Ångström
  EXPECT_EQ(normalise("ﬁ ½"), "ﬁ ½");  // compatibility forms stay: NFC, not NFKC
}

TEST(Normalise, EveryUnicodeSpaceBecomesASpace) {
  for (const char* space : {"\t",     "\v",     "\f",     "\r",     "\u0085", "\u00A0", "\u1680", "\u2000",
                            "\u2001", "\u2002", "\u2003", "\u2004", "\u2005", "\u2006", "\u2007", "\u2008",
                            "\u2009", "\u200A", "\u2028", "\u2029", "\u202F", "\u205F", "\u3000"}) {
    EXPECT_EQ(normalise(std::string("é") + space + "ж" + space), "é ж ") << testing::PrintToString(space);
  }
}

TEST(Normalise, WhatOnlyLooksLikeASpaceStays) {
  EXPECT_EQ(normalise("a\u200Bb\u00ADc\u2060d\u180Ee"), "a\u200Bb\u00ADc\u2060d\u180Ee");
  EXPECT_EQ(normalise("a\x01"
                      "b"),
            "a\x01"
            "b");
}

TEST(Normalise, AByteOrderMarkGoesFromTheStartOnly) {
  EXPECT_EQ(normalise("\uFEFFone"), "one");
  EXPECT_EQ(normalise("o\uFEFFne"), "o\uFEFFne");
}

TEST(Lowercase, FullMapping) {
  EXPECT_EQ(lowercase("ABC xyz 12-Z[@`{"), "abc xyz 12-z[@`{");
  EXPECT_EQ(lowercase("ÀÉÎÕÜ ŘŽ ÅÄÖ"), "àéîõü řž åäö");
  EXPECT_EQ(lowercase("ЁЖИК Ѣ"), "ёжик ѣ");
  EXPECT_EQ(lowercase("ΟΔΥΣΣΕΥΣ Σ"), "οδυσσευς σ");
  EXPECT_EQ(lowercase("STRAẞE"), "straße");
  EXPECT_EQ(lowercase("İI"), "i\u0307i");
}

TEST(Lowercase, TurkishHasItsOwnI) {
  EXPECT_EQ(lowercase("İI", "tr"), "iı");
  EXPECT_EQ(lowercase("İI", "tr-TR"), "iı");
  EXPECT_EQ(lowercase("I", "tru"), "i");
  EXPECT_EQ(lowercase("ILIK", "az"), "ılık");
  EXPECT_EQ(lowercase("ILIK", "de"), "ilik");
}

TEST(CharacterClass, HoldsThePropertiesOfPerl) {
  using C = CharacterClass;
  const auto has = [](char32_t c, unsigned char bit) { return (character_class(c) & bit) != 0; };
  EXPECT_EQ(character_class(U'a'), C::kAlphabetic | C::kAlnum | C::kLowercase | C::kLowerLetter);
  EXPECT_EQ(character_class(U'Ж'), C::kAlphabetic | C::kAlnum);
  EXPECT_EQ(character_class(U'7'), C::kAlnum | C::kNumber);
  EXPECT_EQ(character_class(U'٣'), C::kAlnum | C::kNumber);
  EXPECT_EQ(character_class(U'½'), C::kNumber);
  EXPECT_EQ(character_class(U'Ⅷ'), C::kAlphabetic | C::kAlnum | C::kNumber);
  EXPECT_EQ(character_class(U'ª'), C::kAlphabetic | C::kAlnum | C::kLowercase);
  EXPECT_EQ(character_class(U'\u0301'), 0);     // a combining accent is no letter
  EXPECT_TRUE(has(U'\u093E', C::kAlphabetic));  // a vowel sign is one
  EXPECT_EQ(character_class(U'\u00A0'), C::kSpace);
  EXPECT_EQ(character_class(U'\U00010428'), C::kAlphabetic | C::kAlnum | C::kLowercase | C::kLowerLetter);
  EXPECT_EQ(character_class(U'😀'), 0);
}

TEST(UnicodeTest, AFieldOfATableDividesNothing) {
  EXPECT_EQ(table_field("na\xC3\xAFve"), "na\xC3\xAFve");
  EXPECT_EQ(table_field("a\tb\n\x7F"), "a\uFFFDb\uFFFD\uFFFD");
  EXPECT_EQ(table_field("a\xFF"
                        "b"),
            "a\uFFFDb");
  EXPECT_EQ(table_field("\xEF\xBF\xBE\xEF\xBF\xBF"), "\uFFFD\uFFFD");
}

}  // namespace
}  // namespace koine::text
