#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <set>
#include <system_error>

#include "cli/output_check.h"
#include "cli/plot.h"
#include "cli/run_access.h"
#include "cli/shared_options.h"
#include "koine/core/error.h"
#include "koine/lexicon/word_index.h"
#include "koine/plot/tsne.h"
#include "koine/plot/word_map.h"
#include "koine/text/unicode.h"

namespace koine::cli {
namespace {

struct Options {
  std::string run;
  std::vector<std::string> languages, labels;
  std::int64_t words = 1000;
  plot::TsneOptions tsne;
  int threads = 1;
  FigureArguments figure;
};

// What is drawn: a vector for each word.
struct Words {
  std::vector<plot::MapWord> words;
  std::vector<std::vector<float>> vectors;

  void add(plot::MapWord word, const io::WordVectors& from, std::int64_t row) {
    const std::int64_t dimension = from.vectors.cols();
    if (!vectors.empty() && static_cast<std::int64_t>(vectors[0].size()) != dimension) {
      throw Error(ErrorKind::kInput, "the vectors of the run differ in their dimension")
          .found(fmt::format("{} and {}", vectors[0].size(), dimension));
    }
    words.push_back(std::move(word));
    vectors.emplace_back(from.vectors.row(row), from.vectors.row(row) + dimension);
  }

  Matrix<float> matrix() const {
    Matrix<float> x(static_cast<std::int64_t>(vectors.size()), static_cast<std::int64_t>(vectors[0].size()));
    for (std::size_t i = 0; i < vectors.size(); ++i) {
      std::ranges::copy(vectors[i], x.row(static_cast<std::int64_t>(i)));
    }
    return x;
  }
};

// The most frequent words of one language, and those that are to be labelled wherever they stand.
void add_language(Words& words, const io::RunFolder& run, std::int64_t number, const Options& options,
                  std::set<std::string>& not_found, Console& console) {
  const std::string& language = options.languages[static_cast<std::size_t>(number)];
  const std::int64_t most = options.labels.empty() ? options.words : 0;
  const io::WordVectors read = read_vectors(run, language, console, most);
  const lexicon::WordIndex index(read.words);
  std::set<std::int64_t> wanted;
  for (const std::string& label : options.labels) {
    const std::string word = text::normalise(text::replace_invalid_utf8(label));
    const auto spelling = lexicon::common_spelling(word, {&index, 1});
    if (!spelling) continue;
    wanted.insert(*index.find(*spelling));
    not_found.erase(label);
  }
  const auto add = [&](std::int64_t row) {
    words.add({.word = read.words[static_cast<std::size_t>(row)],
               .language = number,
               .rank = row + 1,
               .wanted = wanted.contains(row)},
              read, row);
  };
  const std::int64_t first = std::min(options.words, read.vectors.rows());
  for (std::int64_t row = 0; row < first; ++row) add(row);
  for (const std::int64_t row : wanted) {
    if (row >= first) add(row);
  }
}

// <bos>, and <unk> of the languages that are drawn.
void add_special(Words& words, const io::RunFolder& run, const Options& options, Console& console) {
  std::error_code ignored;
  if (!std::filesystem::exists(run.special_vectors(), ignored)) return;
  const io::WordVectors special = io::read_word_vectors(run.special_vectors(), console);
  for (std::int64_t row = 0; row < special.vectors.rows(); ++row) {
    const std::string& word = special.words[static_cast<std::size_t>(row)];
    std::int64_t language = -1;
    if (const auto colon = word.rfind(':'); colon != std::string::npos) {
      const auto found = std::ranges::find(options.languages, word.substr(colon + 1));
      if (found == options.languages.end()) continue;
      language = found - options.languages.begin();
    }
    words.add({.word = word, .language = language, .special = true}, special, row);
  }
}

void draw(Options& options, Console& console) {
  const io::RunFolder run(options.run);
  options.languages = languages_of(run, options.languages);
  const plot::FigureFiles files = options.figure.files(files_of(run));
  if (options.languages.size() > 1) warn_of_separate_spaces(run, console);
  warn_of_unfinished(run, console);

  Words words;
  std::set<std::string> not_found(options.labels.begin(), options.labels.end());
  for (std::size_t l = 0; l < options.languages.size(); ++l) {
    add_language(words, run, static_cast<std::int64_t>(l), options, not_found, console);
  }
  for (const auto& label : not_found) {
    console.warning(fmt::format("{} is not in the vocabulary of any language that is drawn", koine::quoted(label)));
  }
  add_special(words, run, options, console);
  Workers workers(options.threads);
  const Matrix<float> places = plot::tsne(words.matrix().view(), options.tsne, workers, console);
  options.figure.write(files, plot::word_map(options.languages, words.words, places.view(), options.figure.title),
                       console);
}

}  // namespace

void add_plot_tsne(CLI::App& plot, Console& console) {
  auto options = std::make_shared<Options>();
  CLI::App* command =
      plot.add_subcommand("tsne", "The words of a run on a plane, close where their vectors are (t-SNE)");
  command->add_option("RUN", options->run, "Folder of a run")->type_name("RUN")->required();
  add_figure_options(*command, options->figure);
  command->add_option("--words", options->words, "The so many most frequent words of each language")
      ->type_name("COUNT")
      ->transform(whole_number_from(1));
  command->add_option("--languages", options->languages, "Languages to draw, separated by commas (default: all)")
      ->type_name("LANGUAGE")
      ->delimiter(',')
      ->allow_extra_args(false);
  command
      ->add_option("--label", options->labels,
                   "A word to label and, where it is not among the most frequent, to draw; may come several times")
      ->type_name("WORD")
      ->allow_extra_args(false);
  command->add_option("--perplexity", options->tsne.perplexity, "How many neighbours of a word count, softly")
      ->type_name("NUMBER");
  command
      ->add_option(
          "--iterations", options->tsne.iterations,
          "Steps of the descent; in the first quarter of them, at most 250, neighbours attract each other more")
      ->type_name("COUNT")
      ->transform(whole_number_from(1));
  command->add_option("--seed", options->tsne.seed, "Seed of the random start")
      ->type_name("N")
      ->transform(whole_number_from(0));
  add_threads(*command, options->threads);
  command->callback([options, &console] { draw(*options, console); });
}

}  // namespace koine::cli
