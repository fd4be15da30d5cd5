#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <utility>

#include "cli/commands.h"
#include "cli/output_check.h"
#include "cli/run_access.h"
#include "cli/shared_options.h"
#include "koine/core/error.h"
#include "koine/eval/alignment.h"
#include "koine/eval/induction.h"
#include "koine/eval/result_json.h"
#include "koine/io/atomic_file.h"
#include "koine/io/byte_reader.h"
#include "koine/lexicon/pairs.h"

namespace koine::cli {
namespace {

struct Options {
  std::string source, target;
  std::string dictionary, pairs_file;
  std::int64_t pairs = 1000;
  std::uint64_t seed = 1;
  std::string json, ranks, known;
  SpellingChoice spelling;
  int threads = 1;
};

std::string percent(double fraction) {
  return fmt::format("{:.1f}", 100 * fraction);
}

const char* name_of(eval::Retrieval retrieval) {
  switch (retrieval) {
    case eval::Retrieval::kNearest: return "NN";
    case eval::Retrieval::kSpelling: return "spelling";
    case eval::Retrieval::kCslsAndSpelling: return "CSLS + spelling";
    default: return "CSLS";
  }
}

std::string table(const eval::Evaluation& evaluation) {
  std::string text =
      evaluation.task == "alignment"
          ? fmt::format("word alignment: the candidates are the {} target words of the pairs; chance p@1 {:.2f} %\n",
                        evaluation.candidates, 100.0 / static_cast<double>(evaluation.candidates))
          : fmt::format("bilingual lexicon induction: the candidates are all {} target words\n", evaluation.candidates);
  if (evaluation.spelling_weight) {
    text += fmt::format("CSLS + spelling: CSLS and, on average, {:.3f} times the similarity of spelling\n",
                        *evaluation.spelling_weight);
  }
  const auto width = evaluation.spelling_weight ? 15 : 9;
  constexpr auto kRow = "{:{}}  {:17}  {:>6}  {:>6}  {:>13}  {:>6}  {:>6}  {:>6}  {:>10}  {:>8}\n";
  text += fmt::format(kRow, "retrieval", width, "identical strings", "pairs", "p@1 %", "95 % interval", "p@5 %",
                      "p@10 %", "MRR", "coverage %", "of all %");
  for (const eval::Scores& s : evaluation.variants) {
    text += fmt::format(
        kRow, name_of(s.retrieval), width, s.identical_strings ? "included" : "left out",
        s.pairs, percent(s.p_at_1), percent(s.interval_95.low) + " - " + percent(s.interval_95.high), percent(s.p_at_5),
        percent(s.p_at_10), fmt::format("{:.3f}", s.mrr), percent(s.coverage), percent(s.p_at_1_all_entries));
  }
  for (const eval::Scores& s : evaluation.variants) {
    if (!s.p_not_better) continue;
    text += fmt::format("identical strings {}: CSLS + spelling no better than the better one alone: p = {:.3f}\n",
                        s.identical_strings ? "included" : "left out", *s.p_not_better);
  }
  for (const eval::Scores& s : evaluation.untouched) {
    text += fmt::format("without known words: {}  {} pairs  p@1 {} ({} - {})  p@5 {}\n", name_of(s.retrieval), s.pairs,
                        percent(s.p_at_1), percent(s.interval_95.low), percent(s.interval_95.high), percent(s.p_at_5));
  }
  text += "by frequency rank of the source word, CSLS\n";
  constexpr auto kBinRow = "{:>9}  {:>17}  {:>6}  {:>6}  {:>13}  {:>6}\n";
  for (const eval::FrequencyBin& bin : evaluation.bins) {
    const std::string range = bin.last_rank > 0 ? fmt::format("{} - {}", bin.first_rank, bin.last_rank)
                                                : fmt::format("from {}", bin.first_rank);
    text += fmt::format(kBinRow, "", range, bin.pairs, percent(bin.p_at_1), "", percent(bin.p_at_5));
  }
  return text;
}

// Of a file that may not be there yet, however it is typed; of none, and of standard output, as it is.
std::filesystem::path place_of(const std::string& file) {
  std::error_code unknown;
  if (file.empty() || file == "-") return file;
  return std::filesystem::weakly_canonical(std::filesystem::absolute(file), unknown);
}

void check_outputs(const Options& options) {
  if (!options.json.empty() && place_of(options.json) == place_of(options.ranks)) {
    throw Error(ErrorKind::kUsage, "--json and --ranks would be written to the same place").found(options.json);
  }
  for (const std::string& output : {options.json, options.ranks}) {
    if (output.empty()) continue;
    check_output(output,
                 {options.source, options.target, options.dictionary, options.pairs_file, options.known});
  }
}

void report(const eval::Evaluation& evaluation, const Options& options, Console& console) {
  std::string shown = table(evaluation);
  const auto write = [&shown](const std::string& file, std::string content) {
    if (file == "-") {
      shown = std::move(content);
    } else if (!file.empty()) {
      io::write_file(file, content);
    }
  };
  write(options.ranks, eval::ranks_table(evaluation.ranked));
  std::vector<std::pair<std::string, std::string>> files;
  for (const auto& [name, file] : {std::pair{"source", options.source}, {"target", options.target},
                                   {"dictionary", options.dictionary}, {"pairs", options.pairs_file},
                                   {"known", options.known}}) {
    if (!file.empty()) files.emplace_back(name, file);
  }
  write(options.json, eval::to_json(evaluation, files));
  console.out(shown);
}

eval::EvaluationOptions evaluation_options(const Options& options) {
  return {.seed = options.seed, .spelling = options.spelling.wanted(), .spelling_weight = options.spelling.weight()};
}

// What spelling is learned from, where source and target are vectors/LANGUAGE.vec of one run that spelling took part in
// making.
Unspelled unspelled_beside(const Options& options, const io::WordVectors& source, const io::WordVectors& target,
                           Console& console) {
  std::error_code unknown;
  const std::filesystem::path source_file = std::filesystem::weakly_canonical(options.source, unknown);
  const std::filesystem::path target_file = std::filesystem::weakly_canonical(options.target, unknown);
  const std::filesystem::path folder = source_file.parent_path();
  if (!options.spelling.wanted() || folder.filename() != "vectors" || target_file.parent_path() != folder) return {};
  Unspelled before = unspelled(io::RunFolder(folder.parent_path()), {source_file.stem().string(), source.words},
                               {target_file.stem().string(), target.words}, console);
  if (before.there()) {
    console.info("spelling is learned from the vectors of that run that have seen none, in without-spelling");
  }
  return before;
}

// The pairs that a run was made with, in its file of one order of the two languages.
std::vector<lexicon::WordPair> known_pairs(const std::string& file, const std::vector<std::string>& source,
                                           const std::vector<std::string>& target, Console& console) {
  // A run writes an empty file where no pair of words agreed.
  auto pairs = lexicon::read_dictionary(file, console, {.allow_empty = true}).pairs;
  const lexicon::WordIndex sources(source), targets(target);
  const auto fits = [&](const std::string& s, const std::string& t) {
    return lexicon::common_spelling(s, {&sources, 1}) && lexicon::common_spelling(t, {&targets, 1});
  };
  const auto as_it_is = std::ranges::count_if(pairs, [&](const auto& pair) { return fits(pair.source, pair.target); });
  const auto swapped = std::ranges::count_if(pairs, [&](const auto& pair) { return fits(pair.target, pair.source); });
  if (swapped > as_it_is) {
    console.info(fmt::format("{}: its second column is the source language: so {} of {} pairs are in the vectors, else "
                             "{}", file, swapped, pairs.size(), as_it_is));
    for (auto& pair : pairs) std::swap(pair.source, pair.target);
  } else if (as_it_is == 0 && !pairs.empty()) {
    console.warning(fmt::format("{}: none of its {} pairs is in the vectors", file, pairs.size()));
  }
  return pairs;
}

// How many pairs had been drawn, had the vectors every word of the dictionary: one-to-one, so that it may be fewer than
// are asked for, and at least the `drawn`.
std::int64_t pairs_of_larger_vocabularies(lexicon::ResolvedDictionary dictionary, std::int64_t drawn,
                                          const Options& options) {
  for (auto& pair : dictionary.pairs) pair.known = true;
  const auto pairs = lexicon::draw_pairs(dictionary, options.pairs, options.seed, silent_reporter());
  return std::max(drawn, static_cast<std::int64_t>(pairs.size()));
}

void alignment(const Options& options, Console& console) {
  if (options.dictionary.empty() == options.pairs_file.empty()) {
    throw Error(ErrorKind::kUsage, "word alignment needs either --dictionary, to draw pairs from, or --pairs-file");
  }
  io::require_one_standard_input(
      {options.source, options.target, options.dictionary, options.pairs_file, options.known});
  check_outputs(options);
  const auto source = io::read_word_vectors(options.source, console);
  const auto target = io::read_word_vectors(options.target, console);
  std::vector<lexicon::WordPair> pairs;
  std::int64_t asked = 0;
  if (options.pairs_file.empty()) {
    const lexicon::WordIndex sources(source.words), targets(target.words);
    const auto dictionary = lexicon::read_dictionary(options.dictionary, console);
    const auto resolved = lexicon::resolve(dictionary, {&sources, 1}, {&targets, 1}, console);
    pairs = lexicon::draw_pairs(resolved, options.pairs, options.seed, console);
    asked = pairs_of_larger_vocabularies(resolved, static_cast<std::int64_t>(pairs.size()), options);
  } else {
    pairs = lexicon::read_dictionary(options.pairs_file, console).pairs;
    asked = static_cast<std::int64_t>(pairs.size());
  }
  eval::EvaluationOptions how = evaluation_options(options);
  how.pairs_file = options.pairs_file;
  if (!options.known.empty()) how.known = known_pairs(options.known, source.words, target.words, console);
  const Unspelled before = unspelled_beside(options, source, target, console);
  how.unspelled_source = before.source.view();
  how.unspelled_target = before.target.view();
  Workers workers(options.threads);
  report(eval::evaluate_alignment(source, target, pairs, asked, how, workers, console), options, console);
}

void induction(const Options& options, Console& console) {
  io::require_one_standard_input({options.source, options.target, options.dictionary});
  check_outputs(options);
  auto source = io::read_word_vectors(options.source, console);
  auto target = io::read_word_vectors(options.target, console);
  const lexicon::WordIndex sources(source.words), targets(target.words);
  const auto dictionary = lexicon::read_dictionary(options.dictionary, console);
  const auto resolved = lexicon::resolve(dictionary, {&sources, 1}, {&targets, 1}, console);
  eval::EvaluationOptions how = evaluation_options(options);
  const Unspelled before = unspelled_beside(options, source, target, console);
  how.unspelled_source = before.source.view();
  how.unspelled_target = before.target.view();
  Workers workers(options.threads);
  report(eval::evaluate_induction(std::move(source), std::move(target), resolved, how, workers, console), options,
         console);
}

void add_shared(CLI::App& command, Options& options) {
  command.add_option("--source", options.source, "Vectors of the source language")->type_name("FILE")->required();
  command.add_option("--target", options.target, "Vectors of the target language")->type_name("FILE")->required();
  command.add_option("--seed", options.seed, "Seed of the draw of pairs and of the bootstrap")
      ->type_name("NUMBER")
      ->transform(whole_number_from(0));
  command.add_option("--json", options.json, "Also write the result here; - is standard output, instead of the table")
      ->type_name("FILE");
  add_spelling(command, options.spelling);
  add_threads(command, options.threads);
}

}  // namespace

void add_evaluate(CLI::App& app, Console& console) {
  auto* command = app.add_subcommand("evaluate", "Score two languages' vectors against a dictionary");
  command->require_subcommand(1);

  auto* align = command->add_subcommand(
      "alignment", "The paper's task: 1,000 pairs, and the candidates are only their target words");
  auto align_options = std::make_shared<Options>();
  add_shared(*align, *align_options);
  auto* dictionary = align->add_option("--dictionary", align_options->dictionary,
                                       "Two words a line, source and target, to draw pairs from");
  dictionary->type_name("FILE");
  auto* pairs = align->add_option("--pairs", align_options->pairs, "How many pairs to draw from the dictionary");
  pairs->type_name("COUNT")->transform(whole_number_from(1));
  align->add_option("--pairs-file", align_options->pairs_file, "Pairs that 'koine pairs' has drawn")
      ->type_name("FILE")
      ->excludes(dictionary)
      ->excludes(pairs);
  align
      ->add_option("--ranks", align_options->ranks,
                   "Also write the rank of each pair's right word here; - is standard output, instead of the table")
      ->type_name("FILE");
  align
      ->add_option("--known", align_options->known,
                   "Pairs that the vectors were made with, in either order of the two languages: also score without "
                   "those that have one of their words")
      ->type_name("FILE");
  align->callback([align_options, &console] { alignment(*align_options, console); });

  auto* induce = command->add_subcommand(
      "induction", "Bilingual lexicon induction: the candidates are all target words, any translation counts");
  auto induce_options = std::make_shared<Options>();
  add_shared(*induce, *induce_options);
  induce->add_option("--dictionary", induce_options->dictionary, "Two words a line, source and target")
      ->type_name("FILE")
      ->required();
  induce->callback([induce_options, &console] { induction(*induce_options, console); });
}

}  // namespace koine::cli
