#include <fmt/format.h>

#include <array>

#include "cli/commands.h"
#include "cli/run_arguments.h"
#include "cli/shared_options.h"
#include "cli/stop_signal.h"
#include "koine/core/error.h"
#include "koine/core/workers.h"
#include "koine/kernels/isa.h"
#include "koine/train/run.h"
#include "koine/train/run_join.h"
#include "koine/train/start.h"

namespace koine::cli {
namespace {

// What the options that are not given stand at.
enum class Preset { kPaper, kBest };

}  // namespace
}  // namespace koine::cli

template <>
struct koine::EnumNames<koine::cli::Preset> {
  static constexpr std::array names{std::pair{koine::cli::Preset::kPaper, std::string_view("paper")},
                                    std::pair{koine::cli::Preset::kBest, std::string_view("best")}};
};

namespace koine::cli {
namespace {

struct TrainCommand {
  Preset preset = Preset::kPaper;
  train::RunRequest request;
  train::RunSettings settings;
  RunArguments arguments;
  std::vector<std::string> dictionaries;
  int threads = available_cores();
  bool dry_run = false;
};

void dry_run(const train::RunRequest& request, int threads, Console& console) {
  train::choose_isa(request.isa, request.training.precision);
  const train::OpenRun run = train::prepare_run(request, console);
  Workers workers(threads);
  const train::DryRun estimate = train::dry_run(run.languages, request.training, workers, console, run.translations);
  console.out(fmt::format("parameters       {:.1f} million\n", static_cast<double>(estimate.parameters) / 1e6));
  console.out(fmt::format("memory           {:.0f} MB at the peak\n", static_cast<double>(estimate.peak_bytes) / 1e6));
  console.out(fmt::format("one step         {:.0f} ms\n", estimate.seconds_a_step * 1000));
  console.out(fmt::format("speed            {:.0f} words/s with {} threads\n", estimate.words_per_second, threads));
  console.out(fmt::format("{} epochs  {}{}\n", request.training.epochs,
                          std::string(request.training.epochs < 10 ? 8 : 7, ' '), duration_text(estimate.seconds)));
  if (!request.training.join) return;
  const train::JoinDryRun join = train::dry_run_join(run.languages, request.training, workers);
  console.out(fmt::format("skip-gram        {} more\n", duration_text(join.skipgram_seconds)));
  console.out(fmt::format("joining          {:.0f} MB at the peak; its time{} is not measured\n",
                          static_cast<double>(join.peak_bytes) / 1e6,
                          request.training.spelling_rounds > 0 ? ", and that of the rounds with spelling," : ""));
}

void train_now(TrainCommand& command, Console& console) {
  const io::RunFolder folder(command.arguments.run);
  train::OpenRun run = train::open_run(folder, command.request, command.arguments.if_exists(), console);
  run.record.threads = command.threads;
  const bool finished = run.record.status == "finished";
  if (finished) console.info("this run is finished: there is nothing left to train");
  const StopSignal stop;  // before the workers, which inherit that it blocks the signals
  command.settings.stop = &stop.requested();
  Workers workers(command.threads);
  const train::RunResult result = train::run_training(folder, run.languages, run.record.training, command.settings,
                                                      workers, console, run.translations);

  const bool join = run.record.training.join;
  if (join && !finished) {
    train::join_run(folder, run.record, run.languages, &stop.requested(), workers, console);
  }
  run.record.status = "finished";
  run.record.training_seconds = result.training_seconds;
  run.record.chosen_epoch = result.best_epoch;
  train::write_run_record(folder, run.record);
  console.info(fmt::format("{}trained in {}; the vectors of epoch {}{} are in {}", join ? "language model " : "",
                           duration_text(result.training_seconds), result.best_epoch,
                           join ? ", joined with others," : "", (folder.path() / "vectors").string()));
  const auto languages = run.record.languages();
  if (languages.size() > 1) {
    console.info(fmt::format("next: koine dictionary {} --from {} --to {} -o {}-{}.tsv", command.arguments.run,
                             languages[0], languages[1], languages[0], languages[1]));
  }
}

// The best that is known (docs/results/best.md). Options that are given stay; so do those of a run that goes on.
void apply_preset(train::RunRequest& request) {
  const auto set = [&](const char* name, auto& option, auto value) {
    if (!request.given.contains(name)) option = value;
  };
  train::TrainOptions& training = request.training;
  const bool has_bf16 =
      kernels::has_bf16() && (request.isa.empty() || request.isa == kernels::name_of(kernels::Isa::kAvx512Bf16));
  set("tied", training.tied, true);
  set("softmax", training.softmax, train::Softmax::kSampled);
  set("precision", training.precision, has_bf16 ? model::Precision::kBf16 : model::Precision::kF32);
  set("select", training.select, train::Select::kMargin);
  set("join", training.join, true);
  if (training.join) set("spelling-rounds", training.spelling_rounds, std::int64_t{2});
}

void run_command(TrainCommand& command, Console& console) {
  if (!(command.settings.checkpoint_every_seconds > 0)) {
    throw Error(ErrorKind::kUsage, "the time between checkpoints must be above 0").where("--checkpoint-every");
  }
  command.arguments.if_exists();  // refuses what makes no sense
  train::RunRequest& request = command.request;
  request.sources = command.arguments.sources();
  command.arguments.set_prefix_files(request.text);
  for (const auto& dictionary : command.dictionaries) {
    request.dictionaries.push_back(
        split_assignment("--dictionary", dictionary, "LANGUAGES=FILE, for example es-en=D.txt"));
  }
  request.isa = command.arguments.isa_name();
  request.given = command.arguments.given();
  if (command.preset == Preset::kBest) apply_preset(request);
  if (command.dry_run) {
    dry_run(request, command.threads, console);
  } else {
    train_now(command, console);
  }
}

}  // namespace

void add_train(CLI::App& app, Console& console) {
  auto command = std::make_shared<TrainCommand>();
  CLI::App* sub = app.add_subcommand("train", "Train vectors of several languages in one space from plain text");
  add_text_options(*sub, command->arguments, command->request.text);
  add_files(*sub, command->arguments, "--dictionary", command->dictionaries, "dictionary",
            "Semi-supervised: pull the words of its pairs together, two words a line; repeat for more",
            "SOURCE-TARGET=FILE");
  add_value_option(
      *sub, "preset", command->preset,
      "What is not given is the paper's, or the best known: --tied --softmax sampled --select margin --join "
      "--spelling-rounds 2, and --precision bf16 where the processor has it");
  add_training_options(*sub, command->arguments, command->request.training);
  add_threads(*sub, command->threads);
  add_isa(*sub, command->arguments);
  sub->add_option("--checkpoint-every", command->settings.checkpoint_every_seconds,
                  "Seconds between checkpoints, besides one after each epoch")
      ->type_name("SECONDS");
  add_resume_and_force(*sub, command->arguments);
  sub->add_flag("--dry-run", command->dry_run, "Read the text, time some steps, tell memory and time; write nothing");
  sub->callback([command, &console] { run_command(*command, console); });
}

}  // namespace koine::cli
