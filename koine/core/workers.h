#pragma once

#include <cstdint>
#include <functional>
#include <memory>

namespace koine {

// A team of threads that work through numbered tasks. Which thread takes which task is not defined: a result that must
// not depend on the number of threads comes from tasks that do not, each writing to a place of its own.
class Workers {
 public:
  // threads: 1 or more; the calling thread counts as one of them. Error: kUsage when threads < 1, or more than the
  // system gives.
  explicit Workers(int threads);
  ~Workers();
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  int threads() const;

  // Calls task(0) … task(count - 1), each once, and returns when all are done. The first exception that a task throws
  // is thrown again here, after the others have stopped. Not to be called from inside a task, nor from two threads at
  // once.
  void run(std::int64_t count, const std::function<void(std::int64_t)>& task);

 private:
  struct Team;
  std::unique_ptr<Team> team_;
};

// Number of cores this process may run on, at least 1.
int available_cores();

}  // namespace koine
