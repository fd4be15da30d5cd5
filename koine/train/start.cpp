#include "koine/train/start.h"

#include <fmt/format.h>

#include <algorithm>

#include "koine/core/error.h"
#include "koine/io/atomic_file.h"
#include "koine/io/byte_reader.h"
#include "koine/io/sha256.h"
#include "koine/kernels/isa.h"
#include "koine/train/text_options.h"

namespace koine::train {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStandardInput = "-";

// Everything that differs between what was asked for and what the run was made with, a line each.
std::vector<std::string> changed_options(const RunRequest& request, const RunRecord& record) {
  std::vector<std::pair<std::string, std::string>> of_run;
  RunRecord run = record;
  const auto note = [&of_run](const char* name, const auto& value, const char*) {
    of_run.emplace_back(name, option_text(value));
  };
  for_each_option(run.text, note);
  for_each_option(run.training, note);

  std::vector<std::string> changed;
  std::size_t i = 0;
  const auto compare = [&](const char* name, const auto& value, const char*) {
    const auto& before = of_run[i++].second;
    if (request.given.contains(name) && option_text(value) != before) {
      changed.push_back(fmt::format("--{} was {}, is {}", name, before, option_text(value)));
    }
  };
  RunRequest asked = request;
  for_each_option(asked.text, compare);
  for_each_option(asked.training, compare);
  if (request.given.contains("prefixes") && request.text.prefix_files != record.text.prefix_files) {
    changed.push_back("--prefixes names other files");
  }
  if (!request.isa.empty() && request.isa != record.isa) {
    changed.push_back(fmt::format("--isa was {}, is {}", record.isa, request.isa));
  }
  return changed;
}

// The files of a language against the run's. Standard input cannot be read twice: the encoded text of the run stands
// for it.
void compare_files(const RunInput& run, const std::vector<std::string>& files, bool given, Reporter& reporter,
                   std::vector<std::string>& changed) {
  if (files.size() != run.files.size()) {
    changed.push_back(fmt::format("--text {}: was {} files, is {}", run.language, run.files.size(), files.size()));
    return;
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto& before = run.files[i];
    if (files[i] == kStandardInput) continue;
    if (!given && !fs::exists(files[i])) {
      reporter.info(fmt::format("{} is not there any more; the run has its own copy of the encoded text", files[i]));
      continue;
    }
    const std::string now = io::sha256_of_file(files[i]);
    if (now != before.sha256) {
      changed.push_back(fmt::format("the text {}: its SHA-256 was {}…, is {}…", files[i], before.sha256.substr(0, 12),
                                    now.substr(0, 12)));
    }
  }
}

void refuse_changes(const io::RunFolder& folder, const RunRequest& request, const RunRecord& record,
                    Reporter& reporter) {
  std::vector<std::string> changed = changed_options(request, record);
  const bool given = request.given.contains("text");
  const auto sources = given ? corpus::join_sources(request.sources, reporter) : std::vector<corpus::TextSource>{};
  if (given) {
    std::vector<std::string> names;
    for (const auto& source : sources) names.push_back(source.language);
    if (names != record.languages()) {
      changed.push_back(fmt::format("--text: the languages were {}, are {}", fmt::join(record.languages(), " "),
                                    fmt::join(names, " ")));
    }
  }
  if (changed.empty()) {
    for (std::size_t l = 0; l < record.inputs.size(); ++l) {
      std::vector<std::string> files;
      for (const auto& file : record.inputs[l].files) files.push_back(file.path);
      compare_files(record.inputs[l], given ? sources[l].files : files, given, reporter, changed);
    }
  }
  if (changed.empty()) return;
  throw Error(ErrorKind::kUsage, "a run goes on only as it was begun")
      .where(folder.path().string())
      .found(fmt::format("{}", fmt::join(changed, "; ")))
      .hint("leave these options out, or start anew with --force or in another folder");
}

// What a killed process left half written.
void remove_leftovers(const io::RunFolder& folder) {
  for (const auto& part : {folder.path(), folder.vocabulary("x").parent_path(), folder.vectors("x").parent_path(),
                           folder.corpus("x").parent_path()}) {
    io::remove_stale_temporaries(part);
  }
}

OpenRun resume(const io::RunFolder& folder, const RunRequest& request, Reporter& reporter) {
  OpenRun run;
  run.record = read_run_record(folder);
  remove_leftovers(folder);
  refuse_changes(folder, request, run.record, reporter);
  kernels::choose_isa(kernels::isa_of(run.record.isa));
  for (const auto& name : run.record.languages()) {
    const std::string path = folder.vocabulary(name).string();
    auto vocabulary = text::parse_tsv(io::read_file(path), path);
    auto corpus = corpus::read_corpus(folder.corpus(name), vocabulary.size());
    run.languages.push_back({.name = name, .vocabulary = std::move(vocabulary), .corpus = std::move(corpus)});
  }
  return run;
}

// Only what koine itself writes, run.json first: without it the rest is not a run any more.
void remove_run(const io::RunFolder& folder) {
  std::error_code ignored;
  for (const auto& file : {folder.run_json(), folder.checkpoint(), folder.best(), folder.metrics()}) {
    fs::remove(file, ignored);
  }
  for (const char* name : {"vocabulary", "vectors", "corpus"}) fs::remove_all(folder.path() / name, ignored);
}

void store(const io::RunFolder& folder, const OpenRun& run) {
  folder.create();
  for (const auto& language : run.languages) {
    io::write_file(folder.vocabulary(language.name), text::to_tsv(language.vocabulary));
    corpus::write_corpus(language.corpus, folder.corpus(language.name));
  }
  write_run_record(folder, run.record);
}

}  // namespace

