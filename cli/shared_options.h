#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>

// Options that several subcommands have, so that each is described once.
namespace koine::cli {

// Accepts whole numbers from `minimum` on, and says so in plain words.
CLI::Validator whole_number_from(std::uint64_t minimum);

// --threads, by default the cores present.
void add_threads(CLI::App& command, int& threads);

}  // namespace koine::cli
