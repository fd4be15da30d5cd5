#include "koine/train/run_join.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <set>
#include <tuple>

#include "koine/core/core_test_support.h"
#include "koine/core/error.h"
#include "koine/counting/count_vectors.h"
#include "koine/induce/dictionary.h"
#include "koine/io/byte_reader.h"
#include "koine/io/word_vectors.h"
#include "koine/join/join.h"
#include "koine/skipgram/run_record.h"
#include "koine/train/train_test_support.h"

namespace koine::train {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

// Trains a run, which then waits to be joined.
RunRecord trained(const io::RunFolder& run, const std::vector<RunLanguage>& languages) {
  run.create();
  RunRecord record;
  record.training = small_options();
  record.training.epochs = 1;
  record.training.join = true;
  record.training.seed = 5;
  record.isa = "avx2";
  Workers workers(2);
  run_training(run, languages, record.training, {}, workers, silent_reporter());
  return record;
}

// The vectors of one language of a run.
io::WordVectors read(const std::filesystem::path& file) {
  return io::read_word_vectors(file, silent_reporter());
}

void expect_same(const Matrix<float>& found, const Matrix<float>& expected) {
  ASSERT_EQ(found.rows(), expected.rows());
  ASSERT_EQ(found.cols(), expected.cols());
  EXPECT_TRUE(std::equal(expected.data(), expected.data() + expected.size(), found.data()));
}

// What the join of a run is to come to without spelling, by join::Joiner. To be made before the run is joined, which
// replaces the vectors of the model.
struct Joined {
  Joined(const io::RunFolder& of, const std::vector<RunLanguage>& languages, std::uint64_t seed) : run(of) {
    context.seed = seed;
    for (const auto& language : languages) {
      auto model = read(run.vectors(language.name));
      words.push_back({language.name, std::move(model.words), {}});
      for (std::int32_t id = 1; id < language.vocabulary.size(); ++id) {
        words.back().counts.push_back(static_cast<double>(language.vocabulary.count(id)));
      }
      dimension = 2 * model.vectors.cols();
      views[3].languages.push_back(counting::count_vectors(language, {.dimension = model.vectors.cols()}, context));
      views[0].languages.push_back(std::move(model.vectors));
    }
  }
  void add_skipgram_vectors() {
    for (const auto& language : words) {
      for (std::size_t i = 0; i < 2; ++i) {
        views[i + 1].languages.push_back(read(io::RunFolder(run.skipgrams()[i]).vectors(language.name)).vectors);
      }
    }
  }
  // After its eight rounds.
  std::unique_ptr<join::Joiner> joiner() {
    auto joiner = std::make_unique<join::Joiner>(words, views, join::JoinOptions{.dimension = dimension}, context);
    for (int round = 0; round < 8; ++round) joiner->round();
    return joiner;
  }

  const io::RunFolder& run;
  std::vector<join::JoinLanguage> words;
  std::vector<join::JoinView> views = {{{}, 1}, {{}, 0.7}, {{}, 0.7}, {{}, 0.7}};
  std::int64_t dimension = 0;
  Workers workers{1};
  map::MethodContext context{workers, silent_reporter()};
};

class RunJoinTest : public testing::Test {
 protected:
  RunJoinTest() : record(trained(run, languages)), model_vectors(vectors()) {}

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
    const auto found = read(run.vectors(language.name));
    ASSERT_EQ(static_cast<std::int32_t>(found.words.size()), language.vocabulary.size() - 1);
    EXPECT_EQ(found.words[2], language.vocabulary.word(3));
    EXPECT_EQ(found.vectors.cols(), 2 * record.training.dimension);
    double squares = 0;
    for (std::int64_t d = 0; d < found.vectors.cols(); ++d) squares += std::pow(found.vectors(2, d), 2);
    EXPECT_NEAR(squares, 1, 1e-5);
  }
  EXPECT_FALSE(std::filesystem::exists(run.special_vectors()));
  for (const auto& inner : run.skipgrams()) {
    EXPECT_EQ(io::RunFolder(inner).method(), io::RunFolder::kSkipgram);
    const skipgram::SkipgramOptions made = skipgram::read_run_record(io::RunFolder(inner)).training;
    EXPECT_EQ(made.epochs, 10);
    EXPECT_EQ(made.negative, 10);
    EXPECT_EQ(made.dimension, record.training.dimension);
    EXPECT_EQ(made.subwords, inner == run.skipgrams()[1]);
  }
  EXPECT_NE(io::read_file(io::RunFolder(run.skipgrams()[0]).vectors("aa")),
            io::read_file(io::RunFolder(run.skipgrams()[1]).vectors("aa")));
}

