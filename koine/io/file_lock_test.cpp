#include "koine/io/file_lock.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

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

TEST(FileLock, NeedsAFolder) {
  const TestFolder folder;
  EXPECT_THAT(error_of(ErrorKind::kOutput, [&] { FileLock lock(folder.path() / "none" / "lock"); }), HasSubstr("none"));
}

}  // namespace
}  // namespace koine::io
