#include "koine/text/romanizer.h"

#include <gtest/gtest.h>

namespace koine::text {
namespace {

TEST(RomanizerTest, WritesWordsOfAnyScriptInPlainLatinLetters) {
  const Romanizer romanizer;
  EXPECT_EQ(romanizer.romanize("Nation's"), "nation's");
  EXPECT_EQ(romanizer.romanize("Ñandú"), "nandu");
  EXPECT_EQ(romanizer.romanize("straße"), "strasse");
  EXPECT_EQ(romanizer.romanize("cœur"), "coeur");
  EXPECT_EQ(romanizer.romanize("Москва"), "moskva");
  EXPECT_EQ(romanizer.romanize("θάλασσα"), "thalassa");
  EXPECT_EQ(romanizer.romanize("1914"), "1914");
  EXPECT_EQ(romanizer.romanize(""), "");
}

TEST(RomanizerTest, ComposedAndDecomposedAccentsAreOne) {
  const Romanizer romanizer;
  EXPECT_EQ(romanizer.romanize("cafe\u0301"), "cafe");
  EXPECT_EQ(romanizer.romanize("caf\u00e9"), "cafe");
}

}  // namespace
}  // namespace koine::text
