#include "koine/lexicon/pairs.h"

#include <fmt/format.h>

#include <memory>

#include "cli/commands.h"
#include "cli/output_check.h"
#include "cli/shared_options.h"
#include "koine/core/error.h"
#include "koine/eval/word_list.h"
#include "koine/io/atomic_file.h"
#include "koine/io/byte_reader.h"

namespace koine::cli {
namespace {

struct Options {
  std::string dictionary;
  std::vector<std::string> sources, targets;
  std::int64_t pairs = 1000;
  std::uint64_t seed = 1;
  std::string output = "-";
};

std::vector<lexicon::WordIndex> indexes(const std::vector<std::string>& files, Console& console) {
  std::vector<lexicon::WordIndex> result;
  for (const std::string& file : files) result.emplace_back(eval::read_word_list(file, console));
  return result;
}

void pairs(const Options& options, Console& console) {
  std::vector<std::string> inputs{options.dictionary};
  for (const auto& files : {options.sources, options.targets}) inputs.insert(inputs.end(), files.begin(), files.end());
  io::require_one_standard_input(inputs);
  check_output(options.output, {inputs.begin(), inputs.end()});
  const auto dictionary = lexicon::read_dictionary(options.dictionary, console);
  const auto resolved =
      lexicon::resolve(dictionary, indexes(options.sources, console), indexes(options.targets, console), console);
  const auto drawn = lexicon::draw_pairs(resolved, options.pairs, options.seed, console);
  if (options.output == "-") {
    console.out(lexicon::pairs_file(drawn));
  } else {
    io::write_file(options.output, lexicon::pairs_file(drawn));
  }
  console.info(fmt::format("{} pairs drawn with seed {}", drawn.size(), options.seed));
}

}  // namespace

void add_pairs(CLI::App& app, Console& console) {
  auto* command = app.add_subcommand(
      "pairs", "Draw the pairs of a word alignment: one-to-one, both words in all the vocabularies given");
  auto options = std::make_shared<Options>();
  command->add_option("--dictionary", options->dictionary, "Two words a line, source and target")
      ->type_name("FILE")
      ->required();
  command->add_option("--source", options->sources, "Vocabulary .tsv or vectors .vec of the source; may be repeated")
      ->type_name("FILE")
      ->required()
      ->allow_extra_args(false);
  command->add_option("--target", options->targets, "Vocabulary .tsv or vectors .vec of the target; may be repeated")
      ->type_name("FILE")
      ->required()
      ->allow_extra_args(false);
  command->add_option("--pairs", options->pairs, "How many pairs; with fewer there are, all of them")
      ->type_name("COUNT")
      ->transform(whole_number_from(1));
  command->add_option("--seed", options->seed, "Seed of the draw")
      ->type_name("NUMBER")
      ->transform(whole_number_from(0));
  command->add_option("-o,--output", options->output, "File to write; - is standard output")->type_name("FILE");
  command->callback([options, &console] { pairs(*options, console); });
}

}  // namespace koine::cli
