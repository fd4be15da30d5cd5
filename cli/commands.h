#pragma once

#include <CLI/CLI.hpp>

#include "cli/console.h"

// One function a subcommand, each in the file of its name. It declares the options and sets the callback that does the
// work; the callback throws koine::Error, which main() turns into a message and an exit code.
namespace koine::cli {

void add_tokenize(CLI::App& app, Console& console);

}  // namespace koine::cli
