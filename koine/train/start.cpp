#include "koine/train/start.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "koine/core/error.h"
#include "koine/io/atomic_file.h"
#include "koine/io/byte_reader.h"
#include "koine/io/sha256.h"
#include "koine/kernels/isa.h"
#include "koine/train/text_options.h"
#include "koine/train/trainer.h"

namespace koine::train {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kStandardInput = "-";

// The dictionaries that were asked for against the run's.
void note_changed_dictionaries(const RunRequest& request, const RunRecord& record, std::vector<std::string>& changed) {
  if (request.dictionaries.size() != record.dictionaries.size()) {
    changed.push_back(fmt::format("--dictionary: there were {}, are {}", record.dictionaries.size(),
                                  request.dictionaries.size()));
    return;
  }
  for (std::size_t i = 0; i < request.dictionaries.size(); ++i) {
    const auto& [name, file] = request.dictionaries[i];
    const RunDictionary& before = record.dictionaries[i];
    if (name != before.source + "-" + before.target) {
      changed.push_back(fmt::format("--dictionary was of {}-{}, is of {}", before.source, before.target, name));
    } else if (file != kStandardInput && io::sha256_of_file(file) != before.file.sha256) {
      changed.push_back(fmt::format("--dictionary {}: the SHA-256 of {} is not that of the run", name, file));
    }
  }
}

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
  if (request.given.contains("dictionary")) note_changed_dictionaries(request, record, changed);
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
  run.lock = io::FileLock(folder.lock());
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
  if (!run.record.dictionaries.empty()) {
    const std::string path = folder.translations().string();
    run.translations = parse_translations(io::read_file(path), path, run.languages);
  }
  return run;
}

// The files that lie beside `example` and have its ending.
std::vector<fs::path> files_like(const fs::path& example) {
  std::vector<fs::path> files;
  std::error_code ignored;
  for (fs::directory_iterator entry(example.parent_path(), ignored), end; !ignored && entry != end;
       entry.increment(ignored)) {
    if (entry->is_regular_file(ignored) && entry->path().extension() == example.extension()) {
      files.push_back(entry->path());
    }
  }
  return files;
}

// Removes what koine writes and nothing else: the results, run.json, then what a run begins with. A kill in between
// leaves a run that can start over, or what holds_foreign_files() takes for the remains of one.
void remove_run(const io::RunFolder& folder) {
  std::vector<fs::path> files{folder.checkpoint(), folder.best(), folder.metrics(), folder.translations()};
  const auto append = [&files](const std::vector<fs::path>& more) {
    files.insert(files.end(), more.begin(), more.end());
  };
  append(files_like(folder.vectors("x")));
  append({folder.run_json()});
  append(files_like(folder.vocabulary("x")));
  append(files_like(folder.corpus("x")));
  std::error_code ignored;
  for (const auto& file : files) fs::remove(file, ignored);
}

// Whether a folder without a run.json holds more than koine leaves there when it is killed before it has written one.
bool holds_foreign_files(const io::RunFolder& folder) {
  std::set<fs::path> own{folder.lock(), folder.translations(), folder.vectors("x").parent_path()};
  for (const auto& example : {folder.vocabulary("x"), folder.corpus("x")}) {
    own.insert(example.parent_path());
    for (const auto& file : files_like(example)) own.insert(file);
  }
  std::error_code failed;
  const auto follow = fs::directory_options::follow_directory_symlink;
  for (fs::recursive_directory_iterator entry(folder.path(), follow, failed), end; !failed && entry != end;
       entry.increment(failed)) {
    if (!own.contains(entry->path())) return true;
  }
  return static_cast<bool>(failed);
}

