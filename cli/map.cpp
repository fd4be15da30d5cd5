#include <fmt/format.h>

#include <map>
#include <memory>

#include "cli/commands.h"
#include "cli/shared_options.h"
#include "cli/stop_signal.h"
#include "koine/core/error.h"
#include "koine/eval/evaluation.h"
#include "koine/io/word_vectors.h"
#include "koine/map/normalize.h"
#include "koine/map/options.h"
#include "koine/map/procrustes.h"

namespace koine::cli {
namespace {

struct MapCommand {
  std::string out, method, source, target;
  std::map<std::string, std::string> given;  // options of the method, by name
  bool force = false;
  int threads = 1;
};

map::MapOptions options_of(const MapCommand& command) {
  map::Method method{};
  set_option(method, "method", command.method);
  map::MapOptions options = map::defaults_of(method);
  map::for_each_option(options, [&](const char* name, auto& value, unsigned methods, const char*) {
    const auto found = command.given.find(name);
    if (found == command.given.end()) return;
    if ((methods & map::of(method)) == 0) {
      throw Error(ErrorKind::kUsage, "this option has no meaning for the method")
          .where(fmt::format("--{}", name))
          .found(fmt::format("--method {}", command.method));
    }
    set_option(value, name, found->second);
  });
  map::check_options(options);
  return options;
}

map::MethodResult run_method(const map::MapOptions& options, map::Spaces spaces, map::MethodContext& context) {
  switch (options.method) {
    case map::Method::kRefine: {
      map::RefineOptions refine{.iterations = options.iterations,
                                .while_rising = true,
                                .max_rank = options.max_rank,
                                .neighbours = options.neighbours,
                                .select = options.select,
                                .criterion = map::criterion_options(options),
                                .validate = {}};
      return map::refine(spaces, {}, refine, context);
    }
    default:
      throw Error(ErrorKind::kUsage, "this method is not there yet");
  }
}

void run_map(const MapCommand& command, Console& console) {
  map::MapOptions options = options_of(command);
  io::WordVectors source = io::read_word_vectors(command.source, console);
  io::WordVectors target = io::read_word_vectors(command.target, console);
  eval::require_one_dimension(source, target);
  map::clamp_ranks(options, source.vectors.rows(), target.vectors.rows(), console);
  const auto steps = map::parse_normalization(options.normalize);
  map::normalize(source.vectors.view(), steps);
  map::normalize(target.vectors.view(), steps);

  const StopSignal stop;  // before the workers, which inherit that it blocks the signals
  Workers workers(command.threads);
  map::MethodContext context{.workers = workers, .reporter = console, .stop = &stop.requested(), .seed = options.seed};
  run_method(options, {source.vectors.view(), target.vectors.view()}, context);
}

}  // namespace

void add_map(CLI::App& app, Console& console) {
  auto command = std::make_shared<MapCommand>();
  CLI::App* sub = app.add_subcommand("map", "Map the vectors of one language into the space of another");
  sub->add_option("OUT", command->out, "Folder of the result, made by this command")->required()->type_name("FOLDER");
  sub->add_option("--source", command->source, "Vectors of the source language")->required()->type_name("FILE");
  sub->add_option("--target", command->target, "Vectors of the target language")->required()->type_name("FILE");
  sub->add_option("--method", command->method, "How the map is found")
      ->required()
      ->type_name(option_choices<map::Method>());
  map::MapOptions defaults;
  map::for_each_option(defaults, [&](const char* name, auto& value, unsigned, const char* help) {
    auto keep = [command, name](const std::string& text) { command->given[name] = text; };
    sub->add_option_function<std::string>(fmt::format("--{}", name), keep, help)
        ->default_str(option_text(value))
        ->type_name(type_name_of<std::remove_reference_t<decltype(value)>>());
  });
  add_threads(*sub, command->threads);
  sub->add_flag("--force", command->force, "Replace the result in OUT");
  sub->callback([command, &console] { run_map(*command, console); });
}

}  // namespace koine::cli
