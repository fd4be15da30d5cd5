#pragma once

#include <CLI/CLI.hpp>

#include "cli/console.h"

// One function a subcommand, each in the file of its name. It declares the options and sets the callback that does the
// work; the callback throws koine::Error, which main() turns into a message and an exit code.
namespace koine::cli {

void add_experiment(CLI::App& app, Console& console);
void add_explore(CLI::App& app, Console& console);
void add_export(CLI::App& app, Console& console);
void add_train(CLI::App& app, Console& console);
void add_skipgram(CLI::App& app, Console& console);
void add_info(CLI::App& app, Console& console);
void add_map(CLI::App& app, Console& console);
void add_neighbours(CLI::App& app, Console& console);
void add_translate(CLI::App& app, Console& console);
void add_dictionary(CLI::App& app, Console& console);
void add_pairs(CLI::App& app, Console& console);
void add_evaluate(CLI::App& app, Console& console);
void add_tokenize(CLI::App& app, Console& console);
void add_benchmark(CLI::App& app, Console& console);
void add_artificial(CLI::App& app, Console& console);
void add_vocabulary(CLI::App& app, Console& console);
void add_plot(CLI::App& app, Console& console);

}  // namespace koine::cli
