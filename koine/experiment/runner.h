#pragma once

#include <atomic>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <vector>

#include "koine/core/reporter.h"
#include "koine/experiment/cost.h"
#include "koine/experiment/planner.h"
#include "koine/experiment/store.h"

namespace koine::experiment {

// One call of koine, for whoever can make it.
struct Call {
  std::vector<std::string> words;  // from the subcommand on
  std::filesystem::path output{};  // file that takes standard output; empty: none does
  std::string input{};             // on standard input
  std::filesystem::path log{};     // file that takes what it says
  Progress place{};                // where among all steps it stands: what, done, total, seconds left
};
struct CallResult {
  int exit_code = 0;
  std::string message;  // of an error
};
using Executor = std::function<CallResult(const Call&)>;

struct RunOptions {
  std::string only;  // cells whose name has this in it, or matches it as a pattern with * and ?
  double hours = 0;  // steps that would end later are not begun; 0: no limit
  int threads = 1;
  std::function<double()> product_rate{};   // see CostModel; asked once, if at all
  const std::atomic<bool>* stop = nullptr;  // set from outside: no step is begun any more
};

// What is known of all steps at one time.
struct PlanState {
  std::vector<std::optional<StepRecord>> records;  // of each step; none where it is not done
  std::vector<double> seconds;                     // of each step, what it took or will take
  std::map<std::size_t, std::string> failed;       // steps that failed in this run, with what they said
  double product_rate = 0;                         // of this machine; 0: not asked for yet

  bool done(std::size_t step) const { return records[step].has_value(); }
  // What has to be run for this step, itself last. What a done step stood on may be gone from the store.
  std::vector<std::size_t> missing(const Plan& plan, std::size_t step) const;
  double missing_seconds(const Plan& plan, std::size_t step) const;
  // This step, or one that it waits for, that collapsed or failed; -1 for none.
  std::int64_t obstacle(const Plan& plan, std::size_t step) const;
};

PlanState look(const WholePlan& whole, const Store& store, const RunOptions& options);

// Error: kUsage where no cell has a name that `only` asks for.
void require_cells(const WholePlan& whole, const std::string& only);

// The steps that are wanted, not done, and wait for nothing that collapsed or failed; in order.
std::vector<std::size_t> missing_steps(const WholePlan& whole, const PlanState& state, const std::string& only);

// Runs what is missing, each step once all that it reads is done; leaves out what stands on a step that collapsed or
// failed. Other processes may do the same on one store, for a step is made by whoever locks it: what another one is
// making is waited for, and made here if that one gives up. `state` is brought up to date.
// Errors: kInterrupted when `stop` is set or a command was interrupted; kOutput where the store cannot be written.
void run_missing(const WholePlan& whole, const Store& store, const RunOptions& options, const Executor& execute,
                 PlanState& state, Reporter& reporter);

// Adds to `state` what was done in the meantime, by other processes.
void add_done(const WholePlan& whole, const Store& store, PlanState& state);

// "not run, about 1.5 hours".
std::string hours_text(double seconds);

}  // namespace koine::experiment
