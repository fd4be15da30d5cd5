#include "koine/skipgram/run.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "koine/io/byte_reader.h"
#include "koine/io/word_vectors.h"
#include "koine/skipgram/checkpoint.h"
#include "koine/skipgram/metrics.h"
#include "koine/skipgram/skipgram_test_support.h"

namespace koine::skipgram {
namespace {

namespace fs = std::filesystem;

// Asks to stop at the first word of progress from a given epoch.
class Stopper : public Reporter {
 public:
  Stopper(std::string epoch, std::atomic<bool>& stop) : epoch_(std::move(epoch)), stop_(stop) {}
  void progress(const Progress& progress) override {
    if (progress.what == epoch_) stop_ = true;
  }

 private:
  std::string epoch_;
  std::atomic<bool>& stop_;
};

class RunTest : public testing::Test {
 protected:
  RunTest() {
    options_.epochs = 3;
    languages_.push_back(artificial_language(200, 0));
    languages_.push_back(artificial_language(150, 1));
  }

  RunResult run(const io::RunFolder& folder, Reporter& reporter, const std::atomic<bool>* stop = nullptr,
                int threads = 2) {
    folder.create();
    Workers workers(threads);
    return run_training(folder, languages_, options_, stop, workers, reporter);
  }

  std::string vectors(const io::RunFolder& folder) const {
    return io::read_file(folder.vectors("aa")) + io::read_file(folder.vectors("ab"));
  }

