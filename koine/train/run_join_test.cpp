#include "koine/train/run_join.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "koine/core/error.h"
#include "koine/io/byte_reader.h"
#include "koine/io/word_vectors.h"
#include "koine/join/join.h"
#include "koine/train/train_test_support.h"

namespace koine::train {
namespace {

// A run that is trained and waits to be joined.
class RunJoinTest : public testing::Test {
 protected:
  RunJoinTest() {
    run.create();
    record.training = small_options();
    record.training.epochs = 1;
    record.isa = "avx2";
    Workers workers(2);
    run_training(run, languages, record.training, {}, workers, silent_reporter());
    model_vectors = vectors();
  }

  void join(int threads = 2, const std::atomic<bool>* stop = nullptr, Reporter& reporter = silent_reporter()) {
    Workers workers(threads);
    join_run(run, record, languages, stop, workers, reporter);
  }
  std::string vectors() const { return io::read_file(run.vectors("aa")) + io::read_file(run.vectors("bb")); }

  const TestFolder folder;
  const io::RunFolder run{folder / "run"};
  const std::vector<RunLanguage> languages = {small_language("aa", 40, 60), small_language("bb", 30, 45)};
  RunRecord record;
  std::string model_vectors;
};

TEST_F(RunJoinTest, ReplacesTheVectorsOfTheRun) {
  join();
  EXPECT_NE(vectors(), model_vectors);
  for (const auto& language : languages) {
    const auto read = io::read_word_vectors(run.vectors(language.name), silent_reporter());
    ASSERT_EQ(static_cast<std::int32_t>(read.words.size()), language.vocabulary.size() - 1);
    EXPECT_EQ(read.words[2], language.vocabulary.word(3));
    EXPECT_EQ(read.vectors.cols(), 2 * record.training.dimension);
    double squares = 0;
    for (std::int64_t d = 0; d < read.vectors.cols(); ++d) squares += std::pow(read.vectors(2, d), 2);
    EXPECT_NEAR(squares, 1, 1e-5);
  }
  EXPECT_FALSE(std::filesystem::exists(run.special_vectors()));
  EXPECT_EQ(io::RunFolder(run.skipgram()).method(), io::RunFolder::kSkipgram);
}

// Row for row: a word's part of one training must not meet that of another word.
TEST_F(RunJoinTest, JoinsTheModelWithSevenTenthsOfTheSkipgramVectors) {
  const auto read = [](const io::RunFolder& from, const std::string& language) {
    return io::read_word_vectors(from.vectors(language), silent_reporter());
  };
  std::vector<join::JoinLanguage> words;
  std::vector<join::JoinView> views = {{{}, 1}, {{}, 0.7}};
  for (const auto& language : languages) {
    auto model = read(run, language.name);
    words.push_back({language.name, model.words, {}});
    for (std::int32_t id = 1; id < language.vocabulary.size(); ++id) {
      words.back().counts.push_back(static_cast<double>(language.vocabulary.count(id)));
    }
    views[0].languages.push_back(std::move(model.vectors));
  }
  join();
  for (const auto& language : languages) {
    views[1].languages.push_back(read(io::RunFolder(run.skipgram()), language.name).vectors);
  }
  Workers workers(1);
  map::MethodContext context{workers, silent_reporter()};
  const auto expected = join::join(words, views, {.dimension = 2 * record.training.dimension}, context);
  for (std::size_t l = 0; l < languages.size(); ++l) {
    const auto found = read(run, languages[l].name);
    EXPECT_EQ(found.words, words[l].words);
    ASSERT_EQ(found.vectors.size(), expected[l].size());
    EXPECT_TRUE(std::equal(expected[l].data(), expected[l].data() + expected[l].size(), found.vectors.data())) << l;
  }
}

TEST_F(RunJoinTest, EndsInTheSameBitsHoweverOftenAndWithAnyNumberOfThreads) {
  join();
  const std::string once = vectors();
  join(1);
  EXPECT_EQ(vectors(), once);
  std::filesystem::remove_all(run.skipgram());
  join(3);
  EXPECT_EQ(vectors(), once);
}

TEST_F(RunJoinTest, RoundsWithSpellingComeAfterTheVectorsWithout) {
  join();
  const std::string without = vectors();
  record.training.spelling_rounds = 1;
  join();
  EXPECT_EQ(io::read_file(run.without_spelling("aa")) + io::read_file(run.without_spelling("bb")), without);
  EXPECT_NE(vectors(), without);
  const std::string once = vectors();
  join(1);
  EXPECT_EQ(vectors(), once);
}

// Two languages of the same words, the first of the one being the last of the other. Spelling alone tells which belong
// together.
TEST(RunJoinSpellingTest, WordsWhoseSpellingAgreesMakeTheMaps) {
  const TestFolder folder;
  const io::RunFolder run(folder / "run");
  run.create();
  std::vector<RunLanguage> languages;
  for (const char* name : {"aa", "bb"}) {
    languages.push_back(small_language(name, 120, 60));
    Random random(3, Purpose::kTest);
    std::vector<text::Vocabulary::Entry> entries;
    std::vector<std::string> words(120);
    for (std::string& word : words) {
      for (int letter = 0; letter < 8; ++letter) word += static_cast<char>('a' + random.below(26));
    }
    if (languages.size() == 2) std::rotate(words.begin(), words.begin() + 1, words.end());
    for (std::int32_t w = 1; w <= 120; ++w) entries.push_back({words[static_cast<std::size_t>(w - 1)], 1000 - w});
    languages.back().vocabulary = text::Vocabulary(entries, 3);
  }
  RunRecord record;
  record.training = small_options();
  record.training.epochs = 1;
  record.training.join = true;
  record.training.spelling_rounds = 1;
  record.isa = "avx2";
  Workers workers(2);
  run_training(run, languages, record.training, {}, workers, silent_reporter());
  join_run(run, record, languages, nullptr, workers, silent_reporter());
  std::string all;
  for (std::int32_t id = 1; id <= 120; ++id) {
    all += languages[0].vocabulary.word(id) + "\t" + languages[0].vocabulary.word(id) + "\n";
  }
  EXPECT_EQ(io::read_file(run.known_pairs("aa", "bb")), all);
}

// Stops at the first progress of the skip-gram training.
class StopAtOnce : public Reporter {
 public:
  void progress(const Progress&) override { stop = true; }
  std::atomic<bool> stop{false};
};

TEST_F(RunJoinTest, GoesOnWhereItWasStopped) {
  join();
  const std::string whole = vectors();
  std::filesystem::remove_all(run.skipgram());
  StopAtOnce user;
  EXPECT_THROW(join(2, &user.stop, user), Error);
  join();
  EXPECT_EQ(vectors(), whole);
}

TEST_F(RunJoinTest, SkipgramVectorsOfAnotherSeedAreNotTaken) {
  record.training.seed = 2;
  join();
  const std::string of_seed_2 = vectors();
  record.training.seed = 1;
  join();
  EXPECT_NE(vectors(), of_seed_2);
}

}  // namespace
}  // namespace koine::train
