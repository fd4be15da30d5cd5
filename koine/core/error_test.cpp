#include "koine/core/error.h"

#include <gtest/gtest.h>

namespace koine {
namespace {

TEST(ErrorTest, MessageAnswersEveryQuestionInOrder) {
  const Error error = Error(ErrorKind::kInput, "too few numbers")
                          .hint("the file may have been cut short")
                          .expected("300")
                          .found("299")
                          .where("es.vec:17");
  EXPECT_STREQ(error.what(),
               "es.vec:17: too few numbers: found 299, expected 300; the file may have been cut short");
  EXPECT_EQ(error.kind(), ErrorKind::kInput);
}

TEST(ErrorTest, PartsMayBeMissing) {
  EXPECT_STREQ(Error(ErrorKind::kUsage, "no").what(), "no");
  EXPECT_STREQ(Error(ErrorKind::kUsage, "no").expected("yes").what(), "no: expected yes");
}

TEST(ErrorTest, RequireThrowsOnlyWhereItDoesNotHold) {
  EXPECT_NO_THROW(require(true, "x"));
  try {
    require(false, "rows agree");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInternal);
  }
}

TEST(QuotedTest, ShowsControlBytesAndCutsBetweenCharacters) {
  EXPECT_EQ(quoted("a\tb"), "'a\\x09b'");
  EXPECT_EQ(quoted("\x7F ~"), "'\\x7F ~'");
  EXPECT_EQ(quoted("añb", 2), "'a…'");
  EXPECT_EQ(quoted("añb", 3), "'añ…'");
  EXPECT_EQ(quoted("añb", 4), "'añb'");
}

}  // namespace
}  // namespace koine
