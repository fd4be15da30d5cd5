// How commands of an experiment are started and stopped. This program stands in for koine: run_koine() calls whatever
// calls it.
#include "cli/child_command.h"

#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "koine/core/error.h"

namespace koine::cli {
namespace {

constexpr int kInterrupted = static_cast<int>(ErrorKind::kInterrupted);

// What the child does, by its first word. Without the signal that it waits for it ends with 0.
int child(std::string_view role) {
  if (role == "said") {
    std::fputs("error: early\nwarning: later\n", stderr);
    return 3;
  }
  if (role == "mumbled") {
    std::fputs("something else\n", stderr);
    return 3;
  }
  if (role == "killed") raise(SIGKILL);
  if (role == "waits") {
    std::fputs("ready\n", stderr);
    sleep(20);
  }
  if (role == "terminated") {
    sigset_t interrupt;
    sigemptyset(&interrupt);
    sigaddset(&interrupt, SIGINT);
    sigprocmask(SIG_BLOCK, &interrupt, nullptr);
    std::fputs("ready\n", stderr);
    int signal = 0;
    sigwait(&interrupt, &signal);
    raise(SIGTERM);
  }
  return 0;
}

// Runs a child, and asks it to stop as soon as it says something.
ChildResult run(const char* role, bool stop_it = false) {
  std::atomic<bool> stop{false};
  return run_koine({.words = {"child", role},
                    .output = {},
                    .input = {},
                    .log = {},
                    .on_line = [&](const std::string&) { stop = stop_it; }},
                   stop);
}

TEST(ChildCommandTest, AnIgnoredInterruptIsNotHandedDown) {
  const auto before = signal(SIGINT, SIG_IGN);
  const ChildResult result = run("waits", true);
  signal(SIGINT, before);
  EXPECT_EQ(result.exit_code, kInterrupted);
}

TEST(ChildCommandTest, OneThatWasAskedMayEndByEitherSignal) {
  const ChildResult result = run("terminated", true);
  EXPECT_EQ(result.exit_code, kInterrupted);
  EXPECT_EQ(result.signal, 0);
}

TEST(ChildCommandTest, ASignalFromOutsideIsNamed) {
  const ChildResult result = run("killed");
  EXPECT_EQ(result.exit_code, 128 + SIGKILL);
  EXPECT_EQ(failure_of(result), "signal 9 (Killed) ended it; out of memory?");
}

TEST(ChildCommandTest, TheLastErrorSaysWhy) {
  EXPECT_EQ(failure_of(run("said")), "early");
  EXPECT_EQ(failure_of(run("mumbled")), "'something else\\x0A'");
  EXPECT_EQ(failure_of({.exit_code = 4, .signal = 0, .said = ""}), "exit code 4, without a word");
}

}  // namespace

int child_main(int argc, char** argv) {
  return child(argc > 2 ? argv[2] : "");
}

}  // namespace koine::cli

int main(int argc, char** argv) {
  if (argc > 1 && std::string_view(argv[1]) == "child") return koine::cli::child_main(argc, argv);
  testing::InitGoogleTest(&argc, argv);
  return RUN_ALL_TESTS();
}
