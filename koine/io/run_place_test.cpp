#include "koine/io/run_place.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "koine/io/atomic_file.h"
#include "koine/io/io_test_support.h"

namespace koine::io {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

TEST(RunPlaceTest, ARunThatCannotBeWrittenAnewIsKept) {
  const TestFolder folder;
  const RunFolder run(folder.path() / "run");
  run.create();
  write_file(run.run_json(), R"({"languages": ["es"]})");
  write_file(run.vectors("es"), "1 1\na 1\n");
  write_file(run.lock(), "");
  fs::permissions(folder.path(), fs::perms::all);
  for (const auto& writable : {run.lock(), run.vectors("es").parent_path()}) fs::permissions(writable, fs::perms::all);
  const auto write = fs::perms::owner_write | fs::perms::group_write | fs::perms::others_write;
  fs::permissions(run.path(), fs::perms::all & ~write);
  {
    const WithoutPrivileges nobody;
    EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { RunPlace(run, IfExists::kReplace, {}).take(); }),
                HasSubstr("Permission denied"));
  }
  EXPECT_TRUE(fs::exists(run.vectors("es")));
  fs::permissions(run.path(), fs::perms::all);
  const FileLock lock = RunPlace(run, IfExists::kReplace, {}).take();
  EXPECT_FALSE(fs::exists(run.vectors("es")));
  EXPECT_FALSE(run.exists());
}

// The name of the second temporary is that of a process that there cannot be.
TEST(RunPlaceTest, WhatALivingProcessIsWritingStays) {
  const TestFolder folder;
  const RunFolder run(folder.path() / "run");
  run.create();
  write_file(run.run_json(), R"({"languages": ["es"]})");
  const fs::path temporary = run.path() / ".best.safetensors.koine-tmp-99999999-1";
  write_file(temporary, "half of i");
  for (const auto if_exists : {IfExists::kResume, IfExists::kReplace}) {
    const FileLock living(run.lock());
    EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { RunPlace(run, if_exists, {}); }), HasSubstr("another process"));
    fs::remove(run.run_json());  // not written yet
    EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { RunPlace(run, if_exists, {}); }), HasSubstr("another process"));
    write_file(run.run_json(), R"({"languages": ["es"]})");
    EXPECT_TRUE(fs::exists(temporary));
  }
  const FileLock lock = RunPlace(run, IfExists::kReplace, {}).take();
  EXPECT_FALSE(fs::exists(temporary));
}

TEST(RunPlaceTest, ARunThatCannotBeReadIsKept) {
  const TestFolder folder;
  const RunFolder run(folder.path() / "run");
  run.create();
  write_file(run.vectors("es"), "1 1\na 1\n");
  for (const char* json : {"{", R"({"languages": ["../es"]})"}) {
    write_file(run.run_json(), json);
    EXPECT_THAT(error_of(ErrorKind::kInput, [&] { RunPlace(run, IfExists::kReplace, {}); }), HasSubstr("run.json"));
    EXPECT_TRUE(fs::exists(run.vectors("es")));
  }
}

}  // namespace
}  // namespace koine::io
