#include "koine/eval/word_list.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "koine/eval/eval_test_support.h"

namespace koine::eval {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

TEST(WordListTest, ReadsAVocabularyTable) {
  const TemporaryFile file("word\tcount\nla\t9\ncasa\t2\n");
  EXPECT_THAT(read_word_list(file.path(), silent_reporter()), ElementsAre("la", "casa"));
}

TEST(WordListTest, ReadsTheWordsOfAVectorsFile) {
  const TemporaryFile file("2 3\ncasa 1 2 3\nla 4 5 6\n");
  EXPECT_THAT(read_word_list(file.path(), silent_reporter()), ElementsAre("casa", "la"));
}

TEST(WordListTest, NamesAFileThatIsNeither) {
  const TemporaryFile file("word\tcount\nla\tmany\n");
  EXPECT_THAT(input_error([&] { read_word_list(file.path(), silent_reporter()); }), HasSubstr(":2"));
  EXPECT_THAT(input_error([&] { read_word_list("/nonexistent/es.tsv", silent_reporter()); }),
              HasSubstr("/nonexistent/es.tsv"));
}

}  // namespace
}  // namespace koine::eval
