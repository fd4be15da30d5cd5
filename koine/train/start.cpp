#include "koine/train/start.h"

#include <fmt/format.h>

#include <utility>

#include "koine/core/error.h"
#include "koine/core/machine.h"
#include "koine/core/option_list.h"
#include "koine/corpus/text_options.h"
#include "koine/io/atomic_file.h"
#include "koine/io/byte_reader.h"
#include "koine/io/sha256.h"
#include "koine/kernels/isa.h"
#include "koine/train/trainer.h"

namespace koine::train {
namespace {

// The dictionaries that were asked for against the run's.
void note_changed_dictionaries(const RunRequest& request, const RunRecord& record, std::vector<std::string>& changed) {
  if (request.dictionaries.size() != record.dictionaries.size()) {
    changed.push_back(
        fmt::format("--dictionary: there were {}, are {}", record.dictionaries.size(), request.dictionaries.size()));
    return;
  }
  for (std::size_t i = 0; i < request.dictionaries.size(); ++i) {
    const auto& [name, file] = request.dictionaries[i];
    const RunDictionary& before = record.dictionaries[i];
    if (name != before.source + "-" + before.target) {
      changed.push_back(fmt::format("--dictionary was of {}-{}, is of {}", before.source, before.target, name));
    } else if (io::can_be_read_again(file) && io::sha256_of_file(file) != before.file.sha256) {
      changed.push_back(fmt::format("--dictionary {}: the SHA-256 of {} is not that of the run", name, file));
    }
  }
}

void require_one_standard_input(const RunRequest& request) {
  auto files = corpus::input_files(request.sources, request.text);
  for (const auto& [languages, file] : request.dictionaries) files.push_back(file);
  io::require_one_standard_input(files);
}

OpenRun resume(const io::RunFolder& folder, const RunRequest& request, Reporter& reporter) {
  OpenRun run;
  run.lock = io::FileLock(folder.lock());
  run.record = read_run_record(folder);
  run.record.threads = request.threads;
  io::remove_leftovers(folder);
  std::vector<std::string> changed = option_changes(run.record.training, request.training, request.given);
  if (request.given.contains("dictionary")) note_changed_dictionaries(request, run.record, changed);
  corpus::refuse_changes(folder, run.record,
                         {request.sources, request.text, request.given, request.isa, run.record.isa},
                         std::move(changed), reporter);
  kernels::choose_isa(kernels::isa_of(run.record.isa));
  run.languages = corpus::load_run_text(folder, run.record);
  if (!run.record.dictionaries.empty()) {
    const std::string path = folder.translations().string();
    run.translations = parse_translations(io::read_file(path), path, run.languages);
  }
  return run;
}

}  // namespace

OpenRun prepare_run(const RunRequest& request, Reporter& reporter) {
  check_options(request.training);
  corpus::PrepareOptions text_options = request.text;
  text_options.seed = request.training.seed;
  std::vector<std::string> names;
  for (const auto& source : corpus::join_sources(request.sources, silent_reporter())) names.push_back(source.language);
  OpenRun run;
  if (request.dictionaries.empty() && request.given.contains("dictionary-weight")) {
    throw Error(ErrorKind::kUsage, "there is no dictionary that would have a weight").where("--dictionary-weight");
  }
  require_one_standard_input(request);
  for (const auto& [name, file] : request.dictionaries) {
    run.record.dictionaries.push_back(run_dictionary(name, file, names));
  }
  const auto dictionaries = read_dictionaries(run.record.dictionaries, reporter);
  corpus::RunText text = corpus::prepare_run_text(request.sources, text_options, reporter);
  static_cast<corpus::TextRecord&>(run.record) = std::move(text.record);
  run.record.training = request.training;
  run.languages = std::move(text.languages);
  run.translations = translations_of(run.record.dictionaries, dictionaries, run.languages, reporter);
  if (!dictionaries.empty()) {
    reporter.info(fmt::format("semi-supervised: {} pairs of the dictionaries {}", run.translations.size(),
                              request.training.dictionary_weight > 0
                                  ? "pull their words together"
                                  : "are measured, but move nothing: --dictionary-weight is 0"));
  }
  check_dictionary_weight(request.training, run.translations);
  if (run.languages.size() == 1) {
    reporter.warning("a single language: there is no selection criterion, and no dictionary to make of it");
  }
  return run;
}

OpenRun open_run(const io::RunFolder& folder, const RunRequest& request, IfExists if_exists, Reporter& reporter) {
  if (if_exists == IfExists::kResume && folder.exists()) return resume(folder, request, reporter);
  std::vector<std::string> files = corpus::input_files(request.sources, request.text);
  for (const auto& [languages, file] : request.dictionaries) files.push_back(file);
  io::RunPlace place(folder, if_exists, files);
  if (if_exists == IfExists::kResume) reporter.info("there is no run to go on with yet: starting from the beginning");
  check_options(request.training);
  choose_isa(request.isa, request.training.precision);
  OpenRun run = prepare_run(request, reporter);
  run.record.isa = kernels::name_of(kernels::active_isa());
  run.record.threads = request.threads;
  run.record.started = utc_now();
  run.lock = place.take();
  corpus::store_run_text(folder, run.languages);
  if (!run.translations.empty()) io::write_file(folder.translations(), to_tsv(run.translations, run.languages));
  write_run_record(folder, run.record);
  return run;
}

}  // namespace koine::train
