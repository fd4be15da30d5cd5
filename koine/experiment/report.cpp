#include "koine/experiment/report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <map>
#include <set>

#include "koine/core/version.h"
#include "koine/experiment/report_parts.h"
#include "koine/experiment/results_json.h"
#include "koine/io/atomic_file.h"

namespace koine::experiment {
namespace {

constexpr const char* kHowToRead =
    "p@1 and p@5 in percent: word alignment by CSLS among the target words of the test pairs, identical strings "
    "included; mean ± standard deviation over the seeds. All methods of a column have the same text, vocabularies and "
    "pairs. The best of a column is bold. In brackets: the difference from the best baseline of the column, that is, "
    "the one that scores highest on these very pairs, and p of a paired bootstrap over the pairs.";

void add_texts(Document& document, const ReportParts& parts, std::size_t experiment) {
  std::vector<std::vector<TableCell>> rows;
  for (const TextUse& use : parts.whole.texts) {
    if (use.experiment != experiment || !parts.state.done(use.vocabulary)) continue;
    const corpus::Diagnosis d = parts.store.diagnosis(parts.whole.plan[use.vocabulary]);
    rows.push_back({{use.name},
                    {std::to_string(d.sentences)},
                    {std::to_string(d.tokens)},
                    {std::to_string(d.types)},
                    {std::to_string(d.vocabulary)},
                    {std::to_string(d.minimum_count)},
                    {fmt::format("{:.1f} %", 100 * d.unknown_rate())}});
  }
  if (rows.empty()) return;
  document.paragraph("The text, with the whole vocabulary of each language:");
  document.table({"text", "sentences", "tokens", "types", "vocabulary", "least count", "unknown"}, std::move(rows));
}

// What a person may want to know of the methods, and that stands in no column.
void add_methods(Document& document, const Experiment& experiment) {
  std::vector<std::vector<TableCell>> rows;
  std::string text;
  for (const auto& word : arguments_of(experiment.text)) text += " " + word;
  for (const Method& method : experiment.methods) {
    std::string made;
    if (method.mapped) {
      made = "koine skipgram" + text;
      for (const auto& word : arguments_of(method.skipgram)) made += " " + word;
      made += "; koine map --method " + method.map_method;
      if (!method.seed_pairs.empty()) made += fmt::format(" --seed-pairs {}", fmt::join(method.seed_pairs, "|"));
      for (const auto& word : arguments_of(method.map)) made += " " + word;
    } else {
      made = "koine train" + text + " --preset paper";
      for (const auto& word : arguments_of(method.train)) made += " " + word;
      if (!method.epoch.empty()) made += " --keep-epochs, RUN/epochs/" + method.epoch;
      if (!method.languages.empty()) made += fmt::format(", {} together", fmt::join(method.languages, ", "));
    }
    const std::string label = label_of(method);
    rows.push_back({{method.name}, {label.empty() ? "full" : label}, {method.baseline ? "yes" : "no"}, {made}});
  }
  document.table({"method", "setting", "baseline", "made by"}, std::move(rows));
}

// Where an experiment asked for more than there was: the figures are of less than their headings say.
void add_shortfalls(Document& document, const ReportParts& parts, std::size_t experiment) {
  std::set<std::string> said;
  for (const TextUse& use : parts.whole.texts) {
    if (use.experiment != experiment || !parts.state.done(use.vocabulary)) continue;
    const Step& step = parts.whole.plan[use.vocabulary];
    const std::int64_t sentences = parts.store.diagnosis(step).sentences;
    if (sentences < step.sentences) {
      said.insert(
          fmt::format("{} has {} sentences, not {}: all of them were used", use.name, sentences, step.sentences));
    }
  }
  // Words of an agreement are those that all pairs have: as many as there are.
  const bool is_agreement = parts.whole.experiments[experiment].show == Show::kAgreement;
  const std::int64_t wanted = is_agreement ? 0 : parts.whole.experiments[experiment].test_pairs;
  for (std::size_t c = 0; c < parts.whole.cells.size(); ++c) {
    const Cell& cell = parts.whole.cells[c];
    if (cell.experiment != experiment) continue;
    for (const RunScore& run : parts.scores[c].runs) {
      if (std::ssize(run.pairs) >= wanted) continue;
      said.insert(fmt::format("{} has {} of {} test pairs, so that chance is {:.1f} %", cell.pair.name(),
                              run.pairs.size(), wanted, 100.0 / static_cast<double>(run.pairs.size())));
    }
    if (cell.seed_pairs <= 0) continue;
    for (const CellRun& run : cell.runs) {
      const std::int64_t used = seed_pairs_used(parts, run);
      if (used < 0 || used >= cell.seed_pairs) continue;
      said.insert(fmt::format("{}: {} of {} seed pairs can be used", cell.pair.name(), used, cell.seed_pairs));
    }
  }
  for (const auto& sentence : said) {
    document.paragraph("Less than was asked for: " + sentence + ".");
    parts.reporter.warning(sentence);
  }
}

void add_troubles(Document& document, const ReportParts& parts, std::size_t experiment) {
  std::set<std::string> said;
  for (const Cell& cell : parts.whole.cells) {
    if (cell.experiment != experiment) continue;
    for (const CellRun& run : cell.runs) {
      const std::int64_t obstacle = parts.state.obstacle(parts.whole.plan, run.step);
      if (obstacle < 0) continue;
      const auto step = static_cast<std::size_t>(obstacle);
      const std::string& folder = parts.whole.plan[step].folder;
      if (parts.whole.absent.contains(step)) {
        said.insert("Not run: " + parts.whole.absent.at(step));
      } else if (parts.state.failed.contains(step)) {
        said.insert(folder + " failed: " + parts.state.failed.at(step));
      } else {
        said.insert(folder + " collapsed: " + parts.state.records[step]->message);
      }
    }
  }
  for (const std::string& sentence : said) document.paragraph(sentence);
}

// Results of several states of the code, or of several instruction sets, stand side by side only where the reader
// knows.
void add_makers(Document& document, const ReportParts& parts) {
  std::map<std::string, std::string> used;  // folder → who made it
  bool taken = false;
  for (const Cell& cell : parts.whole.cells) {
    for (const CellRun& run : cell.runs) {
      if (!parts.state.done(run.step)) continue;
      taken |= !parts.state.records[run.step]->taken.empty();
      for (const MadeStep& step : made_by(parts, run.step)) {
        used.emplace(step.folder, fmt::format("commit {}, {}", step.commit, step.isa));
      }
    }
  }
  std::map<std::string, std::size_t> makers;
  for (const auto& [folder, maker] : used) ++makers[maker];
  if (makers.empty()) return;
  std::vector<std::string> said;
  for (const auto& [maker, steps] : makers)
    said.push_back(fmt::format("{} ({} of {} steps)", maker, steps, used.size()));
  document.paragraph(fmt::format("Made by koine of {}; this report by commit {}{}.", fmt::join(said, "; "), commit(),
                                 taken ? ", with scores of an earlier one" : ""));
}

}  // namespace

void write_report(const std::filesystem::path& out, const WholePlan& whole, const PlanState& state, const Store& store,
                  const ReportOptions& options, Reporter& reporter) {
  const ReportParts parts{whole, state, store, out, read_scores(whole, state, store), reporter};
  Document document{.title = "Experiments", .blocks = {}};
  if (options.scale == Scale::kSmall) {
    document.paragraph(
        "Made with --scale small, to see that everything works: the scores say nothing about the methods.");
  }
  if (options.artificial) document.paragraph("Artificial languages stand in for text.");
  document.code(options.command);
  for (const auto& note : options.notes) document.paragraph(note);
  add_makers(document, parts);
  for (std::size_t e = 0; e < whole.experiments.size(); ++e) {
    const Experiment& experiment = whole.experiments[e];
    document.heading(2, experiment.title);
    if (!experiment.about.empty()) document.paragraph(experiment.about);
    add_shortfalls(document, parts, e);
    switch (experiment.show) {
      case Show::kTable:
      case Show::kSentences:
      case Show::kSeedPairs:
        document.paragraph(kHowToRead);
        add_score_tables(document, parts, e);
        if (experiment.show != Show::kTable) add_curves(document, parts, e);
        break;
      case Show::kWords:
        add_word_tables(document, parts, e);
        break;
      case Show::kAgreement:
        add_agreement(document, parts, e);
        break;
      case Show::kTsne:
        add_word_maps(document, parts, e);
        break;
    }
    add_troubles(document, parts, e);
    add_methods(document, experiment);
    add_texts(document, parts, e);
  }
  document.paragraph(
      "results.json has every score of every seed, with its command, its seconds and the rank of each pair.");
  io::write_file(out / "results.json", results_json(parts, options.scale, options.command));
  io::write_file(out / "report.md", to_markdown(document));
  io::write_file(out / "report.html", to_html(document));
}

}  // namespace koine::experiment
