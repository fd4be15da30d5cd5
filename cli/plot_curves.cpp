#include <memory>

#include "cli/plot.h"
#include "koine/plot/curves.h"

namespace koine::cli {
namespace {

struct Options {
  std::string file;
  plot::CurveOptions curves;
  FigureArguments figure;
};

void draw(Options& options, Console& console) {
  const plot::FigureFiles files = options.figure.files({options.file});
  options.curves.title = options.figure.title;
  const auto curves = plot::curves_of(plot::read_measurements(options.file));
  options.figure.write(files, plot::curves_drawing(curves, options.curves), console);
}

}  // namespace

void add_plot_curves(CLI::App& plot, Console& console) {
  auto options = std::make_shared<Options>();
  CLI::App* command = plot.add_subcommand(
      "curves", "A line a method through the means over seeds, in a band of one standard deviation");
  command->add_option("FILE", options->file, "Table with the columns method, x, seed, y; - is standard input")
      ->type_name("FILE.tsv")
      ->required();
  add_figure_options(*command, options->figure);
  command->add_option("--x-name", options->curves.x_name, "Name of the x axis, with its unit")->type_name("TEXT");
  command->add_option("--y-name", options->curves.y_name, "Name of the y axis, with its unit")->type_name("TEXT");
  command->add_flag("--percent", options->curves.percent, "Show y, which are fractions, in percent");
  command->callback([options, &console] { draw(*options, console); });
}

}  // namespace koine::cli
