#include "koine/train/run_record.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <ctime>
#include <fstream>
#include <nlohmann/json.hpp>

#include "koine/core/error.h"
#include "koine/core/version.h"
#include "koine/core/workers.h"
#include "koine/io/atomic_file.h"
#include "koine/kernels/isa.h"
#include "koine/text/unicode.h"
#include "koine/train/text_options.h"

namespace koine::train {
namespace {

using Json = nlohmann::ordered_json;

// Text that is a JSON number, true or false becomes one.
Json typed(const std::string& text) {
  Json value = Json::parse(text, nullptr, false);
  return value.is_number() || value.is_boolean() ? value : Json(text);
}

std::string text_of(const Json& value) {
  return value.is_string() ? value.get<std::string>() : value.dump();
}

Json options_json(RunRecord record) {
  Json json = Json::object();
  const auto add = [&json](const char* name, const auto& value, const char*) {
    json[name] = typed(option_text(value));
  };
  for_each_option(record.text, add);
  for_each_option(record.training, add);
  return json;
}

void read_options(const Json& json, RunRecord& record) {
  const auto set = [&json](const char* name, auto& value, const char*) {
    // Runs of before an option came to be lack it, and were made as its default is.
    if (json.contains(name)) set_option(value, name, text_of(json.at(name)));
  };
  for_each_option(record.text, set);
  for_each_option(record.training, set);
  record.text.seed = record.training.seed;
}

Json diagnosis_json(const corpus::Diagnosis& d) {
  return {{"language", d.language},
          {"sentences", d.sentences},
          {"tokens", d.tokens},
          {"types", d.types},
          {"vocabulary", d.vocabulary},
          {"minimum_count", d.minimum_count},
          {"unknown_tokens", d.unknown_tokens},
          {"unknown_rate", d.unknown_rate()},
          {"mean_length_tokens", d.mean_length_tokens()},
          {"longest_tokens", d.longest_tokens},
          {"cut_sentences", d.cut_sentences},
          {"repeated_sentences", d.repeated_sentences},
          {"max_tokens", d.max_tokens}};
}

corpus::Diagnosis diagnosis_of(const Json& json) {
  corpus::Diagnosis d;
  d.language = json.at("language").get<std::string>();
  d.sentences = json.at("sentences").get<std::int64_t>();
  d.tokens = json.at("tokens").get<std::int64_t>();
  d.types = json.at("types").get<std::int64_t>();
  d.vocabulary = json.at("vocabulary").get<std::int64_t>();
  d.minimum_count = json.value("minimum_count", std::int64_t{0});  // runs of before 2026-11-24 lack it
  d.unknown_tokens = json.at("unknown_tokens").get<std::int64_t>();
  d.longest_tokens = json.at("longest_tokens").get<std::int64_t>();
  d.cut_sentences = json.at("cut_sentences").get<std::int64_t>();
  d.repeated_sentences = json.at("repeated_sentences").get<std::int64_t>();
  d.max_tokens = json.at("max_tokens").get<std::int64_t>();
  return d;
}

std::string processor_name() {
  std::ifstream cpuinfo("/proc/cpuinfo");
  for (std::string line; std::getline(cpuinfo, line);) {
    if (line.starts_with("model name")) return line.substr(line.find(':') + 2);
  }
  return "unknown";
}

}  // namespace

std::vector<std::string> RunRecord::languages() const {
  std::vector<std::string> names;
  for (const auto& input : inputs) names.push_back(input.language);
  return names;
}

void write_run_record(const io::RunFolder& folder, const RunRecord& record) {
  Json inputs = Json::array(), dictionaries = Json::array(), diagnoses = Json::array();
  for (const auto& input : record.inputs) {
    for (const auto& file : input.files) {
      inputs.push_back({{"language", input.language}, {"file", file.path}, {"sha256", file.sha256}});
    }
  }
  for (const auto& dictionary : record.dictionaries) {
    dictionaries.push_back({{"source", dictionary.source},
                            {"target", dictionary.target},
                            {"file", dictionary.file.path},
                            {"sha256", dictionary.file.sha256}});
  }
  for (const auto& diagnosis : record.diagnoses) diagnoses.push_back(diagnosis_json(diagnosis));
  const Json json = {{"koine", std::string(version())},
                     {"status", record.status},
                     {"languages", record.languages()},
                     {"seed", record.training.seed},
                     {"options", options_json(record)},
                     {"prefix_files", record.text.prefix_files},
                     {"inputs", inputs},
                     {"dictionaries", dictionaries},
                     {"diagnosis", diagnoses},
                     {"machine",
                      {{"processor", processor_name()},
                       {"cores", available_cores()},
                       {"threads", record.threads},
                       {"isa", record.isa}}},
                     {"libraries", {{"onednn", kernels::onednn_version()}, {"icu", text::icu_version()}}},
                     {"started", record.started},
                     {"written", utc_now()},
                     {"training_seconds", record.training_seconds},
                     {"chosen_epoch", record.chosen_epoch}};
  io::write_file(folder.run_json(), json.dump(2) + "\n");
}

RunRecord read_run_record(const io::RunFolder& folder) {
  const std::string path = folder.run_json().string();
  std::ifstream file(path);
  if (!file) {
    throw Error(ErrorKind::kInput, "there is no run here").where(path).hint("'koine train' makes one");
  }
  try {
    const Json json = Json::parse(file);
    RunRecord record;
    record.status = json.at("status").get<std::string>();
    for (const Json& language : json.at("languages")) record.inputs.push_back({language.get<std::string>(), {}});
    for (const Json& input : json.at("inputs")) {
      for (auto& of : record.inputs) {
        if (of.language == input.at("language").get<std::string>()) {
          of.files.push_back({input.at("file").get<std::string>(), input.at("sha256").get<std::string>()});
        }
      }
    }
    for (const Json& dictionary : json.value("dictionaries", Json::array())) {  // runs of before 2026-11-24 lack it
      record.dictionaries.push_back(
          {dictionary.at("source").get<std::string>(),
           dictionary.at("target").get<std::string>(),
           {dictionary.at("file").get<std::string>(), dictionary.at("sha256").get<std::string>()}});
    }
    for (const Json& diagnosis : json.at("diagnosis")) record.diagnoses.push_back(diagnosis_of(diagnosis));
    read_options(json.at("options"), record);
    record.text.prefix_files = json.at("prefix_files").get<std::map<std::string, std::string>>();
    record.isa = json.at("machine").at("isa").get<std::string>();
    record.threads = json.at("machine").at("threads").get<int>();
    record.started = json.at("started").get<std::string>();
    record.training_seconds = json.at("training_seconds").get<double>();
    record.chosen_epoch = json.at("chosen_epoch").get<std::int64_t>();
    return record;
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::kInput, "the record of the run cannot be read").where(path).found(error.what());
  }
}

std::string utc_now() {
  return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(std::time(nullptr)));
}

}  // namespace koine::train
