#pragma once

#include <signal.h>

#include <atomic>
#include <chrono>
#include <thread>

namespace koine::cli {

// While it lives, SIGINT and SIGTERM ask the work to save and leave instead of ending the program; a second one ends
// it, if it is not of the same wish: a shutdown signals all processes, and koine experiment its command besides. Make
// it before any other thread: those that are made later inherit the mask.
//
// The signals are blocked and waited for by a thread of its own, never handled: oneDNN's JIT kernels use the stack
// pointer for data, and the frame of a handler that interrupts one would be written over the heap.
class StopSignal {
 public:
  static constexpr std::chrono::milliseconds kOneWish{500};

  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  const std::atomic<bool>& requested() const { return requested_; }

 private:
  void wait();

  std::atomic<bool> requested_{false}, closing_{false};
  sigset_t signals_, mask_before_;
  std::thread waiter_;
};

}  // namespace koine::cli
