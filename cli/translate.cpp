#include <fmt/format.h>

#include <memory>

#include "cli/commands.h"
#include "cli/run_access.h"
#include "cli/shared_options.h"
#include "koine/core/error.h"
#include "koine/eval/evaluation.h"
#include "koine/retrieval/nearest.h"
#include "koine/spelling/witness.h"
#include "koine/text/unicode.h"

namespace koine::cli {
namespace {

struct Options {
  std::string run;
  std::string from, to;
  std::vector<std::string> words;
  std::int64_t top = 5;
  SpellingChoice spelling;
  int threads = 1;
};

// The witness has to see all words to learn from.
spelling::Witness learn_witness(const Options& options, const Space& source, const Space& target,
                                const io::RunFolder& run, Workers& workers, Console& console) {
  const Unspelled before = unspelled(run, {source.language, source.words}, {target.language, target.words}, console);
  const ConstView x = before.there() ? before.source.view() : source.unit_rows.view();
  const ConstView y = before.there() ? before.target.view() : target.unit_rows.view();
  const auto r = retrieval::mean_top_k_cosines_both_ways(x, y, retrieval::kCslsNeighbours, workers);
  return spelling::learn_witness({source.words, x, r.of_x}, {target.words, y, r.of_y}, options.spelling.weight(),
                                 workers, console);
}

void translate(const Options& options, Console& console) {
  if (options.from == options.to) {
    throw Error(ErrorKind::kUsage, "--from and --to are the same language")
        .found(options.from)
        .hint("'koine neighbours' lists the nearest words within one language");
  }
  const io::RunFolder run(options.run);
  warn_of_separate_spaces(run, console);
  warn_of_unfinished(run, console);
  const std::vector<Space> spaces = load_spaces(run, {options.from, options.to}, console);
  const Space &source = spaces.front(), &target = spaces.back();
  const auto rows = look_up(source, words_or_standard_input(options.words, console), console);

  Workers workers(options.threads);
  const Matrix<float> queries = eval::gather_rows(source.unit_rows, rows);
  const ConstView candidates = target.unit_rows.view();
  // The neighbourhoods of CSLS reach over both whole vocabularies.
  constexpr auto kNeighbours = retrieval::kCslsNeighbours;
  const auto r_target = retrieval::mean_top_k_cosine(queries.view(), candidates, kNeighbours, workers);
  const auto r_source = retrieval::mean_top_k_cosine(candidates, source.unit_rows.view(), kNeighbours, workers);
  retrieval::SparseScores similarities;
  std::vector<float> weights;
  if (options.spelling.wanted()) {
    const spelling::Witness witness = learn_witness(options, source, target, run, workers, console);
    similarities = witness.similarities.of_queries(rows);
    for (const std::int64_t row : rows) weights.push_back(witness.weights[static_cast<std::size_t>(row)]);
  }
  const retrieval::Bonus bonus{options.spelling.wanted() ? &similarities : nullptr, weights};
  const auto found =
      retrieval::nearest_by_csls(queries.view(), candidates, r_target, r_source, options.top, workers, bonus);

  std::string table = "source\ttarget\tscore\trank\n";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t n = 0; n < found[i].size(); ++n) {
      table += fmt::format("{}\t{}\t{:.4f}\t{}\n", text::table_field(source.words[static_cast<std::size_t>(rows[i])]),
                           text::table_field(target.words[static_cast<std::size_t>(found[i][n].index)]),
                           found[i][n].score, n + 1);
    }
  }
  console.out(table);
}

}  // namespace

void add_translate(CLI::App& app, Console& console) {
  auto* command =
      app.add_subcommand("translate", "Words in another language, by CSLS: a table of source, target, score, rank");
  auto options = std::make_shared<Options>();
  command->add_option("run", options->run, "Folder of a training")->type_name("RUN")->required();
  command->add_option("words", options->words, "Words to translate; without any, or for -, those of standard input")
      ->type_name("WORD");
  command->add_option("--from", options->from, "Language of the words")->type_name("LANGUAGE")->required();
  command->add_option("--to", options->to, "Language to translate into")->type_name("LANGUAGE")->required();
  command->add_option("--top", options->top, "How many translations of each word")
      ->type_name("COUNT")
      ->transform(whole_number_from(1));
  add_spelling(*command, options->spelling);
  add_threads(*command, options->threads);
  command->callback([options, &console] { translate(*options, console); });
}

}  // namespace koine::cli
