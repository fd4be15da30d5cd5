#include "koine/experiment/runner.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <chrono>
#include <set>
#include <sstream>
#include <thread>

#include "koine/core/error.h"
#include "koine/core/machine.h"
#include "koine/core/stopwatch.h"
#include "koine/core/version.h"
#include "koine/experiment/method_options.h"
#include "koine/experiment/taken_results.h"
#include "koine/io/atomic_file.h"
#include "koine/io/byte_reader.h"
#include "koine/kernels/isa.h"

namespace koine::experiment {
namespace {

constexpr int kCollapsed = static_cast<int>(ErrorKind::kCollapsed);
constexpr int kInterrupted = static_cast<int>(ErrorKind::kInterrupted);

std::optional<TextSize> text_size(const Store& store, const Step& step, bool done) {
  if (!done) return std::nullopt;
  const corpus::Diagnosis diagnosis = store.diagnosis(step);
  return TextSize{diagnosis.tokens, diagnosis.vocabulary};
}

// Of a training that was stopped, by its epochs; what comes after the last one is taken for a tenth.
double share_left(const Store& store, const Step& step) {
  const auto file = store.file(step, "metrics.jsonl");
  const std::string epochs = value_of(step.settled, "epochs");
  if (std::error_code ignored; !step.trains || epochs.empty() || !std::filesystem::exists(file, ignored)) return 1;
  const std::string lines = io::read_file(file);
  return std::max(0.1, 1 - static_cast<double>(std::ranges::count(lines, '\n')) / std::stod(epochs));
}

void estimate(const WholePlan& whole, const Store& store, const RunOptions& options, PlanState& state) {
  const Plan& plan = whole.plan;
  const auto product_rate = [&] {
    if (state.product_rate == 0) state.product_rate = options.product_rate();
    return state.product_rate;
  };
  const CostModel model(store.all(), options.threads, product_rate);
  state.seconds.assign(plan.steps().size(), 0);
  std::map<std::size_t, std::optional<TextSize>> known;
  const auto sizes = [&](std::size_t step) {
    auto [size, is_new] = known.try_emplace(step);
    if (is_new) size->second = text_size(store, plan[step], state.done(step));
    return size->second;
  };
  for (std::size_t s = 0; s < plan.steps().size(); ++s) {
    state.seconds[s] = state.done(s) ? state.records[s]->seconds
                                     : share_left(store, plan[s]) * model.seconds(work_of(plan[s], plan, sizes));
  }
}

// The first so many sources of a table of pairs, a line each.
std::string first_words(const std::string& pairs, std::int64_t count) {
  std::istringstream lines(pairs);
  std::string words;
  for (std::string line; count > 0 && std::getline(lines, line); --count)
    words += line.substr(0, line.find('\t')) + "\n";
  return words;
}

class Run {
 public:
  Run(const WholePlan& whole, const Store& store, const RunOptions& options, const Executor& execute, PlanState& state,
      Reporter& reporter)
      : plan_(whole.plan),
        whole_(whole),
        store_(store),
        options_(options),
        execute_(execute),
        state_(state),
        reporter_(reporter) {}

  void all() {
    waiting_ = missing_steps(whole_, state_, options_.only);
    total_ = waiting_.size();
    while (!waiting_.empty()) {
      stop_if_asked();
      if (const auto begun = next()) {
        make(begun->step);
      } else if (!waiting_.empty()) {
        wait_for_others();
      }
    }
  }

 private:
  void stop_if_asked() const {
    if (options_.stop == nullptr || !options_.stop->load()) return;
    throw Error(ErrorKind::kInterrupted, "stopped: the same command goes on from here");
  }

  struct Begun {
    std::size_t step = 0;
    io::FileLock lock;
  };

  // The first step that nothing keeps from being made. What is done by now, and what will not be made, waits no longer.
  std::optional<Begun> next() {
    for (auto place = waiting_.begin(); place != waiting_.end();) {
      const std::size_t step = *place;
      const auto reads = plan_.reads(step);
      const bool fits = options_.hours <= 0 || began_.seconds() + state_.seconds[step] <= options_.hours * 3600;
      if (!fits || state_.obstacle(plan_, step) >= 0 ||
          std::ranges::any_of(reads, [&](std::size_t r) { return left_out_.contains(r); })) {
        left_out_.insert(step);
        place = waiting_.erase(place);
        continue;
      }
      if (std::ranges::all_of(reads, [&](std::size_t r) { return state_.done(r); })) {
        if (io::FileLock lock = store_.lock(plan_[step]); lock.held()) {
          place = waiting_.erase(place);
          state_.records[step] = store_.read(plan_[step]);
          if (!state_.done(step)) return Begun{step, std::move(lock)};
          continue;
        }
      }
      ++place;
    }
    return std::nullopt;
  }

