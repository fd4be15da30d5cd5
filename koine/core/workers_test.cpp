#include "koine/core/workers.h"

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <atomic>
#include <vector>

#include "koine/core/core_test_support.h"
#include "koine/core/error.h"

namespace koine {
namespace {

TEST(WorkersTest, EveryTaskRunsOnceAtAnyNumberOfThreads) {
  for (const int threads : {1, 2, 4}) {
    Workers workers(threads);
    EXPECT_EQ(workers.threads(), threads);
    for (const std::int64_t count : {0, 1, 2, 1000}) {
      std::vector<std::atomic<int>> seen(static_cast<std::size_t>(count));
      workers.run(count, [&](std::int64_t i) { ++seen[static_cast<std::size_t>(i)]; });
      for (const auto& times : seen) ASSERT_EQ(times.load(), 1);
    }
  }
}

TEST(WorkersTest, AnExceptionReachesTheCallerAndTheTeamLivesOn) {
  Workers workers(3);
  EXPECT_THROW(workers.run(100, [](std::int64_t i) { if (i == 17) throw Error(ErrorKind::kInput, "17"); }), Error);
  std::atomic<int> sum{0};
  workers.run(10, [&](std::int64_t i) { sum += static_cast<int>(i); });
  EXPECT_EQ(sum.load(), 45);

  Workers one(1);
  int begun = 0;
  EXPECT_THROW(one.run(100,
                       [&](std::int64_t i) {
                         if (++begun; i == 17) throw Error(ErrorKind::kInput, "17");
                       }),
               Error);
  EXPECT_EQ(begun, 18);  // what is left is left
}

TEST(WorkersTest, RefusesLessThanOneThread) {
  EXPECT_THROW(Workers(0), Error);
  EXPECT_GE(available_cores(), 1);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
TEST(WorkersTest, SaysThatTheSystemGivesNoMoreThreads) {
  rlimit before{};
  ASSERT_EQ(getrlimit(RLIMIT_AS, &before), 0);
  rlimit little = before;
  little.rlim_cur = rlim_t{1} << 30;  // 64 threads have stacks of 8 MiB each, and arenas of 64 MiB
  ASSERT_EQ(setrlimit(RLIMIT_AS, &little), 0);
  const std::string said = error_of(ErrorKind::kUsage, [] { Workers workers(4096); });
  ASSERT_EQ(setrlimit(RLIMIT_AS, &before), 0);
  EXPECT_NE(said.find("cannot start so many threads"), std::string::npos) << said;
  EXPECT_NE(said.find("expected 4096"), std::string::npos) << said;
  std::atomic<int> sum{0};
  Workers(4).run(10, [&](std::int64_t i) { sum += static_cast<int>(i); });
  EXPECT_EQ(sum.load(), 45);
}
#endif

}  // namespace
}  // namespace koine