  TestFolder folder_;
  SkipgramOptions options_ = small_options();
  std::vector<corpus::RunLanguage> languages_;
};

TEST_F(RunTest, WritesVectorsInTheOrderOfTheVocabularyAndALineAnEpoch) {
  const io::RunFolder folder(folder_ / "run");
  const RunResult result = run(folder, silent_reporter());
  ASSERT_EQ(result.metrics.size(), 6u);
  const EpochMetrics third = metrics_from_json(result.metrics[2]), last = metrics_from_json(result.metrics[5]);
  EXPECT_EQ(third.language, "aa");
  EXPECT_EQ(third.epoch, 3);
  EXPECT_EQ(third.words, languages_[0].corpus.token_count());
  EXPECT_EQ(third.learning_rate, 0);
  EXPECT_EQ(last.language, "ab");
  EXPECT_EQ(last.epoch, 3);
  EXPECT_GT(last.words_per_second, 0);
  for (const auto& language : languages_) {
    const io::WordVectors written = io::read_word_vectors(folder.vectors(language.name), silent_reporter());
    EXPECT_EQ(written.vectors.cols(), options_.dimension);
    ASSERT_EQ(static_cast<std::int32_t>(written.words.size()), language.vocabulary.size() - 1);
    EXPECT_EQ(written.words[4], language.vocabulary.word(5));
  }
  const Checkpoint checkpoint = load_checkpoint(folder.checkpoint());
  EXPECT_EQ(checkpoint.state.language, 1);
  EXPECT_EQ(checkpoint.state.epoch, 3);
}

TEST_F(RunTest, AStoppedRunGoesOnToTheSameBits) {
  for (const bool subwords : {false, true}) {
    options_.subwords = subwords;
    const io::RunFolder whole(folder_ / "whole");
    run(whole, silent_reporter());
    for (const std::string epoch : {"aa, epoch 1 of 3", "aa, epoch 3 of 3", "ab, epoch 1 of 3", "ab, epoch 2 of 3"}) {
      const io::RunFolder folder(folder_ / "stopped");
      std::atomic<bool> stop{false};
      Stopper stopper(epoch, stop);
      error_of(ErrorKind::kInterrupted, [&] { run(folder, stopper, &stop); });
      run(folder, silent_reporter(), nullptr, 1);
      EXPECT_EQ(vectors(folder), vectors(whole)) << epoch << (subwords ? ", with subwords" : "");
      fs::remove_all(folder.path());
    }
    fs::remove_all(whole.path());
  }
}

// 200 sentences are one piece of text: the stop comes when the epoch is trained.
TEST_F(RunTest, AStopAtTheEndOfAnEpochKeepsIt) {
  const io::RunFolder folder(folder_ / "run");
  std::atomic<bool> stop{false};
  Stopper first("aa, epoch 1 of 3", stop);
  error_of(ErrorKind::kInterrupted, [&] { run(folder, first, &stop); });
  EXPECT_EQ(load_checkpoint(folder.checkpoint()).state.epoch, 1);
  stop = false;
  Stopper last("ab, epoch 3 of 3", stop);
  EXPECT_EQ(run(folder, last, &stop).metrics.size(), 6u);
}

TEST_F(RunTest, AStopWithinAnEpochLosesThatEpoch) {
  languages_ = {artificial_language(5000)};
  options_.epochs = 2;
  const io::RunFolder whole(folder_ / "whole"), folder(folder_ / "run");
  run(whole, silent_reporter());
  std::atomic<bool> stop{false};
  Stopper stopper("aa, epoch 2 of 2", stop);
  error_of(ErrorKind::kInterrupted, [&] { run(folder, stopper, &stop); });
  EXPECT_EQ(load_checkpoint(folder.checkpoint()).state.epoch, 1);
  run(folder, silent_reporter());
  EXPECT_EQ(io::read_file(folder.vectors("aa")), io::read_file(whole.vectors("aa")));
}

TEST_F(RunTest, ProgressEndsWhenNothingIsLeft) {
  RecordingReporter reporter;
  run(io::RunFolder(folder_ / "run"), reporter);
  ASSERT_EQ(reporter.shown.size(), 6u);  // an epoch of 200 sentences is one piece
  for (const Progress& shown : reporter.shown) {
    EXPECT_EQ(shown.done, shown.total);
    const bool last = &shown == &reporter.shown.back();
    EXPECT_EQ(shown.seconds_left > 0, !last) << shown.what;
    EXPECT_GE(shown.seconds_left, 0) << shown.what;
  }
  EXPECT_EQ(reporter.shown[2].total, languages_[0].corpus.token_count());
}

TEST_F(RunTest, AFinishedRunIsLeftAsItIs) {
  const io::RunFolder folder(folder_ / "run");
  run(folder, silent_reporter());
  const std::string before = vectors(folder) + io::read_file(folder.metrics());
  RecordingReporter reporter;
  EXPECT_EQ(run(folder, reporter).metrics.size(), 6u);
  EXPECT_NE(reporter.said.find("nothing left"), std::string::npos);
  EXPECT_EQ(vectors(folder) + io::read_file(folder.metrics()), before);
}

TEST_F(RunTest, ADamagedCheckpointIsRefused) {
  const io::RunFolder folder(folder_ / "run");
  run(folder, silent_reporter());
  std::string bytes = io::read_file(folder.checkpoint());
  bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
  std::ofstream(folder.checkpoint(), std::ios::binary) << bytes;
  EXPECT_NE(input_error([&] { run(folder, silent_reporter()); }).find("checkpoint"), std::string::npos);
}

TEST_F(RunTest, ACheckpointOfOtherSizesIsRefused) {
  const io::RunFolder folder(folder_ / "run");
  run(folder, silent_reporter());
  options_.epochs = 4;
  options_.dimension = 24;
  input_error([&] { run(folder, silent_reporter()); });
}

TEST_F(RunTest, SentencesOfOneWordTeachNothing) {
  languages_.resize(1);
  languages_[0].corpus = {};
  for (std::int32_t id = 1; id < 20; ++id) languages_[0].corpus.add(std::vector<std::int32_t>{0, id});
  const io::RunFolder folder(folder_ / "run");
  const auto message = [&] { return input_error([&] { run(folder, silent_reporter()); }); };
  EXPECT_NE(message().find("no sentence has two words"), std::string::npos);
  EXPECT_NE(message().find("language 'aa'"), std::string::npos);
  EXPECT_NE(message().find("19 sentences"), std::string::npos);
  EXPECT_NE(message().find("--min-count"), std::string::npos);
  EXPECT_EQ(message().find("--subsample"), std::string::npos) << "which has left none out";
  options_.subsample = 1e-3;
  EXPECT_NE(message().find("--subsample 0"), std::string::npos);
}

TEST_F(RunTest, ALossThatIsNoNumberEndsTheRun) {
  options_.learning_rate = 1e6;
  languages_ = {artificial_language(5000)};
  const io::RunFolder folder(folder_ / "run");
  RecordingReporter reporter;
  const std::string message = error_of(ErrorKind::kCollapsed, [&] { run(folder, reporter); });
  EXPECT_NE(message.find("--learning-rate"), std::string::npos);
  EXPECT_NE(message.find("found nan"), std::string::npos) << message;
  EXPECT_TRUE(reporter.shown.empty()) << "the first of several pieces of text ends it";
  EXPECT_FALSE(fs::exists(folder.vectors("aa")));
}

}  // namespace
}  // namespace koine::skipgram
