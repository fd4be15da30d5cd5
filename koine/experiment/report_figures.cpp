#include <fmt/format.h>

#include <set>

#include "koine/core/error.h"
#include "koine/experiment/report_parts.h"
#include "koine/io/atomic_file.h"
#include "koine/io/byte_reader.h"
#include "koine/plot/curves.h"

namespace koine::experiment {
namespace {

void add_figure(Document& document, const ReportParts& parts, const std::string& name, const std::string& what) {
  const std::filesystem::path svg = parts.out / (name + ".svg");
  document.figure(name + ".svg", io::read_file(svg), what);
}

// p@1 of every seed of the cells of one pair: over sentences, or over seed pairs at one number of sentences.
std::vector<plot::Measurement> measurements(const ReportParts& parts, std::size_t number, const LanguagePair& pair,
                                            std::int64_t sentences) {
  const Experiment& experiment = parts.whole.experiments[number];
  const bool over_pairs = experiment.show == Show::kSeedPairs;
  std::set<std::int64_t> xs;
  for (const Method& method : experiment.methods) xs.insert(method.seed_pairs.begin(), method.seed_pairs.end());
  std::vector<plot::Measurement> result;
  for (std::size_t c = 0; c < parts.whole.cells.size(); ++c) {
    const Cell& cell = parts.whole.cells[c];
    if (cell.experiment != number || cell.pair != pair || (over_pairs && cell.sentences != sentences)) continue;
    const Method& method = experiment.methods[cell.method];
    const std::string name = full_name(method, over_pairs ? -1 : cell.seed_pairs, method.seeds);
    // A method without seed pairs is a line across.
    std::set<std::int64_t> at{over_pairs ? cell.seed_pairs : cell.sentences};
    if (over_pairs && cell.seed_pairs < 0) at = xs;
    for (const RunScore& run : parts.scores[c].runs) {
      for (const std::int64_t x : at) {
        result.push_back({name, static_cast<double>(x), std::to_string(run.seed), run.p_at_1});
      }
    }
  }
  return result;
}

}  // namespace

void add_curves(Document& document, const ReportParts& parts, std::size_t number) {
  const Experiment& experiment = parts.whole.experiments[number];
  const bool over_pairs = experiment.show == Show::kSeedPairs;
  const std::string x_name = over_pairs ? "seed pairs" : "sentences a language";
  for (const LanguagePair& pair : experiment.pairs) {
    for (const std::int64_t sentences : over_pairs ? experiment.sentences : std::vector<std::int64_t>{0}) {
      const auto values = measurements(parts, number, pair, sentences);
      std::string name = experiment.name + "-" + pair.name();
      if (over_pairs && experiment.sentences.size() > 1) name += fmt::format("-{}", sentences);
      if (values.empty()) {
        document.paragraph(fmt::format("{}: no figure yet, for nothing of it was run.", name));
        continue;
      }
      const plot::CurveOptions options{.x_name = x_name, .y_name = "p@1", .title = pair.name(), .percent = true};
      try {
        plot::write_figure(plot::FigureFiles(parts.out / name), plot::curves_drawing(plot::curves_of(values), options),
                           parts.reporter);
        add_figure(
            document, parts, name,
            fmt::format("{}: p@1 over the {}; bands of one standard deviation over the seeds", pair.name(), x_name));
      } catch (const Error& error) {
        if (error.kind() != ErrorKind::kOutput) throw;
        parts.reporter.warning(error.what());
        document.paragraph(fmt::format("{}: no picture ({}); {}.tsv has the numbers.", name, error.what(), name));
      }
    }
  }
}

void add_word_maps(Document& document, const ReportParts& parts, std::size_t number) {
  const Experiment& experiment = parts.whole.experiments[number];
  for (std::size_t c = 0; c < parts.whole.cells.size(); ++c) {
    const Cell& cell = parts.whole.cells[c];
    if (cell.experiment != number) continue;
    const Method& method = experiment.methods[cell.method];
    for (const CellRun& run : cell.runs) {
      const std::string what = fmt::format(
          "{}, {} sentences a language, seed {}: the most frequent words of each language, {} at most, by t-SNE",
          full_name(method), cell.sentences, run.seed, experiment.map_words);
      const std::string state = state_text(state_of({run}, parts.whole, parts.state));
      if (!state.empty()) {
        document.paragraph(what + ": " + state + ".");
        continue;
      }
      const std::string name =
          fmt::format("{}-{}-{}-seed{}", experiment.name, cell.method + 1, cell.sentences, run.seed);
      for (const char* ending : {".svg", ".png", ".tsv"}) {
        io::write_file(parts.out / (name + ending),
                       parts.store.read_file(parts.whole.plan[run.step], std::string("figure") + ending));
      }
      add_figure(document, parts, name, what);
    }
  }
}

}  // namespace koine::experiment
