#include "koine/io/file_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <filesystem>
#include <thread>

#include "koine/io/io_test_support.h"

namespace koine::io {
namespace {

using testing::HasSubstr;

TEST(FileLock, IsHeldByOneAtATime) {
  const TestFolder folder;
  const auto path = folder.path() / "lock";
  {
    FileLock first(path);
    EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { FileLock second(path); }),
                HasSubstr("process " + std::to_string(::getpid()) + ";"));
    FileLock moved = std::move(first);
    EXPECT_FALSE(first.held());
    EXPECT_THAT(error_of(ErrorKind::kUsage, [&] { FileLock second(path); }), HasSubstr(folder.path().string()));
  }
  FileLock again(path);
  EXPECT_TRUE(again.held());
}

TEST(FileLock, IsTakenIfFreeOrOnceFree) {
  const TestFolder folder;
  const auto path = folder.path() / "lock";
  FileLock first = FileLock::if_free(path);
  EXPECT_TRUE(first.held());
  EXPECT_FALSE(FileLock::if_free(path).held());
  std::atomic<bool> freed = false;
  std::thread other([&] {
    const FileLock second = FileLock::once_free(path);
    EXPECT_TRUE(freed) << "it waits";
    EXPECT_TRUE(second.held());
  });
  std::this_thread::sleep_for(std::chrono::milliseconds(50));
  freed = true;
  first = FileLock();
  other.join();
  EXPECT_TRUE(FileLock::if_free(path).held()) << "what waited has let it go";
}

TEST(FileLock, IsHeldByCommandsThatItIsSharedWith) {
  const TestFolder folder;
  const auto path = folder.path() / "lock";
  for (const bool shares : {false, true}) {
    FileLock lock = FileLock::if_free(path);
    if (shares) lock.share_with_children();
    // Until its input ends. What it does not share is closed a moment after popen() is back: it says when it runs.
    const auto runs = folder.path() / (shares ? "shares" : "alone");
    std::FILE* command = ::popen((">" + runs.string() + "; read line").c_str(), "w");
    ASSERT_NE(command, nullptr);
    while (!std::filesystem::exists(runs)) std::this_thread::yield();
    lock = FileLock();
    EXPECT_EQ(FileLock::if_free(path).held(), !shares);
    ::pclose(command);
    EXPECT_TRUE(FileLock::if_free(path).held()) << "it ends with them";
  }
}

TEST(FileLock, NeedsAFolder) {
  const TestFolder folder;
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { FileLock lock(folder.path() / "none" / "lock"); }), HasSubstr("none"));
}

}  // namespace
}  // namespace koine::io
