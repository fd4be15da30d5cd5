#include <filesystem>
#include <memory>
#include <nlohmann/json.hpp>

#include "cli/output_check.h"
#include "cli/plot.h"
#include "koine/core/error.h"
#include "koine/io/run_folder.h"
#include "koine/io/text_input.h"
#include "koine/plot/curves.h"

namespace koine::cli {
namespace {

struct Options {
  std::string file;
  plot::CurveOptions curves;
  FigureArguments figure;
};

// How good each step of a map was, by the measures that lie in about [0, 1]. Each attempt has a seed of its own.
std::vector<plot::Measurement> measurements_of_map(const io::RunFolder& map) {
  std::vector<plot::Measurement> rows;
  io::LineReader lines(map.metrics());
  for (std::string line; lines.next(line);) {
    try {
      const auto step = nlohmann::json::parse(line);
      const auto phase = step.at("phase").get<std::string>();
      if (phase != "game" && phase != "self-learning" && phase != "refinement") continue;
      for (const char* measure : {"objective", "pairs_share", "criterion", "validation"}) {
        if (!step.contains(measure)) continue;
        rows.push_back({phase + ": " + measure, step.at("step").get<double>(),
                        std::to_string(step.at("attempt").get<std::int64_t>()), step.at(measure).get<double>()});
      }
    } catch (const nlohmann::json::exception& error) {
      throw Error(ErrorKind::kInput, "this is no step of a map").where(lines.place()).found(error.what());
    }
  }
  if (rows.empty()) {
    throw Error(ErrorKind::kInput, "the map has no step to draw").where(map.metrics().string());
  }
  return rows;
}

std::vector<plot::Measurement> measurements(Options& options) {
  if (std::error_code absent; !std::filesystem::is_directory(options.file, absent)) {
    return plot::read_measurements(options.file);
  }
  const io::RunFolder map(options.file);
  if (map.command() != io::RunFolder::kMap) {
    throw Error(ErrorKind::kInput, "this folder is no result of 'koine map'")
        .where(options.file)
        .hint("'koine plot learning' draws a run");
  }
  const plot::CurveOptions defaults;
  if (options.curves.x_name == defaults.x_name) options.curves.x_name = "step";
  if (options.curves.y_name == defaults.y_name) options.curves.y_name = "score";
  return measurements_of_map(map);
}

void draw(Options& options, Console& console) {
  const io::RunFolder map(options.file);
  const auto inputs = map.exists() ? files_of(map) : std::vector<std::filesystem::path>{options.file};
  const plot::FigureFiles files = options.figure.files(inputs);
  options.curves.title = options.figure.title;
  const auto curves = plot::curves_of(measurements(options));
  options.figure.write(files, plot::curves_drawing(curves, options.curves), console);
}

}  // namespace

void add_plot_curves(CLI::App& plot, Console& console) {
  auto options = std::make_shared<Options>();
  CLI::App* command = plot.add_subcommand(
      "curves", "A line a method through the means over seeds, in a band of one standard deviation");
  command
      ->add_option(
          "FILE", options->file,
          "Table with the columns method, x, seed, y; - is standard input. Or what 'koine map' made: its steps")
      ->type_name("FILE.tsv|OUT")
      ->required();
  add_figure_options(*command, options->figure);
  command->add_option("--x-name", options->curves.x_name, "Name of the x axis, with its unit")->type_name("TEXT");
  command->add_option("--y-name", options->curves.y_name, "Name of the y axis, with its unit")->type_name("TEXT");
  command->add_flag("--percent", options->curves.percent, "Show y, which are fractions, in percent");
  command->callback([options, &console] { draw(*options, console); });
}

}  // namespace koine::cli
