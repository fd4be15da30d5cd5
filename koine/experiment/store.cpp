#include "koine/experiment/store.h"

#include <nlohmann/json.hpp>
#include <system_error>

#include "koine/core/error.h"
#include "koine/corpus/run_text.h"
#include "koine/experiment/made_step_json.h"
#include "koine/io/atomic_file.h"
#include "koine/io/byte_reader.h"
#include "koine/io/json_text.h"

namespace koine::experiment {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

constexpr const char* kRecord = "step.json";

StepRecord parse(const fs::path& path) {
  try {
    const Json json = Json::parse(io::read_file(path));
    StepRecord record;
    record.hash = json.at("hash").get<std::string>();
    record.command = json.at("command").get<std::string>();
    record.outcome = json.at("outcome").get<std::string>();
    record.message = json.at("message").get<std::string>();
    record.seconds = json.at("seconds").get<double>();
    record.resumed = json.at("resumed").get<bool>();
    record.threads = json.at("threads").get<int>();
    record.work.operations = json.at("operations").get<double>();
    record.work.seconds = json.at("fixed_seconds").get<double>();
    record.work.rate_class = json.at("class").get<std::string>();
    for (const Json& input : json.at("inputs")) {
      record.inputs.emplace_back(input.at("file").get<std::string>(), input.at("sha256").get<std::string>());
    }
    record.steps = json.at("steps").get<std::vector<std::string>>();
    record.koine = json.at("koine").get<std::string>();
    record.commit = json.at("commit").get<std::string>();
    record.processor = json.at("processor").get<std::string>();
    record.isa = json.at("isa").get<std::string>();
    record.written = json.at("written").get<std::string>();
    for (const Json& made : json.value("taken", Json::array())) record.taken.push_back(made_step_from_json(made));
    return record;
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::kInput, "the record of a step cannot be read")
        .where(path.string())
        .found(error.what())
        .hint("remove its folder, and the step is made again");
  }
}

[[noreturn]] void refuse(const fs::path& folder, const std::error_code& failed) {
  throw Error(ErrorKind::kOutput, "cannot make the folder").where(folder.string()).found(failed.message());
}

}  // namespace

std::string Store::read_file(const Step& step, const std::string& name) const {
  return use_file(step, name, [](const std::string& text, const std::string&) { return text; });
}

corpus::Diagnosis Store::diagnosis(const Step& step) const {
  return use_file(step, "text.json", [](const std::string& text, const std::string& place) {
    const auto diagnoses = corpus::text_record_from_json(text, place).diagnoses;
    if (diagnoses.empty()) throw Error(ErrorKind::kInput, "the record tells of no text").where(place);
    return diagnoses.front();
  });
}

std::optional<StepRecord> Store::read(const Step& step) const {
  const fs::path path = file(step, kRecord);
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return std::nullopt;
  if (step.keeps_epochs && !fs::exists(file(step, "epochs"), ignored)) return std::nullopt;
  StepRecord record = parse(path);
  if (record.hash != step.hash) {
    throw Error(ErrorKind::kInput, "the record is one of another step")
        .where(path.string())
        .found(record.hash)
        .expected(step.hash)
        .hint("remove its folder, and the step is made again");
  }
  return record;
}

void Store::write(const Step& step, const StepRecord& record) const {
  Json inputs = Json::array();
  for (const auto& [file, sha256] : record.inputs) inputs.push_back({{"file", file}, {"sha256", sha256}});
  Json json = {{"kind", step.kind},
               {"label", step.label},
               {"hash", step.hash},
               {"command", record.command},
               {"inputs", inputs},
               {"steps", record.steps},
               {"outcome", record.outcome},
               {"message", record.message},
               {"seconds", record.seconds},
               {"resumed", record.resumed},
               {"threads", record.threads},
               {"class", record.work.rate_class},
               {"operations", record.work.operations},
               {"fixed_seconds", record.work.seconds},
               {"koine", record.koine},
               {"commit", record.commit},
               {"processor", record.processor},
               {"isa", record.isa},
               {"written", record.written}};
  if (!record.taken.empty()) {
    json["taken"] = Json::array();
    for (const MadeStep& made : record.taken) json["taken"].push_back(to_json(made));
  }
  io::write_file(file(step, kRecord), io::json_text(json, 2) + "\n");
}

std::vector<StepRecord> Store::all() const {
  std::vector<StepRecord> records;
  std::error_code failed;
  for (fs::directory_iterator entry(folder_, failed), end; !failed && entry != end; entry.increment(failed)) {
    std::error_code ignored;
    if (!fs::exists(entry->path() / kRecord, ignored)) continue;
    try {
      records.push_back(parse(entry->path() / kRecord));
    } catch (const Error&) {
      continue;  // it is told where the step is needed
    }
  }
  return records;
}

std::optional<std::string> Store::isa(const Step& step) const {
  const fs::path path = file(step, "run.json");
  std::error_code ignored;
  if (!fs::exists(path, ignored)) return std::nullopt;
  const Json record = Json::parse(io::read_file(path), nullptr, false);
  const Json::json_pointer place("/machine/isa");
  if (!record.contains(place) || !record[place].is_string()) return std::nullopt;
  return record[place].get<std::string>();
}

io::FileLock Store::lock(const Step& step) const {
  const fs::path locks = folder_ / ".locks";
  std::error_code failed;
  fs::create_directories(locks, failed);
  if (failed) refuse(locks, failed);
  io::FileLock lock = io::FileLock::if_free(locks / step.folder);
  lock.share_with_children();
  return lock;
}

bool Store::prepare(const Step& step) const {
  const fs::path path = folder(step);
  std::error_code failed;
  // A command that ended before its run.json was there has nothing to go on from: what it left is its log.
  // Nor has one whose first epochs are wanted and were not kept.
  const bool lacks_epochs = step.keeps_epochs && fs::exists(path / "metrics.jsonl") && !fs::exists(path / "epochs");
  const bool resumes = step.trains && fs::exists(path / "run.json", failed) && !lacks_epochs;
  if (!resumes) fs::remove_all(path, failed);
  if (!failed) fs::create_directories(path, failed);
  if (failed) refuse(path, failed);
  return resumes;
}

}  // namespace koine::experiment
