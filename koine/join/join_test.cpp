#include "koine/join/join.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "koine/core/core_test_support.h"
#include "koine/core/error.h"
#include "koine/core/random.h"
#include "koine/join/reweighting.h"
#include "koine/join/soft_dictionary.h"
#include "koine/map/linear_algebra.h"
#include "koine/map/normalize.h"
#include "koine/map/procrustes.h"
#include "koine/map/product.h"
#include "koine/map/refine.h"
#include "koine/retrieval/nearest.h"
#include "koine/retrieval/unit_rows.h"

namespace koine::join {
namespace {

constexpr std::int64_t kStems = 60, kEndings = 5, kWords = kStems * kEndings, kDimension = 24;

// Languages of one meaning a row: that of a stem and that of an ending. The letters of no two languages agree.
std::vector<JoinLanguage> inflecting_languages(std::size_t count) {
  std::vector<JoinLanguage> languages;
  for (std::size_t l = 0; l < count; ++l) {
    Random random(11, Purpose::kTest, l);
    const auto letters = [&](int n) {
      std::string text;
      for (int i = 0; i < n; ++i) text += static_cast<char>('a' + 8 * static_cast<int>(l) + random.next_u32() % 8);
      return text;
    };
    std::vector<std::string> stems, endings;
    for (std::int64_t i = 0; i < kStems; ++i) stems.push_back(letters(6));
    for (std::int64_t i = 0; i < kEndings; ++i) endings.push_back(letters(4));
    JoinLanguage language{fmt::format("l{}", l), {}, {}};
    for (std::int64_t i = 0; i < kWords; ++i) {
      language.words.push_back(stems[static_cast<std::size_t>(i / kEndings)] +
                               endings[static_cast<std::size_t>(i % kEndings)]);
      language.counts.push_back(5);
    }
    languages.push_back(std::move(language));
  }
  return languages;
}

Matrix<double> meanings() {
  Random random(5, Purpose::kTest, 100);
  Matrix<double> stems(kStems, kDimension), endings(kEndings, kDimension), z(kWords, kDimension);
  for (std::int64_t i = 0; i < stems.size(); ++i) stems.data()[i] = random.normal();
  for (std::int64_t i = 0; i < endings.size(); ++i) endings.data()[i] = random.normal();
  for (std::int64_t i = 0; i < kWords; ++i) {
    for (std::int64_t d = 0; d < kDimension; ++d) z(i, d) = stems(i / kEndings, d) + endings(i % kEndings, d);
  }
  return z;
}

// The meanings with noise; each language turned by a rotation of its own where `apart`.
JoinView view(std::size_t languages, double noise, bool apart, std::uint64_t seed, double weight = 1) {
  const Matrix<double> z = meanings();
  JoinView result{{}, weight};
  for (std::size_t l = 0; l < languages; ++l) {
    Random random(seed, Purpose::kTest, l);
    Matrix<double> x = z;
    for (std::int64_t i = 0; i < x.size(); ++i) x.data()[i] += noise * random.normal();
    if (apart) x = map::multiply(x, map::random_orthogonal(kDimension, random));
    result.languages.push_back(map::to_float(x));
  }
  return result;
}

std::vector<Matrix<float>> joined(const std::vector<JoinLanguage>& languages, const std::vector<JoinView>& views,
                                  const JoinOptions& options, int threads = 2) {
  Workers workers(threads);
  map::MethodContext context{workers, silent_reporter()};
  return join(languages, views, options, context);
}

// The share of the words of y whose nearest word of x by CSLS is the one of the same row.
double precision(const Matrix<float>& y, const Matrix<float>& x) {
  Workers workers(2);
  const auto s = retrieval::unit_rows(y.view()), t = retrieval::unit_rows(x.view());
  const auto r = retrieval::mean_top_k_cosines_both_ways(s.view(), t.view(), 10, workers);
  const auto found = retrieval::nearest_by_csls(s.view(), t.view(), r.of_x, r.of_y, 1, workers);
  double right = 0;
  for (std::size_t i = 0; i < found.size(); ++i) right += found[i].front().index == static_cast<std::int64_t>(i);
  return right / static_cast<double>(found.size());
}

TEST(Join, TurnsWhatLiesApartAndGainsFromIt) {
  const auto languages = inflecting_languages(3);
  const JoinView together = view(3, 1.2, false, 21), apart = view(3, 0.9, true, 22);
  const JoinOptions options{.dimension = 0, .letters = false};
  const auto alone = joined(languages, {together}, options), both = joined(languages, {together, apart}, options);
  ASSERT_EQ(both.size(), 3u);
  EXPECT_EQ(both[0].cols(), 2 * kDimension);
  EXPECT_LT(precision(apart.languages[1], apart.languages[0]), 0.05);
  for (const std::size_t l : {1, 2}) {
    EXPECT_GT(precision(both[l], both[0]), precision(alone[l], alone[0]) + 0.1) << l;
  }
}

TEST(Join, LettersAddWhatIsSharedWithRelatives) {
  const auto languages = inflecting_languages(2);
  const JoinView together = view(2, 1.5, false, 23);
  const auto without = joined(languages, {together}, {.dimension = 0, .letters = false});
  const auto with = joined(languages, {together}, {.dimension = 0, .letters = true});
  EXPECT_EQ(with[0].cols(), 2 * kDimension);
  EXPECT_GT(precision(with[1], with[0]), precision(without[1], without[0]) + 0.2);
}

TEST(Join, AViewOfWeightZeroChangesNothingAndRowsAreOfUnitLength) {
  const auto languages = inflecting_languages(2);
  const JoinOptions options{.rounds = 2, .dimension = 0, .letters = false, .reweight = false};
  const auto without = joined(languages, {view(2, 0.5, false, 24)}, options);
  const auto with = joined(languages, {view(2, 0.5, false, 24), view(2, 0.5, true, 25, 0)}, options);
  for (std::int64_t i = 0; i < kWords; ++i) {
    double squares = 0;
    for (std::int64_t d = 0; d < kDimension; ++d) {
      EXPECT_NEAR(with[1](i, d), without[1](i, d), 1e-6);
      squares += with[1](i, d) * with[1](i, d);
    }
    EXPECT_NEAR(squares, 1, 1e-5);
    EXPECT_EQ(with[1](i, kDimension), 0);
  }
}

// What the vectors are and what letters tell of them weigh the same, in each view.
TEST(Join, PartsWeighWhatTheirViewDoes) {
  const auto languages = inflecting_languages(2);
  const auto x = joined(languages, {view(2, 0.5, false, 24, 0.5), view(2, 0.5, true, 25, 0.7)},
                        {.own_count = 0, .dimension = 0, .reweight = false});
  ASSERT_EQ(x[1].cols(), 4 * kDimension);
  constexpr double kAll = 2 * (0.5 * 0.5 + 0.7 * 0.7);
  for (std::int64_t i = 0; i < kWords; ++i) {
    for (std::int64_t part = 0; part < 4; ++part) {
      double squares = 0;
      for (std::int64_t d = 0; d < kDimension; ++d) squares += std::pow(x[1](i, part * kDimension + d), 2);
      EXPECT_NEAR(squares, (part < 2 ? 0.5 * 0.5 : 0.7 * 0.7) / kAll, 1e-5) << i << " " << part;
    }
  }
}

TEST(Join, AWordsOwnVectorIsBelievedByItsCount) {
  auto languages = inflecting_languages(2);
  for (std::size_t w = 0; w < languages[1].counts.size(); ++w) languages[1].counts[w] = static_cast<double>(1 + w);
  Workers workers(2);
  map::MethodContext context{workers, silent_reporter()};
  for (const double own_count : {0.0, 30.0, 7.0}) {
    const Joiner joiner(languages, {view(2, 0.5, false, 3)},
                        {.own_count = own_count, .dimension = 0, .reweight = false}, context);
    const auto x = joiner.vectors();
    for (std::int64_t w = 0; w < kWords; ++w) {
      const auto length = [&](std::int64_t first) {
        double sum = 0;
        for (std::int64_t d = first; d < first + kDimension; ++d) sum += std::pow(double{x[1](w, d)}, 2);
        return std::sqrt(sum);
      };
      const double count = languages[1].counts[static_cast<std::size_t>(w)];
      EXPECT_NEAR(length(0) / length(kDimension), std::sqrt(count / (count + own_count)), 1e-5)
          << own_count << " " << w;
    }
  }
}

TEST(Join, PrincipalComponentsKeepWhatTheLanguagesHave) {
  const auto languages = inflecting_languages(2);
  const std::vector<JoinView> views = {view(2, 0.3, false, 26), view(2, 0.3, true, 27)};
  const auto whole = joined(languages, views, {.dimension = 0, .letters = false, .reweight = false});
  const auto small = joined(languages, views, {.dimension = kDimension, .letters = false, .reweight = false});
  EXPECT_EQ(small[0].cols(), kDimension);
  EXPECT_GT(precision(small[1], small[0]), precision(whole[1], whole[0]) - 0.02);
  // All components: the same inner products.
  const auto all = joined(languages, views, {.dimension = 2 * kDimension - 1, .letters = false, .reweight = false});
  double most = 0;
  for (std::int64_t i = 0; i < 50; ++i) {
    double a = 0, b = 0;
    for (std::int64_t d = 0; d < all[0].cols(); ++d) a += all[1](i, d) * all[0](i + 1, d);
    for (std::int64_t d = 0; d < whole[0].cols(); ++d) b += whole[1](i, d) * whole[0](i + 1, d);
    most = std::max(most, std::abs(a - b));
  }
  EXPECT_LT(most, 0.02);
}

// More columns than are looked at at once.
TEST(Join, PrincipalComponentsOfManyColumns) {
  constexpr std::int64_t kRows = 40, kColumns = 1100, kLast = 1090;
  JoinView wide{{Matrix<float>(kRows, kColumns), Matrix<float>(kRows, kColumns)}, 1};
  std::vector<JoinLanguage> languages(2);
  Random random(6, Purpose::kTest, 1);
  for (std::size_t l = 0; l < 2; ++l) {
    for (std::int64_t i = 0; i < kRows; ++i) {
      languages[l].words.push_back(fmt::format("w{}", i));
      languages[l].counts.push_back(1);
      wide.languages[l](i, 0) = static_cast<float>(random.normal());
      wide.languages[l](i, kLast) = static_cast<float>(random.normal());
    }
  }
  const auto whole = joined(languages, {wide}, {.rounds = 0, .dimension = 0, .letters = false});
  const auto two = joined(languages, {wide}, {.rounds = 0, .dimension = 2, .letters = false});
  for (std::int64_t i = 0; i + 1 < kRows; ++i) {
    const double expected = whole[1](i, 0) * whole[0](i + 1, 0) + whole[1](i, kLast) * whole[0](i + 1, kLast);
    EXPECT_NEAR(two[1](i, 0) * two[0](i + 1, 0) + two[1](i, 1) * two[0](i + 1, 1), expected, 1e-5) << i;
  }
}

// The many words of one language lie along axes 0 and 2, the few of the other along axis 1, where each of these has
// most.
TEST(Join, PrincipalComponentsCountEachLanguageTheSame) {
  std::vector<JoinLanguage> languages(2);
  JoinView axes{{Matrix<float>(300, 3), Matrix<float>(30, 3)}, 1};
  for (std::size_t l = 0; l < 2; ++l) {
    Matrix<float>& x = axes.languages[l];
    for (std::int64_t i = 0; i < x.rows(); ++i) {
      languages[l].words.push_back(fmt::format("w{}", i));
      languages[l].counts.push_back(1);
      x(i, l == 1 ? 1 : i % 10 < 6 ? 0 : 2) = i % 2 == 0 ? 1.0F : -1.0F;
    }
  }
  const auto one = joined(languages, {axes}, {.rounds = 0, .dimension = 1, .letters = false});
  EXPECT_NEAR(one[1](0, 0) * one[1](1, 0), -1, 1e-5);
}

void keep_words(std::vector<JoinLanguage>& languages, std::vector<JoinView>& views, std::size_t l, std::int64_t words) {
  languages[l].words.resize(static_cast<std::size_t>(words));
  languages[l].counts.resize(static_cast<std::size_t>(words));
  for (JoinView& one : views) one.languages[l].keep_rows(words);
}

// By pairs that the maps are not made of, too: those of all words, and the known ones. The languages have different
// numbers of words, the first one neither most nor fewest.
TEST(Join, ReweightsByAllPairsAfterARound) {
  auto languages = inflecting_languages(3);
  std::vector<JoinView> views = {view(3, 1.0, false, 34), view(3, 1.0, true, 35)};
  keep_words(languages, views, 0, kWords - 60);
  keep_words(languages, views, 1, kWords - 120);
  Workers workers(2);
  map::MethodContext context{workers, silent_reporter()};
  const JoinOptions options{.max_rank = 60, .dimension = 0, .letters = false};
  JoinOptions plain_options = options;
  plain_options.reweight = false;
  Joiner joiner(languages, views, options, context), plain(languages, views, plain_options, context);
  const auto start = joiner.vectors(), plain_start = plain.vectors();
  EXPECT_TRUE(std::equal(start[1].data(), start[1].data() + start[1].size(), plain_start[1].data()));
  std::vector<LanguagePairs> known = {{2, 1, {}}, {1, 0, {}}, {2, 0, {}}};
  for (LanguagePairs& two : known) {
    for (std::int64_t i = kWords - 160; i < kWords - 120; ++i) two.pairs.push_back({i, i});
  }
  joiner.round(known);
  plain.round(known);
  const auto parts = plain.vectors(), found = joiner.vectors();
  std::vector<LanguagePairs> pairs = known;
  for (LanguagePairs& two : pairs) {
    const auto mutual = map::mutual_dictionary(parts[two.language].view(), parts[two.other].view(), kWords,
                                               options.neighbours, workers);
    two.pairs.insert(two.pairs.end(), mutual.begin(), mutual.end());
  }
  const Matrix<float> weighting = reweighting(parts, pairs, {}, workers);
  for (std::size_t l = 0; l < 3; ++l) {
    Matrix<float> expected = map::mapped(parts[l].view(), weighting, workers);
    map::normalize(expected.view(), {map::NormalizeStep::kUnit});
    for (std::int64_t i = 0; i < expected.size(); ++i) ASSERT_NEAR(found[l].data()[i], expected.data()[i], 1e-5);
  }
}

TEST(Join, HasTheSameBitsAtAnyNumberOfThreads) {
  const auto languages = inflecting_languages(2);
  const std::vector<JoinView> views = {view(2, 0.5, false, 28), view(2, 0.5, true, 29)};
  const auto one = joined(languages, views, {.dimension = 20}, 1),
             three = joined(languages, views, {.dimension = 20}, 3);
  for (std::size_t l = 0; l < 2; ++l) {
    EXPECT_TRUE(std::equal(one[l].data(), one[l].data() + one[l].size(), three[l].data()));
  }
}

TEST(Join, RecordsTheDictionariesAndStops) {
  const auto languages = inflecting_languages(3);
  Workers workers(1);
  std::vector<map::StepRecord> lines;
  map::MethodContext context{workers, silent_reporter(), [&](const auto& line) { lines.push_back(line); }};
  const std::vector<JoinView> views = {view(3, 0.5, false, 30)};
  (void)join(languages, views, {.rounds = 2, .max_rank = 40, .letters = false}, context);
  ASSERT_EQ(lines.size(), 6u);
  EXPECT_EQ(lines[2].step, 1);
  EXPECT_EQ(lines[3].step, 2);
  EXPECT_EQ(lines[5].values[0].second, 2);
  EXPECT_EQ(lines[5].values[1].second, 1);
  EXPECT_THAT(lines[5].values[2].second, testing::AllOf(testing::Gt(20), testing::Le(40)));

  const std::atomic<bool> stop = true;
  context.stop = &stop;
  try {
    (void)join(languages, views, {}, context);
    FAIL() << "stopped";
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kInterrupted);
  }
}

TEST(Join, TellsHowFarItHasCome) {
  const auto languages = inflecting_languages(3);
  Workers workers(1);
  RecordingReporter reporter;
  map::MethodContext context{workers, reporter};
  Joiner joiner(languages, {view(3, 0.5, false, 30), view(3, 0.5, true, 31)}, {.rounds = 2, .dimension = 10}, context);
  for (int round = 0; round < 3; ++round) joiner.round();  // one more than was said
  std::vector<std::string> shown;
  for (const Progress& p : reporter.shown) shown.push_back(fmt::format("{} {}/{}", p.what, p.done, p.total));
  EXPECT_THAT(shown, testing::ElementsAre("letters 0/6", "letters 1/6", "letters 2/6", "letters 3/6", "letters 4/6",
                                          "letters 5/6", "joining 1/4", "joining 2/4", "joining 3/4", "joining 4/4",
                                          "joining 5/6", "joining 6/6"));
  EXPECT_EQ(reporter.shown[4].status, "l1");
  EXPECT_EQ(reporter.shown[7].status, "l2");
}

// Wherever it is asked to, and nothing more is begun.
TEST(Join, StopsBeforeItGoesOn) {
  const auto languages = inflecting_languages(3);
  const std::vector<JoinView> views = {view(3, 0.5, false, 30)};
  Workers workers(1);
  for (const bool reweight : {false, true}) {
    for (std::size_t last = 1; last <= 5; ++last) {
      std::atomic<bool> stop = false;
      RecordingReporter reporter;
      reporter.at_progress = [&] { stop = reporter.shown.size() >= last; };
      map::MethodContext context{workers, reporter};
      context.stop = &stop;
      // Without principal components the last stop is that of the re-weighting.
      const JoinOptions options{.rounds = 1, .dimension = reweight ? 0 : 10, .reweight = reweight};
      EXPECT_THAT(error_of(ErrorKind::kInterrupted, [&] { (void)join(languages, views, options, context); }),
                  testing::HasSubstr("--resume"));
      EXPECT_EQ(reporter.shown.size(), last) << reweight;
    }
  }
}

// By both parts of the first view, and of no other, which lies apart.
TEST(Join, TheFirstRoundTakesItsPairsFromTheFirstView) {
  const auto languages = inflecting_languages(2);
  const JoinView first = view(2, 1.0, false, 36), second = view(2, 1.0, true, 37);
  Workers workers(2);
  std::vector<map::StepRecord> lines;
  map::MethodContext context{workers, silent_reporter(), [&](const auto& line) { lines.push_back(line); }};
  for (const std::int64_t neighbours : {1, 10}) {
    const JoinOptions options{.max_rank = 200, .neighbours = neighbours, .dimension = 0, .reweight = false};
    auto parts = Joiner(languages, {first}, options, context).vectors();
    for (Matrix<float>& x : parts) x.keep_rows(options.max_rank);
    const auto pairs = map::mutual_dictionary(parts[1].view(), parts[0].view(), options.max_rank, neighbours, workers);
    Joiner(languages, {first, second}, options, context).round();
    EXPECT_EQ(lines.back().values[2].second, static_cast<double>(pairs.size())) << neighbours;
  }
  EXPECT_NE(lines[0].values[2].second, lines[1].values[2].second);
}

// How long a vector is, is of no account, not even before the mean is taken away.
TEST(Join, TheLengthOfAVectorDoesNotCount) {
  const auto languages = inflecting_languages(2);
  std::vector<JoinView> views = {view(2, 0.5, false, 38)};
  const JoinOptions options{.rounds = 1, .dimension = 10, .letters = false};
  const auto before = joined(languages, views, options);
  for (std::int64_t i = 0; i < kWords; ++i) {
    for (std::int64_t d = 0; d < kDimension; ++d) views[0].languages[1](i, d) *= static_cast<float>(1 << i % 5);
  }
  const auto after = joined(languages, views, options);
  EXPECT_TRUE(std::equal(before[1].data(), before[1].data() + before[1].size(), after[1].data()));
}

TEST(Join, LaterRoundsTakeTheirPairsFromTheVectorsSoFar) {
  const auto languages = inflecting_languages(2);
  const std::vector<JoinView> views = {view(2, 1.0, false, 36), view(2, 1.0, true, 37)};
  Workers workers(2);
  std::vector<map::StepRecord> lines;
  map::MethodContext context{workers, silent_reporter(), [&](const auto& line) { lines.push_back(line); }};
  const JoinOptions options{.max_rank = 200, .dimension = 30, .letters = false};
  Joiner joiner(languages, views, options, context);
  joiner.round();
  auto so_far = joiner.vectors();
  for (Matrix<float>& x : so_far) x.keep_rows(options.max_rank);
  const auto pairs =
      map::mutual_dictionary(so_far[1].view(), so_far[0].view(), options.max_rank, options.neighbours, workers);
  joiner.round();
  ASSERT_EQ(lines.size(), 2u);
  EXPECT_EQ(lines[1].values[2].second, static_cast<double>(pairs.size()));
  EXPECT_GT(lines[1].values[2].second, lines[0].values[2].second);
}

// The turn of rows to other rows, those of several languages one below the other.
Matrix<float> turned(const Matrix<float>& x, const std::vector<Matrix<float>>& others,
                     const std::vector<std::vector<map::Pair>>& pairs, Workers& workers) {
  std::int64_t rows = 0;
  for (const auto& y : others) rows += y.rows();
  Matrix<float> all(rows, x.cols());
  std::vector<map::Pair> together;
  std::int64_t first = 0;
  for (std::size_t o = 0; o < others.size(); ++o) {
    for (std::int64_t i = 0; i < others[o].rows(); ++i) std::copy_n(others[o].row(i), x.cols(), all.row(first + i));
    for (const map::Pair& pair : pairs[o]) together.push_back({pair.source, first + pair.target, pair.weight});
    first += others[o].rows();
  }
  return map::mapped(x.view(), map::procrustes({x.view(), all.view()}, together, workers), workers);
}

TEST(Join, TurnsALanguageToThoseBeforeItAndLaterToAll) {
  auto languages = inflecting_languages(3);
  std::vector<JoinView> views = {view(3, 1.0, false, 40)};
  keep_words(languages, views, 1, kWords - 60);
  Workers workers(2);
  map::MethodContext context{workers, silent_reporter()};
  Joiner joiner(languages, views, {.dimension = 0, .letters = false, .reweight = false}, context);
  auto x = joiner.vectors();
  for (int round = 0; round < 2; ++round) {
    const auto before = x;
    const auto pairs = [&](std::size_t l, std::size_t other) {
      return soft_dictionary(before[l].view(), before[other].view(), {}, workers).pairs;
    };
    x[1] = round == 0 ? turned(x[1], {x[0]}, {pairs(1, 0)}, workers)
                      : turned(x[1], {x[0], x[2]}, {pairs(1, 0), pairs(1, 2)}, workers);
    x[2] = turned(x[2], {x[0], x[1]}, {pairs(2, 0), pairs(2, 1)}, workers);
    joiner.round();
    const auto found = joiner.vectors();
    for (std::size_t l = 0; l < 3; ++l) {
      for (std::int64_t i = 0; i < x[l].size(); ++i) ASSERT_NEAR(found[l].data()[i], x[l].data()[i], 1e-4) << round;
    }
  }
}

Matrix<float> from_last_to_first(const Matrix<float>& x) {
  Matrix<float> result(x.rows(), x.cols());
  for (std::int64_t i = 0; i < x.rows(); ++i) std::copy_n(x.row(i), x.cols(), result.row(x.rows() - 1 - i));
  return result;
}

// The first view lies apart as well, so that nothing but the known pairs can tell how the languages belong together.
// The words of language 1 stand in the reverse order.
TEST(Join, KnownPairsMakeTheMaps) {
  const auto languages = inflecting_languages(3);
  std::vector<JoinView> views = {view(3, 0.3, true, 31), view(3, 0.3, true, 32)};
  for (JoinView& one : views) one.languages[1] = from_last_to_first(one.languages[1]);
  std::vector<LanguagePairs> known = {{1, 0, {}}, {2, 0, {}}};
  for (std::int64_t i = 0; i < kWords; i += 3) {
    known[0].pairs.push_back({kWords - 1 - i, i});
    known[1].pairs.push_back({i, i});
  }
  Workers workers(2);
  std::vector<map::StepRecord> lines;
  map::MethodContext context{workers, silent_reporter(), [&](const auto& line) { lines.push_back(line); }};
  const JoinOptions options{.dimension = 0, .letters = false};
  Joiner guessing(languages, views, options, context), knowing(languages, views, options, context);
  for (int round = 0; round < 3; ++round) {
    guessing.round();
    knowing.round(known);
  }
  auto guessed = guessing.vectors(), told = knowing.vectors();
  for (auto* vectors : {&guessed, &told}) (*vectors)[1] = from_last_to_first((*vectors)[1]);
  for (const std::size_t l : {1, 2}) {
    EXPECT_LT(precision(guessed[l], guessed[0]), 0.2) << l;
    EXPECT_GT(precision(told[l], told[0]), 0.9) << l;
  }
  for (const auto& line : lines) EXPECT_LE(line.values[2].second, kWords);  // the known pairs are not counted
}

TEST(Join, KnownPairsWeighWhatTheyAreSaidTo) {
  const auto languages = inflecting_languages(2);
  const std::vector<JoinView> views = {view(2, 1.0, false, 43)};
  std::vector<LanguagePairs> known = {{1, 0, {}}};
  for (std::int64_t i = 0; i < 100; ++i) known[0].pairs.push_back({i, i + 1, i % 2 == 0 ? 1.0f : 0.5f});
  Workers workers(2);
  map::MethodContext context{workers, silent_reporter()};
  for (const double weight : {0.0, 0.4, 3.0}) {
    Joiner joiner(languages, views, {.known_weight = weight, .dimension = 0, .letters = false, .reweight = false},
                  context);
    const auto x = joiner.vectors();
    auto pairs = soft_dictionary(x[1].view(), x[0].view(), {}, workers).pairs;
    for (const map::Pair& pair : known[0].pairs) {
      pairs.push_back({pair.source, pair.target, static_cast<float>(weight) * pair.weight});
    }
    joiner.round(known);
    const auto expected = turned(x[1], {x[0]}, {pairs}, workers), found = joiner.vectors()[1];
    for (std::int64_t i = 0; i < found.size(); ++i) ASSERT_NEAR(found.data()[i], expected.data()[i], 1e-4) << weight;
  }
}

// A few known pairs, and wrong ones, do not take the place of the many that the vectors make.
TEST(Join, KnownPairsAreAddedToThoseOfTheVectors) {
  const auto languages = inflecting_languages(2);
  const std::vector<JoinView> views = {view(2, 0.3, false, 36), view(2, 0.3, true, 37)};
  std::vector<LanguagePairs> known = {{1, 0, {}}};
  for (std::int64_t i = 0; i < 8; ++i) known[0].pairs.push_back({i, kWords - 1 - i});
  Workers workers(2);
  map::MethodContext context{workers, silent_reporter()};
  Joiner joiner(languages, views, {.dimension = 0, .letters = false}, context);
  for (int round = 0; round < 3; ++round) joiner.round(known);
  const auto vectors = joiner.vectors();
  EXPECT_GT(precision(vectors[1], vectors[0]), 0.9);
}

// What all words of a language have in common, as skip-gram vectors do, says nothing of any of them; and a language may
// have fewer words than the first one.
TEST(Join, WhatAllWordsHaveInCommonDoesNotCount) {
  auto languages = inflecting_languages(2);
  std::vector<JoinView> views = {view(2, 0.5, false, 38), view(2, 0.5, true, 39)};
  keep_words(languages, views, 1, kWords - 60);
  const auto before = joined(languages, views, {.dimension = kDimension});
  for (JoinView& one : views) {
    for (std::int64_t i = 0; i < kWords; ++i) one.languages[0](i, 3) += 6;
    for (std::int64_t i = 0; i < kWords - 60; ++i) one.languages[1](i, 7) -= 6;
  }
  const auto after = joined(languages, views, {.dimension = kDimension});
  EXPECT_GT(precision(before[1], before[0]), 0.8);
  EXPECT_GT(precision(after[1], after[0]), precision(before[1], before[0]) - 0.05);
}

TEST(Join, TellsWhatItTakes) {
  const auto languages = inflecting_languages(2);
  // The parts, once more side by side, the vectors before, and the sums of a covariance; each word has ten letters.
  constexpr std::int64_t kParts = 2 * kWords * 48 * 4, kSums = 17 * 48 * 48 * 8, kLetters = 400 * 2 * kWords * 10;
  constexpr std::int64_t kVectors = 2 * kWords * 20 * 4;
  EXPECT_EQ(Joiner::memory_bytes(languages, 48, {.dimension = 20, .letters = false}, 1), 2 * kParts + kVectors + kSums);
  // As the parts come: no covariance, and one of the two languages mapped.
  EXPECT_EQ(Joiner::memory_bytes(languages, 48, {.dimension = 0, .letters = false}, 9), 3 * kParts + kParts / 2);
  constexpr std::int64_t kWithLetters = 4 * kParts + kVectors + 4 * kSums + kLetters;
  EXPECT_EQ(Joiner::memory_bytes(languages, 48, {.dimension = 20}, 0), kWithLetters);
  EXPECT_GT(Joiner::memory_bytes(languages, 48, {.dimension = 20}, 100), kWithLetters);
  // Of many columns the sums are of some at a time, and the decomposition takes more.
  constexpr std::int64_t kColumns = 4096;
  EXPECT_EQ(Joiner::memory_bytes(languages, kColumns, {.dimension = 20, .letters = false}, 1),
            2 * 2 * kWords * kColumns * 4 + kVectors + 3 * 8 * kColumns * kColumns);
}

// The first language has most words and most letters, and is what is taken for those parts that are of one at a time.
TEST(Join, TellsWhatTheLargestLanguageTakes) {
  auto languages = inflecting_languages(2);
  constexpr std::int64_t kFew = kWords - 60, kAll = kWords + kFew;
  languages[1].words.resize(kFew);
  EXPECT_EQ(Joiner::memory_bytes(languages, 4, {.dimension = 3, .letters = false}, 1),
            2 * kAll * 4 * 4 + kAll * 3 * 4 + kWords * 3 * 4);
  const text::LetterSequences letters(languages[0].words);
  const auto more = Joiner::memory_bytes(languages, 4, {.dimension = 3}, 1001) -
                    Joiner::memory_bytes(languages, 4, {.dimension = 3}, 1000);
  EXPECT_EQ(more, 4 * 16 * 4 * letters.sequences());  // for each thread, four blocks of sixteen columns
}

TEST(Join, RefusesViewsThatLackALanguageAndLanguagesThatLackWords) {
  auto languages = inflecting_languages(2);
  const JoinView one_language = view(1, 0.5, false, 33);
  EXPECT_THAT(error_of(ErrorKind::kInternal, [&] { joined(languages, {one_language}, {}); }),
              testing::HasSubstr("a view has each language"));
  JoinView both = view(2, 0.5, false, 33);
  languages[1].words.resize(1);
  languages[1].counts.resize(1);
  both.languages[1].keep_rows(1);
  EXPECT_THAT(input_error([&] { joined(languages, {both}, {}); }),
              testing::StartsWith("language l1: too few words to be joined: found 1, expected 2 or more"));
}

TEST(Join, RefusesKnownPairsOfNoLanguageAndSpacesWithoutAPair) {
  const auto languages = inflecting_languages(2);
  JoinView nothing = view(2, 0.5, false, 33);
  nothing.languages[1] = Matrix<float>(kWords, kDimension);
  Workers workers(1);
  map::MethodContext context{workers, silent_reporter()};
  Joiner joiner(languages, {nothing}, {.letters = false}, context);
  const std::vector<LanguagePairs> of_one = {{1, 1, {{0, 0}}}}, of_a_third = {{2, 0, {{0, 0}}}},
                                   of_both = {{1, 0, {{0, 0}}}};
  for (const auto& known : {of_one, of_a_third}) {
    EXPECT_THAT(error_of(ErrorKind::kInternal, [&] { joiner.round(known); }),
                testing::HasSubstr("known pairs are of two languages"));
  }
  EXPECT_THAT(input_error([&] { joiner.round(); }),
              testing::StartsWith("languages l0 and l1: no two words are each other's nearest"));
  EXPECT_NO_THROW(joiner.round(of_both));

  const auto three = inflecting_languages(3);
  JoinView last_is_nothing = view(3, 0.5, false, 33);
  last_is_nothing.languages[2] = Matrix<float>(kWords, kDimension);
  EXPECT_THAT(input_error([&] { joined(three, {last_is_nothing}, {.letters = false}); }),
              testing::StartsWith("languages l0 and l2: no two words are each other's nearest"));
}

TEST(Join, RefusesOptionsOutOfRange) {
  Workers workers(1);
  map::MethodContext context{workers, silent_reporter()};
  const auto languages = inflecting_languages(1);
  EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { Joiner(languages, {view(1, 0, false, 1)}, {.rounds = -1}, context); }),
              testing::StartsWith("--rounds"));

  for (const JoinOptions& options :
       {JoinOptions{.rounds = -1}, JoinOptions{.max_rank = 0}, JoinOptions{.neighbours = 0},
        JoinOptions{.known_weight = -1}, JoinOptions{.own_count = -1}, JoinOptions{.dimension = -1}}) {
    EXPECT_THROW(check_options(options), Error);
  }
}

}  // namespace
}  // namespace koine::join