  void make(std::size_t step) {
    double left = state_.seconds[step];
    for (const std::size_t other : waiting_) left += state_.seconds[other];
    one(step, total_ - waiting_.size(), total_, left);
    if (state_.obstacle(plan_, step) >= 0) wait_only_for_wanted();
    // The first steps of each class tell how long the others will take.
    const bool tells = state_.done(step) && !state_.records[step]->collapsed();
    if (tells && (plan_[step].kind == "vocabulary" || known_.insert(work_.rate_class).second)) {
      estimate(whole_, store_, options_, state_);
    }
  }

  // Nothing is made for cells that cannot come out any more.
  void wait_only_for_wanted() {
    const auto wanted = missing_steps(whole_, state_, options_.only);
    std::erase_if(waiting_, [&](std::size_t step) { return !std::ranges::binary_search(wanted, step); });
  }

  void wait_for_others() const {
    reporter_.progress({.what = "the rest is being made by other processes",
                        .done = static_cast<std::int64_t>(total_ - waiting_.size()),
                        .total = static_cast<std::int64_t>(total_),
                        .status = ""});
    std::this_thread::sleep_for(std::chrono::milliseconds(200));
  }

  std::string input_of(const Step& step) const {
    if (step.input_words == 0) return "";
    const Step& pairs = plan_[step.input_pairs.step];
    return first_words(store_.read_file(pairs, step.input_pairs.text), step.input_words);
  }

  void one(std::size_t number, std::size_t place, std::size_t of, double seconds_left) {
    const Step& step = plan_[number];
    if (step.taken) return take(number);
    const bool resumed = store_.prepare(step);
    Call call{.words = plan_.words(number, store_.folder().string()), .input = input_of(step)};
    if (step.threads) call.words.insert(call.words.end(), {"--threads", std::to_string(options_.threads)});
    if (resumed) call.words.push_back("--resume");
    if (!step.output.empty()) call.output = store_.file(step, step.output);
    call.log = store_.file(step, "log");
    call.place = {.what = fmt::format("step {} of {}: {} {}", place, of, step.kind, step.label),
                  .done = static_cast<std::int64_t>(place) - 1,
                  .total = static_cast<std::int64_t>(of),
                  .seconds_left = seconds_left,
                  .status = ""};
    const Stopwatch stopwatch;
    const CallResult result = execute_(call);
    work_ = work_of(step, plan_, [&](std::size_t text) { return text_size(store_, plan_[text], state_.done(text)); });
    if (result.exit_code == kInterrupted) {
      throw Error(ErrorKind::kInterrupted, "stopped: the same command goes on from here");
    }
    if (result.exit_code != 0 && result.exit_code != kCollapsed) {
      state_.failed[number] = result.message;
      reporter_.warning(
          fmt::format("{} failed: {}; what it said is in {}", step.folder, result.message, call.log.string()));
      return;
    }
    StepRecord record = record_of(number);
    record.seconds = stopwatch.seconds();
    record.resumed = resumed;
    if (result.exit_code == kCollapsed) {
      record.outcome = "collapsed";
      record.message = result.message;
    }
    store_.write(step, record);
    state_.records[number] = record;
    state_.seconds[number] = record.seconds;
  }

  // A score that was made elsewhere: its ranks belong to the pairs of here.
  void take(std::size_t number) {
    const Step& step = plan_[number];
    store_.prepare(step);
    const std::string ranks = store_.use_file(
        plan_[plan_.test_pairs(number)], "pairs.tsv",
        [&](const std::string& pairs, const std::string& place) { return ranks_table(*step.taken, pairs, place); });
    io::write_file(store_.file(step, "ranks.tsv"), ranks);
    const MadeStep& made = step.taken->steps.back();
    work_ = {};
    StepRecord record = record_of(number);
    record.command = made.command;
    record.commit = made.commit;
    record.isa = made.isa;
    record.taken = step.taken->steps;
    store_.write(step, record);
    state_.records[number] = record;
    state_.seconds[number] = record.seconds;
  }

