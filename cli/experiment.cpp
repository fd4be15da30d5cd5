#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <memory>
#include <system_error>

#include "cli/child_command.h"
#include "cli/commands.h"
#include "cli/shared_options.h"
#include "cli/stop_signal.h"
#include "koine/core/error.h"
#include "koine/core/workers.h"
#include "koine/experiment/experiment_file.h"
#include "koine/experiment/method_options.h"
#include "koine/experiment/report.h"
#include "koine/experiment/taken_results.h"
#include "koine/io/byte_reader.h"
#include "koine/io/file_lock.h"
#include "koine/kernels/isa.h"

namespace koine::cli {
namespace {

namespace fs = std::filesystem;

struct ExperimentCommand {
  std::vector<std::string> files;
  std::vector<std::string> taken;
  std::string corpora, dictionaries, out, scale = "full", only;
  double hours = 0;
  bool dry_run = false;
  int threads = 1;
};

std::vector<experiment::Experiment> read_experiments(const ExperimentCommand& command, experiment::Scale scale) {
  std::vector<experiment::Experiment> experiments;
  for (const auto& file : command.files) {
    experiments.push_back(experiment::read_experiment(file, scale));
    for (std::size_t i = 0; i + 1 < experiments.size(); ++i) {
      if (experiments[i].name != experiments.back().name) continue;
      throw Error(ErrorKind::kUsage, "two experiments have one name").found(experiments[i].place + " and " + file);
    }
  }
  return experiments;
}

// The command as it can be typed again.
std::string command_line(const ExperimentCommand& command) {
  std::string line = "koine experiment";
  const auto add = [&](const char* option, const std::string& value) {
    if (!value.empty()) line += fmt::format(" {} {}", option, experiment::shell_word(value));
  };
  for (const auto& file : command.files) line += " " + experiment::shell_word(file);
  add("--corpora", command.corpora);
  add("--dictionaries", command.dictionaries);
  for (const auto& file : command.taken) add("--take", file);
  add("-o", command.out);
  if (command.scale != "full") add("--scale", command.scale);
  return line;
}

// The plan: how many steps of each kind there are to do, and how long they take.
std::string plan_text(const experiment::WholePlan& whole, const experiment::PlanState& state, const std::string& only) {
  const auto missing = experiment::missing_steps(whole, state, only);
  std::map<std::string, std::pair<std::size_t, double>> kinds;
  double sum = 0;
  for (const std::size_t step : missing) {
    auto& [count, seconds] = kinds[whole.plan[step].kind];
    ++count;
    seconds += state.seconds[step];
    sum += state.seconds[step];
  }
  std::string text = fmt::format("{} steps, {} of them to be run, about {}\n", whole.plan.steps().size(),
                                 missing.size(), duration_text(sum));
  for (const auto& [kind, cost] : kinds) {
    text += fmt::format("  {:12} {:5}   {}\n", kind, cost.first, duration_text(cost.second));
  }
  return text;
}

std::string step_list(const experiment::WholePlan& whole, const experiment::PlanState& state,
                      const experiment::Store& store, const std::string& only) {
  std::string text;
  for (const std::size_t step : experiment::missing_steps(whole, state, only)) {
    text += fmt::format("{:>12}  {}\n", duration_text(state.seconds[step]),
                        whole.plan.command_line(step, store.folder().string()));
  }
  return text;
}

void take_results(const ExperimentCommand& command, experiment::Plan& plan, Console& console) {
  for (const auto& file : command.taken) {
    const auto scores = experiment::parse_results(io::read_file(file), file);
    const std::size_t taken = experiment::take_scores(scores, plan);
    const std::string line = fmt::format("{}: {} of its {} scores are of this plan", file, taken, scores.size());
    if (taken > 0) {
      console.info(line);
    } else {
      console.warning(line + "; those of the same koine, texts, dictionary and options would be");
    }
  }
}

experiment::Executor executor(Console& console, const std::atomic<bool>& stop) {
  return [&console, &stop](const experiment::Call& call) {
    Progress place = call.place;
    console.progress(place);
    const auto on_line = [&](const std::string& line) {
      place.status = line.substr(0, 60);
      console.progress(place);
    };
    const ChildResult result = run_koine({call.words, call.output, call.input, call.log, on_line}, stop);
    return experiment::CallResult{result.exit_code, result.exit_code == 0 ? "" : failure_of(result)};
  };
}

void run_experiments(const ExperimentCommand& command, Console& console) {
  experiment::Scale scale{};
  set_option(scale, "scale", command.scale);
  if (!(command.hours >= 0 && std::isfinite(command.hours))) {
    throw Error(ErrorKind::kUsage, "no experiment can take so many hours")
        .where("--hours")
        .found(fmt::format("{}", command.hours))
        .expected("a number from 0 on; 0 is no limit");
  }
  auto experiments = read_experiments(command, scale);
  if (command.corpora.empty() != command.dictionaries.empty()) {
    throw Error(ErrorKind::kUsage, "texts and dictionaries go together")
        .where(command.corpora.empty() ? "--dictionaries" : "--corpora")
        .expected("--corpora DIR and --dictionaries DIR");
  }
  const bool artificial = command.corpora.empty();
  if (artificial && scale == experiment::Scale::kFull) {
    throw Error(ErrorKind::kUsage, "an experiment needs text and dictionaries")
        .expected("--corpora DIR and --dictionaries DIR")
        .hint("--scale small makes do with artificial languages");
  }
  experiment::ReportOptions report{
      .scale = scale, .artificial = artificial, .command = command_line(command), .notes = {}};
  bool fell_back = false;
  for (auto& experiment : experiments)
    fell_back |= !kernels::best_bf16_isa() && experiment::fall_back_to_f32(experiment);
  if (fell_back) {
    report.notes.emplace_back("This processor has no matrix products in bf16: f32 takes their place, and is labelled.");
    console.warning(report.notes.back());
  }
  std::unique_ptr<experiment::Inputs> inputs;
  if (!artificial) {
    inputs = std::make_unique<experiment::Inputs>(command.corpora, command.dictionaries);
    for (auto& experiment : experiments) {
      for (const auto& note : inputs->fall_back_to_plain_texts(experiment)) {
        report.notes.push_back(note);
        console.warning(note);
      }
    }
  }
  auto whole = experiment::make_plan(std::move(experiments), inputs.get(), command.only);
  take_results(command, whole.plan, console);

  const experiment::Store store(fs::path(command.out) / "store");
  experiment::RunOptions options{.only = command.only, .hours = command.hours, .threads = command.threads};
  options.product_rate = [&command] {
    Workers workers(command.threads);
    return experiment::measure_product_rate(workers);
  };
  experiment::require_cells(whole, command.only);
  if (command.dry_run) {
    const auto state = experiment::look(whole, store, options);
    console.out(plan_text(whole, state, command.only) + step_list(whole, state, store, command.only));
    return;
  }
  std::error_code failed;
  fs::create_directories(store.folder(), failed);
  if (failed) {
    throw Error(ErrorKind::kOutput, "cannot create the folder").where(store.folder().string()).found(failed.message());
  }
  auto state = experiment::look(whole, store, options);
  console.info(plan_text(whole, state, command.only));
  const StopSignal stop;
  options.stop = &stop.requested();
  const auto write_report = [&] {
    const auto lock = io::FileLock::once_free(fs::path(command.out) / ".lock");
    experiment::add_done(whole, store, state);
    experiment::write_report(command.out, whole, state, store, report, console);
  };
  try {
    experiment::run_missing(whole, store, options, executor(console, stop.requested()), state, console);
  } catch (const Error& error) {
    if (error.kind() == ErrorKind::kInterrupted) write_report();
    throw;
  }
  write_report();
  console.info(fmt::format("the report is {}, with .html and results.json beside it",
                           (fs::path(command.out) / "report.md").string()));
  for (const auto& [step, absent] : whole.absent) state.failed.erase(step);
  if (!state.failed.empty()) {
    const auto& [step, message] = *state.failed.begin();
    throw Error(ErrorKind::kInput,
                fmt::format("{} failed, and what stands on {} was left out",
                            state.failed.size() == 1 ? "a step" : fmt::format("{} steps", state.failed.size()),
                            state.failed.size() == 1 ? "it" : "them"))
        .where(store.file(whole.plan[step], "log").string())
        .found(message)
        .hint("the same command tries again; a step whose folder was removed begins anew");
  }
}

}  // namespace

void add_experiment(CLI::App& app, Console& console) {
  auto command = std::make_shared<ExperimentCommand>();
  CLI::App* sub = app.add_subcommand(
      "experiment", "Tables and figures that compare methods: plans, runs what is missing, and reports");
  sub->add_option("FILE", command->files, "Experiments, such as experiments/table1.toml")
      ->type_name("FILE.toml")
      ->required();
  sub->add_option("--corpora", command->corpora, "Folder of LANGUAGE.txt or LANGUAGE.KIND.txt, one sentence a line")
      ->type_name("DIR");
  sub->add_option("--dictionaries", command->dictionaries, "Folder of SOURCE-TARGET.txt, or of full/ and train-0-5000/")
      ->type_name("DIR");
  sub->add_option("-o,--output", command->out, "Folder of the results; what it holds is not made again")
      ->type_name("DIR")
      ->required();
  sub->add_option("--take", command->taken, "Scores of another OUT, its results.json; they are not made again")
      ->type_name("FILE.json")
      ->allow_extra_args(false);
  sub->add_option("--scale", command->scale, "small: in minutes, on artificial languages where no text is given")
      ->type_name(option_choices<experiment::Scale>());
  sub->add_option("--only", command->only,
                  "Only cells with this in their name, TABLE/PAIR/SENTENCES/METHOD, or that match it (* and ?)")
      ->type_name("TEXT");
  sub->add_option("--hours", command->hours, "Begin no step that would end later than this; 0: no limit")
      ->type_name("HOURS");
  add_threads(*sub, command->threads);
  sub->add_flag("--dry-run", command->dry_run, "Tell the plan, each command and its time; run nothing");
  sub->callback([command, &console] { run_experiments(*command, console); });
}

}  // namespace koine::cli
