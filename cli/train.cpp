#include <fmt/format.h>

#include <type_traits>

#include "cli/commands.h"
#include "cli/shared_options.h"
#include "cli/stop_signal.h"
#include "koine/core/error.h"
#include "koine/core/workers.h"
#include "koine/kernels/isa.h"
#include "koine/train/run.h"
#include "koine/train/start.h"
#include "koine/train/text_options.h"

namespace koine::cli {
namespace {

struct TrainCommand {
  train::RunRequest request;
  train::RunSettings settings;
  std::string run, isa = "auto";
  std::vector<std::string> texts, prefixes, dictionaries;
  std::vector<std::pair<std::string, CLI::Option*>> options;  // all that RunRequest::given may name
  int threads = available_cores();
  bool resume = false, force = false, dry_run = false;
};

// "es=a.txt" → {"es", "a.txt"}.
std::pair<std::string, std::string> split_assignment(const std::string& option, const std::string& text,
                                                     const char* expected = "LANGUAGE=FILE, for example es=es.txt") {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == text.size()) {
    throw Error(ErrorKind::kUsage, "a file needs its language")
        .where(option)
        .found(koine::quoted(text))
        .expected(expected);
  }
  return {text.substr(0, equals), text.substr(equals + 1)};
}

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
}

void train_now(TrainCommand& command, Console& console) {
  const io::RunFolder folder(command.run);
  const auto if_exists = command.resume  ? train::IfExists::kResume
                         : command.force ? train::IfExists::kReplace
                                         : train::IfExists::kRefuse;
  train::OpenRun run = train::open_run(folder, command.request, if_exists, console);
  run.record.threads = command.threads;
  const StopSignal stop;   // before the workers, which inherit that it blocks the signals
  command.settings.stop = &stop.requested();
  Workers workers(command.threads);
  const train::RunResult result =
      train::run_training(folder, run.languages, run.record.training, command.settings, workers, console,
                          run.translations);

  run.record.status = "finished";
  run.record.training_seconds = result.training_seconds;
  run.record.chosen_epoch = result.best_epoch;
  train::write_run_record(folder, run.record);
  console.info(fmt::format("trained in {}; the vectors of epoch {} are in {}", duration_text(result.training_seconds),
                           result.best_epoch, (folder.path() / "vectors").string()));
  const auto languages = run.record.languages();
  if (languages.size() > 1) {
    console.info(fmt::format("next: koine dictionary {} --from {} --to {} -o {}-{}.tsv", command.run, languages[0],
                             languages[1], languages[0], languages[1]));
  }
}

void run_command(TrainCommand& command, Console& console) {
  if (!(command.settings.checkpoint_every_seconds > 0)) {
    throw Error(ErrorKind::kUsage, "the time between checkpoints must be above 0").where("--checkpoint-every");
  }
  if (command.resume && command.force) {
    throw Error(ErrorKind::kUsage, "--resume goes on with a run and --force throws it away: choose one");
  }
  train::RunRequest& request = command.request;
  for (const auto& text : command.texts) {
    auto [language, file] = split_assignment("--text", text);
    request.sources.push_back({language, {file}});
  }
  for (const auto& text : command.prefixes) {
    auto [language, file] = split_assignment("--prefixes", text);
    request.text.prefix_files[language] = file;
  }
  for (const auto& dictionary : command.dictionaries) {
    request.dictionaries.push_back(
        split_assignment("--dictionary", dictionary, "LANGUAGES=FILE, for example es-en=D.txt"));
  }
  if (command.isa != "auto") request.isa = kernels::name_of(kernels::isa_of(command.isa));
  for (const auto& [name, option] : command.options) {
    if (option->count() > 0) request.given.insert(name);
  }
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
  sub->add_option("RUN", command->run, "Folder of the run, made by this command")->required()->type_name("FOLDER");
  const auto add_files = [&](const char* name, std::vector<std::string>& values, const char* key, const char* help,
                             const char* form = "LANGUAGE=FILE") {
    CLI::Option* option = sub->add_option(name, values, help)->type_name(form);
    option->allow_extra_args(false)->default_str("");
    command->options.emplace_back(key, option);
  };
  add_files(
      "--text", command->texts, "text",
      "Text of a language, one sentence a line; plain, .gz, .xz, .zst or '-'; repeat for more files and languages");
  const auto add = [&](const char* name, auto& value, const char* help) {
    command->options.emplace_back(name, add_value_option(*sub, name, value, help));
  };
  // The minimum count is read through a proxy, which must live as long as the command.
  auto minimum_count = std::make_shared<train::MinimumCount>(train::MinimumCount{command->request.text.minimum_count});
  train::for_each_option(command->request.text, [&](const char* name, auto& value, const char* help) {
    if constexpr (std::is_same_v<std::remove_reference_t<decltype(value)>, train::MinimumCount>) {
      add(name, *minimum_count, help);
    } else {
      add(name, value, help);
    }
  });
  add_files("--prefixes", command->prefixes, "prefixes",
            "A Moses file of non-breaking prefixes instead of the built-in list; repeat for more languages");
  add_files("--dictionary", command->dictionaries, "dictionary",
            "Semi-supervised: pull the words of its pairs together, two words a line; repeat for more",
            "SOURCE-TARGET=FILE");
  train::for_each_option(command->request.training, add);

  add_threads(*sub, command->threads);
  sub->add_option("--isa", command->isa, "Instruction set, which the bits of the result depend on")
      ->type_name("auto|sse41|avx2|avx512|avx512-bf16");
  sub->add_option("--checkpoint-every", command->settings.checkpoint_every_seconds,
                  "Seconds between checkpoints, besides one after each epoch")
      ->type_name("SECONDS");
  sub->add_flag("--resume", command->resume, "Go on with the run in RUN; options that are not given are its own");
  sub->add_flag("--force", command->force, "Replace the run in RUN");
  sub->add_flag("--dry-run", command->dry_run, "Read the text, time some steps, tell memory and time; write nothing");
  sub->callback([command, minimum_count, &console] { run_command(*command, console); });
}

}  // namespace koine::cli
