#include <fmt/format.h>

#include "cli/commands.h"
#include "cli/run_arguments.h"
#include "cli/shared_options.h"
#include "cli/stop_signal.h"
#include "koine/core/workers.h"
#include "koine/skipgram/run.h"
#include "koine/skipgram/start.h"

namespace koine::cli {
namespace {

struct SkipgramCommand {
  skipgram::RunRequest request;
  RunArguments arguments;
  int threads = available_cores();
};

void run_command(SkipgramCommand& command, Console& console) {
  const RunArguments& arguments = command.arguments;
  const io::IfExists if_exists = arguments.if_exists();
  command.request.sources = arguments.sources();
  arguments.set_prefix_files(command.request.text);
  command.request.isa = arguments.isa_name();
  command.request.given = arguments.given();
  command.request.threads = command.threads;

  const io::RunFolder folder(arguments.run);
  skipgram::OpenRun run = skipgram::open_run(folder, command.request, if_exists, console);
  const std::string vectors = (folder.path() / "vectors").string();
  if (run.record.status == "finished") {
    folder.require_all_vectors();
    console.info("this run is finished: there is nothing left to train; its vectors are in " + vectors);
    return;
  }
  if (run.record.training.hogwild) {
    console.warning("--hogwild: another run of the same command ends in other vectors");
  }
  const StopSignal stop;  // before the workers, which inherit that it blocks the signals
  Workers workers(command.threads);
  const skipgram::RunResult result =
      skipgram::run_training(folder, run.languages, run.record.training, &stop.requested(), workers, console);
  run.record.status = "finished";
  run.record.training_seconds = result.training_seconds;
  skipgram::write_run_record(folder, run.record);
  console.info(fmt::format("trained in {}; the vectors are in {}, each language in a space of its own",
                           duration_text(result.training_seconds), vectors));
}

}  // namespace

void add_skipgram(CLI::App& app, Console& console) {
  auto command = std::make_shared<SkipgramCommand>();
  CLI::App* sub = app.add_subcommand(
      "skipgram", "Train vectors of each language by itself (word2vec's skip-gram with negative sampling)");
  add_text_options(*sub, command->arguments, command->request.text);
  add_training_options(*sub, command->arguments, command->request.training);
  add_threads(*sub, command->threads, "Threads to compute with; the result depends on it only with --hogwild");
  add_isa(*sub, command->arguments);
  add_resume_and_force(*sub, command->arguments);
  sub->callback([command, &console] { run_command(*command, console); });
}

}  // namespace koine::cli
