#include "koine/skipgram/metrics.h"

#include <nlohmann/json.hpp>

#include "koine/core/error.h"

namespace koine::skipgram {

using Json = nlohmann::ordered_json;

std::string to_json_line(const EpochMetrics& m) {
  return Json{{"language", m.language},    {"epoch", m.epoch},
              {"loss_nats", m.loss_nats},  {"pairs", m.pairs},
              {"words", m.words},          {"learning_rate", m.learning_rate},
              {"seconds", m.seconds},      {"words_per_second", m.words_per_second},
              {"peak_bytes", m.peak_bytes}}
      .dump();
}

EpochMetrics metrics_from_json(const std::string& text) {
  try {
    const Json line = Json::parse(text);
    EpochMetrics m;
    m.language = line.at("language").get<std::string>();
    m.epoch = line.at("epoch").get<std::int64_t>();
    m.loss_nats = line.at("loss_nats").get<double>();
    m.pairs = line.at("pairs").get<std::int64_t>();
    m.words = line.at("words").get<std::int64_t>();
    m.learning_rate = line.at("learning_rate").get<double>();
    m.seconds = line.at("seconds").get<double>();
    m.words_per_second = line.at("words_per_second").get<double>();
    m.peak_bytes = line.at("peak_bytes").get<std::int64_t>();
    return m;
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::kInput, "a line of metrics.jsonl cannot be read")
        .found(error.what())
        .hint("it was changed, or is of another version");
  }
}

}  // namespace koine::skipgram
