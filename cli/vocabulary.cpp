#include "koine/text/vocabulary.h"

#include <memory>
#include <nlohmann/json.hpp>
#include <system_error>

#include "cli/commands.h"
#include "cli/run_arguments.h"
#include "koine/core/error.h"
#include "koine/core/version.h"
#include "koine/corpus/run_text.h"
#include "koine/io/atomic_file.h"
#include "koine/io/byte_reader.h"
#include "koine/io/json_text.h"

namespace koine::cli {
namespace {

struct VocabularyCommand {
  RunArguments arguments;
  corpus::PrepareOptions text;
};

// The languages of the vocabularies that are to be replaced.
std::vector<std::string> languages_of_before(const std::filesystem::path& record_file) {
  std::error_code ignored;
  if (!std::filesystem::exists(record_file, ignored)) return {};
  return corpus::text_record_from_json(io::read_file(record_file), record_file.string()).languages();
}

void run_command(VocabularyCommand& command, Console& console) {
  const RunArguments& arguments = command.arguments;
  arguments.set_prefix_files(command.text);
  const io::RunFolder folder(arguments.run);
  const auto record_file = folder.path() / "text.json";
  std::error_code ignored;
  if (folder.exists() || (std::filesystem::exists(record_file, ignored) && !arguments.force)) {
    throw Error(ErrorKind::kUsage, "the folder holds a run, or vocabularies, already")
        .where(folder.path().string())
        .hint("choose another one; --force replaces vocabularies");
  }
  if (std::filesystem::exists(folder.path(), ignored) && !std::filesystem::is_directory(folder.path(), ignored)) {
    throw Error(ErrorKind::kUsage, "the vocabularies need a folder, and this is a file")
        .where(folder.path().string())
        .hint("choose another name");
  }
  const auto sources = arguments.sources();
  io::refuse_inputs_inside(folder.path(), corpus::input_files(sources, command.text));
  for (const auto& source : sources) {
    const auto file = folder.vocabulary(source.language);
    if (arguments.force || !std::filesystem::exists(file, ignored)) continue;
    throw Error(ErrorKind::kUsage, "there is a file already where a vocabulary is to be written")
        .where(file.string())
        .hint("choose another folder; --force replaces it");
  }
  const corpus::RunText text = corpus::prepare_run_text(sources, command.text, console);
  const auto vocabularies = folder.vocabulary("x").parent_path();
  std::error_code failed;
  std::filesystem::create_directories(vocabularies, failed);
  if (failed) {
    throw Error(ErrorKind::kOutput, "cannot create the folder").where(vocabularies.string()).found(failed.message());
  }
  for (const auto& language : languages_of_before(record_file)) {
    std::filesystem::remove(folder.vocabulary(language), ignored);
  }
  for (const auto& language : text.languages) {
    io::write_file(folder.vocabulary(language.name), text::to_tsv(language.vocabulary));
  }
  nlohmann::ordered_json record = {{"koine", version()}, {"seed", command.text.seed}};
  record.update(nlohmann::ordered_json::parse(corpus::to_json(text.record)));
  io::write_file(record_file, io::json_text(record) + "\n");
  console.info("the vocabularies are in " + vocabularies.string());
}

}  // namespace

void add_vocabulary(CLI::App& app, Console& console) {
  auto command = std::make_shared<VocabularyCommand>();
  CLI::App* sub = app.add_subcommand("vocabulary", "The words that a training on a text would know; trains nothing");
  add_text_options(*sub, command->arguments, command->text);
  sub->add_flag("--force", command->arguments.force, "Replace the vocabularies in RUN");
  sub->add_option("--seed", command->text.seed, "Seed of the draw of sentences")
      ->type_name("NUMBER")
      ->transform(whole_number_from(0));
  sub->callback([command, &console] { run_command(*command, console); });
}

}  // namespace koine::cli