// Error: kUsage for a file in the place of the folder, and for content that is not koine's to replace, or not unless
// asked to.
void require_place(const io::RunFolder& folder, IfExists if_exists) {
  const auto refuse = [&folder](const char* what, const char* hint) {
    throw Error(ErrorKind::kUsage, what).where(folder.path().string()).hint(hint);
  };
  std::error_code ignored;
  if (!fs::exists(folder.path(), ignored)) return;
  if (!fs::is_directory(folder.path())) refuse("a run needs a folder, and this is a file", "choose another name");
  if (folder.exists()) {
    if (if_exists != IfExists::kRefuse) return;
    refuse("there is a run here already", "--resume goes on with it, --force replaces it; or choose another folder");
  }
  if (holds_foreign_files(folder)) refuse("the folder holds files, but no run of koine", "choose another folder");
  const auto is_lock = [&folder](const fs::directory_entry& entry) { return entry.path() == folder.lock(); };
  if (if_exists == IfExists::kRefuse && !std::ranges::all_of(fs::directory_iterator(folder.path()), is_lock)) {
    refuse("the folder holds what is left of a run that was killed", "--force or --resume begins it anew");
  }
}

// A text inside the folder could be taken for a part of the run, and be removed with it.
void refuse_inputs_inside(const io::RunFolder& folder, const RunRequest& request) {
  std::vector<std::string> files;
  for (const auto& source : request.sources) files.insert(files.end(), source.files.begin(), source.files.end());
  for (const auto& [language, file] : request.text.prefix_files) files.push_back(file);
  for (const auto& [languages, file] : request.dictionaries) files.push_back(file);
  std::error_code ignored;
  const fs::path run = fs::weakly_canonical(fs::absolute(folder.path()), ignored);
  for (const auto& file : files) {
    const fs::path from_run = fs::weakly_canonical(fs::absolute(file), ignored).lexically_relative(run);
    if (file == kStandardInput || from_run.empty() || *from_run.begin() == "..") continue;
    throw Error(ErrorKind::kUsage, "the text lies in the folder that the run is to be made in")
        .where(file)
        .hint("choose another folder for the run");
  }
}

void store(const io::RunFolder& folder, const OpenRun& run) {
  folder.create();
  for (const auto& language : run.languages) {
    io::write_file(folder.vocabulary(language.name), text::to_tsv(language.vocabulary));
    corpus::write_corpus(language.corpus, folder.corpus(language.name));
  }
  if (!run.translations.empty()) io::write_file(folder.translations(), to_tsv(run.translations, run.languages));
  write_run_record(folder, run.record);
}

}  // namespace

OpenRun prepare_run(const RunRequest& request, Reporter& reporter) {
  check_options(request.training);
  const auto sources = corpus::join_sources(request.sources, reporter);
  if (sources.empty()) {
    throw Error(ErrorKind::kUsage, "there is no text to train on").where("--text").expected("--text LANGUAGE=FILE");
  }
  for (const auto& [language, file] : request.text.prefix_files) {
    if (std::ranges::find(sources, language, &corpus::TextSource::language) == sources.end()) {
      throw Error(ErrorKind::kUsage, "there is no text of this language").where("--prefixes").found(language);
    }
  }
  std::vector<std::string> names;
  for (const auto& source : sources) names.push_back(source.language);
  OpenRun run;
  for (const auto& [name, file] : request.dictionaries) {
    run.record.dictionaries.push_back(run_dictionary(name, file, names));
  }
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
  run.translations = read_translations(run.record.dictionaries, run.languages, reporter);
  check_dictionary_weight(request.training, run.translations);
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
  if (if_exists != IfExists::kRefuse) remove_leftovers(folder);
  require_place(folder, if_exists);
  refuse_inputs_inside(folder, request);
  io::FileLock lock = folder.exists() ? io::FileLock(folder.lock()) : io::FileLock();
  if (if_exists == IfExists::kResume) reporter.info("there is no run to go on with yet: starting from the beginning");
  check_options(request.training);
  choose_isa(request.isa, request.training.precision);
  OpenRun run = prepare_run(request, reporter);
  run.record.isa = kernels::name_of(kernels::active_isa());
  run.record.started = utc_now();
  if (lock.held()) {
    remove_run(folder);
  } else {
    folder.create();
    lock = io::FileLock(folder.lock());
    if (folder.exists()) require_place(folder, IfExists::kRefuse);   // somebody was faster, and is done already
  }
  store(folder, run);
  run.lock = std::move(lock);
  return run;
}

}  // namespace koine::train
