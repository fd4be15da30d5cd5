#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <sstream>

#include "koine/experiment/report_parts.h"
#include "koine/lexicon/dictionary.h"

namespace koine::experiment {
namespace {

std::vector<std::vector<std::string>> read_table(const std::string& text) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream lines(text);
  for (std::string line, field; std::getline(lines, line);) {
    rows.emplace_back();
    for (std::istringstream fields(line); std::getline(fields, field, '\t');) rows.back().push_back(field);
  }
  return rows;
}

// Of each word, in the order of the table: its nearest words, best first.
using Nearest = std::vector<std::pair<std::string, std::vector<std::string>>>;

Nearest nearest_words(const std::string& translations) {
  Nearest nearest;
  const auto rows = read_table(translations);
  for (std::size_t r = 1; r < rows.size(); ++r) {
    if (rows[r].size() < 2) continue;
    if (nearest.empty() || nearest.back().first != rows[r][0]) nearest.push_back({rows[r][0], {}});
    nearest.back().second.push_back(rows[r][1]);
  }
  return nearest;
}

// The first run of a cell that is done.
const CellRun* done_run(const ReportParts& parts, const Cell& cell) {
  for (const CellRun& run : cell.runs) {
    if (parts.state.done(run.step) && parts.state.obstacle(parts.whole.plan, run.step) < 0) return &run;
  }
  return nullptr;
}

// The pairs that the words were taken from, by source; empty where the experiment names its words, and where the pairs
// are gone from the store: a result is not made again for them.
std::map<std::string, std::string> known_translations(const ReportParts& parts, const CellRun& run) {
  std::map<std::string, std::string> known;
  const Step& step = parts.whole.plan[run.step];
  if (step.input_words == 0 || !parts.state.done(step.input_pairs.step)) return known;
  const Step& pairs = parts.whole.plan[step.input_pairs.step];
  for (const auto& row : read_table(parts.store.read_file(pairs, step.input_pairs.text))) {
    if (row.size() == 2) known[row[0]] = row[1];
  }
  return known;
}

// Those pairs, and where their dictionary is still there all its translations, by source.
std::map<std::string, std::set<std::string>> right_translations(const ReportParts& parts, const CellRun& run,
                                                                const std::map<std::string, std::string>& known) {
  std::map<std::string, std::set<std::string>> right;
  for (const auto& [source, target] : known) right[source].insert(target);
  if (known.empty()) return right;
  const auto& drawn = parts.whole.plan[parts.whole.plan[run.step].input_pairs.step].arguments;
  const auto option = std::ranges::find(drawn, "--dictionary", &Argument::text);
  if (option == drawn.end() || option + 1 == drawn.end()) return right;
  const Argument& file = *(option + 1);
  const auto path = file.kind == Argument::Kind::kResult ? parts.store.file(parts.whole.plan[file.step], file.text)
                                                         : std::filesystem::path(file.text);
  if (std::error_code ignored; !std::filesystem::exists(path, ignored)) return right;
  for (const auto& [source, target] : lexicon::read_dictionary(path, silent_reporter()).pairs) {
    right[source].insert(target);
  }
  return right;
}

void add_word_table(Document& document, const ReportParts& parts, std::size_t number, const LanguagePair& pair,
                    std::int64_t sentences) {
  std::vector<std::string> header{pair.source};
  std::vector<std::string> words = parts.whole.experiments[number].words;
  std::map<std::string, std::string> known;
  std::map<std::string, std::set<std::string>> right;
  std::vector<std::map<std::string, std::vector<std::string>>> columns;
  std::vector<std::string> states;
  for (const Cell& cell : parts.whole.cells) {
    if (cell.experiment != number || cell.pair != pair || cell.sentences != sentences) continue;
    const Method& method = parts.whole.experiments[number].methods[cell.method];
    const CellRun* run = done_run(parts, cell);
    header.push_back(full_name(method, cell.seed_pairs, {run == nullptr ? cell.runs.front().seed : run->seed}));
    columns.emplace_back();
    states.push_back(run != nullptr ? "" : state_text(state_of(cell.runs, parts.whole, parts.state)));
    if (run == nullptr) continue;
    if (known.empty()) {
      known = known_translations(parts, *run);
      right = right_translations(parts, *run, known);
    }
    for (const auto& [word, found] :
         nearest_words(parts.store.read_file(parts.whole.plan[run->step], "translations.tsv"))) {
      if (std::ranges::find(words, word) == words.end()) words.push_back(word);
      columns.back()[word] = found;
    }
  }
  std::vector<std::vector<TableCell>> rows;
  for (const auto& word : words) {
    std::vector<TableCell> row{{word}};
    const auto drawn = known.find(word);
    for (std::size_t c = 0; c < columns.size(); ++c) {
      const auto found = columns[c].find(word);
      if (found == columns[c].end()) {
        row.push_back({states[c].empty() ? "not in the vocabulary" : states[c]});
        continue;
      }
      const bool hit = std::ranges::any_of(
          found->second, [&](const auto& near) { return right.contains(word) && right.at(word).contains(near); });
      row.push_back({fmt::format("{}", fmt::join(found->second, ", ")), hit});
    }
    if (!known.empty()) row.insert(row.begin() + 1, {drawn != known.end() ? drawn->second : "not in the pairs"});
    rows.push_back(std::move(row));
  }
  if (!known.empty()) header.insert(header.begin() + 1, pair.target);
  if (rows.empty()) {
    for (std::size_t c = 0; c < columns.size(); ++c) {
      document.paragraph(header[c + 1] + ": " + (states[c].empty() ? "none of the words is known" : states[c]) + ".");
    }
    return;
  }
  document.table(std::move(header), std::move(rows));
}

// Target words that a run has right in all pairs, with the source word of each pair.
struct Agreement {
  std::size_t common = 0;  // target words that all pairs have
  std::map<std::string, std::vector<std::string>> right;
};

Agreement agreement_of(const std::vector<const RunScore*>& runs) {
  std::map<std::string, std::pair<std::vector<std::string>, std::size_t>> words;  // sources, how many are right
  for (const RunScore* run : runs) {
    for (const auto& pair : run->pairs) {
      auto& [sources, right] = words[pair.target];
      sources.push_back(pair.source);
      right += pair.csls_rank <= 1;
    }
  }
  Agreement agreement;
  for (const auto& [target, found] : words) {
    if (found.first.size() != runs.size()) continue;
    ++agreement.common;
    if (found.second == runs.size()) agreement.right[target] = found.first;
  }
  return agreement;
}

}  // namespace

