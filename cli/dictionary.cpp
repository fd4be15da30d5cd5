#include <fmt/format.h>

#include <algorithm>
#include <memory>

#include "cli/commands.h"
#include "cli/run_access.h"
#include "cli/shared_options.h"
#include "koine/core/error.h"
#include "koine/io/atomic_file.h"
#include "koine/retrieval/nearest.h"

namespace koine::cli {
namespace {

struct Options {
  std::string run;
  std::string from, to;
  std::string output = "-";
  bool mutual = false;
  std::int64_t top = 1;
  std::int64_t limit = 0;
  int threads = 1;
};

// Which target words belong to each of the first `limit` source words.
std::vector<retrieval::MutualPair> find_pairs(const Options& options, ConstView source, ConstView target) {
  // The neighbourhoods of CSLS reach over both whole vocabularies.
  constexpr auto kNeighbours = retrieval::kCslsNeighbours;
  Workers workers(options.threads);
  const std::int64_t limit = options.limit > 0 ? std::min(options.limit, source.rows) : source.rows;
  const auto [r_target, r_source] = retrieval::mean_top_k_cosines_both_ways(source, target, kNeighbours, workers);
  if (options.mutual) {
    auto [forward, backward] =
        retrieval::nearest_by_csls_both_ways(source, target, r_target, r_source, options.top, workers);
    forward.resize(static_cast<std::size_t>(limit));
    return retrieval::mutual_pairs(forward, backward);
  }
  const auto forward = retrieval::nearest_by_csls(source.row_block(0, limit), target,
                                                  std::span(r_target).first(static_cast<std::size_t>(limit)), r_source,
                                                  options.top, workers);
  std::vector<retrieval::MutualPair> pairs;
  for (std::size_t i = 0; i < forward.size(); ++i) {
    for (std::size_t n = 0; n < forward[i].size(); ++n) {
      pairs.push_back({static_cast<std::int64_t>(i), forward[i][n], static_cast<std::int64_t>(n + 1)});
    }
  }
  return pairs;
}

void dictionary(const Options& options, Console& console) {
  if (options.from == options.to) {
    throw Error(ErrorKind::kUsage, "--from and --to are the same language").found(options.from);
  }
  const io::RunFolder run(options.run);
  warn_of_separate_spaces(run, console);
  const Space source = load_space(run, options.from, console), target = load_space(run, options.to, console);
  const auto pairs = find_pairs(options, source.unit_rows.view(), target.unit_rows.view());
  std::string table = "source\ttarget\tscore\trank\n";
  for (const auto& pair : pairs) {
    table += fmt::format("{}\t{}\t{:.4f}\t{}\n", source.words[static_cast<std::size_t>(pair.source)],
                         target.words[static_cast<std::size_t>(pair.target.index)], pair.target.score, pair.rank);
  }
  if (options.output == "-") {
    console.out(table);
  } else {
    io::write_file(options.output, table);
  }
  console.info(fmt::format("{} pairs of words", pairs.size()));
}

}  // namespace

void add_dictionary(CLI::App& app, Console& console) {
  auto* command = app.add_subcommand(
      "dictionary", "A dictionary of the whole vocabulary, by CSLS: a table of source, target, score, rank");
  auto options = std::make_shared<Options>();
  command->add_option("run", options->run, "Folder of a training")->type_name("RUN")->required();
  command->add_option("--from", options->from, "Language of the first column")->type_name("LANGUAGE")->required();
  command->add_option("--to", options->to, "Language of the second column")->type_name("LANGUAGE")->required();
  command->add_flag("--mutual", options->mutual, "Only pairs where each word is among the other's --top words");
  command->add_option("--top", options->top, "How many translations of each word")
      ->type_name("COUNT")
      ->check(whole_number_from(1));
  command->add_option("--limit", options->limit, "Only the so many most frequent words of --from; 0: all")
      ->type_name("COUNT")
      ->check(whole_number_from(0));
  command->add_option("-o,--output", options->output, "File to write; - is standard output")->type_name("FILE");
  add_threads(*command, options->threads);
  command->callback([options, &console] { dictionary(*options, console); });
}

}  // namespace koine::cli