// Row for row: a word's part of one training must not meet that of another word.
TEST_F(RunJoinTest, JoinsTheModelWithSevenTenthsOfSkipgramAndCountVectors) {
  Joined expected(run, languages, record.training.seed);
  join();
  expected.add_skipgram_vectors();
  const auto joiner = expected.joiner();
  for (std::size_t l = 0; l < languages.size(); ++l) {
    const auto found = read(run.vectors(languages[l].name));
    EXPECT_EQ(found.words, expected.words[l].words);
    expect_same(found.vectors, joiner->vectors()[l]);
  }
}

TEST_F(RunJoinTest, EndsInTheSameBitsHoweverOftenAndWithAnyNumberOfThreads) {
  join();
  const std::string once = vectors();
  join(1);
  EXPECT_EQ(vectors(), once);
  for (const auto& inner : run.skipgrams()) std::filesystem::remove_all(inner);
  join(3);
  EXPECT_EQ(vectors(), once);
}

TEST_F(RunJoinTest, WhereSpellingTellsNothingItsRoundsChangeNothing) {
  join();
  const std::string without = vectors();
  record.training.spelling_rounds = 1;
  join();
  EXPECT_EQ(io::read_file(run.without_spelling("aa")) + io::read_file(run.without_spelling("bb")), without);
  EXPECT_EQ(vectors(), without) << "their spelling tells nothing";
  const std::string once = vectors();
  join(1);
  EXPECT_EQ(vectors(), once);
}

// Three languages of the same words, of which each begins one word later than the one before, and so many of them that
// no two have as many. Spelling alone tells which belong together.
class RunJoinSpellingTest : public testing::Test {
 protected:
  RunJoinSpellingTest() {
    Random random(3, Purpose::kTest);
    std::vector<std::string> all(132);
    for (std::string& word : all) {
      for (int letter = 0; letter < 8; ++letter) word += static_cast<char>('a' + random.below(26));
    }
    for (const auto& [name, first, end] : {std::tuple("aa", 0, 120), {"bb", 1, 111}, {"cc", 2, 132}}) {
      languages.push_back(small_language(name, end - first, 60));
      std::vector<text::Vocabulary::Entry> entries;
      for (int word = first; word < end; ++word) {
        entries.push_back({all[static_cast<std::size_t>(word)], 1000 - (word - first)});
      }
      languages.back().vocabulary = text::Vocabulary(entries, 3);
    }
    record = trained(run, languages);
    record.training.spelling_rounds = 1;
  }

  void join(const std::atomic<bool>* stop = nullptr, Reporter& reporter = silent_reporter()) {
    Workers workers(2);
    join_run(run, record, languages, stop, workers, reporter);
  }

  const TestFolder folder;
  const io::RunFolder run{folder / "run"};
  std::vector<RunLanguage> languages;
  RunRecord record;
};

TEST_F(RunJoinSpellingTest, WordsWhoseSpellingAgreesMakeTheMapsInTwoTurns) {
  Joined expected(run, languages, record.training.seed);
  join();
  std::vector<join::LanguagePairs> known = {{1, 0, {}}, {2, 0, {}}, {2, 1, {}}};
  for (auto& [l, other, pairs] : known) {
    std::string lines;
    const auto &words = languages[l].vocabulary, &others = languages[other].vocabulary;
    for (std::int32_t id = 1; id < others.size(); ++id) {
      const auto found = words.find(others.word(id));
      if (!found) continue;
      lines += others.word(id) + "\t" + others.word(id) + "\n";
      pairs.push_back({*found - 1, id - 1});
    }
    EXPECT_GT(pairs.size(), 100U);
    EXPECT_EQ(io::read_file(run.known_pairs(languages[other].name, languages[l].name)), lines) << l << other;
  }

  expected.add_skipgram_vectors();
  const auto joiner = expected.joiner();
  for (std::size_t l = 0; l < 3; ++l) {
    expect_same(read(run.without_spelling(languages[l].name)).vectors, joiner->vectors()[l]);
  }
  for (int turn = 0; turn < 2; ++turn) joiner->round(known);
  for (std::size_t l = 0; l < 3; ++l) {
    expect_same(read(run.vectors(languages[l].name)).vectors, joiner->vectors()[l]);
  }
}

