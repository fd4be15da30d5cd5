#include "koine/eval/induction.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "koine/eval/eval_test_support.h"

namespace koine::eval {
namespace {

using ::testing::HasSubstr;

std::vector<float> at(double degrees) {
  const double radians = degrees * 3.14159265358979323846 / 180;
  return {static_cast<float>(std::cos(radians)), static_cast<float>(std::sin(radians))};
}

Evaluation evaluate(const io::WordVectors& source, const io::WordVectors& target, std::vector<lexicon::WordPair> pairs,
                    std::int64_t neighbours = 10, Reporter& reporter = silent_reporter()) {
  lexicon::Dictionary dictionary;
  dictionary.pairs = std::move(pairs);
  const lexicon::WordIndex sources(source.words), targets(target.words);
  Workers workers(1);
  return evaluate_induction(source, target,
                            lexicon::resolve(dictionary, {&sources, 1}, {&targets, 1}, silent_reporter()),
                            {neighbours, 1}, workers, reporter);
}

TEST(InductionTest, ByHand) {
  const auto source = word_vectors({{"a", at(0)}, {"b", at(40)}, {"c", at(90)}, {"no", at(180)}});
  const auto target = word_vectors({{"x", at(10)}, {"y", at(35)}, {"z", at(80)}, {"no", at(170)}});
  // a: x (10 degrees) stands before y (35): rank 2, then a second translation x: rank 1, the best counts.
  // b: z is at 40 degrees, y at 5, x at 30: rank 3. c: out of vocabulary in all its translations. q: no such source.
  // no: right. So 3 of 5 source words are covered; without identical strings 2 of 4.
  const auto evaluation =
      evaluate(source, target,
               {{"a", "y"}, {"a", "x"}, {"b", "z"}, {"b", "foreign"}, {"c", "foreign"}, {"q", "x"}, {"no", "no"}});
  EXPECT_EQ(evaluation.task, "induction");
  EXPECT_EQ(evaluation.candidates, 4);
  EXPECT_EQ(evaluation.neighbours, 4);
  const Scores& nearest = evaluation.variants[1];
  EXPECT_EQ(nearest.pairs, 3);
  EXPECT_DOUBLE_EQ(nearest.p_at_1, 2.0 / 3);
  EXPECT_DOUBLE_EQ(nearest.p_at_5, 1.0);
  EXPECT_DOUBLE_EQ(nearest.mrr, (1 + 1.0 / 3 + 1) / 3);
  EXPECT_DOUBLE_EQ(nearest.coverage, 3.0 / 5);
  EXPECT_DOUBLE_EQ(nearest.p_at_1_all_entries, 2.0 / 5);
  const Scores& different = evaluation.variants[3];
  EXPECT_EQ(different.pairs, 2);
  EXPECT_DOUBLE_EQ(different.p_at_1, 0.5);
  EXPECT_DOUBLE_EQ(different.coverage, 2.0 / 4);
}

TEST(InductionTest, SaysHowManyVectorsAreZero) {
  Listener listener;
  const auto source = word_vectors({{"a", at(0)}, {"b", {0, 0}}});
  const auto target = word_vectors({{"x", at(0)}, {"y", {0, 0}}, {"z", {0, 0}}});
  evaluate(source, target, {{"a", "x"}}, 10, listener);
  EXPECT_NE(listener.warnings.find("3 of the vectors are zero"), std::string::npos) << listener.warnings;
}

TEST(InductionTest, OneIdenticalTranslationAmongOthersMakesAnEntryIdentical) {
  const auto source = word_vectors({{"hotel", at(0)}, {"a", at(90)}});
  const auto target = word_vectors({{"hotel", at(5)}, {"inn", at(20)}, {"x", at(80)}});
  const auto evaluation = evaluate(source, target, {{"hotel", "hotel"}, {"hotel", "inn"}, {"a", "x"}});
  EXPECT_EQ(evaluation.variants[0].pairs, 2);
  EXPECT_EQ(evaluation.variants[2].pairs, 1);
}

TEST(InductionTest, LooksAmongTheWholeTargetVocabulary) {
  // In an alignment of the one pair it could not fail; here the better candidate is in no pair.
  const auto source = word_vectors({{"a", at(0)}}), target = word_vectors({{"other", at(5)}, {"x", at(10)}});
  EXPECT_DOUBLE_EQ(evaluate(source, target, {{"a", "x"}}).variants[1].p_at_1, 0.0);
  EXPECT_DOUBLE_EQ(evaluate(source, target, {{"a", "x"}}).variants[1].mrr, 0.5);
}

TEST(InductionTest, NeighbourhoodsReachOverTheWholeVocabularies) {
  // a at 20 degrees is nearer to the hub at 8 than to x at 40. The source words around 8, which stand in no pair, raise
  // r_S of the hub to 1 (K = 2; x: cos 20, cos 30 -> 0.903): CSLS less r_T is 2 * 0.940 - 0.903 = 0.976 for x and
  // 2 * 0.978 - 1 = 0.956 for the hub. Over the pair alone r_S would be the cosine itself, and the hub would win.
  const auto source = word_vectors({{"a", at(20)}, {"p", at(8)}, {"q", at(8)}});
  const auto target = word_vectors({{"x", at(40)}, {"hub", at(8)}});
  const auto evaluation = evaluate(source, target, {{"a", "x"}}, 2);
  EXPECT_DOUBLE_EQ(evaluation.variants[0].p_at_1, 1.0);
  EXPECT_DOUBLE_EQ(evaluation.variants[1].p_at_1, 0.0);
}

TEST(InductionTest, BinsFollowTheRowOfTheSourceWord) {
  io::WordVectors source;
  source.vectors = Matrix<float>(1002, 2);
  for (std::int64_t i = 0; i < 1002; ++i) {
    source.words.push_back(fmt::format("s{}", i));
    source.vectors(i, 0) = 1;
  }
  const auto target = word_vectors({{"x", at(0)}, {"y", at(90)}});
  const auto evaluation = evaluate(source, target, {{"s999", "x"}, {"s1000", "y"}});
  ASSERT_EQ(evaluation.bins.size(), 2u);
  EXPECT_EQ(evaluation.bins[0].last_rank, 1000);
  EXPECT_DOUBLE_EQ(evaluation.bins[0].p_at_5, 1.0);
  EXPECT_EQ(evaluation.bins[1].first_rank, 1001);
}

TEST(InductionTest, ReportsZeroVectorsAndRefusesDimensions) {
  const auto source = word_vectors({{"a", at(0)}, {"b", {0, 0}}}), target = word_vectors({{"x", at(10)}});
  Listener listener;
  EXPECT_DOUBLE_EQ(evaluate(source, target, {{"a", "x"}}, 10, listener).variants[0].p_at_1, 1.0);
  EXPECT_THAT(listener.warnings, HasSubstr("1 of the vectors are zero"));
  EXPECT_THAT(input_error([&] {
                evaluate(source, word_vectors({{"x", {1}}}), {{"a", "x"}});
              }),
              HasSubstr("different dimensions"));
}

}  // namespace
}  // namespace koine::eval
