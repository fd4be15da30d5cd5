#include "koine/corpus/diagnosis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <functional>

namespace koine::corpus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Diagnosis healthy() {
  return {.language = "es",
          .sentences = 50'000,
          .tokens = 1'000'000,
          .types = 40'000,
          .vocabulary = 15'000,
          .unknown_tokens = 40'000,
          .longest_tokens = 120,
          .cut_sentences = 0,
          .repeated_sentences = 500,
          .max_tokens = 1'000};
}

TEST(DiagnosisTest, RatesAndMeans) {
  EXPECT_DOUBLE_EQ(healthy().mean_length_tokens(), 20);
  EXPECT_DOUBLE_EQ(healthy().unknown_rate(), 0.04);
  EXPECT_EQ(Diagnosis{}.mean_length_tokens(), 0);
  EXPECT_EQ(Diagnosis{}.unknown_rate(), 0);
}

TEST(DiagnosisTest, NoWarningWhereAllIsWell) { EXPECT_THAT(diagnosis_warnings(healthy()), ElementsAre()); }

// Each figure just beyond its limit gives one warning, and none at the limit.
TEST(DiagnosisTest, EachFigureHasItsWarning) {
  struct Case {
    std::function<void(Diagnosis&)> at_limit, beyond;
    std::string warning;
  };
  const std::vector<Case> cases = {
      {[](Diagnosis&) {}, [](Diagnosis& d) { d.sentences = 49'999; }, "es: 49,999 sentences are few"},
      {[](Diagnosis& d) { d.tokens = 500'000; }, [](Diagnosis& d) { d.tokens = 499'999; }, "499,999 tokens are few"},
      {[](Diagnosis& d) { d.vocabulary = 1'000; }, [](Diagnosis& d) { d.vocabulary = 999; }, "vocabulary of 999 words"},
      {[](Diagnosis& d) { d.unknown_tokens = 100'000; }, [](Diagnosis& d) { d.unknown_tokens = 100'001; },
       "10.0 % of the tokens"},
      {[](Diagnosis& d) { d.torn_tokens = 10'000; }, [](Diagnosis& d) { d.torn_tokens = 10'001; },
       "1.0 % of the tokens begin with a mark that was torn from its letter: --tokenizer icu"},
      {[](Diagnosis& d) { d.unsplit_tokens = 50'000; }, [](Diagnosis& d) { d.unsplit_tokens = 50'001; },
       "5.0 % of the tokens are longer than words"},
      {[](Diagnosis&) {}, [](Diagnosis& d) { d.replaced_tokens = 1; }, "1 token has U+FFFD"},
      {[](Diagnosis&) {}, [](Diagnosis& d) { d.replaced_tokens = 7'955; }, "7,955 tokens have U+FFFD"},
      {[](Diagnosis& d) { d.sentences = 250'000; }, [](Diagnosis& d) { d.sentences = 250'001; },
       "4.0 tokens on average give"},
      {[](Diagnosis& d) { d.tokens = 4'000'000; }, [](Diagnosis& d) { d.tokens = 4'000'001; },
       "is it one sentence a line?"},
      {[](Diagnosis& d) { d.repeated_sentences = 10'000; }, [](Diagnosis& d) { d.repeated_sentences = 10'001; },
       "10,001 of 50,000 sentences repeat"},
      {[](Diagnosis& d) { d.repeated_sentences = 0; }, [](Diagnosis& d) { d.repeated_sentences = 49'999; },
       "all sentences are the same line"},
      {[](Diagnosis&) {}, [](Diagnosis& d) { d.cut_sentences = 1; },
       "1 sentence was longer than 1,000 tokens and cut there"},
      {[](Diagnosis&) {}, [](Diagnosis& d) { d.cut_sentences = 2'000; }, "2,000 sentences were longer"},
  };
  for (const auto& [at_limit, beyond, warning] : cases) {
    Diagnosis d = healthy();
    at_limit(d);
    EXPECT_THAT(diagnosis_warnings(d), ElementsAre()) << warning;
    d = healthy();
    beyond(d);
    EXPECT_THAT(diagnosis_warnings(d), ElementsAre(HasSubstr(warning)));
  }
}

TEST(DiagnosisTest, FewSentencesAndOneSentence) {
  Diagnosis d = healthy();
  d.sentences = 1;
  d.tokens = 20;
  d.unknown_tokens = d.repeated_sentences = 0;
  EXPECT_THAT(diagnosis_warnings(d), ElementsAre(HasSubstr("1 sentences are few")));
}

TEST(DiagnosisTest, Table) {
  Diagnosis finnish = healthy();
  finnish.language = "finnish";
  finnish.sentences = 999;
  finnish.unknown_tokens = 123'456;
  EXPECT_EQ(diagnosis_table(std::vector{healthy(), finnish}),
            "language  sentences     tokens   types  vocabulary  unknown  mean length  longest\n"
            "es           50,000  1,000,000  40,000      15,000    4.0 %         20.0      120\n"
            "finnish         999  1,000,000  40,000      15,000   12.3 %       1001.0      120\n");
}

}  // namespace
}  // namespace koine::corpus
