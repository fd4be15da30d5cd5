#include "koine/induce/dictionary.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <numeric>
#include <set>

#include "koine/core/core_test_support.h"
#include "koine/retrieval/nearest.h"
#include "koine/spelling/spelling_test_support.h"
#include "koine/spelling/witness.h"

namespace koine::induce {
namespace {

using spelling::PlantedLanguages;

PlantedLanguages planted(int words, double share, double noise) {
  return spelling::planted_languages(words, share, noise, 5);
}

std::vector<Entry> dictionary_of(const PlantedLanguages& l, const DictionaryOptions& options, int threads = 2,
                                 Reporter& reporter = silent_reporter()) {
  Workers workers(threads);
  return make_dictionary({l.source, l.x.view()}, {l.target, l.y.view()}, options, workers, reporter);
}

// The scores of all pairs, by the definition: CSLS of 10 neighbours, and with spelling what that adds.
class AllScores {
 public:
  AllScores(const PlantedLanguages& l, bool spelling) : scores_(l.source.size(), std::vector<double>(l.target.size())) {
    std::vector<std::vector<double>> of_target(l.target.size());
    for (std::size_t s = 0; s < scores_.size(); ++s) {
      for (std::size_t t = 0; t < of_target.size(); ++t) {
        double& cosine = scores_[s][t];
        for (std::int64_t d = 0; d < l.x.cols(); ++d) {
          cosine += static_cast<double>(l.x(static_cast<std::int64_t>(s), d)) * l.y(static_cast<std::int64_t>(t), d);
        }
        of_target[t].push_back(cosine);
      }
    }
    std::vector<float> r_x, r_y;
    for (const auto& cosines : scores_) r_x.push_back(mean_of_best(cosines));
    for (const auto& cosines : of_target) r_y.push_back(mean_of_best(cosines));
    std::optional<spelling::Witness> witness;
    if (spelling) {
      Workers workers(2);
      witness = spelling::learn_witness({l.source, l.x.view(), r_x}, {l.target, l.y.view(), r_y}, {}, workers,
                                        silent_reporter());
    }
    for (std::size_t s = 0; s < scores_.size(); ++s) {
      for (std::size_t t = 0; t < of_target.size(); ++t) {
        scores_[s][t] = 2 * scores_[s][t] - r_x[s] - r_y[t];
        if (spelling) {
          scores_[s][t] += witness->weights[s] *
                           witness->similarities.at(static_cast<std::int64_t>(s), static_cast<std::int64_t>(t));
        }
      }
    }
  }

  // All but the confidence.
  void check(const Entry& entry, std::int64_t top) const {
    const auto s = static_cast<std::size_t>(entry.source), t = static_cast<std::size_t>(entry.target);
    const double score = scores_[s][t];
    std::int64_t better_targets = 0, better_sources = 0;
    double best_other = -1e9;
    for (std::size_t other = 0; other < scores_[s].size(); ++other) {
      if (other == t) continue;
      better_targets += scores_[s][other] > score;
      best_other = std::max(best_other, scores_[s][other]);
    }
    for (const auto& of_source : scores_) better_sources += of_source[t] > score;
    EXPECT_NEAR(entry.score, score, 1e-4) << s;
    EXPECT_EQ(entry.rank, better_targets + 1) << s;
    EXPECT_NEAR(entry.margin, score - best_other, 1e-4) << s;
    EXPECT_EQ(entry.mutual, better_targets < top && better_sources < top) << s;
  }

 private:
  static float mean_of_best(std::vector<double> cosines) {
    std::partial_sort(cosines.begin(), cosines.begin() + 10, cosines.end(), std::greater<>());
    return static_cast<float>(std::accumulate(cosines.begin(), cosines.begin() + 10, 0.0) / 10);
  }

