#include "koine/io/atomic_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include "koine/io/io_test_support.h"

namespace koine::io {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

TEST(AtomicFile, WritesWholeFiles) {
  const TestFolder folder;
  std::string content;
  for (int i = 0; i < 100'000; ++i) content += "line " + std::to_string(i) + "\n";
  AtomicFile file(folder.path() / "a.txt");
  file.write(std::string_view(content).substr(0, 7));
  file.write(std::string_view(content).substr(7, 900'000));   // larger than the buffer
  file.write(std::string_view(content).substr(900'007));
  EXPECT_FALSE(fs::exists(folder.path() / "a.txt"));
  file.commit();
  EXPECT_EQ(folder.read("a.txt"), content);
  EXPECT_EQ(folder.file_count(), 1);
}

TEST(AtomicFile, LeavesWhatWasThereWithoutCommit) {
  const TestFolder folder;
  folder.write("a.txt", "old");
  {
    AtomicFile file(folder.path() / "a.txt");
    file.write("new");
    EXPECT_EQ(folder.file_count(), 2);
  }
  EXPECT_EQ(folder.read("a.txt"), "old");
  EXPECT_EQ(folder.file_count(), 1);
  write_file(folder.path() / "a.txt", "new");
  EXPECT_EQ(folder.read("a.txt"), "new");
}

TEST(AtomicFile, TakesABareNameAndALongOne) {
  const TestFolder folder;
  const fs::path before = fs::current_path();
  fs::current_path(folder.path());
  write_file("bare", "1");
  fs::current_path(before);
  EXPECT_EQ(folder.read("bare"), "1");
  const std::string name(255, 'n');
  write_file(folder.path() / name, "2");
  EXPECT_EQ(folder.read(name), "2");
}

TEST(AtomicFile, ReplacesTheFileBehindALink) {
  const TestFolder folder;
  folder.write("real", "old");
  fs::create_symlink("real", folder.path() / "link");
  write_file(folder.path() / "link", "new");
  EXPECT_TRUE(fs::is_symlink(folder.path() / "link"));
  EXPECT_EQ(folder.read("real"), "new");
}

TEST(AtomicFile, KeepsThePermissionsOfWhatItReplaces) {
  const TestFolder folder;
  const auto file = folder.write("private", "x");
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write);
  write_file(file, "new");
  EXPECT_EQ(folder.read("private"), "new");
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST(AtomicFile, SaysWhatIsInTheWay) {
  const TestFolder folder;
  const auto message = [&](const fs::path& path) {
    return error_of(ErrorKind::kOutput, [&] { write_file(path, "x"); });
  };
  EXPECT_THAT(message(folder.path() / "none" / "a"), HasSubstr("none/a: cannot write the file: found No such file"));
  EXPECT_THAT(message(folder.path()), HasSubstr("Is a directory"));
  folder.write("file", "");
  EXPECT_THAT(message(folder.path() / "file" / "a"), HasSubstr("Not a directory"));
  EXPECT_EQ(folder.file_count(), 1);
}

TEST(AtomicFile, SaysThatPermissionIsMissing) {
  const TestFolder folder;
  const auto denied_in_place_of = [&](const char* name) {
    const WithoutPrivileges nobody;
    return error_of(ErrorKind::kOutput, [&] { write_file(folder.path() / name, "x"); });
  };
  folder.write("mine", "old");
  fs::permissions(folder.path(), fs::perms::all);
  fs::permissions(folder.path() / "mine", fs::perms::owner_read | fs::perms::others_read);
  EXPECT_THAT(denied_in_place_of("mine"), HasSubstr("mine: cannot write the file: found Permission denied"));
  EXPECT_EQ(folder.read("mine"), "old");
  fs::permissions(folder.path(), fs::perms::owner_read | fs::perms::owner_exec | fs::perms::others_exec);
  EXPECT_THAT(denied_in_place_of("new"), HasSubstr("Permission denied"));
  fs::permissions(folder.path(), fs::perms::all);
}

TEST(AtomicFile, SeesAFullDisk) {
  if (!fs::exists("/dev/full")) GTEST_SKIP() << "no /dev/full here";
  EXPECT_THAT(error_of(ErrorKind::kOutput, [] { write_file("/dev/full", "x"); }),
              HasSubstr("/dev/full: cannot write the file: found No space left on device"));
  EXPECT_THAT(error_of(ErrorKind::kOutput, [] { write_file("/dev/full", std::string(1'000'000, 'x')); }),
              HasSubstr("No space left"));
  EXPECT_TRUE(fs::is_character_file("/dev/full"));   // still itself
}

TEST(AtomicFile, WritesStraightIntoPipes) {
  const TestFolder folder;
  const fs::path pipe = folder.path() / "pipe";
  ASSERT_EQ(mkfifo(pipe.c_str(), 0600), 0);
  const int reader = open(pipe.c_str(), O_RDONLY | O_NONBLOCK);
  ASSERT_GE(reader, 0);
  write_file(pipe, "through");
  std::string got(20, ' ');
  got.resize(static_cast<std::size_t>(read(reader, got.data(), got.size())));
  close(reader);
  EXPECT_EQ(got, "through");
  EXPECT_TRUE(fs::is_fifo(pipe));
}

TEST(RemoveStaleTemporaries, TakesThoseOfTheDeadOnly) {
  const TestFolder folder;
  folder.write("kept.txt", "");
  folder.write(".hidden", "");
  const pid_t child = fork();
  if (child == 0) {
    AtomicFile file(folder.path() / "model");
    file.write("half");
    _exit(0);   // like a kill: nothing is cleaned up
  }
  int status = 0;
  waitpid(child, &status, 0);
  AtomicFile living(folder.path() / "other");
  EXPECT_EQ(folder.file_count(), 4);
  EXPECT_EQ(remove_stale_temporaries(folder.path()), 1);
  EXPECT_EQ(folder.file_count(), 3);
  living.write("whole");
  living.commit();
  EXPECT_EQ(folder.read("other"), "whole");
  EXPECT_EQ(remove_stale_temporaries(folder.path()), 0);
  EXPECT_EQ(remove_stale_temporaries(folder.path() / "none"), 0);
}

}  // namespace
}  // namespace koine::io
