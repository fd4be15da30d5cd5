#include "koine/induce/dictionary.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <memory>

#include "cli/commands.h"
#include "cli/output_check.h"
#include "cli/run_access.h"
#include "cli/shared_options.h"
#include "koine/core/error.h"
#include "koine/io/atomic_file.h"
#include "koine/io/byte_reader.h"
#include "koine/text/unicode.h"
#include "koine/text/vocabulary.h"

namespace koine::cli {
namespace {

struct Options {
  std::string run;
  std::string from, to;
  std::string output = "-";
  bool mutual = false, one_to_one = false;
  SpellingChoice spelling;
  std::int64_t top = 1;
  std::int64_t limit = 0;
  int threads = 1;
};

// How often each word of a language was seen in the text of the run; nothing where the folder does not tell, as that of
// 'koine map'.
class Counts {
 public:
  Counts(const io::RunFolder& run, const std::string& language) {
    const auto path = run.vocabulary(language);
    if (std::error_code ignored; !std::filesystem::exists(path, ignored)) return;
    vocabulary_ = text::parse_tsv(io::read_file(path), path.string());
  }

  std::string of(const std::string& word) const {
    const auto id = vocabulary_.find(word);
    return id && *id != text::Vocabulary::kUnknown ? fmt::format("{}", vocabulary_.count(*id)) : "";
  }

 private:
  text::Vocabulary vocabulary_;
};

void dictionary(const Options& options, Console& console) {
  if (options.from == options.to) {
    throw Error(ErrorKind::kUsage, "--from and --to are the same language").found(options.from);
  }
  const io::RunFolder run(options.run);
  check_output(options.output, files_of(run));
  warn_of_separate_spaces(run, console);
  warn_of_unfinished(run, console);
  const std::vector<Space> spaces = load_spaces(run, {options.from, options.to}, console);
  const Space &source = spaces.front(), &target = spaces.back();
  const Counts source_counts(run, options.from), target_counts(run, options.to);
  Workers workers(options.threads);
  const Unspelled before = unspelled(run, {source.language, source.words}, {target.language, target.words}, console);
  const auto entries = induce::make_dictionary({source.words, source.unit_rows.view(), before.source.view()},
                                               {target.words, target.unit_rows.view(), before.target.view()},
                                               {.top = options.top,
                                                .limit = options.limit,
                                                .mutual = options.mutual,
                                                .one_to_one = options.one_to_one,
                                                .spelling = options.spelling.wanted(),
                                                .spelling_weight = options.spelling.weight()},
                                               workers, console);
  if (!entries.empty() &&
      std::ranges::none_of(entries, [](const auto& entry) { return entry.confidence.has_value(); })) {
    console.warning(
        "the entries have no confidence: it is calibrated by words that are spelled like their translation, and the "
        "spelling of these words tells nothing");
  }
  std::string table = "source\ttarget\tscore\trank\tmargin\tmutual\tsource_count\ttarget_count\tconfidence\n";
  for (const induce::Entry& entry : entries) {
    const std::string& source_word = source.words[static_cast<std::size_t>(entry.source)];
    const std::string& target_word = target.words[static_cast<std::size_t>(entry.target)];
    table += fmt::format("{}\t{}\t{:.4f}\t{}\t{:.4f}\t{}\t{}\t{}\t{}\n", text::table_field(source_word),
                         text::table_field(target_word), entry.score, entry.rank, entry.margin, entry.mutual ? 1 : 0,
                         source_counts.of(source_word), target_counts.of(target_word),
                         entry.confidence ? fmt::format("{:.3f}", *entry.confidence) : "");
  }
  if (options.output == "-") {
    console.out(table);
  } else {
    io::write_file(options.output, table);
  }
  console.info(fmt::format("{} pairs of words", entries.size()));
}

}  // namespace

void add_dictionary(CLI::App& app, Console& console) {
  auto* command = app.add_subcommand(
      "dictionary", "A dictionary of the whole vocabulary, by CSLS: a table of words, scores and their confidence");
  auto options = std::make_shared<Options>();
  command->add_option("run", options->run, "Folder of a training")->type_name("RUN")->required();
  command->add_option("--from", options->from, "Language of the first column")->type_name("LANGUAGE")->required();
  command->add_option("--to", options->to, "Language of the second column")->type_name("LANGUAGE")->required();
  command->add_flag("--mutual", options->mutual, "Only pairs where each word is among the other's --top words");
  auto* one_to_one = command->add_flag("--one-to-one", options->one_to_one,
                                       "At most one translation of each word, of both languages: the best assignment");
  command->add_option("--top", options->top, "How many translations of each word")
      ->type_name("COUNT")
      ->transform(whole_number_from(1))
      ->excludes(one_to_one);
  add_spelling(*command, options->spelling);
  command->add_option("--limit", options->limit, "Only the so many most frequent words of --from; 0: all")
      ->type_name("COUNT")
      ->transform(whole_number_from(0));
  command->add_option("-o,--output", options->output, "File to write; - is standard output")->type_name("FILE");
  add_threads(*command, options->threads);
  command->callback([options, &console] { dictionary(*options, console); });
}

}  // namespace koine::cli
