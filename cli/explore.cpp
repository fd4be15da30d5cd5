#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "cli/commands.h"
#include "cli/output_check.h"
#include "cli/run_access.h"
#include "cli/shared_options.h"
#include "koine/core/error.h"
#include "koine/explore/page.h"
#include "koine/explore/principal_plane.h"
#include "koine/io/atomic_file.h"
#include "koine/plot/tsne.h"

namespace koine::cli {
namespace {

namespace fs = std::filesystem;

constexpr const char *kTsne = "tsne", *kPca = "pca";

struct Options {
  std::string run;
  std::string output;
  std::vector<std::string> languages;
  std::string layout = kTsne;
  plot::TsneOptions tsne;
  std::int64_t words = 5000;
  std::int64_t neighbours = 10;
  int threads = 1;
};

// The vectors of the words on the map, one language after the other.
Matrix<float> shown_rows(const std::vector<explore::Language>& languages) {
  std::int64_t rows = 0;
  for (const auto& language : languages) rows += language.shown;
  Matrix<float> points(rows, languages.front().unit_rows.cols);
  float* next = points.data();
  for (const auto& language : languages) {
    next = std::copy_n(language.unit_rows.data, language.shown * language.unit_rows.cols, next);
  }
  return points;
}

// A place for each row of `points`.
Matrix<float> places_of(ConstView points, const Options& options, Workers& workers, Console& console) {
  if (options.layout == kPca) return explore::principal_plane(points);
  return plot::tsne(points, options.tsne, workers, console);
}

std::string title_of(const std::string& run) {
  fs::path path = fs::path(run).lexically_normal();
  if (!path.has_filename()) path = path.parent_path();
  if (path == "." || path == "..") path = fs::weakly_canonical(path);
  return path.filename().string();
}

void make_page(const Options& options, Console& console) {
  const io::RunFolder run(options.run);
  const auto codes = languages_of(run, options.languages);
  check_output(options.output, files_of(run));
  warn_of_separate_spaces(run, console);
  warn_of_unfinished(run, console);
  const std::vector<Space> spaces = load_spaces(run, codes, console);
  std::vector<explore::Language> languages;
  for (const Space& space : spaces) {
    languages.push_back(
        {space.language, space.words, space.unit_rows.view(), std::min(options.words, space.unit_rows.rows())});
  }

  const Matrix<float> points = shown_rows(languages);
  if (options.layout == kTsne && points.rows() < plot::kFewestTsnePoints) {
    throw Error(ErrorKind::kInput, "too few words for t-SNE")
        .found(std::to_string(points.rows()))
        .expected(fmt::format("{} or more", plot::kFewestTsnePoints))
        .hint(fmt::format("--layout {} places any number", kPca));
  }
  Workers workers(options.threads);
  const Matrix<float> places = places_of(points.view(), options, workers, console);
  const auto nearest = explore::nearest_words(languages, options.neighbours, workers, console);
  const std::string html = explore::page({.title = title_of(options.run),
                                          .layout = options.layout == kPca ? "principal components" : "t-SNE",
                                          .separate_spaces = run.method() == io::RunFolder::kSkipgram,
                                          .languages = languages,
                                          .places = places.view(),
                                          .nearest = &nearest});
  if (options.output == "-") {
    console.out(html);
  } else {
    io::write_file(options.output, html);
    console.info(fmt::format("wrote {} ({} words of {} language{}, {:.1f} MB); open it in a browser", options.output,
                             points.rows(), languages.size(), languages.size() == 1 ? "" : "s",
                             static_cast<double>(html.size()) / 1e6));
  }
}

}  // namespace

void add_explore(CLI::App& app, Console& console) {
  auto* command = app.add_subcommand(
      "explore", "One HTML page with the words of all languages on a map, to be searched and looked at in a browser");
  auto options = std::make_shared<Options>();
  command->add_option("run", options->run, "Folder of a training")->type_name("RUN")->required();
  command->add_option("-o,--output", options->output, "File to write; - is standard output")
      ->type_name("FILE")
      ->required();
  command->add_option("--words", options->words, "How many words of each language, the most frequent, are on the map")
      ->type_name("COUNT")
      ->transform(whole_number_from(1));
  command->add_option("--neighbours", options->neighbours, "How many nearest words of each word, in each language")
      ->type_name("COUNT")
      ->transform(whole_number_from(1));
  command->add_option("--languages", options->languages, "Languages of the run, separated by commas (default: all)")
      ->type_name("LANGUAGE")
      ->delimiter(',')
      ->allow_extra_args(false);
  command
      ->add_option("--layout", options->layout,
                   "How words get their places: t-SNE, or principal components, which takes seconds")
      ->check(CLI::IsMember({kTsne, kPca}));
  add_value_option(*command, "perplexity", options->tsne.perplexity, "About how many neighbours t-SNE keeps close");
  add_value_option(*command, "seed", options->tsne.seed, "Decides where t-SNE begins");
  add_threads(*command, options->threads);
  command->callback([options, &console] { make_page(*options, console); });
}

}  // namespace koine::cli
