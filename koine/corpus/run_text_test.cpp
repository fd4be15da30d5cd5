#include "koine/corpus/run_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "koine/core/core_test_support.h"

namespace koine::corpus {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

// Two languages, the first of two files.
class RunTextTest : public testing::Test {
 protected:
  RunTextTest() {
    sources_ = {{"es", {folder_.write("a", "uno dos\n"), folder_.write("b", "uno tres\n")}},
                {"en", {folder_.write("c", "one two\n")}}};
    options_.minimum_count = 1;
    record_ = prepare_run_text(sources_, options_, silent_reporter()).record;
  }

  std::vector<std::string> changes(const std::vector<TextSource>& given) {
    return changed_text(record_, &given, silent_reporter());
  }
  std::string path(const char* name) { return (folder_ / name).string(); }

  TestFolder folder_;
  std::vector<TextSource> sources_;
  PrepareOptions options_;
  TextRecord record_;
};

TEST_F(RunTextTest, ComparesWhatIsGivenWithTheRun) {
  EXPECT_THAT(changes(sources_), IsEmpty());
  folder_.write("copy", "uno tres\n");
  EXPECT_THAT(changes({{"es", {path("a"), path("copy")}}, sources_[1]}), IsEmpty());
  EXPECT_THAT(changes({{"es", {path("b"), path("a")}}, sources_[1]}),
              ElementsAre(StartsWith("--text es=" + path("b") + ": its SHA-256 was "),
                          StartsWith("--text es=" + path("a") + ": its SHA-256 was ")));
  EXPECT_THAT(changes({{"es", {path("a")}}, {"en", {path("a")}}}),
              ElementsAre("--text es: was 2 files, is 1", StartsWith("--text en=" + path("a"))));
  EXPECT_THAT(changes({sources_[0]}), ElementsAre("--text: the languages were es en, are es"));
  EXPECT_THAT(changes({sources_[1], sources_[0]}), ElementsAre("--text: the languages were es en, are en es"));
}

TEST_F(RunTextTest, APipeOrStandardInputIsNoDifference) {
  ASSERT_EQ(mkfifo((folder_ / "pipe").c_str(), 0600), 0);
  EXPECT_THAT(changes({{"es", {path("pipe"), "-"}}, sources_[1]}), IsEmpty());
}

TEST_F(RunTextTest, AFileThatIsGivenIsToBeThere) {
  EXPECT_THAT(input_error([&] { changes({{"es", {path("a"), path("none")}}, sources_[1]}); }), HasSubstr("none"));
}

TEST_F(RunTextTest, WhatBecameOfTheFilesIsAWarning) {
  RecordingReporter reporter;
  EXPECT_THAT(changed_text(record_, nullptr, reporter), IsEmpty());
  EXPECT_EQ(reporter.said, "");
  folder_.write("a", "uno\n");
  std::filesystem::remove(folder_ / "c");
  EXPECT_THAT(changed_text(record_, nullptr, reporter), IsEmpty());
  EXPECT_EQ(reporter.said,
            path("a") + " has changed since the run began: the run goes on with its own copy of the text\n" +
                path("c") + " cannot be read any more: the run goes on with its own copy of the text\n");
}

TEST_F(RunTextTest, StandardInputIsReadForOneThing) {
  options_.prefix_files = {{"es", "-"}};
  EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { prepare_run_text({{"es", {"-"}}}, options_, silent_reporter()); }),
              HasSubstr("standard input can be read once"));
}

TEST_F(RunTextTest, ARecordIsReadAgain) {
  const TextRecord again = text_record_from_json(to_json(record_), "run.json");
  EXPECT_EQ(to_json(again), to_json(record_));
  EXPECT_THAT(again.languages(), ElementsAre("es", "en"));
  EXPECT_EQ(again.inputs[0].files[1].path, path("b"));
}

TEST_F(RunTextTest, ADamagedRecordIsRefusedWithFileAndKey) {
  const auto refusal = [&](const char* key, const nlohmann::json& value) {
    auto json = nlohmann::json::parse(to_json(record_));
    json[nlohmann::json::json_pointer(key)] = value;
    return input_error([&] { text_record_from_json(json.dump(), "run.json"); });
  };
  EXPECT_THAT(refusal("/options/min-count", "many"), StartsWith("run.json: \"options\" has a value that cannot be: "));
  EXPECT_THAT(refusal("/options/min-count", "many"), HasSubstr("--min-count"));
  EXPECT_THAT(refusal("/options/tokenizer", 7), HasSubstr("--tokenizer"));
  EXPECT_THAT(refusal("/languages/1", "../en"), StartsWith("run.json: \"languages\" has what cannot be the name"));
  EXPECT_THAT(refusal("/languages", 7), StartsWith("run.json: the record of the run cannot be read"));
}

}  // namespace
}  // namespace koine::corpus
