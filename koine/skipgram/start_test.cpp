#include "koine/skipgram/start.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "koine/io/byte_reader.h"
#include "koine/skipgram/skipgram_test_support.h"

namespace koine::skipgram {
namespace {

namespace fs = std::filesystem;

std::string sentences(const std::string& word, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += word + " a b c " + word + std::to_string(i % 5) + "\n";
  return text;
}

// What the room shares with train is tested there: places, locks, files that are not koine's.
class StartTest : public testing::Test {
 protected:
  StartTest() {
    folder_.write("es.txt", sentences("uno", 40));
    folder_.write("en.txt", sentences("one", 50));
    request_.sources = {{"es", {(folder_ / "es.txt").string()}}, {"en", {(folder_ / "en.txt").string()}}};
    request_.training = small_options();
    request_.given = {"text", "dimension"};
  }

  OpenRun open(io::IfExists if_exists) { return open_run(run_, request_, if_exists, silent_reporter()); }
  std::string refusal(io::IfExists if_exists, ErrorKind kind) {
    return error_of(kind, [&] { open(if_exists); });
  }

  TestFolder folder_;
  io::RunFolder run_{folder_ / "run"};
  RunRequest request_;
};

TEST_F(StartTest, TheRecordReadsBack) {
  request_.training.hogwild = true;
  request_.training.noise_power = 0.6;
  request_.training.subwords = true;
  request_.training.seed = 9;
  request_.text.minimum_count = 2;
  request_.threads = 3;
  open(io::IfExists::kRefuse);
  const RunRecord record = read_run_record(run_);
  EXPECT_EQ(record.languages(), (std::vector<std::string>{"es", "en"}));
  EXPECT_EQ(record.training.dimension, 20);
  EXPECT_TRUE(record.training.hogwild);
  EXPECT_EQ(record.training.noise_power, 0.6);
  EXPECT_TRUE(record.training.subwords);
  EXPECT_EQ(record.training.seed, 9u);
  EXPECT_EQ(record.text.minimum_count, 2);
  EXPECT_EQ(record.threads, 3);
  request_.threads = 2;
  EXPECT_EQ(open(io::IfExists::kResume).record.threads, 2);
  EXPECT_EQ(record.text.seed, 9u);
  EXPECT_EQ(record.inputs[1].files[0].sha256.size(), 64u);
  EXPECT_EQ(record.diagnoses[1].sentences, 50);
  EXPECT_EQ(run_.method(), io::RunFolder::kSkipgram);
  EXPECT_NE(io::read_file(run_.run_json()).find("\"hogwild\": true"), std::string::npos);
  EXPECT_TRUE(fs::exists(run_.vocabulary("es")));
}

TEST_F(StartTest, ARunThatExistsIsRefusedUnlessItIsToBeReplaced) {
  open(io::IfExists::kRefuse);
  EXPECT_NE(refusal(io::IfExists::kRefuse, ErrorKind::kUsage).find("--force"), std::string::npos);
  request_.training.dimension = 7;
  open(io::IfExists::kReplace);
  EXPECT_EQ(read_run_record(run_).training.dimension, 7);
}

TEST_F(StartTest, ResumeTakesTheOptionsOfTheRunAndRefusesOthers) {
  request_.training.window = 4;
  const auto first = open(io::IfExists::kRefuse).languages;
  request_.training.dimension = 13;
  EXPECT_NE(refusal(io::IfExists::kResume, ErrorKind::kUsage).find("--dimension was 20, is 13"), std::string::npos);
  request_.training.dimension = 20;
  folder_.write("en.txt", sentences("won", 50));
  EXPECT_NE(refusal(io::IfExists::kResume, ErrorKind::kUsage).find("SHA-256"), std::string::npos);
  fs::remove(folder_ / "en.txt");
  request_ = {};
  const OpenRun again = open(io::IfExists::kResume);
  EXPECT_EQ(again.record.training.window, 4);
  ASSERT_EQ(again.languages.size(), 2u);
  EXPECT_TRUE(again.languages[1].corpus == first[1].corpus);
}

TEST_F(StartTest, ARunOfAnotherMethodIsNotGoneOnWith) {
  open(io::IfExists::kRefuse);
  std::string record = io::read_file(run_.run_json());
  record.replace(record.find("skip-gram"), 9, "other one");
  folder_.write("run/run.json", record);
  EXPECT_NE(refusal(io::IfExists::kResume, ErrorKind::kInput).find("koine skipgram"), std::string::npos);
}

TEST_F(StartTest, NothingIsWrittenForBadInput) {
  request_.training.window = 0;
  EXPECT_NE(refusal(io::IfExists::kRefuse, ErrorKind::kUsage).find("--window"), std::string::npos);
  request_.training.window = 3;
  request_.text.minimum_count = 1000;
  refusal(io::IfExists::kRefuse, ErrorKind::kInput);
  request_.sources.clear();
  EXPECT_NE(refusal(io::IfExists::kRefuse, ErrorKind::kUsage).find("--text"), std::string::npos);
  EXPECT_FALSE(fs::exists(run_.path()));
}

}  // namespace
}  // namespace koine::skipgram
