#include "koine/text/vocabulary.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "koine/core/error.h"

namespace koine::text {
namespace {

using testing::HasSubstr;

WordCounts counts_of(std::initializer_list<std::pair<const char*, int>> words) {
  WordCounts counts;
  for (const auto& [word, times] : words) counts.add(word, times);
  return counts;
}

template <typename F>
Error error_of(F&& f) {
  try {
    f();
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "no error";
  return Error(ErrorKind::kInternal, "none");
}

TEST(Vocabulary, MostFrequentFirstThenByBytes) {
  const auto vocabulary = counts_of({{"b", 3}, {"é", 5}, {"z", 5}, {"a", 3}, {"rare", 2}}).at_least(3);
  ASSERT_EQ(vocabulary.size(), 5);
  EXPECT_EQ(vocabulary.word(0), "<unk>");
  EXPECT_EQ(vocabulary.word(1), "z");
  EXPECT_EQ(vocabulary.word(2), "é");
  EXPECT_EQ(vocabulary.word(3), "a");
  EXPECT_EQ(vocabulary.word(4), "b");
  EXPECT_EQ(vocabulary.count(1), 5);
  EXPECT_EQ(vocabulary.count(0), 2);
  EXPECT_EQ(vocabulary.total_tokens(), 18);
  EXPECT_EQ(vocabulary.find("a"), 3);
  EXPECT_EQ(vocabulary.find("rare"), std::nullopt);
  EXPECT_EQ(vocabulary.id_or_unknown("rare"), Vocabulary::kUnknown);
}

TEST(Vocabulary, ATokenSpelledUnkIsUnknown) {
  const auto counts = counts_of({{"<unk>", 7}, {"a", 2}});
  EXPECT_EQ(counts.tokens(), 9);
  EXPECT_EQ(counts.types(), 1);
  const auto vocabulary = counts.at_least(1);
  EXPECT_EQ(vocabulary.size(), 2);
  EXPECT_EQ(vocabulary.count(0), 7);
  EXPECT_EQ(vocabulary.find("<unk>"), 0);
}

TEST(Vocabulary, BySize) {
  const auto counts = counts_of({{"a", 1}, {"b", 4}, {"c", 2}, {"d", 1}});
  const auto three = counts.most_frequent(3);
  ASSERT_EQ(three.size(), 4);
  EXPECT_EQ(three.word(3), "a");  // before "d": equal counts by bytes
  EXPECT_EQ(three.count(0), 1);
  EXPECT_EQ(counts.most_frequent(100).size(), 5);
}

TEST(Vocabulary, CopiesAndMovesKeepTheirWords) {
  Vocabulary copy;
  {
    const auto original =
        counts_of({{"short", 2}, {"a word too long for the inside of a string object", 1}}).at_least(1);
    copy = original;
  }
  EXPECT_EQ(copy.find("short"), 1);
  const Vocabulary moved = std::move(copy);
  EXPECT_EQ(moved.find("short"), 1);
  EXPECT_EQ(moved.find("a word too long for the inside of a string object"), 2);
}

TEST(Vocabulary, TheDefaultKnowsNothing) {
  const Vocabulary vocabulary;
  EXPECT_EQ(vocabulary.size(), 1);
  EXPECT_EQ(vocabulary.id_or_unknown("a"), 0);
}

TEST(WordCounts, AThresholdThatLeavesNothingTellsWhichWouldWork) {
  const auto error = error_of([] { counts_of({{"a", 2}, {"b", 4}}).at_least(5); });
  EXPECT_EQ(error.kind(), ErrorKind::kInput);
  EXPECT_THAT(error.what(), HasSubstr("a minimum count of 4 or less would work"));
  EXPECT_EQ(counts_of({{"a", 2}, {"b", 4}}).at_least(4).size(), 2);
}

TEST(WordCounts, SenselessRequests) {
  EXPECT_EQ(error_of([] { counts_of({{"a", 2}}).at_least(0); }).kind(), ErrorKind::kUsage);
  EXPECT_EQ(error_of([] { counts_of({{"a", 2}}).most_frequent(0); }).kind(), ErrorKind::kUsage);
  EXPECT_EQ(error_of([] { WordCounts().at_least(1); }).kind(), ErrorKind::kInput);
  EXPECT_EQ(error_of([] { WordCounts().most_frequent(5); }).kind(), ErrorKind::kInput);
}

TEST(PaperMinimumCount, AsInThePaper) {
  EXPECT_EQ(paper_minimum_count(50'000), 3);
  EXPECT_EQ(paper_minimum_count(50'001), 5);
  EXPECT_EQ(paper_minimum_count(100'000), 5);
  EXPECT_EQ(paper_minimum_count(250'000), 5);
  EXPECT_EQ(paper_minimum_count(300'000), 10);
  EXPECT_EQ(paper_minimum_count(500'000), 10);
  EXPECT_EQ(paper_minimum_count(1'000'000), 20);
}

TEST(VocabularyTsv, RoundTrip) {
  const auto vocabulary = counts_of({{"b", 3}, {"é", 5}, {"a", 3}}).at_least(1);
  const std::string text = to_tsv(vocabulary);
  EXPECT_EQ(text, "word\tcount\né\t5\na\t3\nb\t3\n");
  const auto back = parse_tsv(text, "es.tsv");
  EXPECT_EQ(to_tsv(back), text);
  EXPECT_EQ(back.find("b"), 3);
  EXPECT_EQ(back.count(0), 0);
}

TEST(VocabularyTsv, RefusesMalformedRowsWithTheirPlace) {
  const auto message = [](const std::string& rows) {
    const auto error = error_of([&] { parse_tsv("word\tcount\n" + rows, "es.tsv"); });
    EXPECT_EQ(error.kind(), ErrorKind::kInput);
    return std::string(error.what());
  };
  EXPECT_THAT(message("a\t3\nb\n"), HasSubstr("es.tsv:3: a row of a vocabulary needs two columns"));
  EXPECT_THAT(message("a\t3\tx\n"), HasSubstr("es.tsv:2: a row of a vocabulary needs two columns"));
  EXPECT_THAT(message("a\t3x\n"), HasSubstr("es.tsv:2: not a count"));
  EXPECT_THAT(message("a\t0\n"), HasSubstr("not a count"));
  EXPECT_THAT(message("a\t-1\n"), HasSubstr("not a count"));
  EXPECT_THAT(message("a\t\n"), HasSubstr("not a count"));
  EXPECT_THAT(message("a\t99999999999999999999\n"), HasSubstr("not a count"));
  EXPECT_THAT(message("\t3\n"), HasSubstr("not a word"));
  EXPECT_THAT(message("a b\t3\n"), HasSubstr("not a word"));
  EXPECT_THAT(message("<unk>\t3\n"), HasSubstr("<unk>"));
  EXPECT_THAT(message("\xe9\t3\n"), HasSubstr("not UTF-8"));
  EXPECT_THAT(message("a\t3\na\t3\n"), HasSubstr("es.tsv:3: a word stands twice"));
  EXPECT_THAT(message("a\t3\nb\t4\n"), HasSubstr("es.tsv:3: the vocabulary is not in order"));
  EXPECT_THAT(message("b\t3\na\t3\n"), HasSubstr("es.tsv:3: the vocabulary is not in order"));
  EXPECT_THAT(message("a\t3\nb\t3"), HasSubstr("es.tsv:3: the vocabulary ends in the middle of a line"));
  EXPECT_THAT(message(""), HasSubstr("es.tsv: the vocabulary holds no word"));
}

TEST(VocabularyTsv, RefusesAnotherHeader) {
  EXPECT_THAT(error_of([] { parse_tsv("a\t3\n", "es.tsv"); }).what(), HasSubstr("es.tsv:1: this is not a vocabulary"));
  EXPECT_THAT(error_of([] { parse_tsv("", "es.tsv"); }).what(), HasSubstr("holds no word"));
}

}  // namespace
}  // namespace koine::text
