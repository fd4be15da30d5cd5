#include "cli/stop_signal.h"

namespace koine::cli {

StopSignal::StopSignal() {
  sigemptyset(&signals_);
  sigaddset(&signals_, SIGINT);
  sigaddset(&signals_, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals_, &mask_before_);
  waiter_ = std::thread([this] { wait(); });
}

StopSignal::~StopSignal() {
  closing_ = true;
  pthread_kill(waiter_.native_handle(), SIGTERM);   // wakes it
  waiter_.join();
  pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
}

void StopSignal::wait() {
  using Clock = std::chrono::steady_clock;
  int signal = 0;
  Clock::time_point first;
  while (sigwait(&signals_, &signal) == 0 && !closing_) {
    if (!requested_.exchange(true)) {
      first = Clock::now();
    } else if (Clock::now() - first >= kOneWish) {
      ::signal(signal, SIG_DFL);   // a shell starts what it puts into the background with SIGINT ignored
      pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
      raise(signal);
    }
  }
}

}  // namespace koine::cli
