#include "koine/train/start.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "koine/io/byte_reader.h"
#include "koine/train/train_test_support.h"

namespace koine::train {
namespace {

namespace fs = std::filesystem;

void write(const fs::path& path, const std::string& text) {
  fs::create_directories(path.parent_path());
  std::ofstream(path) << text;
}

std::string sentences(const std::string& word, int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += word + " a b c " + word + std::to_string(i % 5) + "\n";
  return text;
}

class StartTest : public testing::Test {
 protected:
  StartTest() {
    write(folder_ / "es.txt", sentences("uno", 40));
    write(folder_ / "en.txt", sentences("one", 50));
    request_.sources = {{"es", {(folder_ / "es.txt").string()}}, {"en", {(folder_ / "en.txt").string()}}};
    request_.training = small_options();
    request_.given = {"text", "dimension", "epochs", "batch"};
  }

  OpenRun open(IfExists if_exists) { return open_run(run_, request_, if_exists, silent_reporter()); }

  // The message of the error that open() throws.
  std::string refusal(IfExists if_exists, ErrorKind kind) {
    try {
      open(if_exists);
    } catch (const Error& error) {
      EXPECT_EQ(error.kind(), kind) << error.what();
      return error.what();
    }
    ADD_FAILURE() << "nothing was refused";
    return "";
  }

