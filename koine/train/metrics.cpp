#include "koine/train/metrics.h"

#include <cmath>
#include <nlohmann/json.hpp>

#include "koine/core/error.h"

namespace koine::train {
namespace {

using Json = nlohmann::ordered_json;

Json number_or_null(const std::optional<double>& value) {
  return value ? Json(*value) : Json(nullptr);
}

std::optional<double> optional_number(const Json& value) {
  if (value.is_null()) return std::nullopt;
  return value.get<double>();
}

}  // namespace

double EpochMetrics::loss_nats() const {
  double sum = 0;
  int languages = 0;
  for (const auto& loss : losses) {
    if (loss.words == 0) continue;
    sum += loss.mean_per_word();
    ++languages;
  }
  return languages == 0 ? 0 : sum / languages;
}

double EpochMetrics::perplexity() const {
  return std::exp(loss_nats());
}

std::string to_json_line(const EpochMetrics& m, const std::vector<std::string>& languages) {
  Json per_language = Json::object();
  for (std::size_t l = 0; l < languages.size(); ++l) {
    const LossTotals& loss = m.losses[l];
    per_language[languages[l]] = {{"forward_nats", loss.per_word(model::kForward)},
                                  {"backward_nats", loss.per_word(model::kBackward)},
                                  {"words", loss.words},
                                  {"mean_random_cosine", m.mean_random_cosine[l]}};
  }
  const Json line = {{"epoch", m.epoch},
                     {"loss_nats", m.loss_nats()},
                     {"perplexity", m.perplexity()},
                     {"loss_over", m.losses_of_sample ? "sample" : "training"},
                     {"languages", per_language},
                     {"criterion", number_or_null(m.criterion)},
                     {"criterion_with_r_target", number_or_null(m.criterion_with_r_target)},
                     {"criterion_margin", number_or_null(m.criterion_margin)},
                     {"dictionary_distance", number_or_null(m.dictionary_distance)},
                     {"best", m.best},
                     {"learning_rate", m.learning_rate},
                     {"updates", m.updates},
                     {"seconds", m.seconds},
                     {"words_per_second", m.words_per_second},
                     {"peak_bytes", m.peak_bytes}};
  return line.dump();
}

EpochMetrics metrics_from_json(const std::string& text, const std::vector<std::string>& languages) {
  try {
    const Json line = Json::parse(text);
    EpochMetrics m;
    m.epoch = line.at("epoch").get<std::int64_t>();
    m.losses_of_sample = line.value("loss_over", "training") == "sample";
    m.criterion = optional_number(line.at("criterion"));
    m.criterion_with_r_target = optional_number(line.at("criterion_with_r_target"));
    m.criterion_margin = optional_number(line.value("criterion_margin", Json(nullptr)));        // new in 2026-11
    m.dictionary_distance = optional_number(line.value("dictionary_distance", Json(nullptr)));  // new in 2026-11
    m.best = line.at("best").get<bool>();
    m.learning_rate = line.at("learning_rate").get<double>();
    m.updates = line.at("updates").get<std::int64_t>();
    m.seconds = line.at("seconds").get<double>();
    m.words_per_second = line.at("words_per_second").get<double>();
    m.peak_bytes = line.at("peak_bytes").get<std::int64_t>();
    for (const auto& language : languages) {
      const Json& part = line.at("languages").at(language);
      LossTotals loss;
      loss.words = part.at("words").get<std::int64_t>();
      loss.nats[model::kForward] = part.at("forward_nats").get<double>() * static_cast<double>(loss.words);
      loss.nats[model::kBackward] = part.at("backward_nats").get<double>() * static_cast<double>(loss.words);
      m.losses.push_back(loss);
      m.mean_random_cosine.push_back(part.at("mean_random_cosine").get<double>());
    }
    return m;
  } catch (const nlohmann::json::exception& error) {
    throw Error(ErrorKind::kInput, "a line of metrics.jsonl cannot be read")
        .found(error.what())
        .hint("it was changed, or is of another version");
  }
}

}  // namespace koine::train
