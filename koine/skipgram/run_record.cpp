#include "koine/skipgram/run_record.h"

#include <nlohmann/json.hpp>

#include "koine/core/error.h"
#include "koine/core/machine.h"
#include "koine/core/option_list.h"
#include "koine/core/version.h"
#include "koine/core/workers.h"
#include "koine/io/atomic_file.h"
#include "koine/io/byte_reader.h"
#include "koine/io/json_text.h"
#include "koine/io/option_json.h"
#include "koine/kernels/isa.h"
#include "koine/text/unicode.h"

namespace koine::skipgram {

using Json = nlohmann::ordered_json;

void write_run_record(const io::RunFolder& folder, const RunRecord& record) {
  Json text = Json::parse(corpus::to_json(record));
  for (const auto& [name, value] : option_texts(record.training)) text["options"][name] = io::option_to_json(value);
  const Json json = {{"koine", std::string(version())},
                     {"method", io::RunFolder::kSkipgram},
                     {"status", record.status},
                     {"languages", text["languages"]},
                     {"seed", record.training.seed},
                     {"hogwild", record.training.hogwild},
                     {"options", text["options"]},
                     {"prefix_files", text["prefix_files"]},
                     {"inputs", text["inputs"]},
                     {"diagnosis", text["diagnosis"]},
                     {"machine",
                      {{"processor", processor_name()},
                       {"cores", available_cores()},
                       {"threads", record.threads},
                       {"isa", record.isa}}},
                     {"libraries", {{"icu", text::icu_version()}}},
                     {"started", record.started},
                     {"written", utc_now()},
                     {"training_seconds", record.training_seconds}};
  io::write_file(folder.run_json(), io::json_text(json, 2) + "\n");
}

RunRecord read_run_record(const io::RunFolder& folder) {
  const std::string path = folder.run_json().string();
  if (!folder.exists()) {
    throw Error(ErrorKind::kInput, "there is no run here").where(path).hint("'koine skipgram' makes one");
  }
  if (folder.method() != io::RunFolder::kSkipgram) {
    throw Error(ErrorKind::kInput, "the run was not made by 'koine skipgram'").where(path);
  }
  try {
    const Json json = Json::parse(io::read_file(path));
    RunRecord record;
    static_cast<corpus::TextRecord&>(record) = corpus::text_record_from_json(json.dump(), path);
    record.status = json.at("status").get<std::string>();
    const Json& options = json.at("options");
    for_each_option(record.training, [&](const char* name, auto& value, const char*) {
      io::option_of_json(value, name, options, path);
    });
    record.text.seed = record.training.seed;
    record.isa = json.at("machine").at("isa").get<std::string>();
    record.threads = json.at("machine").at("threads").get<int>();
    record.started = json.at("started").get<std::string>();
    record.training_seconds = json.at("training_seconds").get<double>();
    return record;
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::kInput, "the record of the run cannot be read").where(path).found(error.what());
  }
}

}  // namespace koine::skipgram