  StepRecord record_of(std::size_t number) const {
    StepRecord record;
    record.hash = plan_[number].hash;
    record.threads = options_.threads;
    record.work = work_;
    for (const Argument& argument : plan_[number].arguments) {
      if (argument.kind == Argument::Kind::kFile) record.inputs.emplace_back(argument.text, argument.sha256);
    }
    for (const std::size_t read : plan_.reads(number)) record.steps.push_back(plan_[read].folder);
    record.koine = version();
    record.commit = commit();
    record.processor = processor_name();
    record.isa = store_.isa(plan_[number]).value_or(std::string(kernels::name_of(kernels::best_isa())));
    record.command = plan_.command_line(number, store_.folder().string(), record.isa);
    record.written = utc_now();
    return record;
  }

  const Plan& plan_;
  const WholePlan& whole_;
  const Store& store_;
  const RunOptions& options_;
  const Executor& execute_;
  PlanState& state_;
  Reporter& reporter_;
  Stopwatch began_;
  std::vector<std::size_t> waiting_;  // steps that are neither done nor left out, in order
  std::size_t total_ = 0;
  std::set<std::size_t> left_out_;
  std::set<std::string> known_;
  Work work_;
};

}  // namespace

std::vector<std::size_t> PlanState::missing(const Plan& plan, std::size_t step) const {
  std::set<std::size_t> found, open{step};
  while (!open.empty()) {
    const std::size_t next = *open.begin();
    open.erase(open.begin());
    if (done(next) || !found.insert(next).second) continue;
    for (const std::size_t read : plan.reads(next)) open.insert(read);
  }
  return {found.begin(), found.end()};  // a step reads only those before it
}

double PlanState::missing_seconds(const Plan& plan, std::size_t step) const {
  double sum = 0;
  for (const std::size_t open : missing(plan, step)) sum += seconds[open];
  return sum;
}

std::int64_t PlanState::obstacle(const Plan& plan, std::size_t step) const {
  const auto stands_in_the_way = [&](std::size_t s) {
    return (done(s) && records[s]->collapsed()) || failed.contains(s);
  };
  if (stands_in_the_way(step)) return static_cast<std::int64_t>(step);
  for (const std::size_t open : missing(plan, step)) {
    if (failed.contains(open)) return static_cast<std::int64_t>(open);
    for (const std::size_t read : plan.reads(open)) {
      if (stands_in_the_way(read)) return static_cast<std::int64_t>(read);
    }
  }
  return -1;
}

PlanState look(const WholePlan& whole, const Store& store, const RunOptions& options) {
  PlanState state;
  state.records.resize(whole.plan.steps().size());
  state.failed = whole.absent;
  add_done(whole, store, state);
  estimate(whole, store, options, state);
  return state;
}

void require_cells(const WholePlan& whole, const std::string& only) {
  constexpr std::size_t kShown = 3;
  std::vector<std::string> names;
  for (const Cell& cell : whole.cells) {
    names.push_back(cell.name(whole.experiments));
    if (is_asked_for(names.back(), only)) return;
  }
  if (names.size() > kShown) names.resize(kShown);
  throw Error(ErrorKind::kUsage, "no cell has such a name")
      .where("--only")
      .found(koine::quoted(only))
      .expected(
          fmt::format("a part of one, or a pattern with * and ?; the first names are {}", fmt::join(names, "; ")));
}

std::vector<std::size_t> missing_steps(const WholePlan& whole, const PlanState& state, const std::string& only) {
  std::set<std::size_t> wanted;
  for (const Cell& cell : whole.cells) {
    if (!is_asked_for(cell.name(whole.experiments), only)) continue;
    for (const CellRun& run : cell.runs) {
      if (state.obstacle(whole.plan, run.step) >= 0) continue;
      const auto missing = state.missing(whole.plan, run.step);
      wanted.insert(missing.begin(), missing.end());
    }
  }
  return {wanted.begin(), wanted.end()};
}

void run_missing(const WholePlan& whole, const Store& store, const RunOptions& options, const Executor& execute,
                 PlanState& state, Reporter& reporter) {
  Run(whole, store, options, execute, state, reporter).all();
}

void add_done(const WholePlan& whole, const Store& store, PlanState& state) {
  for (std::size_t s = 0; s < state.records.size(); ++s) {
    if (!state.done(s)) state.records[s] = store.read(whole.plan[s]);
  }
}

std::string hours_text(double seconds) {
  const double hours = seconds / 3600;
  if (hours < 0.1) return "not run, less than 0.1 hours";
  return hours < 10 ? fmt::format("not run, about {:.1f} hours", hours)
                    : fmt::format("not run, about {:.0f} hours", hours);
}

}  // namespace koine::experiment
