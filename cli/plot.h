#pragma once

#include <CLI/CLI.hpp>
#include <filesystem>
#include <string>
#include <vector>

#include "cli/console.h"
#include "koine/plot/figure_files.h"

// What the figures of 'koine plot' share.
namespace koine::cli {

struct FigureArguments {
  std::string figure, title;
  bool force = false;

  // To be called before any work. Errors: as of check_output; kOutput for files that exist, without --force.
  plot::FigureFiles files(const std::vector<std::filesystem::path>& inputs) const;

  void write(const plot::FigureFiles& files, const plot::Drawing& drawing, Console& console) const;
};

void add_figure_options(CLI::App& command, FigureArguments& arguments);

// One a file.
void add_plot_tsne(CLI::App& plot, Console& console);
void add_plot_curves(CLI::App& plot, Console& console);
void add_plot_learning(CLI::App& plot, Console& console);

}  // namespace koine::cli
