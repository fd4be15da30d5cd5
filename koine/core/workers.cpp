#include "koine/core/workers.h"

#include <fmt/format.h>
#include <sched.h>

#include <atomic>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include "koine/core/error.h"

namespace koine {
namespace {

// Rounds follow one another closely in a training step, and waking a sleeper takes longer than most pauses between
// them, above all on a virtual machine: look for some tenths of a millisecond before going to sleep.
template <typename T>
void wait_while_it_is(const std::atomic<T>& value, T old) {
  constexpr int kLooks = 10'000;
  for (int i = 0; i < kLooks; ++i) {
    if (value.load(std::memory_order_acquire) != old) return;
#if defined(__x86_64__)
    __builtin_ia32_pause();
#endif
  }
  value.wait(old);
}

}  // namespace

struct Workers::Team {
  std::vector<std::thread> helpers;
  // A new round is announced by a new value of `round`; helpers sleep on it, so an idle team costs nothing.
  std::atomic<std::uint64_t> round{0};
  std::atomic<int> busy{0};
  std::atomic<bool> closing{false};

  const std::function<void(std::int64_t)>* task = nullptr;
  std::int64_t count = 0;
  std::atomic<std::int64_t> next{0};
  std::mutex mutex;
  std::exception_ptr failure;

  void work() {
    for (;;) {
      const std::int64_t i = next.fetch_add(1);
      if (i >= count) return;
      try {
        (*task)(i);
      } catch (...) {
        const std::lock_guard lock(mutex);
        if (!failure) failure = std::current_exception();
        next.store(count);
      }
    }
  }

  void dismiss() {
    closing = true;
    ++round;
    round.notify_all();
    for (auto& helper : helpers) helper.join();
  }

  void serve() {
    std::uint64_t seen = 0;
    for (;;) {
      wait_while_it_is(round, seen);
      seen = round.load();
      if (closing.load()) return;
      work();
      if (busy.fetch_sub(1) == 1) busy.notify_all();
    }
  }
};

Workers::Workers(int threads) : team_(std::make_unique<Team>()) {
  if (threads < 1) {
    throw Error(ErrorKind::kUsage, "the number of threads must be at least 1").found(std::to_string(threads));
  }
  try {
    for (int i = 1; i < threads; ++i) team_->helpers.emplace_back([team = team_.get()] { team->serve(); });
  } catch (const std::system_error& error) {
    const std::string started = fmt::format("{}, then: {}", this->threads(), error.what());
    team_->dismiss();
    throw Error(ErrorKind::kUsage, "cannot start so many threads")
        .found(started)
        .expected(std::to_string(threads))
        .hint("ask for fewer with --threads");
  }
}

Workers::~Workers() {
  team_->dismiss();
}

int Workers::threads() const { return static_cast<int>(team_->helpers.size()) + 1; }

void Workers::run(std::int64_t count, const std::function<void(std::int64_t)>& task) {
  Team& team = *team_;
  team.task = &task;
  team.count = count;
  team.next = 0;
  team.failure = nullptr;
  if (!team.helpers.empty() && count > 1) {
    team.busy = static_cast<int>(team.helpers.size());
    ++team.round;
    team.round.notify_all();
    team.work();
    for (int left = team.busy.load(); left > 0; left = team.busy.load()) wait_while_it_is(team.busy, left);
  } else {
    team.work();
  }
  if (team.failure) std::rethrow_exception(team.failure);
}

int available_cores() {
  cpu_set_t set;
  CPU_ZERO(&set);
  if (sched_getaffinity(0, sizeof set, &set) == 0) return std::max(1, CPU_COUNT(&set));
  return std::max(1u, std::thread::hardware_concurrency());
}

}  // namespace koine
