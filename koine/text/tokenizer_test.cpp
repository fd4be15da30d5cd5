#include "koine/text/tokenizer.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace koine::text {
namespace {

using Rule = NonbreakingPrefixes::Rule;

// What the lines below become was checked against the Perl program.
NonbreakingPrefixes some_prefixes() {
  NonbreakingPrefixes prefixes;
  for (const char* word : {"Mr", "A", "etc"}) prefixes.add(word, Rule::kAlways);
  prefixes.add("No", Rule::kBeforeNumber);
  return prefixes;
}

std::string tokenize(std::string_view language, std::string_view line, TokenizerOptions options = {}) {
  return Tokenizer(language, options, some_prefixes()).tokenize(line);
}

TEST(Tokenizer, WhiteSpaceAndControlCharacters) {
  EXPECT_EQ(tokenize("es", ""), "");
  EXPECT_EQ(tokenize("es", "  a \t b\u00A0\u3000c  "), "a b c");
  EXPECT_EQ(tokenize("es",
                     "a\x01"
                     "b \x1f c"),
            "ab c");
  EXPECT_EQ(tokenize("es",
                     "a\x7f"
                     "b"),
            "a \x7f b");
  EXPECT_EQ(tokenize("es", " \x01 "), "");
}

TEST(Tokenizer, SymbolsStandAlone) {
  EXPECT_EQ(tokenize("es", "¿(Qué)? ¡sí! «no»—ya; a@b"), "¿ ( Qué ) ? ¡ sí ! « no » — ya ; a @ b");
  EXPECT_EQ(tokenize("es", "100%"), "100 %");
  EXPECT_EQ(tokenize("es", "http://a.es/x?y=1"), "http : / / a.es / x ? y = 1");
  EXPECT_EQ(tokenize("es", "co\u00ADop a\u200Bb e\u0301"), "co \u00AD op a \u200B b e \u0301");
}

TEST(Tokenizer, LettersAndDigitsOfAllScriptsStayTogether) {
  EXPECT_EQ(tokenize("ru", "ещё 日本語 ٣٤ Ⅷ 2º \U00010428x"), "ещё 日本語 ٣٤ Ⅷ 2º \U00010428x");
  EXPECT_EQ(tokenize("en", "2½ m²"), "2 ½ m ²");
}

TEST(Tokenizer, HyphensStayUnlessAggressive) {
  EXPECT_EQ(tokenize("en", "a-b-c -d e- 1-2 f--g"), "a-b-c -d e- 1-2 f--g");
  EXPECT_EQ(tokenize("en", "a-b-c -d e- 1-2 f--g", {.aggressive = true}), "a @-@ b @-@ c -d e- 1 @-@ 2 f--g");
}

TEST(Tokenizer, ColonInFinnishAndSwedishWords) {
  EXPECT_EQ(tokenize("fi", "USA:n 20:een EU:ssa"), "USA:n 20:een EU:ssa");
  EXPECT_EQ(tokenize("fi", "kello 12:30 A:B x: ::y a:"), "kello 12 : 30 A : B x : : :y a :");
  EXPECT_EQ(tokenize("sv", "USA:s"), "USA:s");
  EXPECT_EQ(tokenize("de", "USA:n"), "USA : n");
}

TEST(Tokenizer, MiddleDotInCatalanWords) {
  EXPECT_EQ(tokenize("ca", "il·lusió 3·4"), "il·lusió 3 · 4");
  EXPECT_EQ(tokenize("es", "il·lusió"), "il · lusió");
}

TEST(Tokenizer, RunsOfPeriods) {
  EXPECT_EQ(tokenize("es", "a...b"), "a ... b");
  EXPECT_EQ(tokenize("es", "...y.. ....5"), "... y .. .... 5");
  EXPECT_EQ(tokenize("es", "fin..."), "fin ...");
  EXPECT_EQ(tokenize("es", "a...,b"), "a ... , b");
}

TEST(Tokenizer, CommasStayBetweenNumbersOnly) {
  EXPECT_EQ(tokenize("es", "5,300 a,b 1,a a,1"), "5,300 a , b 1 , a a , 1");
  EXPECT_EQ(tokenize("es", "A,B,C,,D"), "A , B , C , , D");
  EXPECT_EQ(tokenize("es", "1,2,3,"), "1,2,3 ,");
  EXPECT_EQ(tokenize("es", ",5"), ",5");
  EXPECT_EQ(tokenize("es", ",a"), ", a");
  EXPECT_EQ(tokenize("es", "½,2"), "½ , 2");
}

TEST(Tokenizer, ApostrophesInEnglishJoinTheRightPart) {
  EXPECT_EQ(tokenize("en", "don't I'll dogs' x"), "don 't I 'll dogs ' x");
  EXPECT_EQ(tokenize("en", "the 1990's 5'x"), "the 1990 's 5'x");
  EXPECT_EQ(tokenize("en", "say 'tis 'now'"), "say ' tis ' now'");
  EXPECT_EQ(tokenize("en", "'twas"), "'twas");
  EXPECT_EQ(tokenize("en", "a''b x ''' y"), "a ' ' b x ' '' y");
}

TEST(Tokenizer, ApostrophesInFrenchAndItalianJoinTheLeftPart) {
  EXPECT_EQ(tokenize("fr", "l'homme d'un jusqu'à 5'x dit' x"), "l' homme d' un jusqu' à 5 ' x dit ' x");
  EXPECT_EQ(tokenize("it", "dell'arte"), "dell' arte");
}

TEST(Tokenizer, ApostrophesElsewhereStandAlone) {
  EXPECT_EQ(tokenize("de", "geht's 'ne d''x"), "geht ' s ' ne d ' ' x");
}

TEST(Tokenizer, TypographicApostrophesAreSymbols) {
  EXPECT_EQ(tokenize("en", "don’t `x"), "don ’ t `x");
}

TEST(Tokenizer, PeriodsInsideALine) {
  EXPECT_EQ(tokenize("en", "Mr. Smith met. Bob"), "Mr. Smith met . Bob");
  EXPECT_EQ(tokenize("en", "word. next"), "word. next");  // before lowercase
  EXPECT_EQ(tokenize("en", "word. ªx"), "word. ªx");
  EXPECT_EQ(tokenize("en", "U.S.A. Today"), "U.S.A. Today");  // a period and a letter inside
  EXPECT_EQ(tokenize("en", "1.2. Then"), "1.2 . Then");       // no letter inside
  EXPECT_EQ(tokenize("en", "No. 7 No. Seven No. ٣"), "No. 7 No . Seven No . ٣");
  EXPECT_EQ(tokenize("en", "x . Y"), "x . Y");
  EXPECT_EQ(tokenize("en", "3.14 .5"), "3.14 .5");
}

TEST(Tokenizer, TheLastPeriodComesOff) {
  EXPECT_EQ(tokenize("en", "Ask Mr."), "Ask Mr .");
  EXPECT_EQ(tokenize("en", "the U.S."), "the U.S .");
  EXPECT_EQ(tokenize("en", "the end."), "the end .");
  EXPECT_EQ(tokenize("en", "(Mr.)"), "( Mr. )");  // not the last token
}

TEST(Tokenizer, OldPeriodRuleTreatsTheLastWordAsAnyOther) {
  const TokenizerOptions old{.old_period = true};
  EXPECT_EQ(tokenize("en", "Ask Mr.", old), "Ask Mr.");
  EXPECT_EQ(tokenize("en", "the U.S.", old), "the U.S.");
  EXPECT_EQ(tokenize("en", "the end.", old), "the end .");
  EXPECT_EQ(tokenize("en", "say No.", old), "say No .");
}

TEST(Tokenizer, APeriodAndAnApostropheAtTheEnd) {
  EXPECT_EQ(tokenize("en", "he said 'go.'"), "he said ' go . ' ");
  EXPECT_EQ(tokenize("en", "x .'"), "x  . ' ");
  EXPECT_EQ(tokenize("en", "x...'"), "x ... '");
  EXPECT_EQ(tokenize("en", "say '.' x"), "say ' .' x");  // not at the end
  EXPECT_EQ(tokenize("de", "er sagt 'geh.'"), "er sagt ' geh . '");
}

TEST(Tokenizer, EscapesWhenAsked) {
  const TokenizerOptions escape{.escape = true};
  EXPECT_EQ(tokenize("de", "a&b|c<d>e'f\"g[h]", escape),
            "a &amp; b &#124; c &lt; d &gt; e &apos; f &quot; g &#91; h &#93;");
  EXPECT_EQ(tokenize("en", "go.' &amp;", escape), "go . &apos; &amp; amp ;");
  EXPECT_EQ(tokenize("en", "go.'", escape), "go . &apos; ");
  EXPECT_EQ(tokenize("de", "a&b'c"), "a & b ' c");
}

TEST(Tokenizer, BuiltInPrefixesAndTheEnglishFallback) {
  EXPECT_EQ(Tokenizer("es").tokenize("El Sr. López y D. Juan."), "El Sr. López y D. Juan .");
  EXPECT_EQ(Tokenizer("de").tokenize("Am 3. Mai kam Dr. Faust."), "Am 3. Mai kam Dr. Faust .");
  EXPECT_EQ(Tokenizer("sw").tokenize("Mr. Juma's"), "Mr. Juma 's");
  EXPECT_EQ(tokenize("sw", "Mr. Juma's"), "Mr. Juma ' s");  // with a prefix file: as Moses treats an unknown code
  EXPECT_EQ(tokenize("fr-CA", "l'ami"), "l' ami");
}

}  // namespace
}  // namespace koine::text