// Words that are alike to some degree, so that not all that is each other's best is confident, and a second round, of
// the vectors of the first one, finds other pairs.
TEST_F(RunJoinSpellingTest, ASecondRoundLearnsFromTheFirst) {
  const io::RunFolder varied(folder / "varied");
  Random random(7, Purpose::kTest);
  for (std::size_t l = 1; l < 3; ++l) {
    std::vector<text::Vocabulary::Entry> entries;
    const text::Vocabulary& before = languages[l].vocabulary;
    for (std::int32_t id = 1; id < before.size(); ++id) {
      std::string word = before.word(id);
      const auto changed = random.below(7);
      for (std::size_t i = 0; i < changed; ++i)
        word[random.below(word.size())] = static_cast<char>('a' + random.below(26));
      entries.push_back({word + "x", before.count(id)});
    }
    languages[l].vocabulary = text::Vocabulary(entries, 3);
  }
  record = trained(varied, languages);
  record.training.spelling_rounds = 2;
  Joined expected(varied, languages, record.training.seed);
  Workers workers(2);
  join_run(varied, record, languages, nullptr, workers, silent_reporter());
  expected.add_skipgram_vectors();
  const auto joiner = expected.joiner();
  std::vector<std::set<std::pair<std::int64_t, std::int64_t>>> all(3);
  std::vector<join::LanguagePairs> known = {{1, 0, {}}, {2, 0, {}}, {2, 1, {}}};
  std::vector<std::vector<map::Pair>> found;
  bool some_are_not_confident = false;
  for (int round = 0; round < 2; ++round) {
    const auto joined = joiner->vectors();
    for (std::size_t i = 0; i < known.size(); ++i) {
      auto& [l, other, pairs] = known[i];
      pairs.clear();
      for (const auto& entry : induce::make_dictionary(
               {expected.words[l].words, joined[l].view()}, {expected.words[other].words, joined[other].view()},
               {.mutual = true, .spelling = true, .cautious = false}, workers, silent_reporter())) {
        const double confidence = entry.confidence.value_or(0);
        some_are_not_confident |= confidence > 0.05 && confidence < 0.5;
        if (confidence < 0.5) continue;
        pairs.push_back({entry.source, entry.target});
        all[i].emplace(entry.target, entry.source);
      }
      found.push_back(pairs);
    }
    for (int turn = 0; turn < 2; ++turn) joiner->round(known);
  }
  EXPECT_TRUE(some_are_not_confident);
  EXPECT_FALSE(std::equal(found.begin(), found.begin() + 3, found.begin() + 3)) << "a second round finds nothing new";
  for (std::size_t i = 0; i < known.size(); ++i) {
    const auto &from = expected.words[known[i].other], &to = expected.words[known[i].language];
    std::string lines;
    for (const auto& [source, target] : all[i]) {
      lines += from.words[static_cast<std::size_t>(source)] + "\t" + to.words[static_cast<std::size_t>(target)] + "\n";
    }
    EXPECT_EQ(io::read_file(varied.known_pairs(from.name, to.name)), lines);
  }
  for (std::size_t l = 0; l < 3; ++l) {
    expect_same(read(varied.vectors(languages[l].name)).vectors, joiner->vectors()[l]);
  }
}

TEST_F(RunJoinSpellingTest, OneLanguageHasNothingToBeMappedTo) {
  const io::RunFolder alone(folder / "alone");
  languages.resize(1);
  record = trained(alone, languages);
  record.training.spelling_rounds = 1;
  Workers workers(2);
  join_run(alone, record, languages, nullptr, workers, silent_reporter());
  const auto found = read(alone.vectors("aa"));
  EXPECT_EQ(found.vectors.rows(), 120);
  EXPECT_EQ(found.vectors.cols(), 2 * record.training.dimension);
  expect_same(read(alone.without_spelling("aa")).vectors, found.vectors);
}

// Stops at the first progress that begins so.
class StopAt : public RecordingReporter {
 public:
  explicit StopAt(std::string what) : what_(std::move(what)) {}
  void progress(const Progress& progress) override { stop = stop || progress.what.find(what_) != std::string::npos; }
  std::atomic<bool> stop{false};

 private:
  std::string what_;
};

