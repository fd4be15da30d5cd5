#include "koine/io/run_folder.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "koine/io/atomic_file.h"
#include "koine/io/io_test_support.h"

namespace koine::io {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

template <typename Function>
std::string refusal_of(const Function& function) {
  return error_of(ErrorKind::kInput, function);
}

TEST(RunFolder, NamesItsFiles) {
  const RunFolder run("R");
  EXPECT_EQ(run.run_json(), "R/run.json");
  EXPECT_EQ(run.metrics(), "R/metrics.jsonl");
  EXPECT_EQ(run.checkpoint(), "R/checkpoint.safetensors");
  EXPECT_EQ(run.best(), "R/best.safetensors");
  EXPECT_EQ(run.vocabulary("es"), "R/vocabulary/es.tsv");
  EXPECT_EQ(run.vectors("es"), "R/vectors/es.vec");
  EXPECT_EQ(run.special_vectors(), "R/vectors/special.vec");
  EXPECT_EQ(run.corpus("es"), "R/corpus/es.safetensors");
}

TEST(RunFolder, KnowsItsLanguages) {
  const TestFolder folder;
  const RunFolder run(folder.path() / "run");
  EXPECT_FALSE(run.exists());
  run.create();
  for (const char* name : {"es", "en", "special"}) write_file(run.vectors(name), "1 1\na 1\n");
  write_file(run.path() / "vectors" / "notes.txt", "");
  EXPECT_THAT(run.languages(), ElementsAre("en", "es"));
  write_file(run.run_json(), R"({"seed": 1})");
  EXPECT_TRUE(run.exists());
  EXPECT_THAT(run.languages(), ElementsAre("en", "es"));
  write_file(run.run_json(), R"({"languages": ["es", "en"]})");
  EXPECT_THAT(run.languages(), ElementsAre("es", "en"));
  EXPECT_EQ(run.require_vectors("es"), run.vectors("es"));
}

TEST(RunFolder, AFolderThatMayNotBeLookedIntoIsNoFolderWithoutARun) {
  const TestFolder folder;
  const RunFolder run(folder.path() / "run");
  run.create();
  write_file(run.run_json(), "{}");
  std::filesystem::permissions(folder.path(), std::filesystem::perms::all);
  std::filesystem::permissions(run.path(), std::filesystem::perms::none);
  {
    const WithoutPrivileges nobody;
    EXPECT_THAT(refusal_of([&] { run.exists(); }), HasSubstr("cannot look into the folder: found Permission denied"));
  }
  std::filesystem::permissions(run.path(), std::filesystem::perms::all);
  write_file(folder.path() / "file", "");
  EXPECT_FALSE(RunFolder(folder.path() / "file").exists());
}

TEST(RunFolder, AFinishedRunHasAllItsVectors) {
  const TestFolder folder;
  const RunFolder run(folder.path() / "run");
  run.create();
  write_file(run.run_json(), R"({"languages": ["es", "en"]})");
  write_file(run.vectors("es"), "1 1\na 1\n");
  EXPECT_THAT(refusal_of([&] { run.require_all_vectors(); }), HasSubstr("en.vec"));
  write_file(run.vectors("en"), "1 1\na 1\n");
  run.require_all_vectors();
}

TEST(RunFolder, SaysWhatIsMissing) {
  const TestFolder folder;
  const RunFolder run(folder.path() / "run");
  EXPECT_THAT(refusal_of([&] { run.languages(); }), HasSubstr("run: there is no such run"));
  run.create();
  EXPECT_THAT(refusal_of([&] { run.languages(); }), HasSubstr("run: this is not a run of koine: it has no run.json"));
  write_file(run.run_json(), R"({"languages": ["es", "en"]})");
  EXPECT_THAT(refusal_of([&] { run.require_vectors("es"); }), HasSubstr("run: the run has no vectors yet"));
  EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { run.require_vectors("fr"); }),
              HasSubstr("run: the run has no such language: found 'fr', expected one of: es, en"));
  write_file(run.special_vectors(), "1 1\n<bos> 1\n");
  EXPECT_EQ(run.require_vectors("special"), run.special_vectors());
  write_file(run.run_json(), R"({"languages": []})");
  EXPECT_THAT(refusal_of([&] { run.require_vectors("es"); }), HasSubstr("run: the run has no language yet"));
  for (const char* json : {"", "{", "[]", "1"}) {
    write_file(run.run_json(), json);
    EXPECT_THAT(refusal_of([&] { run.languages(); }), HasSubstr("run.json: this is not a JSON object")) << json;
  }
  for (const char* json : {R"({"languages": "es"})", R"({"languages": [1]})"}) {
    write_file(run.run_json(), json);
    EXPECT_THAT(refusal_of([&] { run.languages(); }), HasSubstr("\"languages\" is not an array of names")) << json;
  }
}

TEST(RunFolder, TakesNoNameThatLeadsOutOfIt) {
  const TestFolder folder;
  const RunFolder run(folder.path());
  for (const char* name : {"", "../x", "a/b", "/etc/x", ".es", "..", R"(a\u0000b)"}) {
    write_file(run.run_json(), R"({"languages": ["es", ")" + std::string(name) + R"("]})");
    EXPECT_THAT(refusal_of([&] { run.languages(); }), HasSubstr("run.json: \"languages\" has what cannot be")) << name;
  }
}

TEST(RunFolder, KnowsTheMethodThatItsRecordNames) {
  const TestFolder folder;
  const RunFolder run(folder.path() / "run");
  EXPECT_EQ(run.method(), "");
  run.create();
  write_file(run.run_json(), R"({"languages": ["es"]})");
  EXPECT_EQ(run.method(), "");
  write_file(run.run_json(), R"({"method": "skip-gram", "languages": ["es"]})");
  EXPECT_EQ(run.method(), RunFolder::kSkipgram);
  write_file(run.run_json(), "{");
  EXPECT_THAT(refusal_of([&] { run.method(); }), HasSubstr("run.json: this is not a JSON object"));
}

TEST(RunFolder, SaysThatItCannotBeMade) {
  const TestFolder folder;
  folder.write("file", "");
  const RunFolder run(folder.path() / "file" / "run");
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { run.create(); }), HasSubstr("cannot create the folder"));
}

}  // namespace
}  // namespace koine::io
