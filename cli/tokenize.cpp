#include <fmt/format.h>

#include <memory>
#include <string>

#include "cli/commands.h"
#include "cli/shared_options.h"
#include "koine/corpus/prepare.h"
#include "koine/corpus/text_options.h"
#include "koine/io/byte_reader.h"
#include "koine/io/text_input.h"
#include "koine/text/pipeline.h"

namespace koine::cli {
namespace {

struct Options {
  std::string language;
  std::string prefixes;
  std::string invalid_utf8 = "refuse";
  text::TokenizerKind kind = text::TokenizerKind::kMoses;
  text::TokenizerOptions tokenizer;
};

text::Pipeline make_pipeline(const Options& options, Console& console) {
  corpus::check_moses_options(options.kind, options.tokenizer, !options.prefixes.empty());
  text::PipelineOptions pipeline;
  pipeline.kind = options.kind;
  pipeline.tokenizer = options.tokenizer;
  pipeline.lowercase = false;
  if (options.invalid_utf8 == "replace") pipeline.invalid_utf8 = text::InvalidUtf8::kReplace;
  if (!options.prefixes.empty()) {
    const auto prefixes = text::NonbreakingPrefixes::parse(io::read_file(options.prefixes), options.prefixes);
    return {options.language, pipeline, prefixes};
  }
  if (options.kind == text::TokenizerKind::kMoses && !text::has_own_rules(options.language)) {
    console.info(
        fmt::format("{}: the tokenizer has no rules for this language and takes the English ones", options.language));
  }
  return {options.language, pipeline};
}

void tokenize(const Options& options, Console& console) {
  io::require_one_standard_input({"-", options.prefixes});
  const text::Pipeline pipeline = make_pipeline(options, console);
  io::LineReader input("-", {.allow_empty = true});
  for (std::string line; input.next(line);) {
    console.out(pipeline.line(line, input.name(), input.line_number()) + '\n');
  }
}

}  // namespace

void add_tokenize(CLI::App& app, Console& console) {
  auto* command = app.add_subcommand("tokenize", "Split raw text into tokens: standard input to output");
  auto options = std::make_shared<Options>();
  command->add_option("--language", options->language, "Language of the text, as ISO 639-1 code: es")
      ->type_name("CODE")
      ->required();
  command->add_option("--prefixes", options->prefixes, "Moses prefix file to use instead of koine's own abbreviations")
      ->type_name("FILE");
  add_value_option(*command, "tokenizer", options->kind,
                   "As Moses does; icu: Unicode's words, for scripts with marks or without spaces; none: at spaces");
  command->add_flag("--escape", options->tokenizer.escape,
                    "Write & | < > ' \" [ ] as entities, as Moses does by default");
  command->add_flag("--aggressive", options->tokenizer.aggressive, "Split hyphens inside words: a @-@ b");
  command->add_flag("--old-period", options->tokenizer.old_period,
                    "Treat the period of the last word as Moses did before 2019");
  command->add_option("--invalid-utf8", options->invalid_utf8, "What to do with bytes that are not UTF-8")
      ->check(CLI::IsMember({"refuse", "replace"}));
  command->callback([options, &console] { tokenize(*options, console); });
}

}  // namespace koine::cli
