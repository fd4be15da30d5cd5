#include "koine/corpus/run_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <utility>

#include "koine/core/error.h"
#include "koine/core/option_list.h"
#include "koine/corpus/text_options.h"
#include "koine/io/atomic_file.h"
#include "koine/io/byte_reader.h"
#include "koine/io/json_text.h"
#include "koine/io/option_json.h"
#include "koine/io/sha256.h"

namespace koine::corpus {
namespace {

using Json = nlohmann::ordered_json;

Json diagnosis_json(const Diagnosis& d) {
  return {{"language", d.language},
          {"sentences", d.sentences},
          {"tokens", d.tokens},
          {"types", d.types},
          {"vocabulary", d.vocabulary},
          {"minimum_count", d.minimum_count},
          {"unknown_tokens", d.unknown_tokens},
          {"unknown_rate", d.unknown_rate()},
          {"mean_length_tokens", d.mean_length_tokens()},
          {"torn_tokens", d.torn_tokens},
          {"unsplit_tokens", d.unsplit_tokens},
          {"replaced_tokens", d.replaced_tokens},
          {"longest_tokens", d.longest_tokens},
          {"cut_sentences", d.cut_sentences},
          {"repeated_sentences", d.repeated_sentences},
          {"max_tokens", d.max_tokens}};
}

Diagnosis diagnosis_of(const Json& json) {
  Diagnosis d;
  d.language = json.at("language").get<std::string>();
  d.sentences = json.at("sentences").get<std::int64_t>();
  d.tokens = json.at("tokens").get<std::int64_t>();
  d.types = json.at("types").get<std::int64_t>();
  d.vocabulary = json.at("vocabulary").get<std::int64_t>();
  d.minimum_count = json.value("minimum_count", std::int64_t{0});  // runs of before 2026-11-24 lack it
  d.unknown_tokens = json.at("unknown_tokens").get<std::int64_t>();
  d.torn_tokens = json.value("torn_tokens", std::int64_t{0});  // runs of before 2026-11-26 lack this and the next two
  d.unsplit_tokens = json.value("unsplit_tokens", std::int64_t{0});
  d.replaced_tokens = json.value("replaced_tokens", std::int64_t{0});
  d.longest_tokens = json.at("longest_tokens").get<std::int64_t>();
  d.cut_sentences = json.at("cut_sentences").get<std::int64_t>();
  d.repeated_sentences = json.at("repeated_sentences").get<std::int64_t>();
  d.max_tokens = json.at("max_tokens").get<std::int64_t>();
  return d;
}

// Two languages of one file are a slip that would cost the whole training.
void warn_of_one_text(const RunInput& one, const RunInput& other, Reporter& reporter) {
  for (const auto& file : one.files) {
    const auto same = [&](const auto& of_other) { return !file.sha256.empty() && of_other.sha256 == file.sha256; };
    if (const auto found = std::ranges::find_if(other.files, same); found != other.files.end()) {
      reporter.warning(fmt::format("{} and {} have one text: {} holds what {} holds", one.language, other.language,
                                   found->path, file.path));
    }
  }
}

// The files that are given for a language against those of the run.
void compare_files(const RunInput& run, const std::vector<std::string>& files, std::vector<std::string>& changed) {
  if (files.size() != run.files.size()) {
    changed.push_back(fmt::format("--text {}: was {} files, is {}", run.language, run.files.size(), files.size()));
    return;
  }
  for (std::size_t i = 0; i < files.size(); ++i) {
    const auto& before = run.files[i];
    if (!io::can_be_read_again(files[i])) continue;
    const std::string now = io::sha256_of_file(files[i]);
    if (now != before.sha256) {
      changed.push_back(fmt::format("--text {}={}: its SHA-256 was {}…, is {}…", run.language, files[i],
                                    before.sha256.substr(0, 12), now.substr(0, 12)));
    }
  }
}

// The files of the run against what became of them, which is no hindrance.
void warn_of_changed_files(const RunInput& run, Reporter& reporter) {
  for (const auto& file : run.files) {
    if (!io::can_be_read_again(file.path)) continue;
    const char* what = "has changed since the run began";
    try {
      if (io::sha256_of_file(file.path) == file.sha256) continue;
    } catch (const Error&) {
      what = "cannot be read any more";
    }
    reporter.warning(fmt::format("{} {}: the run goes on with its own copy of the text", file.path, what));
  }
}

}  // namespace

std::vector<std::string> TextRecord::languages() const {
  std::vector<std::string> names;
  for (const auto& input : inputs) names.push_back(input.language);
  return names;
}

RunText prepare_run_text(const std::vector<TextSource>& given, const PrepareOptions& options, Reporter& reporter) {
  const auto sources = join_sources(given, reporter);
  if (sources.empty()) {
    throw Error(ErrorKind::kUsage, "there is no text to train on").where("--text").expected("--text LANGUAGE=FILE");
  }
  io::require_one_standard_input(input_files(sources, options));
  for (const auto& [language, file] : options.prefix_files) {
    if (std::ranges::find(sources, language, &TextSource::language) == sources.end()) {
      throw Error(ErrorKind::kUsage, "there is no text of this language").where("--prefixes").found(language);
    }
  }
  RunText run;
  run.record.text = options;
  for (std::size_t l = 0; l < sources.size(); ++l) {
    auto prepared = prepare_language(sources[l], options, static_cast<std::uint32_t>(l), reporter);
    run.record.inputs.push_back({prepared.language, prepared.files});
    run.record.diagnoses.push_back(prepared.diagnosis);
    run.languages.push_back({.name = prepared.language,
                             .vocabulary = std::move(prepared.vocabulary),
                             .corpus = std::move(prepared.corpus)});
  }
  for (std::size_t l = 0; l < run.record.inputs.size(); ++l) {
    for (std::size_t k = 0; k < l; ++k) warn_of_one_text(run.record.inputs[k], run.record.inputs[l], reporter);
  }
  reporter.info(diagnosis_table(run.record.diagnoses));
  for (const auto& diagnosis : run.record.diagnoses) {
    for (const auto& warning : diagnosis_warnings(diagnosis)) reporter.warning(warning);
  }
  return run;
}

std::vector<std::string> input_files(const std::vector<TextSource>& sources, const PrepareOptions& options) {
  std::vector<std::string> files;
  for (const auto& source : sources) files.insert(files.end(), source.files.begin(), source.files.end());
  for (const auto& [language, file] : options.prefix_files) files.push_back(file);
  return files;
}

void store_run_text(const io::RunFolder& folder, const std::vector<RunLanguage>& languages) {
  folder.create();
  for (const auto& language : languages) {
    io::write_file(folder.vocabulary(language.name), text::to_tsv(language.vocabulary));
    write_corpus(language.corpus, folder.corpus(language.name));
  }
}

std::vector<RunLanguage> load_run_text(const io::RunFolder& folder, const TextRecord& record) {
  std::vector<RunLanguage> languages;
  for (const auto& name : record.languages()) {
    const std::string path = folder.vocabulary(name).string();
    auto vocabulary = text::parse_tsv(io::read_file(path), path);
    auto corpus = read_corpus(folder.corpus(name), vocabulary.size());
    languages.push_back({.name = name, .vocabulary = std::move(vocabulary), .corpus = std::move(corpus)});
  }
  return languages;
}

std::vector<std::string> changed_text(const TextRecord& record, const std::vector<TextSource>* given,
                                      Reporter& reporter) {
  std::vector<std::string> changed;
  if (given == nullptr) {
    for (const auto& input : record.inputs) warn_of_changed_files(input, reporter);
    return changed;
  }
  const auto sources = join_sources(*given, reporter);
  std::vector<std::string> names;
  for (const auto& source : sources) names.push_back(source.language);
  if (names != record.languages()) {
    changed.push_back(fmt::format("--text: the languages were {}, are {}", fmt::join(record.languages(), " "),
                                  fmt::join(names, " ")));
    return changed;
  }
  for (std::size_t l = 0; l < record.inputs.size(); ++l) compare_files(record.inputs[l], sources[l].files, changed);
  return changed;
}

void refuse_changes(const io::RunFolder& folder, const TextRecord& record, const ResumedText& asked,
                    std::vector<std::string> changed, Reporter& reporter) {
  for (auto& change : option_changes(record.text, asked.options, asked.given)) changed.push_back(std::move(change));
  if (asked.given.contains("prefixes") && asked.options.prefix_files != record.text.prefix_files) {
    changed.push_back("--prefixes names other files");
  }
  if (!asked.isa.empty() && asked.isa != asked.isa_of_run) {
    changed.push_back(fmt::format("--isa was {}, is {}", asked.isa_of_run, asked.isa));
  }
  if (changed.empty()) {
    changed = changed_text(record, asked.given.contains("text") ? &asked.sources : nullptr, reporter);
  }
  if (changed.empty()) return;
  throw Error(ErrorKind::kUsage, "a run goes on only as it was begun")
      .where(folder.path().string())
      .found(fmt::format("{}", fmt::join(changed, "; ")))
      .hint(
          "leave these options out (the run has its own copy of the text), or start anew with --force or in another "
          "folder");
}

std::string to_json(const TextRecord& record) {
  Json options = Json::object(), inputs = Json::array(), diagnoses = Json::array();
  TextRecord copy = record;  // the list of options is one of references that may be written to
  for_each_option(copy.text, [&options](const char* name, const auto& value, const char*) {
    options[name] = io::option_to_json(option_text(value));
  });
  for (const auto& input : record.inputs) {
    for (const auto& file : input.files) {
      inputs.push_back({{"language", input.language}, {"file", file.path}, {"sha256", file.sha256}});
    }
  }
  for (const auto& diagnosis : record.diagnoses) diagnoses.push_back(diagnosis_json(diagnosis));
  const Json json = {{"languages", record.languages()},
                     {"options", options},
                     {"prefix_files", record.text.prefix_files},
                     {"inputs", inputs},
                     {"diagnosis", diagnoses}};
  return io::json_text(json);
}

TextRecord text_record_from_json(const std::string& text, const std::string& place) {
  try {
    const Json json = Json::parse(text);
    TextRecord record;
    for (const Json& language : json.at("languages")) {
      record.inputs.push_back({language.get<std::string>(), {}});
      io::require_file_name(record.inputs.back().language, place);
    }
    for (const Json& input : json.at("inputs")) {
      for (auto& of : record.inputs) {
        if (of.language == input.at("language").get<std::string>()) {
          of.files.push_back({input.at("file").get<std::string>(), input.at("sha256").get<std::string>()});
        }
      }
    }
    for (const Json& diagnosis : json.at("diagnosis")) record.diagnoses.push_back(diagnosis_of(diagnosis));
    const Json& options = json.at("options");
    for_each_option(record.text, [&](const char* name, auto& value, const char*) {
      // Runs of before an option came to be lack it, and were made as its default is.
      if (options.contains(name)) io::option_of_json(value, name, options, place);
    });
    record.text.prefix_files = json.at("prefix_files").get<std::map<std::string, std::string>>();
    return record;
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::kInput, "the record of the run cannot be read").where(place).found(error.what());
  }
}

}  // namespace koine::corpus