  std::vector<std::vector<double>> scores_;  // [source][target]
};

TEST(DictionaryTest, ConfidenceIsTheShareOfRightEntries) {
  const PlantedLanguages l = planted(2500, 0.4, 1.1);
  for (const bool spelling : {false, true}) {
    double promised = 0, right = 0, sure = 0, surely_right = 0;
    for (const Entry& entry : dictionary_of(l, {.spelling = spelling})) {
      ASSERT_TRUE(entry.confidence);
      promised += *entry.confidence;
      right += entry.source == entry.target;
      if (*entry.confidence < 0.8) continue;
      ++sure;
      surely_right += entry.source == entry.target;
    }
    EXPECT_NEAR(promised / 2500, right / 2500, 0.08) << spelling;
    EXPECT_GT(sure, 150) << spelling;
    EXPECT_GT(surely_right / sure, 0.8) << spelling;
  }
}

TEST(DictionaryTest, RankMarginAndMutual) {
  const PlantedLanguages l = planted(300, 0.4, 1.1);
  const auto entries = dictionary_of(l, {.top = 3, .limit = 100});
  ASSERT_EQ(entries.size(), 300U);
  const AllScores all(l, false);
  for (const Entry& entry : entries) all.check(entry, 3);
  for (std::size_t e = 0; e < entries.size(); e += 3) {
    EXPECT_EQ(entries[e].source, static_cast<std::int64_t>(e / 3));
    for (std::size_t n = 0; n < 3; ++n) EXPECT_EQ(entries[e + n].rank, static_cast<std::int64_t>(n + 1));
    EXPECT_FLOAT_EQ(entries[e].margin, entries[e].score - entries[e + 1].score);
    EXPECT_FLOAT_EQ(entries[e + 2].margin, entries[e + 2].score - entries[e].score);
  }
  std::vector<Entry> mutual;
  for (const Entry& entry : entries) {
    if (entry.mutual) mutual.push_back(entry);
  }
  const auto asked = dictionary_of(l, {.top = 3, .limit = 100, .mutual = true});
  ASSERT_EQ(asked.size(), mutual.size());
  EXPECT_LT(asked.size(), entries.size());
  for (std::size_t e = 0; e < asked.size(); ++e) {
    EXPECT_EQ(asked[e].source, mutual[e].source);
    EXPECT_EQ(asked[e].target, mutual[e].target);
  }
}

TEST(DictionaryTest, OneTranslationOfEachWordHasAMarginToo) {
  const PlantedLanguages l = planted(300, 0.4, 1.1);
  const AllScores all(l, false);
  const auto entries = dictionary_of(l, {});
  ASSERT_EQ(entries.size(), 300U);
  for (const Entry& entry : entries) {
    all.check(entry, 1);
    EXPECT_GT(entry.margin, 0) << entry.source;
  }
}

TEST(DictionaryTest, OneToOneUsesNoWordTwiceAndIsRightMoreOften) {
  const PlantedLanguages l = planted(600, 0.4, 1.1);
  std::set<std::int64_t> sources, targets;
  const auto share = [](const std::vector<Entry>& entries) {
    double right = 0;
    for (const Entry& entry : entries) right += entry.source == entry.target;
    return right / static_cast<double>(entries.size());
  };
  const auto entries = dictionary_of(l, {.one_to_one = true});
  for (const Entry& entry : entries) {
    EXPECT_TRUE(sources.insert(entry.source).second);
    EXPECT_TRUE(targets.insert(entry.target).second);
    EXPECT_GE(entry.rank, 1);
    EXPECT_EQ(entry.rank == 1, entry.margin >= 0);
  }
  EXPECT_GT(entries.size(), 550U);
  EXPECT_GT(share(entries), share(dictionary_of(l, {})));
}

// An assigned word need not be among the best of its word, and be listed there.
TEST(DictionaryTest, OneToOneTellsWhereAWordStandsAmongAll) {
  const PlantedLanguages l = planted(600, 0.4, 1.1);
  for (const bool spelling : {false, true}) {
    const AllScores all(l, spelling);
    int mutual = 0, second = 0, far = 0;
    for (const Entry& entry : dictionary_of(l, {.one_to_one = true, .spelling = spelling})) {
      all.check(entry, 1);
      mutual += entry.mutual;
      second += entry.rank == 2;
      far += entry.rank > 10;
    }
    EXPECT_GT(mutual, 100) << spelling;
    EXPECT_GT(second, 10) << spelling;
    EXPECT_GT(far, 0) << spelling;
  }
}

// Eleven words of each language lie close together. Source word 0 is the nearest of target word 0, which lies apart,
// but has all others nearer, so that they are no mutual pair though nothing else is left to them. Word 12 lies apart
// from all, but where its translation is; its translation is spelled like source word 0.
PlantedLanguages with_a_word_left_over() {
  constexpr std::int64_t kWords = 13, kCommon = kWords;
  PlantedLanguages l;
  l.x = l.y = Matrix<float>(kWords, kWords + 1);
  for (std::int64_t n = 0; n < kWords; ++n) {
    l.source.push_back("s" + std::to_string(n)), l.target.push_back("t" + std::to_string(n));
    for (Matrix<float>* rows : {&l.x, &l.y}) {
      (*rows)(n, kCommon) = n == 12 || (n == 0 && rows == &l.y) ? 0.0F : 1.0F;
      (*rows)(n, n) = 0.1F;
    }
  }
  l.source[0] = l.target[12] = "leftover";
  l.x = retrieval::unit_rows(std::move(l.x)).rows;
  l.y = retrieval::unit_rows(std::move(l.y)).rows;
  return l;
}

TEST(DictionaryTest, AWordThatIsNotListedIsNotMutual) {
  const auto entries = dictionary_of(with_a_word_left_over(), {.one_to_one = true});
  ASSERT_EQ(entries.size(), 13U);
  EXPECT_EQ(entries[0].target, 0);
  EXPECT_EQ(entries[0].rank, 12);
  EXPECT_FALSE(entries[0].mutual);
  EXPECT_TRUE(entries[1].mutual);
}

// With spelling, the one that is spelled alike stands before it, too.
TEST(DictionaryTest, SpellingHasItsPartInTheRankOfAWordThatIsNotListed) {
  const auto entries =
      dictionary_of(with_a_word_left_over(), {.one_to_one = true, .spelling = true, .spelling_weight = 0.1});
  ASSERT_EQ(entries.size(), 13U);
  EXPECT_EQ(entries[0].target, 0);
  EXPECT_EQ(entries[0].rank, 13);
  EXPECT_EQ(entries[12].target, 12);
  EXPECT_EQ(entries[12].rank, 1);
}

TEST(DictionaryTest, WhereSpellingTellsNothingThereIsNoConfidence) {
  const PlantedLanguages l = planted(300, 0, 1);
  for (const bool spelling : {false, true}) {
    RecordingReporter reporter;
    for (const Entry& entry : dictionary_of(l, {.spelling = spelling}, 2, reporter)) EXPECT_FALSE(entry.confidence);
    EXPECT_EQ(reporter.said.find("left out") != std::string::npos, spelling) << reporter.said;
  }
}

TEST(DictionaryTest, WhatSpellingIsWorthIsSaidWhereItCounts) {
  const PlantedLanguages l = planted(300, 0.6, 1);
  for (const bool spelling : {false, true}) {
    RecordingReporter reporter;
    EXPECT_TRUE(dictionary_of(l, {.spelling = spelling}, 2, reporter).front().confidence);
    EXPECT_EQ(reporter.said.find("spelled like their translation") != std::string::npos, spelling) << reporter.said;
  }
}

// A kind of its own, so that it cannot be mistaken for an error of something else.
struct Enough {};

TEST(DictionaryTest, EndsBetweenTwoStepsIfAskedTo) {
  const PlantedLanguages l = planted(60, 0.4, 1);
  int calls = 0;
  const auto make_up_to = [&](int last) {
    calls = 0;
    (void)dictionary_of(l, {.between_steps = [&] {
                          if (++calls == last) throw Enough();
                        }});
  };
  make_up_to(-1);
  EXPECT_GE(calls, 3 + 5);  // its own, and those of learn_witness
  for (int last = 1; last <= calls; ++last) EXPECT_THROW(make_up_to(last), Enough);
}

TEST(DictionaryTest, HasTheSameBitsAtAnyNumberOfThreads) {
  const PlantedLanguages l = planted(300, 0.4, 1.1);
  const auto a = dictionary_of(l, {.top = 2, .spelling = true}, 1),
             b = dictionary_of(l, {.top = 2, .spelling = true}, 3);
  ASSERT_EQ(a.size(), b.size());
  for (std::size_t e = 0; e < a.size(); ++e) {
    EXPECT_EQ(a[e].target, b[e].target);
    EXPECT_EQ(a[e].score, b[e].score);
    EXPECT_EQ(a[e].confidence, b[e].confidence);
  }
}

TEST(DictionaryTest, ALimitChangesNoConfidence) {
  const PlantedLanguages l = planted(300, 0.4, 1.1);
  const auto all = dictionary_of(l, {.spelling = true}), some = dictionary_of(l, {.limit = 40, .spelling = true});
  ASSERT_EQ(some.size(), 40U);
  for (std::size_t e = 0; e < some.size(); ++e) EXPECT_EQ(some[e].confidence, all[e].confidence) << e;
}

// Every other word has the vector of its translation, as in a space that was made with pairs whose spelling agrees.
// That makes entries, but shows nothing of what they are worth: the space before it does.
TEST(DictionaryTest, ASpaceThatSpellingMadeDoesNotVouchForItself) {
  const PlantedLanguages before = planted(1200, 0.4, 4);
  PlantedLanguages l = planted(1200, 0.4, 4);
  for (std::int64_t n = 0; n < l.x.rows(); n += 2) std::copy_n(l.x.row(n), l.x.cols(), l.y.row(n));
  Workers workers(2);
  const auto dictionary = [&](ConstView x, ConstView y, bool spelling) {
    return make_dictionary({l.source, l.x.view(), x}, {l.target, l.y.view(), y}, {.spelling = spelling}, workers,
                           silent_reporter());
  };
  const auto promised = [](const std::vector<Entry>& entries) {
    return std::accumulate(entries.begin(), entries.end(), 0.0,
                           [](double sum, const Entry& entry) { return sum + entry.confidence.value(); });
  };
  const auto of_before = dictionary(before.x.view(), before.y.view(), false), of_itself = dictionary({}, {}, false);
  EXPECT_LT(promised(of_before), 0.7 * promised(of_itself));
  ASSERT_EQ(of_before.size(), of_itself.size());
  for (std::size_t e = 0; e < of_before.size(); ++e) {
    EXPECT_EQ(of_before[e].target, of_itself[e].target);
    EXPECT_EQ(of_before[e].score, of_itself[e].score);
  }

  // So it does with spelling, whose weight is learned there, too.
  Workers one(1);
  const auto r_before = retrieval::mean_top_k_cosines_both_ways(before.x.view(), before.y.view(), 10, one);
  const auto r = retrieval::mean_top_k_cosines_both_ways(l.x.view(), l.y.view(), 10, one);
  const auto witness = spelling::learn_witness({l.source, before.x.view(), r_before.of_x},
                                               {l.target, before.y.view(), r_before.of_y}, {}, one, silent_reporter());
  const auto spelled = dictionary(before.x.view(), before.y.view(), true);
  EXPECT_LT(promised(spelled), 0.9 * promised(dictionary({}, {}, true)));
  ASSERT_EQ(spelled.size(), l.source.size());
  for (const Entry& e : spelled) {
    const auto s = static_cast<std::size_t>(e.source), t = static_cast<std::size_t>(e.target);
    const float cosine = std::inner_product(l.x.row(e.source), l.x.row(e.source) + l.x.cols(), l.y.row(e.target), 0.0F);
    EXPECT_NEAR(e.score,
                2 * cosine - r.of_x[s] - r.of_y[t] + witness.weights[s] * witness.similarities.at(e.source, e.target),
                1e-5);
  }

  const auto without_caution = make_dictionary({before.source, before.x.view()}, {before.target, before.y.view()},
                                               {.cautious = false}, workers, silent_reporter());

  // Of an entry that both spaces have, it is the confidence of the space before.
  const auto alone = make_dictionary({before.source, before.x.view()}, {before.target, before.y.view()}, {}, workers,
                                     silent_reporter());
  EXPECT_GT(promised(without_caution), promised(alone));
  int both = 0;
  for (std::size_t e = 0; e < alone.size(); ++e) {
    if (alone[e].target != of_before[e].target) continue;
    ++both;
    EXPECT_NEAR(alone[e].confidence.value(), of_before[e].confidence.value(), 1e-5);
  }
  EXPECT_GT(both, 200);
}

}  // namespace
}  // namespace koine::induce
