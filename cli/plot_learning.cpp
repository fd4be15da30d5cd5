#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <memory>

#include "cli/metrics_lines.h"
#include "cli/output_check.h"
#include "cli/plot.h"
#include "koine/core/error.h"
#include "koine/io/run_folder.h"
#include "koine/plot/learning.h"
#include "koine/skipgram/metrics.h"
#include "koine/train/metrics.h"
#include "koine/train/run_record.h"
#include "koine/train/selection.h"

namespace koine::cli {
namespace {

struct Options {
  std::vector<std::string> runs;
  FigureArguments figure;
};

// What all the runs of 'koine train' choose their epoch by; the paper's criterion where they differ, or take the last.
train::Select common_criterion(const std::vector<std::string>& runs) {
  std::optional<train::Select> common;
  for (const auto& path : runs) {
    const io::RunFolder run(path);
    if (run.method() == io::RunFolder::kSkipgram) continue;
    const train::Select select = train::read_run_record(run).training.select;
    if (common && *common != select) return train::Select::kCriterion;
    common = select;
  }
  return !common || *common == train::Select::kLast ? train::Select::kCriterion : *common;
}

std::string name_of(train::Select criterion) {
  switch (criterion) {
    case train::Select::kMargin:
      return "margin of the nearest over the second (CSLS)";
    case train::Select::kCriterionFull:
      return "criterion with r_T (mean CSLS)";
    default:
      return "criterion (mean CSLS without r_T)";
  }
}

plot::LearningCurve training_curve(const io::RunFolder& run, const std::string& name, train::Select criterion) {
  plot::LearningCurve curve;
  curve.name = name;
  const auto languages = run.languages();
  for_each_metrics_line(run, [&](const std::string& line) {
    const auto metrics = train::metrics_from_json(line, languages);
    curve.epochs.push_back({metrics.epoch, metrics.loss_nats(), train::score_of(metrics, criterion), false});
    if (metrics.losses_of_sample) curve.loss_over = "sample";
    // `best` says that an epoch was the best so far: the last of them is the chosen one.
    if (!metrics.best) return;
    for (auto& epoch : curve.epochs) epoch.chosen = false;
    curve.epochs.back().chosen = true;
  });
  return curve;
}

// Each language by itself, for each is trained by itself.
std::vector<plot::LearningCurve> skipgram_curves(const io::RunFolder& run, const std::string& name) {
  std::vector<plot::LearningCurve> curves;
  for_each_metrics_line(run, [&](const std::string& line) {
    const auto metrics = skipgram::metrics_from_json(line);
    const std::string full_name = fmt::format("{} {}", name, metrics.language);
    auto curve = std::ranges::find(curves, full_name, &plot::LearningCurve::name);
    if (curve == curves.end()) {
      curve = curves.emplace(curves.end());
      curve->name = full_name;
    }
    curve->epochs.push_back({metrics.epoch, metrics.loss_nats, std::nullopt, false});
  });
  return curves;
}

void draw(const Options& options, Console& console) {
  std::vector<std::filesystem::path> inputs;
  for (const auto& path : options.runs) {
    const io::RunFolder run(path);
    if (run.command() == io::RunFolder::kMap) {
      throw Error(ErrorKind::kInput,
                  "this is a map: curves of learning are of what 'koine train' and 'koine skipgram' make")
          .where(path)
          .hint("'koine plot curves' draws the steps of a map");
    }
    std::ranges::copy(files_of(run), std::back_inserter(inputs));
  }
  const train::Select criterion = common_criterion(options.runs);
  const plot::FigureFiles files = options.figure.files(inputs);
  const auto names = plot::short_names(options.runs);
  std::vector<plot::LearningCurve> curves;
  bool trained = false, skipgram = false;
  for (std::size_t r = 0; r < options.runs.size(); ++r) {
    const io::RunFolder run(options.runs[r]);
    if (run.method() == io::RunFolder::kSkipgram) {
      for (auto& curve : skipgram_curves(run, names[r])) curves.push_back(std::move(curve));
      skipgram = true;
    } else {
      curves.push_back(training_curve(run, names[r], criterion));
      trained = true;
    }
  }
  if (trained && skipgram) {
    console.warning("the losses of 'koine train' and of 'koine skipgram' are of different things and do not compare");
  }
  const auto other = [&](const auto& curve) { return curve.loss_over != curves.front().loss_over; };
  if (std::ranges::any_of(curves, other)) {
    console.warning(
        "some losses were taken in training, under dropout, others on a sample after the epoch, without: "
        "these are lower");
  }
  options.figure.write(files, plot::learning_drawing(curves, name_of(criterion), options.figure.title), console);
}

}  // namespace

void add_plot_learning(CLI::App& plot, Console& console) {
  auto options = std::make_shared<Options>();
  CLI::App* command = plot.add_subcommand("learning", "Loss and criterion of every epoch of one or several runs");
  command->add_option("RUN", options->runs, "Folders of runs")->type_name("RUN")->required();
  add_figure_options(*command, options->figure);
  command->callback([options, &console] { draw(*options, console); });
}

}  // namespace koine::cli