OpenRun prepare_run(const RunRequest& request, Reporter& reporter) {
  check_options(request.training);
  const auto sources = corpus::join_sources(request.sources, reporter);
  if (sources.empty()) {
    throw Error(ErrorKind::kUsage, "there is no text to train on").where("--text").expected("--text LANGUAGE=FILE");
  }
  OpenRun run;
  run.record.text = request.text;
  run.record.text.seed = request.training.seed;
  run.record.training = request.training;
  for (std::size_t l = 0; l < sources.size(); ++l) {
    auto prepared = corpus::prepare_language(sources[l], run.record.text, static_cast<std::uint32_t>(l), reporter);
    run.record.inputs.push_back({prepared.language, prepared.files});
    run.record.diagnoses.push_back(prepared.diagnosis);
    run.languages.push_back({.name = prepared.language,
                             .vocabulary = std::move(prepared.vocabulary),
                             .corpus = std::move(prepared.corpus)});
  }
  reporter.info(corpus::diagnosis_table(run.record.diagnoses));
  for (const auto& diagnosis : run.record.diagnoses) {
    for (const auto& warning : corpus::diagnosis_warnings(diagnosis)) reporter.warning(warning);
  }
  if (run.languages.size() == 1) {
    reporter.warning("a single language: there is no selection criterion, and no dictionary to make of it");
  }
  return run;
}

OpenRun open_run(const io::RunFolder& folder, const RunRequest& request, IfExists if_exists, Reporter& reporter) {
  if (if_exists == IfExists::kResume && folder.exists()) return resume(folder, request, reporter);
  std::error_code ignored;
  if (fs::exists(folder.path()) && !fs::is_directory(folder.path())) {
    throw Error(ErrorKind::kOutput, "a run needs a folder, and this is a file").where(folder.path().string());
  }
  if (if_exists == IfExists::kRefuse && fs::exists(folder.path()) && !fs::is_empty(folder.path(), ignored)) {
    throw Error(ErrorKind::kUsage, folder.exists() ? "there is a run here already" : "the folder is not empty")
        .where(folder.path().string())
        .hint("--resume goes on with it, --force replaces it; or choose another folder");
  }
  if (if_exists == IfExists::kResume) reporter.info("there is no run to go on with yet: starting from the beginning");
  check_options(request.training);
  choose_isa(request.isa, request.training.precision);
  OpenRun run = prepare_run(request, reporter);
  run.record.isa = kernels::name_of(kernels::active_isa());
  run.record.started = utc_now();
  remove_run(folder);
  remove_leftovers(folder);
  store(folder, run);
  return run;
}

}  // namespace koine::train
