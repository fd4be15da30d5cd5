#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "cli/commands.h"
#include "cli/run_access.h"
#include "cli/shared_options.h"
#include "koine/eval/evaluation.h"
#include "koine/retrieval/nearest.h"
#include "koine/text/unicode.h"

namespace koine::cli {
namespace {

struct Options {
  std::string run;
  std::string language;
  std::vector<std::string> words;
  std::vector<std::string> in;
  std::int64_t top = 10;
  int threads = 1;
};

void neighbours(const Options& options, Console& console) {
  const io::RunFolder run(options.run);
  std::vector<std::string> languages{options.language};  // and those to look in, but for the word's own
  for (const std::string& language : options.in) {
    if (std::ranges::find(languages, language) == languages.end()) languages.push_back(language);
  }
  if (languages.size() > 1) warn_of_separate_spaces(run, console);
  warn_of_unfinished(run, console);
  const std::vector<Space> spaces = load_spaces(run, languages, console);
  const Space& space = spaces.front();
  const auto rows = look_up(space, words_or_standard_input(options.words, console), console);
  const Matrix<float> queries = eval::gather_rows(space.unit_rows, rows);
  Workers workers(options.threads);

  std::string table = "word\tlanguage\tneighbour\tscore\trank\n";
  const auto list = [&](const Space& in) {
    const bool own = &in == &space;
    // One more than asked for, because a word is the closest to itself.
    const auto found = retrieval::nearest_by_cosine(queries.view(), in.unit_rows.view(),
                                                    std::min(options.top, in.unit_rows.rows()) + own, workers);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      std::int64_t rank = 0;
      for (const retrieval::Neighbour& neighbour : found[i]) {
        if ((own && neighbour.index == rows[i]) || rank == options.top) continue;
        table += fmt::format(
            "{}\t{}\t{}\t{:.4f}\t{}\n", text::table_field(space.words[static_cast<std::size_t>(rows[i])]), in.language,
            text::table_field(in.words[static_cast<std::size_t>(neighbour.index)]), neighbour.score, ++rank);
      }
    }
  };
  const auto& in = options.in;
  if (in.empty() || std::find(in.begin(), in.end(), options.language) != in.end()) list(space);
  for (std::size_t l = 1; l < spaces.size(); ++l) list(spaces[l]);
  console.out(table);
}

}  // namespace

void add_neighbours(CLI::App& app, Console& console) {
  auto* command = app.add_subcommand(
      "neighbours", "The nearest words of words, by cosine: a table of word, language, neighbour, score, rank");
  auto options = std::make_shared<Options>();
  command->add_option("run", options->run, "Folder of a training")->type_name("RUN")->required();
  command->add_option("words", options->words, "Words to look up; without any, or for -, those of standard input")
      ->type_name("WORD");
  command->add_option("--language", options->language, "Language of the words")->type_name("LANGUAGE")->required();
  command->add_option("--in", options->in, "Languages to look in, separated by commas (default: that of the words)")
      ->type_name("LANGUAGE")
      ->delimiter(',')
      ->allow_extra_args(false);
  command->add_option("--top", options->top, "How many neighbours of each word, in each language")
      ->type_name("COUNT")
      ->transform(whole_number_from(1));
  add_threads(*command, options->threads);
  command->callback([options, &console] { neighbours(*options, console); });
}

}  // namespace koine::cli