  TestFolder folder_;
  io::RunFolder run_{folder_ / "run"};
  RunRequest request_;
};

TEST_F(StartTest, ANewRunHasItsRecordVocabularyAndText) {
  request_.threads = 3;
  const OpenRun opened = open(IfExists::kRefuse);
  EXPECT_EQ(opened.record.languages(), (std::vector<std::string>{"es", "en"}));
  EXPECT_EQ(opened.languages[1].corpus.sentences(), 50);
  const RunRecord record = read_run_record(run_);
  EXPECT_EQ(record.status, "training");
  EXPECT_EQ(record.training.dimension, 12);
  EXPECT_EQ(record.text.minimum_count, 3);
  EXPECT_EQ(record.inputs[0].files[0].sha256.size(), 64u);
  EXPECT_EQ(record.diagnoses[1].sentences, 50);
  EXPECT_FALSE(record.isa.empty());
  EXPECT_EQ(record.threads, 3);
  EXPECT_TRUE(fs::exists(run_.vocabulary("es")));
  EXPECT_TRUE(fs::exists(run_.corpus("en")));
}

TEST_F(StartTest, ARunThatGoesOnHasTheThreadsOfNow) {
  request_.threads = 3;
  open(IfExists::kRefuse);
  request_.threads = 2;
  EXPECT_EQ(open(IfExists::kResume).record.threads, 2);
}

TEST_F(StartTest, ARunThatExistsIsRefusedAndStaysAsItIs) {
  open(IfExists::kRefuse);
  const std::string before = io::read_file(run_.run_json());
  EXPECT_NE(refusal(IfExists::kRefuse, ErrorKind::kUsage).find("--resume"), std::string::npos);
  EXPECT_EQ(io::read_file(run_.run_json()), before);
}

// Each of these files makes a folder that is not koine's: it is refused whatever is asked for, and stays as it is.
TEST_F(StartTest, AFolderOfSomethingElseIsRefused) {
  for (const std::string file : {"letter.txt", "corpus/es.txt", "vocabulary/es.txt", "vectors/es.vec", "a/b/c"}) {
    fs::remove_all(run_.path());
    write(run_.path() / file, "dear all");
    for (const auto if_exists : {IfExists::kRefuse, IfExists::kResume, IfExists::kReplace}) {
      refusal(if_exists, ErrorKind::kUsage);
    }
    EXPECT_EQ(io::read_file(run_.path() / file), "dear all");
    EXPECT_FALSE(run_.exists());
  }
}

TEST_F(StartTest, AFileInPlaceOfTheFolderIsRefused) {
  write(run_.path(), "dear all");
  for (const auto if_exists : {IfExists::kRefuse, IfExists::kResume, IfExists::kReplace}) {
    refusal(if_exists, ErrorKind::kUsage);
  }
}

TEST_F(StartTest, WhatAKilledProcessLeftIsNoHindrance) {
  for (const auto if_exists : {IfExists::kResume, IfExists::kReplace}) {
    open(IfExists::kRefuse);
    fs::remove(run_.run_json());
    fs::create_directory(run_.without_spelling("es").parent_path());
    write(run_.path() / ".run.json.koine-tmp-1-2", "{");
    refusal(IfExists::kRefuse, ErrorKind::kUsage);
    open(if_exists);
    EXPECT_TRUE(run_.exists());
    fs::remove_all(run_.path());
  }
}

TEST_F(StartTest, ForceRemovesTheFilesOfTheRunAndNoOthers) {
  open(IfExists::kRefuse);
  const std::vector<std::string> others = {"letter.txt",
                                           "corpus/es.txt",
                                           "vectors/notes",
                                           "old/run.json",
                                           "without-spelling/notes.txt",
                                           "epochs/2/notes.txt",
                                           "epochs/old/x.vec",
                                           "vectors/xx.vec",
                                           "vocabulary/words.tsv",
                                           "corpus/xx.safetensors",
                                           "without-spelling/xx.vec",
                                           "without-spelling/xx-yy.pairs",
                                           "epochs/3/vectors/xx.vec"};
  const std::vector<std::string> of_run = {"vectors/es.vec",          "vectors/special.vec",
                                           "without-spelling/en.vec", "without-spelling/es-en.pairs",
                                           "epochs/1/vectors/es.vec", "epochs/2/vectors/special.vec"};
  for (const auto& file : others) write(run_.path() / file, "mine");
  for (const auto& file : of_run) write(run_.path() / file, "of the run");
  run_.link_epoch("margin", 1);
  run_.link_epoch("margin", 2);
  EXPECT_EQ(io::read_file(run_.epochs() / "margin/vectors/special.vec"), "of the run");
  open(IfExists::kReplace);
  for (const auto& file : others) EXPECT_EQ(io::read_file(run_.path() / file), "mine");
  for (const auto& file : of_run) EXPECT_FALSE(fs::exists(run_.path() / file)) << file;
  EXPECT_FALSE(fs::exists(run_.epoch(1).path()));
  EXPECT_FALSE(fs::is_symlink(run_.epochs() / "margin"));
}

// Those of skip-gram vectors, which --join leaves in the folder: whole, or killed before its run.json was written. The
// name of the temporary is that of a process that there cannot be.
TEST_F(StartTest, ForceRemovesTheRunsWithinTheRun) {
  for (const auto& path : run_.skipgrams()) {
    const io::RunFolder inner(path);
    for (const bool whole : {true, false}) {
      open(IfExists::kReplace);
      inner.create();
      write(inner.lock(), "");
      if (whole) write(inner.run_json(), "{}");
      if (whole) write(inner.vectors("es"), "of the run");
      write(inner.path() / "vectors/.es.vec.koine-tmp-99999999-1", "half of i");
      open(IfExists::kReplace);
      EXPECT_FALSE(fs::exists(inner.path())) << path << whole;
    }
    for (const char* file : {"vectors/es.vec", "letter.txt"}) {
      write(inner.path() / file, "mine");
      open(IfExists::kReplace);
      EXPECT_EQ(io::read_file(inner.path() / file), "mine");
    }
  }
}

TEST_F(StartTest, ResumeRemovesWhatIsHalfWrittenInTheRunsWithinTheRun) {
  open(IfExists::kRefuse);
  for (const auto& path : run_.skipgrams()) {
    io::RunFolder(path).create();
    write(path / ".checkpoint.safetensors.koine-tmp-99999999-1", "half of i");
  }
  open(IfExists::kResume);
  for (const auto& path : run_.skipgrams()) {
    EXPECT_FALSE(fs::exists(path / ".checkpoint.safetensors.koine-tmp-99999999-1"));
  }
}

TEST_F(StartTest, TextInsideTheRunIsRefused) {
  open(IfExists::kRefuse);
  write(run_.path() / "es.txt", sentences("uno", 40));
  request_.sources[0].files = {(folder_ / "run" / ".." / "run" / "es.txt").string()};
  EXPECT_NE(refusal(IfExists::kReplace, ErrorKind::kUsage).find("es.txt"), std::string::npos);
  EXPECT_TRUE(fs::exists(run_.corpus("en")));
}

TEST_F(StartTest, BadTextLosesNothingEvenWithForce) {
  open(IfExists::kRefuse);
  const std::string before = io::read_file(run_.run_json());
  write(folder_ / "en.txt", "");
  refusal(IfExists::kReplace, ErrorKind::kInput);
  EXPECT_EQ(io::read_file(run_.run_json()), before);
  EXPECT_TRUE(fs::exists(run_.vocabulary("es")));
}

TEST_F(StartTest, ForceReplacesTheRun) {
  open(IfExists::kRefuse);
  write(run_.checkpoint(), "old");
  request_.training.dimension = 7;
  open(IfExists::kReplace);
  EXPECT_EQ(read_run_record(run_).training.dimension, 7);
  EXPECT_FALSE(fs::exists(run_.checkpoint()));
}

TEST_F(StartTest, OneProcessTrainsARun) {
  {
    const OpenRun held = open(IfExists::kRefuse);
    for (const auto if_exists : {IfExists::kResume, IfExists::kReplace}) {
      EXPECT_NE(refusal(if_exists, ErrorKind::kUsage).find("another process"), std::string::npos);
    }
    EXPECT_TRUE(fs::exists(run_.corpus("en")));
  }
  open(IfExists::kReplace);
  const fs::path lock = run_.lock();
  fs::remove_all(run_.path());
  write(lock, "1");
  open(IfExists::kRefuse);
}

TEST_F(StartTest, ResumeBeginsWhereThereIsNothingYet) {
  EXPECT_EQ(open(IfExists::kResume).languages.size(), 2u);
}

TEST_F(StartTest, ResumeReadsTheSameTextAgainFromTheRun) {
  OpenRun first = open(IfExists::kRefuse);
  first.lock = {};
  const OpenRun again = open(IfExists::kResume);
  ASSERT_EQ(again.languages.size(), 2u);
  for (std::size_t l = 0; l < 2; ++l) {
    EXPECT_EQ(again.languages[l].name, first.languages[l].name);
    EXPECT_TRUE(again.languages[l].corpus == first.languages[l].corpus);
    EXPECT_EQ(again.languages[l].vocabulary.size(), first.languages[l].vocabulary.size());
    EXPECT_EQ(again.languages[l].vocabulary.word(3), first.languages[l].vocabulary.word(3));
  }
}

TEST_F(StartTest, ResumeWithoutOptionsTakesThoseOfTheRun) {
  request_.training.tied = true;
  open(IfExists::kRefuse);
  request_ = {};
  const OpenRun again = open(IfExists::kResume);
  EXPECT_TRUE(again.record.training.tied);
  EXPECT_EQ(again.record.training.dimension, 12);
}

TEST_F(StartTest, ResumeRefusesChangesAndSaysWhich) {
  open(IfExists::kRefuse);
  request_.training.dimension = 13;
  EXPECT_NE(refusal(IfExists::kResume, ErrorKind::kUsage).find("--dimension was 12, is 13"), std::string::npos);
  request_.training.dimension = 12;
  request_.text.minimum_count = 4;
  request_.given.insert("min-count");
  EXPECT_NE(refusal(IfExists::kResume, ErrorKind::kUsage).find("--min-count was 3, is 4"), std::string::npos);
  request_.text.minimum_count = 3;
  std::swap(request_.sources[0], request_.sources[1]);
  EXPECT_NE(refusal(IfExists::kResume, ErrorKind::kUsage).find("languages were es en, are en es"), std::string::npos);
  std::swap(request_.sources[0], request_.sources[1]);
  write(folder_ / "en.txt", sentences("won", 50));
  EXPECT_NE(refusal(IfExists::kResume, ErrorKind::kUsage).find("en.txt: its SHA-256 was"), std::string::npos);
  EXPECT_NE(refusal(IfExists::kResume, ErrorKind::kUsage).find("has its own copy of the text"), std::string::npos);
}

TEST_F(StartTest, ADictionaryGoesWithTheRun) {
  write(folder_ / "d.txt", "uno one\na a\nb nothing\n");
  request_.dictionaries = {{"es-en", (folder_ / "d.txt").string()}};
  request_.given.insert("dictionary");
  request_.training.dictionary_weight = 1.5;
  EXPECT_NE(refusal(IfExists::kRefuse, ErrorKind::kUsage).find("--dictionary-weight"), std::string::npos);
  EXPECT_FALSE(run_.exists());
  request_.training.dictionary_weight = 0.5;
  const auto translations = open(IfExists::kRefuse).translations;
  EXPECT_EQ(translations.size(), 2U);
  EXPECT_EQ(open(IfExists::kResume).translations, translations);
  const RunRecord record = read_run_record(run_);
  ASSERT_EQ(record.dictionaries.size(), 1U);
  EXPECT_EQ(record.dictionaries[0].target, "en");
  EXPECT_EQ(record.dictionaries[0].file.sha256.size(), 64U);

  write(folder_ / "d.txt", "uno one\n");
  EXPECT_NE(refusal(IfExists::kResume, ErrorKind::kUsage).find("SHA-256"), std::string::npos);
  request_.dictionaries[0].first = "en-es";
  EXPECT_NE(refusal(IfExists::kResume, ErrorKind::kUsage).find("was of es-en"), std::string::npos);
  request_.dictionaries.clear();
  EXPECT_NE(refusal(IfExists::kResume, ErrorKind::kUsage).find("there were 1, are 0"), std::string::npos);
  // Not given, the run's own copy counts, whatever became of the file.
  request_.given.erase("dictionary");
  EXPECT_EQ(open(IfExists::kResume).translations, translations);

  open(IfExists::kReplace);
  EXPECT_FALSE(fs::exists(run_.translations()));
}

TEST_F(StartTest, ADictionaryIsReadBeforeTheText) {
  request_.dictionaries = {{"es-en", (folder_ / "missing.txt").string()}};
  RecordingReporter reporter;
  EXPECT_NE(input_error([&] { prepare_run(request_, reporter); }).find("missing.txt"), std::string::npos);
  EXPECT_EQ(reporter.said, "");
  EXPECT_TRUE(reporter.shown.empty());
}

TEST_F(StartTest, ADictionaryOfWeightZeroIsNotSaidToPull) {
  write(folder_ / "d.txt", "uno one\na a\nb nothing\n");
  request_.dictionaries = {{"es-en", (folder_ / "d.txt").string()}};
  for (const double weight : {0.0, 0.5}) {
    request_.training.dictionary_weight = weight;
    RecordingReporter reporter;
    prepare_run(request_, reporter);
    EXPECT_NE(reporter.said.find("2 pairs of the dictionaries"), std::string::npos) << reporter.said;
    EXPECT_EQ(reporter.said.find("pull their words together") != std::string::npos, weight > 0);
  }
}

TEST_F(StartTest, ResumeDoesNotNeedTheTextThatItWasMadeFrom) {
  const auto text = open(IfExists::kRefuse).languages[1].corpus;
  request_ = {};
  const auto goes_on = [&] {
    RecordingReporter reporter;
    EXPECT_TRUE(open_run(run_, request_, IfExists::kResume, reporter).languages[1].corpus == text);
    return reporter.said;
  };
  EXPECT_EQ(goes_on(), "");
  write(folder_ / "en.txt", sentences("won", 50));
  EXPECT_NE(goes_on().find("en.txt has changed since the run began: the run goes on with its own"), std::string::npos);
  fs::remove(folder_ / "en.txt");
  EXPECT_NE(goes_on().find("en.txt cannot be read any more"), std::string::npos);
  fs::create_directory(folder_ / "en.txt");
  EXPECT_NE(goes_on().find("en.txt cannot be read any more"), std::string::npos);
}

TEST_F(StartTest, ADamagedRecordOrTextIsRefused) {
  open(IfExists::kRefuse);
  const std::string corpus = io::read_file(run_.corpus("es"));
  std::string damaged = corpus;
  damaged[damaged.size() / 2] = static_cast<char>(damaged[damaged.size() / 2] ^ 1);
  write(run_.corpus("es"), damaged);
  EXPECT_NE(refusal(IfExists::kResume, ErrorKind::kInput).find("es.safetensors"), std::string::npos);
  write(run_.corpus("es"), corpus);
  std::string json = io::read_file(run_.run_json());
  json.replace(json.find("\"dimension\": 12"), 15, "\"dimension\": \"x\"");
  write(run_.run_json(), json);
  EXPECT_NE(refusal(IfExists::kResume, ErrorKind::kInput).find("run.json: \"options\""), std::string::npos);
  EXPECT_NE(refusal(IfExists::kResume, ErrorKind::kInput).find("--dimension"), std::string::npos);
  write(run_.run_json(), "{\"status\": \"training\"");
  EXPECT_NE(refusal(IfExists::kResume, ErrorKind::kInput).find("run.json"), std::string::npos);
}

TEST_F(StartTest, NothingIsWrittenForAUsageError) {
  request_.training.dropout = 2;
  EXPECT_NE(refusal(IfExists::kRefuse, ErrorKind::kUsage).find("--dropout"), std::string::npos);
  EXPECT_FALSE(fs::exists(run_.path()));
  request_.training.dropout = 0.3;
  request_.sources.clear();
  EXPECT_NE(refusal(IfExists::kRefuse, ErrorKind::kUsage).find("--text"), std::string::npos);
  EXPECT_FALSE(fs::exists(run_.path()));
}

}  // namespace
}  // namespace koine::train
