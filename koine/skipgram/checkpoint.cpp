#include "koine/skipgram/checkpoint.h"

#include <nlohmann/json.hpp>

#include "koine/core/error.h"

namespace koine::skipgram {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kStateKey = "koine_skipgram_state";

}  // namespace

void save_checkpoint(const std::filesystem::path& path, ConstView input, ConstView output, const RunState& state) {
  io::ArchiveWriter archive;
  archive.add("input", input);
  archive.add("output", output);
  const Json json = {{"language", state.language}, {"epoch", state.epoch}, {"metrics", state.metrics}};
  archive.metadata(kStateKey, json.dump());
  archive.commit(path);
}

Checkpoint load_checkpoint(const std::filesystem::path& path) {
  Checkpoint checkpoint;
  checkpoint.vectors = io::Archive::read(path);
  try {
    const Json json = Json::parse(checkpoint.vectors.metadata(kStateKey));
    checkpoint.state.language = json.at("language").get<std::int64_t>();
    checkpoint.state.epoch = json.at("epoch").get<std::int64_t>();
    checkpoint.state.metrics = json.at("metrics").get<std::vector<std::string>>();
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::kInput, "the state in the checkpoint cannot be read")
        .where(path.string())
        .found(error.what())
        .hint("the file is of another program or version: begin the run anew with --force");
  }
  return checkpoint;
}

void copy_vectors(const Checkpoint& checkpoint, View input, View output) {
  checkpoint.vectors.copy_floats("input", input);
  checkpoint.vectors.copy_floats("output", output);
}

}  // namespace koine::skipgram
