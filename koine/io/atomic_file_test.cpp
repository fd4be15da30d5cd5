#include "koine/io/atomic_file.h"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <thread>
#include <vector>

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
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { AtomicFile file(folder.path() / (name + "n")); }),
              HasSubstr("File name too long"));
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

// What a process leaves that is killed while it writes.
void leave_half_of(const fs::path& target) {
  const pid_t child = fork();
  if (child == 0) {
    AtomicFile file(target);
    file.write("half");
    _exit(0);   // like a kill: nothing is cleaned up
  }
  int status = 0;
  waitpid(child, &status, 0);
}

// To /dev/stdout that leads to a file: replaced by another, it would be cut off from the program that opened it.
TEST(AtomicFile, WritesStraightToWhatIsOpen) {
  const TestFolder folder;
  const int file = open(folder.write("log", "before\n").c_str(), O_WRONLY | O_APPEND);
  const int saved = dup(STDOUT_FILENO);
  ASSERT_EQ(dup2(file, STDOUT_FILENO), STDOUT_FILENO);
  fs::create_symlink("/dev/stdout", folder.path() / "link");
  for (const fs::path& path : {fs::path("/dev/stdout"), fs::path("/dev/fd/1"), folder.path() / "link"}) {
    write_file(path, "line\n");
  }
  dup2(saved, STDOUT_FILENO);
  close(saved);
  EXPECT_EQ(write(file, "after\n", 6), 6);
  close(file);
  EXPECT_EQ(folder.read("log"), "before\nline\nline\nline\nafter\n");
}

TEST(AtomicFile, RemovesWhatADeadProcessLeftOfTheSameFile) {
  const TestFolder folder;
  leave_half_of(folder.path() / "table");
  leave_half_of(folder.path() / "other");
  const AtomicFile living(folder.path() / "table");
  EXPECT_EQ(folder.file_count(), 2);
  write_file(folder.path() / "table", "whole");
  EXPECT_EQ(folder.read("table"), "whole");
  EXPECT_EQ(folder.file_count(), 3);
}

// As that of a process of the same number on another machine.
TEST(AtomicFile, TakesAnotherNameWhereATemporaryHasIts) {
  const TestFolder folder;
  AtomicFile first(folder.path() / "a");
  const std::string name = fs::directory_iterator(folder.path())->path().filename().string();
  const auto dash = name.rfind('-') + 1;
  const int number = std::stoi(name.substr(dash));
  std::vector<int> held;
  for (int next = number + 1; next < number + 4; ++next) {
    const std::string taken = name.substr(0, dash) + std::to_string(next);
    held.push_back(open(folder.write(taken, "").c_str(), O_RDONLY));
    ASSERT_EQ(flock(held.back(), LOCK_EX), 0);
  }
  write_file(folder.path() / "a", "whole");
  EXPECT_EQ(folder.read("a"), "whole");
  for (const int file : held) close(file);
}

// Who removes stale temporaries may come between that one is made and that it is locked.
TEST(AtomicFile, HoldsItsTemporaryWhoeverRemovesStaleOnes) {
  const TestFolder folder;
  std::atomic<bool> done = false;
  std::thread remover([&] {
    while (!done) remove_stale_temporaries(folder.path());
  });
  int lost = 0;
  for (int i = 0; i < 20'000; ++i) {
    const AtomicFile file(folder.path() / "a");
    lost += folder.file_count() == 1 ? 0 : 1;
  }
  done = true;
  remover.join();
  EXPECT_EQ(lost, 0);
}

TEST(RemoveStaleTemporaries, TakesThoseOfTheDeadOnly) {
  const TestFolder folder;
  folder.write("kept.txt", "");
  folder.write(".hidden", "");
  leave_half_of(folder.path() / "model");
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