void add_word_tables(Document& document, const ReportParts& parts, std::size_t number) {
  const Experiment& experiment = parts.whole.experiments[number];
  document.paragraph(
      "The three nearest words by CSLS, best first; of the first seed that is done. Bold where a translation of the "
      "dictionary is among them.");
  for (const LanguagePair& pair : experiment.pairs) {
    for (const std::int64_t sentences : experiment.sentences) {
      document.heading(3, fmt::format("{}, {} sentences a language", pair.name(), sentences));
      add_word_table(document, parts, number, pair, sentences);
    }
  }
}

void add_agreement(Document& document, const ReportParts& parts, std::size_t number) {
  constexpr std::size_t kShown = 40;
  const Experiment& experiment = parts.whole.experiments[number];
  document.paragraph(
      "Target words that stand in the test pairs of all pairs of languages, and that each of them puts "
      "first (CSLS, among the target words of its own pairs).");
  std::vector<std::vector<TableCell>> counts, shown;
  for (const std::int64_t sentences : experiment.sentences) {
    for (std::size_t m = 0; m < experiment.methods.size(); ++m) {
      const Method& method = experiment.methods[m];
      std::vector<std::size_t> cells;
      for (std::size_t c = 0; c < parts.whole.cells.size(); ++c) {
        const Cell& cell = parts.whole.cells[c];
        if (cell.experiment == number && cell.method == m && cell.sentences == sentences) cells.push_back(c);
      }
      if (cells.empty()) continue;
      for (const CellRun& run : parts.whole.cells[cells[0]].runs) {
        std::vector<const RunScore*> scores;
        std::vector<CellRun> runs;  // of this seed, one a pair
        for (const std::size_t c : cells) {
          const auto score = std::ranges::find(parts.scores[c].runs, run.seed, &RunScore::seed);
          if (score != parts.scores[c].runs.end()) scores.push_back(&*score);
          runs.push_back(*std::ranges::find(parts.whole.cells[c].runs, run.seed, &CellRun::seed));
        }
        std::vector<TableCell> row{{full_name(method)}, {std::to_string(sentences)}, {std::to_string(run.seed)}};
        if (scores.size() < cells.size()) {
          const std::string state = state_text(state_of(runs, parts.whole, parts.state), "pairs");
          row.push_back({state});
          row.push_back({state});
          counts.push_back(std::move(row));
          continue;
        }
        const Agreement agreement = agreement_of(scores);
        row.push_back({std::to_string(agreement.common)});
        row.push_back({std::to_string(agreement.right.size())});
        counts.push_back(std::move(row));
        if (!shown.empty() || m > 0) continue;
        for (const auto& [target, sources] : agreement.right) {
          if (shown.size() == kShown) break;
          shown.push_back({{target}});
          for (const auto& source : sources) shown.back().push_back({source});
        }
      }
    }
  }
  document.table({"method", "sentences", "seed", "words that all pairs have", "right in all"}, std::move(counts));
  if (shown.empty()) return;
  document.paragraph(fmt::format("The first {} of them, by the first method and seed:", shown.size()));
  std::vector<std::string> header{experiment.pairs[0].target};
  for (const LanguagePair& pair : experiment.pairs) header.push_back(pair.source);
  document.table(std::move(header), std::move(shown));
}

}  // namespace koine::experiment
