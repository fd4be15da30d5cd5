#include "koine/train/run_record.h"

#include <fstream>
#include <nlohmann/json.hpp>

#include "koine/core/error.h"
#include "koine/core/machine.h"
#include "koine/core/version.h"
#include "koine/core/workers.h"
#include "koine/io/atomic_file.h"
#include "koine/io/json_text.h"
#include "koine/io/option_json.h"
#include "koine/kernels/isa.h"
#include "koine/text/unicode.h"

namespace koine::train {
namespace {

using Json = nlohmann::ordered_json;

}  // namespace

void write_run_record(const io::RunFolder& folder, const RunRecord& record) {
  Json text = Json::parse(corpus::to_json(record));
  TrainOptions training = record.training;
  for_each_option(training, [&text](const char* name, const auto& value, const char*) {
    text["options"][name] = io::option_to_json(option_text(value));
  });
  Json dictionaries = Json::array();
  for (const auto& dictionary : record.dictionaries) {
    dictionaries.push_back({{"source", dictionary.source},
                            {"target", dictionary.target},
                            {"file", dictionary.file.path},
                            {"sha256", dictionary.file.sha256}});
  }
  const Json json = {{"koine", std::string(version())},
                     {"status", record.status},
                     {"languages", text["languages"]},
                     {"seed", record.training.seed},
                     {"options", text["options"]},
                     {"prefix_files", text["prefix_files"]},
                     {"inputs", text["inputs"]},
                     {"dictionaries", dictionaries},
                     {"diagnosis", text["diagnosis"]},
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
  io::write_file(folder.run_json(), io::json_text(json, 2) + "\n");
}

RunRecord read_run_record(const io::RunFolder& folder) {
  const std::string path = folder.run_json().string();
  std::ifstream file(path);
  if (!file) {
    throw Error(ErrorKind::kInput, "there is no run here").where(path).hint("'koine train' makes one");
  }
  try {
    const Json json = Json::parse(file);
    if (json.contains("method")) {
      throw Error(ErrorKind::kInput, "the run was not made by 'koine train'").where(path).found(json["method"].dump());
    }
    RunRecord record;
    static_cast<corpus::TextRecord&>(record) = corpus::text_record_from_json(json.dump(), path);
    record.status = json.at("status").get<std::string>();
    for_each_option(record.training, [&](const char* name, auto& value, const char*) {
      // Runs of before an option came to be lack it, and were made as its default is.
      const Json& options = json.at("options");
      if (options.contains(name)) io::option_of_json(value, name, options, path);
    });
    record.text.seed = record.training.seed;
    for (const Json& dictionary : json.value("dictionaries", Json::array())) {  // runs of before 2026-11-24 lack it
      record.dictionaries.push_back(
          {dictionary.at("source").get<std::string>(),
           dictionary.at("target").get<std::string>(),
           {dictionary.at("file").get<std::string>(), dictionary.at("sha256").get<std::string>()}});
    }
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

}  // namespace koine::train
