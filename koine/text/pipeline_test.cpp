#include "koine/text/pipeline.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "koine/core/error.h"

namespace koine::text {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

TEST(Pipeline, NormalisesTokenizesThenLowercases) {
  Pipeline pipeline("fr", {});
  // Moses sees the case: "M. Éon" keeps its period, "mot. Fin" does not.
  EXPECT_EQ(pipeline.line("\uFEFFL'ami\u00A0de M. E\u0301on : mot. Fin.", "a", 1), "l' ami de m. éon : mot . fin .");
  EXPECT_THAT(pipeline.tokens("C'est  LÀ", "a", 1), ElementsAre("c'", "est", "là"));
  EXPECT_THAT(pipeline.tokens(" \u3000 ", "a", 2), IsEmpty());
}

TEST(Pipeline, NoTokenIsEmptyWhereMosesLeavesSpaces) {
  Pipeline pipeline("en", {});
  EXPECT_THAT(pipeline.tokens("x .'", "a", 1), ElementsAre("x", ".", "'"));
}

TEST(Pipeline, KeepsTheCaseWhenAsked) {
  Pipeline pipeline("en", {.lowercase = false});
  EXPECT_EQ(pipeline.line("The END.", "a", 1), "The END .");
}

TEST(Pipeline, TextThatIsSplitAlreadyIsCutAtSpacesOnly) {
  Pipeline pipeline("en", {.kind = TokenizerKind::kNone});
  EXPECT_THAT(pipeline.tokens(" Don't\tsplit:  THIS,\u00A0please. ", "a", 1),
              ElementsAre("don't", "split:", "this,", "please."));
}

TEST(Pipeline, WordsOfUnicodeWhereAskedFor) {
  Pipeline pipeline("hi", {.kind = TokenizerKind::kIcu});
  EXPECT_THAT(pipeline.tokens("हिन्दी DON'T।", "a", 1), ElementsAre("हिन्दी", "don't", "।"));
}

TEST(Pipeline, InvalidUtf8NamesTheLine) {
  Pipeline pipeline("es", {});
  try {
    pipeline.line("a\xf1o nuevo", "es.txt", 17);
    FAIL() << "no error";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInput);
    EXPECT_THAT(error.what(), HasSubstr("es.txt:17: the text is not UTF-8: found the byte 0xf1 at column 2"));
    EXPECT_THAT(error.what(), HasSubstr("--invalid-utf8 replace"));
  }
}

TEST(Pipeline, InvalidUtf8IsReplacedWhenAsked) {
  Pipeline pipeline("es", {.kind = TokenizerKind::kNone, .invalid_utf8 = InvalidUtf8::kReplace});
  EXPECT_THAT(pipeline.tokens("a\xf1o nuevo", "es.txt", 17), ElementsAre("a\uFFFDo", "nuevo"));
}

TEST(Pipeline, ALineOfAMegabyte) {
  std::string line;
  for (int i = 0; i < 200'000; ++i) line += "word ";
  Pipeline pipeline("en", {});
  EXPECT_EQ(pipeline.tokens(line, "a", 1).size(), 200'000u);
}

}  // namespace
}  // namespace koine::text
