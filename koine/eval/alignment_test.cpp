#include "koine/eval/alignment.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "koine/core/random.h"
#include "koine/eval/eval_test_support.h"
#include "koine/spelling/spelling_test_support.h"

namespace koine::eval {
namespace {

using ::testing::HasSubstr;

// Words as directions in the plane, in degrees.
std::vector<float> at(double degrees) {
  const double radians = degrees * 3.14159265358979323846 / 180;
  return {static_cast<float>(std::cos(radians)), static_cast<float>(std::sin(radians))};
}

Evaluation evaluate(const io::WordVectors& source, const io::WordVectors& target,
                    const std::vector<lexicon::WordPair>& pairs, std::int64_t neighbours,
                    Reporter& reporter = silent_reporter()) {
  Workers workers(1);
  return evaluate_alignment(source, target, pairs, static_cast<std::int64_t>(pairs.size()), {neighbours, 1}, workers,
                            reporter);
}

TEST(AlignmentTest, ByHand) {
  // Cosines with the targets at 10, 50 and 70 degrees:
  //   a at 0:  0.985 0.643 0.342    b at 34: 0.914 0.961 0.809    c at 62: 0.616 0.978 0.990
  // By cosine all of a -> x, b -> y, c -> z are right; "noise" and "other" are no candidates.
  const auto source = word_vectors({{"a", at(0)}, {"noise", at(50)}, {"b", at(34)}, {"c", at(62)}});
  const auto target = word_vectors({{"other", at(34)}, {"x", at(10)}, {"y", at(50)}, {"z", at(70)}});
  const auto evaluation = evaluate(source, target, {{"a", "x"}, {"b", "y"}, {"c", "z"}}, 10);
  EXPECT_EQ(evaluation.task, "alignment");
  EXPECT_EQ(evaluation.candidates, 3);
  EXPECT_EQ(evaluation.neighbours, 3);
  EXPECT_DOUBLE_EQ(evaluation.variants[1].p_at_1, 1.0);
  // CSLS, K = 3 (all), leaves r_T aside. r_S = 0.838 0.861 0.714 for x, y, z:
  //   a: 1.131 0.425 -0.030   b: 0.991 1.061 0.904   c: 0.393 1.095 1.267
  EXPECT_DOUBLE_EQ(evaluation.variants[0].p_at_1, 1.0);
}

TEST(AlignmentTest, TellsTheRankOfEachPair) {
  // a lies nearest to y, its right word x second; b is right; "d" has no vector.
  const auto source = word_vectors({{"a", at(40)}, {"b", at(52)}});
  const auto target = word_vectors({{"x", at(10)}, {"y", at(50)}});
  const auto evaluation = evaluate(source, target, {{"a", "x"}, {"d", "z"}, {"b", "y"}}, 1);
  ASSERT_EQ(evaluation.ranked.size(), 2u);
  EXPECT_EQ(evaluation.ranked[0].source, "a");
  EXPECT_EQ(evaluation.ranked[0].target, "x");
  EXPECT_EQ(evaluation.ranked[0].nearest_rank, 2);
  // r_S is 0.866 for x and 0.999 for y: 2 * 0.866 - 0.866 = 0.866 for x, 2 * 0.985 - 0.999 = 0.970 for y.
  EXPECT_EQ(evaluation.ranked[0].csls_rank, 2);
  EXPECT_EQ(evaluation.ranked[1].source, "b");
  EXPECT_EQ(evaluation.ranked[1].nearest_rank, 1);
  EXPECT_EQ(evaluation.ranked[1].csls_rank, 1);
}

TEST(AlignmentTest, CslsPenalisesAHub) {
  // The hub y lies close to all sources. Cosines (x at 40, y at 8 degrees): a at 20: 0.940 0.978; b at 10: 0.866 0.999.
  // By cosine a takes the hub. r_S, K = 2: x 0.903, y 0.989; CSLS less r_T: a 0.977 0.967: right.
  const auto source = word_vectors({{"a", at(20)}, {"b", at(10)}});
  const auto target = word_vectors({{"x", at(40)}, {"y", at(8)}});
  const auto evaluation = evaluate(source, target, {{"a", "x"}, {"b", "y"}}, 2);
  EXPECT_DOUBLE_EQ(evaluation.variants[0].p_at_1, 1.0);
  EXPECT_DOUBLE_EQ(evaluation.variants[1].p_at_1, 0.5);
  EXPECT_DOUBLE_EQ(evaluation.variants[1].mrr, 0.75);
}

TEST(AlignmentTest, WithoutKnownWordsNothingIsSaidOfThem) {
  const auto source = word_vectors({{"a", at(0)}, {"b", at(90)}}), target = word_vectors({{"x", at(5)}, {"y", at(80)}});
  Listener listener;
  evaluate(source, target, {{"a", "x"}, {"b", "y"}}, 2, listener);
  EXPECT_EQ(listener.warnings, "");
}

TEST(AlignmentTest, LeavesOutPairsWithoutAVector) {
  const auto source = word_vectors({{"a", at(0)}, {"b", at(90)}}), target = word_vectors({{"x", at(5)}, {"y", at(80)}});
  Listener listener;
  const auto evaluation = evaluate(source, target, {{"A", "x"}, {"b", "nothing"}, {"b", "Y"}}, 10, listener);
  EXPECT_EQ(evaluation.variants[0].pairs, 2);  // "A" and "Y" are found in lower case
  EXPECT_DOUBLE_EQ(evaluation.variants[0].p_at_1, 1.0);
  EXPECT_DOUBLE_EQ(evaluation.variants[0].coverage, 2.0 / 3);
  EXPECT_THAT(listener.warnings, HasSubstr("1 of the 3 pairs are left out: a word has no vector, such as 'nothing'"));
}

TEST(AlignmentTest, ARowLeavesIdenticalStringsOutOfTheQueriesOnly) {
  // "no" is nearer to a than a's own translation, and stays a candidate.
  const auto source = word_vectors({{"no", at(20)}, {"a", at(0)}, {"b", at(90)}, {"rome", at(180)}});
  const auto target = word_vectors({{"no", at(5)}, {"x", at(10)}, {"y", at(80)}});
  const auto evaluation =
      evaluate(source, target, {{"no", "no"}, {"a", "x"}, {"b", "y"}, {"Rome", "rome"}, {"b", "q"}}, 10);
  const Scores& included = evaluation.variants[1];
  EXPECT_EQ(included.pairs, 3);
  EXPECT_DOUBLE_EQ(included.coverage, 3.0 / 5);
  const Scores& different = evaluation.variants[3];
  EXPECT_FALSE(different.identical_strings);
  EXPECT_EQ(different.pairs, 2);
  EXPECT_DOUBLE_EQ(different.p_at_1, 0.5);
  EXPECT_DOUBLE_EQ(different.coverage, 2.0 / 3);  // of five pairs two are identical, one of them without a vector
}

TEST(AlignmentTest, KnownWordsAreLeftOutOfTheQueriesOnly) {
  const auto source = word_vectors({{"a", at(0)}, {"b", at(90)}, {"c", at(180)}});
  const auto target = word_vectors({{"x", at(5)}, {"y", at(80)}, {"z", at(90)}});
  const std::vector<lexicon::WordPair> pairs = {{"A", "x"}, {"b", "y"}, {"c", "z"}, {"d", "q"}};
  Workers workers(1);
  const auto untouched = [&](const std::vector<lexicon::WordPair>& known) {
    return evaluate_alignment(source, target, pairs, 4, {.known = known}, workers, silent_reporter()).untouched;
  };
  EXPECT_TRUE(untouched({{"nothing", "else"}, {"x", "a"}}).empty());
  const auto rest = untouched({{"a", "nothing"}, {"c", "else"}});
  ASSERT_EQ(rest.size(), 2u);
  EXPECT_EQ(rest[1].retrieval, Retrieval::kNearest);
  EXPECT_EQ(rest[1].pairs, 1);
  EXPECT_DOUBLE_EQ(rest[1].p_at_1, 0);  // z, the word of a known pair, is still there and nearer to b
  EXPECT_DOUBLE_EQ(rest[1].p_at_5, 1);
  EXPECT_DOUBLE_EQ(rest[1].coverage, 0.5);  // of b and d
  EXPECT_TRUE(untouched({{"a", "z"}, {"b", "z"}}).empty());  // none is left
  EXPECT_EQ(untouched({{"nothing", "y"}})[0].pairs, 2);
  EXPECT_EQ(untouched({{"nothing", "Y"}})[0].pairs, 2);  // looked up as the words of the pairs are
  EXPECT_EQ(untouched({{"C", "else"}})[0].pairs, 2);
}

// Where every other word has the vector of its translation, spelling and vectors agree whatever they are worth.
TEST(AlignmentTest, SpellingIsLearnedFromTheSpaceBeforeIt) {
  const spelling::PlantedLanguages before = spelling::planted_languages(1200, 0.4, 4, 1);
  spelling::PlantedLanguages l = spelling::planted_languages(1200, 0.4, 4, 1);
  std::vector<lexicon::WordPair> pairs;
  for (std::int64_t n = 0; n < 1200; ++n) {
    const auto word = static_cast<std::size_t>(n);
    pairs.push_back({l.source[word], l.target[word]});
    if (n % 2 == 0) std::copy_n(l.x.row(n), l.x.cols(), l.y.row(n));
  }
  const io::WordVectors source{l.source, l.x}, target{l.target, l.y};
  Workers workers(2);
  const auto weight = [&](ConstView x, ConstView y) {
    return evaluate_alignment(source, target, pairs, 1200,
                              {.spelling = true, .unspelled_source = x, .unspelled_target = y}, workers,
                              silent_reporter())
        .spelling_weight.value();
  };
  const double of_before = weight(before.x.view(), before.y.view());
  EXPECT_GT(of_before, 1.3 * weight({}, {}));
  const io::WordVectors source_before{before.source, before.x}, target_before{before.target, before.y};
  EXPECT_EQ(of_before, evaluate_alignment(source_before, target_before, pairs, 1200, {.spelling = true}, workers,
                                          silent_reporter())
                           .spelling_weight.value());
}

TEST(AlignmentTest, TheRanksOfEachPairAreWhatEachWayIsScoredBy) {
  const spelling::PlantedLanguages l = spelling::planted_languages(1200, 0.4, 4, 1);
  std::vector<lexicon::WordPair> pairs;
  for (std::size_t n = 0; n < 300; ++n) pairs.push_back({l.source[n], l.target[n]});
  Workers workers(2);
  const auto evaluation =
      evaluate_alignment({l.source, l.x}, {l.target, l.y}, pairs, 300, {.spelling = true}, workers, silent_reporter());
  std::int64_t RankedPair::*const ranks[] = {&RankedPair::csls_rank, &RankedPair::nearest_rank,
                                             &RankedPair::spelling_rank, &RankedPair::both_rank};
  ASSERT_GE(evaluation.variants.size(), 4u);
  for (std::size_t way = 0; way < 4; ++way) {
    double first = 0, reciprocal = 0;
    for (const RankedPair& pair : evaluation.ranked) {
      first += pair.*ranks[way] == 1 ? 1 : 0;
      reciprocal += 1 / static_cast<double>(pair.*ranks[way]);
    }
    EXPECT_NEAR(first / 300, evaluation.variants[way].p_at_1, 1e-12) << way;
    EXPECT_NEAR(reciprocal / 300, evaluation.variants[way].mrr, 1e-12) << way;
    EXPECT_TRUE(first > 0 && first < 300) << way;
  }
}

TEST(AlignmentTest, AZeroVectorIsReportedAndNotNaN) {
  const auto source = word_vectors({{"a", {0, 0}}, {"b", at(90)}});
  const auto target = word_vectors({{"x", at(5)}, {"y", at(80)}});
  Listener listener;
  const auto evaluation = evaluate(source, target, {{"b", "y"}, {"a", "x"}}, 10, listener);
  EXPECT_THAT(listener.warnings, HasSubstr("1 of the vectors are zero"));
  EXPECT_DOUBLE_EQ(evaluation.variants[1].mrr, 0.75);  // a ties, so the other candidate comes first
}

TEST(AlignmentTest, ACollapsedSpaceScoresChance) {
  io::WordVectors space;
  space.vectors = Matrix<float>(50, 3);
  std::vector<lexicon::WordPair> pairs;
  for (std::int64_t i = 0; i < 50; ++i) {
    for (std::int64_t d = 0; d < 3; ++d) space.vectors(i, d) = 1;
    space.words.push_back(fmt::format("w{}", i));
    pairs.push_back({space.words.back(), space.words.back()});
  }
  EXPECT_DOUBLE_EQ(evaluate(space, space, pairs, 10).variants[1].p_at_1, 1.0 / 50);
}

TEST(AlignmentTest, RefusesWhatItCannotScore) {
  const auto source = word_vectors({{"a", at(0)}, {"b", at(90)}}), target = word_vectors({{"x", at(5)}, {"y", at(80)}});
  EXPECT_THAT(input_error([&] { evaluate(source, target, {{"a", "x"}, {"b", "x"}}, 10); }), HasSubstr("found 'x'"));
  EXPECT_THAT(input_error([&] { evaluate(source, target, {{"a", "x"}, {"a", "y"}}, 10); }), HasSubstr("found 'a'"));
  EXPECT_THAT(input_error([&] { evaluate(source, target, {{"x", "a"}}, 10); }), HasSubstr("wrong way round"));
  const auto flat = word_vectors({{"x", {1}}});
  EXPECT_THAT(input_error([&] { evaluate(source, flat, {{"a", "x"}}, 10); }), HasSubstr("different dimensions"));
}

TEST(AlignmentTest, HasTheSameBitsAtAnyNumberOfThreads) {
  Random random(1, Purpose::kTest);
  io::WordVectors source, target;
  source.vectors = Matrix<float>(600, 12);
  target.vectors = Matrix<float>(600, 12);
  std::vector<lexicon::WordPair> pairs;
  for (std::int64_t i = 0; i < 600; ++i) {
    for (std::int64_t d = 0; d < 12; ++d) {
      source.vectors(i, d) = static_cast<float>(random.normal());
      target.vectors(i, d) = source.vectors(i, d) + 2 * static_cast<float>(random.normal());
    }
    source.words.push_back(fmt::format("s{}", i));
    target.words.push_back(fmt::format("t{}", i));
    pairs.push_back({source.words.back(), target.words.back()});
  }
  const auto mrr = [&](int threads) {
    Workers workers(threads);
    const auto evaluation = evaluate_alignment(source, target, pairs, 600, {}, workers, silent_reporter());
    return std::pair(evaluation.variants[0].mrr, evaluation.variants[1].mrr);
  };
  const auto one = mrr(1);
  EXPECT_GT(one.first, 0.01);
  EXPECT_LT(one.first, 0.9);
  EXPECT_EQ(one, mrr(2));
  EXPECT_EQ(one, mrr(4));
}

}  // namespace
}  // namespace koine::eval
