#include <fmt/format.h>

#include <filesystem>

#include "cli/commands.h"
#include "cli/run_arguments.h"
#include "cli/shared_options.h"
#include "cli/stop_signal.h"
#include "koine/core/error.h"
#include "koine/core/workers.h"
#include "koine/experiment/step.h"
#include "koine/io/run_place.h"
#include "koine/kernels/isa.h"
#include "koine/train/run.h"
#include "koine/train/run_join.h"
#include "koine/train/start.h"

namespace koine::cli {
namespace {

struct TrainCommand {
  train::Preset preset = train::Preset::kBest;
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
  const auto megabytes = [](std::int64_t bytes) { return static_cast<double>(bytes) / 1e6; };
  console.out(fmt::format("memory           {:.0f} MB at the peak\n",
                          megabytes(train::expected_peak_bytes(run.languages, request.training, threads))));
  console.flush();  // before any of it is taken
  const train::DryRun estimate = train::dry_run(run.languages, request.training, workers, console, run.translations);
  console.out(fmt::format("parameters       {:.1f} million\n", static_cast<double>(estimate.parameters) / 1e6));
  console.out(fmt::format("one step         {:.0f} ms\n", estimate.seconds_a_step * 1000));
  console.out(fmt::format("speed            {:.0f} words/s with {} threads\n", estimate.words_per_second, threads));
  console.out(fmt::format("{} epochs  {}{}\n", request.training.epochs,
                          std::string(request.training.epochs < 10 ? 8 : 7, ' '), duration_text(estimate.seconds)));
  if (!request.training.join) return;
  if (const auto poor = train::language_with_too_little(run.languages, request.training); !poor.empty()) {
    train::warn_of_too_little(poor, console);
    return;
  }
  console.out(fmt::format("joining          {:.0f} MB at the peak; its time{} is not measured\n",
                          megabytes(train::join_peak_bytes(run.languages, request.training, threads)),
                          request.training.spelling_rounds > 0 ? ", and that of the rounds with spelling," : ""));
  console.flush();
  console.out(fmt::format("skip-gram        {} more\n",
                          duration_text(train::skipgram_seconds(run.languages, request.training, workers))));
}

void say_next_command(const std::string& run, const std::vector<std::string>& languages, Console& console) {
  if (languages.size() < 2) return;
  console.info(fmt::format("next: koine dictionary {} --from {} --to {} --spelling -o {}-{}.tsv",
                           experiment::shell_word(run), languages[0], languages[1], languages[0], languages[1]));
}

void train_now(TrainCommand& command, Console& console) {
  const io::RunFolder folder(command.arguments.run);
  const std::string vectors = (folder.path() / "vectors").string();
  train::OpenRun run = train::open_run(folder, command.request, command.arguments.if_exists(), console);
  if (run.record.status == "finished") {
    folder.require_all_vectors();
    if (command.settings.keep_epochs && !std::filesystem::exists(folder.epochs())) {
      console.warning("--keep-epochs: this run is finished and has kept none");
    }
    console.info("this run is finished: there is nothing left to train; its vectors are in " + vectors);
    say_next_command(command.arguments.run, run.record.languages(), console);
    return;
  }
  const StopSignal stop;  // before the workers, which inherit that it blocks the signals
  command.settings.stop = &stop.requested();
  Workers workers(command.threads);
  const train::RunResult result = train::run_training(folder, run.languages, run.record.training, command.settings,
                                                      workers, console, run.translations);

  const bool joined = run.record.training.join &&
                      train::join_run(folder, run.record, run.languages, &stop.requested(), workers, console);
  run.record.status = "finished";
  run.record.training_seconds = result.training_seconds;
  run.record.chosen_epoch = result.best_epoch;
  train::write_run_record(folder, run.record);
  console.info(fmt::format("{}trained in {}; the vectors of epoch {}{} are in {}", joined ? "language model " : "",
                           duration_text(result.training_seconds), result.best_epoch,
                           joined ? ", joined with others," : "", vectors));
  say_next_command(command.arguments.run, run.record.languages(), console);
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
  request.threads = command.threads;
  request.isa = command.arguments.isa_name();
  request.given = command.arguments.given();
  const bool has_bf16 =
      request.isa.empty() ? kernels::best_bf16_isa().has_value() : kernels::has_bf16(kernels::isa_of(request.isa));
  train::take_preset(request.training, command.preset, request.given, has_bf16);
  if (request.given.contains("preset")) request.given.merge(train::preset_options());  // --resume compares them
  if (command.dry_run && command.arguments.resume) {
    throw Error(ErrorKind::kUsage, "--dry-run is of a new run: --resume tells what is left as soon as it begins");
  }
  if (command.dry_run) {
    // What the run itself would be refused for; --force is left to it, for that removes something.
    if (command.arguments.if_exists() == io::IfExists::kRefuse) {
      io::RunPlace(io::RunFolder(command.arguments.run), io::IfExists::kRefuse,
                   corpus::input_files(request.sources, request.text));
    }
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
  command->arguments.options.emplace_back(
      "preset", add_value_option(*sub, "preset", command->preset,
                                 "What is not given is the best known, or the paper's: --tied=false --softmax full "
                                 "--precision f32 --select criterion --join=false --spelling-rounds 0"));
  train::take_preset(command->request.training, command->preset, {},
                     kernels::best_bf16_isa().has_value());  // what the help shows
  add_training_options(*sub, command->arguments, command->request.training);
  add_threads(*sub, command->threads);
  add_isa(*sub, command->arguments);
  sub->add_option("--checkpoint-every", command->settings.checkpoint_every_seconds,
                  "Seconds between checkpoints, besides one after each epoch")
      ->type_name("SECONDS");
  sub->add_flag("--keep-epochs", command->settings.keep_epochs,
                "Keep the vectors of each epoch in RUN/epochs/1, 2 and so on, folders to be used like that of a run; "
                "RUN/epochs/margin leads to the one that --select margin chooses, and so on");
  add_resume_and_force(*sub, command->arguments);
  sub->add_flag("--dry-run", command->dry_run, "Read the text, time some steps, tell memory and time; write nothing");
  sub->callback([command, &console] { run_command(*command, console); });
}

}  // namespace koine::cli
