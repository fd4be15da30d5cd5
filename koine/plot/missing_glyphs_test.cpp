#include "koine/plot/missing_glyphs.h"

#include <gtest/gtest.h>

#include "koine/core/core_test_support.h"
#include "koine/plot/child_process.h"

namespace koine::plot {
namespace {

TEST(MissingGlyphs, ACharacterThatIsNoneHasNoFont) {
  const TestFolder folder;
  if (run_process({"fc-list"}, folder.path()).not_found) GTEST_SKIP() << "no fontconfig";
  // No font has a character of a private plane; of Latin, none is looked for.
  EXPECT_EQ(missing_glyphs("a é\t\U0010ABCD \U0010ABCD", folder.path()), (std::set<char32_t>{0x10ABCD}));
  // Nor one that is none yet, nor a control character that is no white space.
  EXPECT_EQ(missing_glyphs("don\u0092t a\U0001FAE9b", folder.path()), (std::set<char32_t>{0x92, 0x1FAE9}));
  EXPECT_TRUE(missing_glyphs("plain \xff text", folder.path()).empty());
  EXPECT_TRUE(missing_glyphs("", folder.path()).empty());
}

TEST(MissingGlyphs, SquaresStandForLettersAndNothingForMarks) {
  EXPECT_EQ(with_squares("का x", {0x915, 0x93E}), "□ x");
  EXPECT_EQ(with_squares("का\xff", {0x93E}), "क\xff");
  EXPECT_EQ(with_squares("日本", {0x65E5}), "□本");
}

}  // namespace
}  // namespace koine::plot
