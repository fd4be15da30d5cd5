#include "cli/plot.h"

#include <fmt/format.h>

#include <system_error>

#include "cli/commands.h"
#include "cli/output_check.h"
#include "koine/core/error.h"

namespace koine::cli {

namespace fs = std::filesystem;

plot::FigureFiles FigureArguments::files(const std::vector<fs::path>& inputs) const {
  plot::FigureFiles files(figure);
  for (const fs::path& file : files.all()) {
    check_output(file, inputs);
    std::error_code ignored;
    if (force || !fs::exists(file, ignored)) continue;
    throw Error(ErrorKind::kOutput, "the file exists already")
        .where(file.string())
        .hint("give another name with -o, or --force to overwrite it");
  }
  return files;
}

void FigureArguments::write(const plot::FigureFiles& files, const plot::Drawing& drawing, Console& console) const {
  plot::write_figure(files, drawing, console);
  console.info(fmt::format("wrote {} and .png, .tsv, .gp beside it", files.svg.string()));
}

void add_figure_options(CLI::App& command, FigureArguments& arguments) {
  command
      .add_option("-o,--output", arguments.figure, "What to write: FIGURE.svg, FIGURE.png, FIGURE.tsv and FIGURE.gp")
      ->type_name("FIGURE")
      ->required();
  command.add_option("--title", arguments.title, "Title above the figure")->type_name("TEXT")->default_str("none");
  command.add_flag("--force", arguments.force, "Overwrite files that exist");
}

void add_plot(CLI::App& app, Console& console) {
  CLI::App* sub = app.add_subcommand("plot", "Draw figures of runs and scores, as SVG and PNG (needs gnuplot)");
  sub->require_subcommand(1);
  add_plot_tsne(*sub, console);
  add_plot_curves(*sub, console);
  add_plot_learning(*sub, console);
}

}  // namespace koine::cli