TEST_F(RunJoinTest, GoesOnWhereItWasStopped) {
  join();
  const std::string whole = vectors();
  for (const auto& inner : run.skipgrams()) {
    std::filesystem::remove_all(inner);
    StopAt second_language("bb, epoch 3");
    EXPECT_THAT(error_of(ErrorKind::kInterrupted, [&] { join(2, &second_language.stop, second_language); }),
                HasSubstr("stopped while the skip-gram vectors were trained"));

    // What was trained is not trained anew: the text is one piece, so that epoch 3 was at its end when it was stopped.
    StopAt letters("letters");
    EXPECT_THAT(error_of(ErrorKind::kInterrupted, [&] { join(2, &letters.stop, letters); }),
                HasSubstr("stopped while the vectors were joined"));
    EXPECT_THAT(letters.said, Not(HasSubstr("aa  epoch")));
    EXPECT_THAT(letters.said, AllOf(Not(HasSubstr("bb  epoch 3 of")), HasSubstr("bb  epoch 4 of")));

    RecordingReporter last;
    join(2, nullptr, last);
    EXPECT_THAT(last.said, AllOf(HasSubstr("stage 2 of 4"), HasSubstr("stage 3 of 4"), HasSubstr("stage 4 of 4")));
    for (const auto& shown : last.shown) EXPECT_THAT(shown.what, StartsWith("4/4 "));
    EXPECT_THAT(last.said, Not(HasSubstr("epoch")));
    EXPECT_EQ(vectors(), whole);
  }
}

TEST_F(RunJoinSpellingTest, GoesOnWhereSpellingWasLookedAt) {
  StopAt spelling("spelling");
  EXPECT_THAT(error_of(ErrorKind::kInterrupted, [&] { join(&spelling.stop, spelling); }),
              AllOf(HasSubstr("stopped while the spelling"), HasSubstr("--resume")));
  EXPECT_FALSE(std::filesystem::exists(run.known_pairs("aa", "bb")));
  join();
  for (const char* first : {"aa", "bb"}) EXPECT_TRUE(std::filesystem::exists(run.known_pairs(first, "cc")));
}

TEST(RunJoin, TextThatSkipgramCannotUseLeavesTheVectorsOfTheModel) {
  const TestFolder folder;
  const io::RunFolder run(folder / "run");
  std::vector<RunLanguage> languages = {small_language("aa", 20, 30)};
  languages[0].corpus = {};
  for (std::int32_t word = 1; word <= 20; ++word) languages[0].corpus.add({&word, 1});
  const RunRecord record = trained(run, languages);
  const std::string model_vectors = io::read_file(run.vectors("aa"));
  Workers workers(1);
  RecordingReporter reporter;
  EXPECT_FALSE(join_run(run, record, languages, nullptr, workers, reporter));
  EXPECT_THAT(reporter.said, HasSubstr("aa: too little text"));
  EXPECT_EQ(io::read_file(run.vectors("aa")), model_vectors);
  EXPECT_TRUE(std::filesystem::exists(run.special_vectors()));
}

TEST_F(RunJoinTest, ADryRunTellsMemoryAndTimeAndWritesNothing) {
  Workers workers(2);
  const std::int64_t bytes = join_peak_bytes(languages, record.training, 2);
  EXPECT_GT(bytes, 0);
  EXPECT_GT(skipgram_seconds(languages, record.training, workers), 0);
  for (const auto& inner : run.skipgrams()) EXPECT_FALSE(std::filesystem::exists(inner));
  TrainOptions larger = record.training;
  larger.dimension = 2000;
  EXPECT_GT(join_peak_bytes(languages, larger, 2), bytes);
}

TEST_F(RunJoinTest, DamagedSkipgramVectorsAreToBeRemovedAndTrainedAnew) {
  join();
  const std::string whole = vectors();
  const io::RunFolder inner(run.skipgrams()[1]);
  const auto damage = [&](const std::filesystem::path& file) {
    std::ofstream(file) << "no such thing";
    EXPECT_THAT(input_error([&] { join(); }),
                AllOf(HasSubstr(file.string()), HasSubstr("remove " + inner.path().string()), HasSubstr("--resume")));
    std::filesystem::remove_all(inner.path());
    join();
    EXPECT_EQ(vectors(), whole);
  };
  damage(inner.vectors("bb"));
  damage(inner.run_json());
  skipgram::RunRecord record = skipgram::read_run_record(inner);
  record.status = "training";
  skipgram::write_run_record(inner, record);
  damage(inner.checkpoint());
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
