#include "koine/train/run_dictionary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "koine/io/sha256.h"
#include "koine/train/train_test_support.h"

namespace koine::train {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

std::vector<RunLanguage> languages() {
  std::vector<RunLanguage> all;
  for (const char* name : {"es", "zh-tw", "en"}) {
    const std::string n = name;
    all.push_back(
        {.name = n, .vocabulary = text::Vocabulary({{n + "1", 9}, {n + "2", 8}, {n + "3", 7}}, 5), .corpus = {}});
  }
  return all;
}

std::vector<std::string> names() {
  return {"es", "zh-tw", "en"};
}

TEST(RunDictionaryTest, ItsNameIsTwoLanguagesOfTheRun) {
  const RunDictionary dictionary = run_dictionary("es-zh-tw", "D.txt", names());
  EXPECT_EQ(dictionary.source, "es");
  EXPECT_EQ(dictionary.target, "zh-tw");
  EXPECT_EQ(dictionary.file.path, "D.txt");
  EXPECT_EQ(run_dictionary("zh-tw-en", "D.txt", names()).source, "zh-tw");
  for (const char* name : {"es", "es-es", "es-de", "es-", "-en", "zh-tw", ""}) {
    EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { run_dictionary(name, "D.txt", names()); }),
                HasSubstr("es, zh-tw, en"))
        << name;
  }
}

TEST(RunDictionaryTest, KnownPairsOfAllDictionariesEachOnce) {
  const TestFolder folder;
  std::vector<RunDictionary> dictionaries;
  const auto add = [&](const char* name, const char* file, const char* content) {
    dictionaries.push_back(run_dictionary(name, folder.write(file, content).string(), names()));
  };
  add("es-en", "a.txt", "es2 en3\nES1 en1\nes1 nothing\nes2 en1\n");
  add("en-es", "b.txt", "en3 es2\nen2 es2\n");
  add("zh-tw-en", "c.txt", "zh-tw3 en3\n");
  const auto read = read_dictionaries(dictionaries, silent_reporter());
  const auto translations = translations_of(dictionaries, read, languages(), silent_reporter());
  EXPECT_THAT(translations, ElementsAre(Translation{0, 2, 2, 3}, Translation{0, 1, 2, 1}, Translation{0, 2, 2, 1},
                                        Translation{2, 2, 0, 2}, Translation{1, 3, 2, 3}));
  EXPECT_EQ(dictionaries[2].file.sha256, io::sha256_hex("zh-tw3 en3\n"));
}

TEST(RunDictionaryTest, ADictionaryOfOtherWordsIsRefused) {
  const TestFolder folder;
  std::vector<RunDictionary> dictionaries{
      run_dictionary("es-en", folder.write("a.txt", "uno one\n").string(), names())};
  const auto read = read_dictionaries(dictionaries, silent_reporter());
  EXPECT_THAT(input_error([&] { translations_of(dictionaries, read, languages(), silent_reporter()); }),
              HasSubstr("no pair of the dictionary"));
}

TEST(RunDictionaryTest, TheFileOfTheRunReadsBackAndRefusesWhatItIsNot) {
  const std::vector<Translation> translations{{0, 2, 2, 3}, {1, 1, 0, 3}};
  const std::string text = to_tsv(translations, languages());
  EXPECT_EQ(text, "source_language\tsource\ttarget_language\ttarget\nes\tes2\ten\ten3\nzh-tw\tzh-tw1\tes\tes3\n");
  EXPECT_EQ(parse_translations(text, "t.tsv", languages()), translations);

  const std::string header = text.substr(0, text.find('\n') + 1);
  for (const char* rows :
       {"es\tes2\ten\ten3", "es\tes2\ten\n", "es\tes2\ten\ten3\t\n", "de\tes2\ten\ten3\n", "es\tes9\ten\ten3\n"}) {
    EXPECT_THAT(input_error([&] { parse_translations(header + rows, "t.tsv", languages()); }), HasSubstr("t.tsv:2"))
        << rows;
  }
  EXPECT_THAT(input_error([&] { parse_translations("es\ten\n", "t.tsv", languages()); }), HasSubstr("t.tsv:1"));
  EXPECT_THAT(input_error([&] { parse_translations(header, "t.tsv", languages()); }), HasSubstr("begin the run anew"));
  EXPECT_THAT(input_error([&] { parse_translations("", "t.tsv", languages()); }), HasSubstr("begin the run anew"));
}

}  // namespace
}  // namespace koine::train
