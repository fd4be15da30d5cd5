#include "koine/skipgram/trainer.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <map>

#include "koine/skipgram/skipgram_test_support.h"

namespace koine::skipgram {
namespace {

bool go_on(std::int64_t, const EpochTotals&) {
  return true;
}

// The vectors of the words after all epochs, [V, D], without the padding.
struct Trained {
  Matrix<float> input, output;
  std::vector<EpochTotals> epochs;
};

Matrix<float> copy_of(ConstView view) {
  Matrix<float> copy(view.rows, view.cols);
  for (std::int64_t i = 0; i < view.rows; ++i) std::copy_n(view.row(i), view.cols, copy.row(i));
  return copy;
}

Trained train(const SkipgramOptions& options, const corpus::RunLanguage& language, int threads) {
  Workers workers(threads);
  Trainer trainer(options, language, workers);
  Trained trained;
  for (std::int64_t epoch = 0; epoch < options.epochs; ++epoch) {
    EpochTotals totals;
    EXPECT_TRUE(trainer.train_epoch(epoch, go_on, totals));
    trained.epochs.push_back(totals);
  }
  trained.input = trainer.vectors();
  trained.output = copy_of(trainer.output());
  return trained;
}

bool same_bits(const Matrix<float>& a, const Matrix<float>& b) {
  return a.size() == b.size() && std::equal(a.data(), a.data() + a.size(), b.data());
}

// The share of the words of large classes whose closest word is of the same class. Guessing would find three tenths.
double same_class_neighbours(const corpus::RunLanguage& language, const Matrix<float>& vectors) {
  const auto made = corpus::make_artificial_languages({.languages = 1, .sentences = 1, .seed = 1})[0];
  const std::vector<int> classes = corpus::artificial_word_classes();
  std::vector<int> class_of(static_cast<std::size_t>(vectors.rows()), -1);
  std::map<int, int> sizes;
  for (std::size_t w = 0; w < made.words.size(); ++w) {
    const auto id = language.vocabulary.find(made.words[w]);
    if (!id) continue;
    class_of[static_cast<std::size_t>(*id - 1)] = classes[w];
    ++sizes[classes[w]];
  }
  const auto cosine = [&vectors](std::int64_t a, std::int64_t b) {
    double ab = 0, aa = 0, bb = 0;
    for (std::int64_t d = 0; d < vectors.cols(); ++d) {
      ab += double{vectors(a, d)} * vectors(b, d);
      aa += double{vectors(a, d)} * vectors(a, d);
      bb += double{vectors(b, d)} * vectors(b, d);
    }
    return ab / std::sqrt(aa * bb);
  };
  int words = 0, right = 0;
  for (std::int64_t a = 0; a < vectors.rows(); ++a) {
    const int of_a = class_of[static_cast<std::size_t>(a)];
    if (sizes[of_a] < 9) continue;
    std::int64_t closest = -1;
    double highest = -2;
    for (std::int64_t b = 0; b < vectors.rows(); ++b) {
      if (b == a) continue;
      const double c = cosine(a, b);
      if (c > highest) highest = c, closest = b;
    }
    ++words;
    right += class_of[static_cast<std::size_t>(closest)] == of_a ? 1 : 0;
  }
  EXPECT_GT(words, 100);
  return static_cast<double>(right) / words;
}

TEST(TrainerTest, TheThreadsDoNotDecide) {
  const auto language = artificial_language(300);
  for (const bool subwords : {false, true}) {
    SkipgramOptions options = small_options();
    options.subwords = subwords;
    const Trained one = train(options, language, 1);
    for (const int threads : {2, 4}) {
      const Trained more = train(options, language, threads);
      EXPECT_TRUE(same_bits(one.input, more.input)) << threads;
      EXPECT_TRUE(same_bits(one.output, more.output)) << threads;
      for (std::size_t e = 0; e < one.epochs.size(); ++e) {
        EXPECT_EQ(one.epochs[e].loss_nats, more.epochs[e].loss_nats);
        EXPECT_EQ(one.epochs[e].pairs, more.epochs[e].pairs);
      }
    }
  }
}

TEST(TrainerTest, TheSeedDecides) {
  const auto language = artificial_language(100);
  SkipgramOptions options = small_options();
  const Trained once = train(options, language, 1);
  options.seed = 2;
  EXPECT_FALSE(same_bits(once.input, train(options, language, 1).input));
}

TEST(TrainerTest, WordsOfAClassEndCloseToEachOther) {
  const auto language = artificial_language(1500);
  SkipgramOptions options = small_options();
  options.epochs = 6;
  const Trained trained = train(options, language, 2);
  EXPECT_GT(same_class_neighbours(language, trained.input), 0.9);
  EXPECT_LT(trained.epochs.back().loss_per_pair(), trained.epochs.front().loss_per_pair());
  options.epochs = 1;
  options.learning_rate = 1e-9;
  EXPECT_LT(same_class_neighbours(language, train(options, language, 2).input), 0.5) << "without learning";
}

TEST(TrainerTest, HogwildLearnsAsMuch) {
  const auto language = artificial_language(1500);
  SkipgramOptions options = small_options();
  options.epochs = 6;
  const double loss = train(options, language, 2).epochs.back().loss_per_pair();
  options.hogwild = true;
  const Trained trained = train(options, language, 4);
  EXPECT_GT(same_class_neighbours(language, trained.input), 0.9);
  EXPECT_NEAR(trained.epochs.back().loss_per_pair(), loss, 0.03 * loss);
}

// The words of an epoch are all tokens with a vector, and the first loss that of vectors that know nothing.
TEST(TrainerTest, CountsAndBeginsAsExpected) {
  auto language = artificial_language(200);
  SkipgramOptions options = small_options();
  options.learning_rate = 1e-9;
  options.subsample = 1e-3;
  options.epochs = 1;
  const Trained trained = train(options, language, 1);
  EXPECT_EQ(trained.epochs[0].words, language.corpus.token_count());
  EXPECT_NEAR(trained.epochs[0].loss_per_pair(), std::log(2.0) * 6, 0.3 * std::log(2.0))
      << "some negatives are the word itself and drop out";
  for (std::int64_t i = 0; i < trained.input.size(); ++i) ASSERT_LE(std::abs(trained.input.data()[i]), 1.0f / 20);
  EXPECT_NE(trained.input(0, 0), trained.input(1, 0));
}

TEST(TrainerTest, TheLearningRateFallsInALineToZero) {
  const auto language = artificial_language(50);
  Workers workers(1);
  SkipgramOptions options = small_options();
  options.learning_rate = 0.08;
  const Trainer trainer(options, language, workers);
  EXPECT_DOUBLE_EQ(trainer.learning_rate(0, 0), 0.08);
  EXPECT_DOUBLE_EQ(trainer.learning_rate(1, 0), 0.04);
  EXPECT_DOUBLE_EQ(trainer.learning_rate(1, trainer.tokens()), 0);
}

// Shards are short where a row moves often or far, and never empty.
TEST(TrainerTest, BlocksAreShortWhereRowsMoveFar) {
  const auto language = artificial_language(50);
  Workers workers(1);
  const Trainer trainer(small_options(), language, workers);
  EXPECT_EQ(trainer.shard_words(1e-9), Trainer::kLongestShard);
  EXPECT_GT(trainer.shard_words(0.05), trainer.shard_words(0.5));
  EXPECT_EQ(trainer.shard_words(1e6), 1);
}

// Words of these counts, and a text that need not agree with them.
corpus::RunLanguage language_of(std::vector<text::Vocabulary::Entry> counts,
                                const std::vector<std::vector<std::int32_t>>& sentences) {
  corpus::RunLanguage language{.name = "xx", .vocabulary = text::Vocabulary(std::move(counts), 0), .corpus = {}};
  for (const auto& sentence : sentences) language.corpus.add(sentence);
  return language;
}

// Counts 8, 1, 1, so shares 0.8, 0.1, 0.1. With subsample 0.05 the first word is kept with probability
// sqrt(1/16) + 1/16 = 5/16, the others always: of what is kept it is 0.25 of 0.45. A window has 4 pairs of 2 negatives.
// The row that moves most is an input row, 4 (2 + 1) times the share of the first word, or the output row, 4 times
// (share + 2 noise). Eight shards make three moves at the rate.
TEST(TrainerTest, AShardIsAsLongAsTheRowThatMovesMostLetsIt) {
  const auto language = language_of({{"a", 8}, {"b", 1}, {"c", 1}}, {{1, 2, 3}});
  Workers workers(1);
  SkipgramOptions options = small_options();
  options.negative = 2;
  const auto words = [&](double subsample, double power) {
    options.subsample = subsample;
    options.noise_power = power;
    return Trainer(options, language, workers).shard_words(4e-4);
  };
  EXPECT_EQ(words(0, 1), 97);        // 3 / (8 * 4e-4 * 4 * 3 * 0.8) = 97.66
  EXPECT_EQ(words(0.05, 1), 108);    // 3 / (8 * 4e-4 * 4 * (0.5556 + 2 * 0.8)) = 108.73
  EXPECT_EQ(words(0.05, 0.5), 135);  // noise 0.5858: 135.70
  EXPECT_EQ(words(0.05, 0), 140);    // noise 1/3: the input row moves more, 3 / (8 * 4e-4 * 4 * 3 * 0.5556) = 140.63
}

// 1000 words of equal shares, and windows of 256 words with 2 pairs of one negative each: of 512 draws
// 1000 (1 - exp(-0.512)) = 400 are different. With the 256 neighbours a shard has 656 output rows, in 11 blocks of 64,
// and 256 input rows, in 4; a block has 128 rows of 16 numbers. Beside that 8 shards have an index of both matrices.
TEST(TrainerTest, TheMemoryIsThatOfTheMatricesAndOfWhatTheShardsLookAt) {
  const text::Vocabulary vocabulary = numbered_words(1000);
  const SkipgramOptions options{.dimension = 16, .window = 1, .negative = 1, .noise_power = 0};
  const std::int64_t matrices = 3 * 1000 * 16 * 4, shard = 15 * 128 * 16 * 4 + 2 * 1000 * 4;
  EXPECT_EQ(Trainer::memory_bytes(options, vocabulary, 3), matrices + 8 * shard);
  SkipgramOptions hogwild = options;
  hogwild.hogwild = true;
  EXPECT_EQ(Trainer::memory_bytes(hogwild, vocabulary, 3), matrices + 3 * shard);
}

// All three words have <aa, and no other run of letters has three: the window of any word moves that row. So the input
// of the first moves 4 (2 + 1) times the mean of its share and 1; without subwords the output row moves more.
TEST(TrainerTest, AShardIsShorterWhereWordsShareSubwords) {
  const auto language = language_of({{"aa", 8}, {"aab", 1}, {"aac", 1}}, {{1, 2, 3}});
  Workers workers(1);
  SkipgramOptions options = small_options();
  options.negative = 2;
  options.noise_power = 0;
  EXPECT_EQ(Trainer(options, language, workers).shard_words(4e-4), 97);  // 3 / (8 * 4e-4 * 4 * 3 * 0.8) = 97.66
  options.subwords = true;
  EXPECT_EQ(Trainer(options, language, workers).shard_words(4e-4), 86);  // 3 / (8 * 4e-4 * 4 * 3 * 0.9) = 86.81
}

// singt stands in no sentence, but three others of its family do, and bold and cold stand elsewhere.
TEST(TrainerTest, SubwordsTellOfAWordThatWasNotSeen) {
  const std::vector<std::int32_t> sung{1, 2, 3, 1, 3, 2}, cold{5, 6, 7, 5, 7, 6};
  std::vector<std::vector<std::int32_t>> sentences;
  for (int i = 0; i < 200; ++i) sentences.insert(sentences.end(), {sung, cold});
  const auto language = language_of(
      {{"singe", 9}, {"sings", 8}, {"singer", 7}, {"singt", 6}, {"bold", 5}, {"cold", 4}, {"fold", 3}}, sentences);
  const auto cosine = [](const Matrix<float>& m, std::int64_t a, std::int64_t b) {
    double ab = 0, aa = 0, bb = 0;
    for (std::int64_t d = 0; d < m.cols(); ++d) {
      ab += double{m(a, d)} * m(b, d), aa += double{m(a, d)} * m(a, d), bb += double{m(b, d)} * m(b, d);
    }
    return ab / std::sqrt(aa * bb);
  };
  SkipgramOptions options = small_options();
  options.negative = 2;
  options.subwords = true;
  const Matrix<float> with = train(options, language, 1).input;
  EXPECT_GT(cosine(with, 3, 0), 0.8);
  EXPECT_LT(cosine(with, 3, 4), 0.3);
  options.subwords = false;
  EXPECT_LT(cosine(train(options, language, 1).input, 3, 0), 0.8) << "without subwords it stays where it began";
}

// The last word stands in no sentence: its output row moves as a negative only.
TEST(TrainerTest, NegativesAreDrawnByThePower) {
  const auto language = language_of({{"a", 1'000'000'000}, {"b", 1}, {"c", 1}, {"d", 1}},
                                    std::vector<std::vector<std::int32_t>>(50, {2, 3, 2}));
  SkipgramOptions options = small_options();
  const auto moves = [&](double power) {
    options.noise_power = power;
    const Matrix<float> output = train(options, language, 1).output;
    return std::any_of(output.row(3), output.row(3) + output.cols(), [](float x) { return x != 0; });
  };
  EXPECT_TRUE(moves(0));
  EXPECT_FALSE(moves(1));
}

TEST(TrainerTest, TheWatchStopsIt) {
  const auto language = artificial_language(8000);
  Workers workers(2);
  Trainer trainer(small_options(), language, workers);
  EpochTotals totals;
  std::int64_t calls = 0;
  const auto stop = [&calls](std::int64_t, const EpochTotals&) { return ++calls < 2; };
  EXPECT_FALSE(trainer.train_epoch(0, stop, totals));
  EXPECT_EQ(calls, 2);
  EXPECT_LT(totals.words, language.corpus.token_count());
}

TEST(TrainerTest, AnEpochThatIsAtItsEndIsDone) {
  const auto language = artificial_language(50);
  Workers workers(1);
  Trainer trainer(small_options(), language, workers);
  EpochTotals totals;
  EXPECT_TRUE(trainer.train_epoch(
      0, [](std::int64_t, const EpochTotals&) { return false; }, totals));
  EXPECT_EQ(totals.words, language.corpus.token_count());
}

// The last of many pieces moves the vectors far less than one from the middle does.
TEST(TrainerTest, TheRateFallsWithinAnEpoch) {
  const auto language = artificial_language(60'000);
  for (const bool hogwild : {false, true}) {
    SkipgramOptions options = small_options();
    options.epochs = 1;
    options.hogwild = hogwild;
    Workers workers(1);
    Trainer trainer(options, language, workers);
    Matrix<float> before = copy_of(trainer.input());
    std::vector<double> moves;
    const auto watch = [&](std::int64_t, const EpochTotals&) {
      const ConstView now = trainer.input();
      double squares = 0;
      for (std::int64_t i = 0; i < now.rows; ++i) {
        for (std::int64_t d = 0; d < now.cols; ++d) squares += std::pow(now.row(i)[d] - before(i, d), 2);
      }
      moves.push_back(std::sqrt(squares));
      before = copy_of(now);
      return true;
    };
    EpochTotals totals;
    trainer.train_epoch(0, watch, totals);
    ASSERT_GE(moves.size(), 12u);
    EXPECT_LT(moves.back(), 0.4 * moves[moves.size() / 2]) << hogwild;
  }
}

TEST(TrainerTest, EachLanguageDrawsItsOwn) {
  const auto language = artificial_language(50);
  auto other = artificial_language(50);
  other.name = "other";
  Workers workers(1);
  Trainer one(small_options(), language, workers), two(small_options(), other, workers);
  EXPECT_FALSE(same_bits(copy_of(one.input()), copy_of(two.input())));
  EXPECT_EQ(stream_of("es"), 1176137065u);
  EXPECT_NE(stream_of("es"), stream_of("se"));
}

}  // namespace
}  // namespace koine::skipgram
