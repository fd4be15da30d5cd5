#include "koine/model/oracle_test_file.h"

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <nlohmann/json.hpp>

#include "koine/core/error.h"

namespace koine::model {
namespace {

using Json = nlohmann::json;

Error wrong(const std::string& what, const std::string& found, const std::string& expected) {
  return Error(ErrorKind::kInput, what).found(found).expected(expected);
}

const Json& list(const Json& json, const std::string& what, std::size_t size) {
  if (!json.is_array() || json.size() != size) {
    throw wrong(what, json.is_array() ? std::to_string(json.size()) + " elements" : json.type_name(),
                "a list of " + std::to_string(size));
  }
  return json;
}

const Json& list_of_any(const Json& json, const std::string& what) {
  if (!json.is_array() || json.empty()) throw wrong(what, json.dump().substr(0, 40), "a list that is not empty");
  return json;
}

double number(const Json& json, const std::string& what) {
  if (!json.is_number()) throw wrong(what, json.type_name(), "a number");
  return json.get<double>();
}

std::int64_t integer(const Json& json, const std::string& what, std::int64_t least, std::int64_t most) {
  if (!json.is_number_integer() || json.get<std::int64_t>() < least || json.get<std::int64_t>() > most) {
    throw wrong(what, json.dump().substr(0, 40),
                "an integer from " + std::to_string(least) + " to " + std::to_string(most));
  }
  return json.get<std::int64_t>();
}

// A vector in the file is a matrix of one row here.
Matrix<double> matrix(const Json& json, const std::string& name, std::int64_t rows, std::int64_t cols) {
  Matrix<double> m(rows, cols);
  const bool flat = rows == 1 && json.is_array() && !json.empty() && json[0].is_number();
  if (!flat) list(json, name, static_cast<std::size_t>(rows));
  for (std::int64_t i = 0; i < rows; ++i) {
    const Json& row = list(flat ? json : json[static_cast<std::size_t>(i)], name, static_cast<std::size_t>(cols));
    for (std::int64_t j = 0; j < cols; ++j) m(i, j) = number(row[static_cast<std::size_t>(j)], name);
  }
  return m;
}

// Every tensor of `json` must be one of the model's; which of them are there is for the caller to judge.
ReferenceParameters tensors(const Json& json, const ReferenceParameters& shapes) {
  ReferenceParameters read;
  for (const auto& [name, value] : json.items()) {
    const auto shape = shapes.find(name);
    if (shape == shapes.end()) throw wrong("an unknown tensor", name, "a parameter of the model");
    read[name] = matrix(value, name, shape->second.rows(), shape->second.cols());
  }
  return read;
}

Oracle parse(const Json& json) {
  constexpr std::int64_t kLargest = 1 << 20;  // of any size here: the reference is slow, and this is for tests
  Oracle oracle;
  oracle.learning_rate = number(json.at("learning_rate"), "learning_rate");
  oracle.clip_norm = number(json.at("clip_norm"), "clip_norm");
  ReferenceConfig config;
  config.dimension = integer(json.at("dimension"), "dimension", 1, kLargest);
  for (const Json& size : list_of_any(json.at("vocabulary_sizes"), "vocabulary_sizes")) {
    config.vocabulary_sizes.push_back(integer(size, "vocabulary_sizes", 1, kLargest));
  }
  const std::size_t languages = config.vocabulary_sizes.size();
  for (const Json& batch : list(json.at("batches"), "batches", languages)) {
    const auto last_word = config.vocabulary_sizes[oracle.batches.size()] - 1;
    auto& sentences = oracle.batches.emplace_back();
    for (const Json& sentence : list_of_any(batch, "batches")) {
      auto& words = sentences.emplace_back();
      for (const Json& word : list_of_any(sentence, "batches")) {
        words.push_back(static_cast<std::int32_t>(integer(word, "batches: word id", 0, last_word)));
      }
    }
  }
  for (const Json& item : list_of_any(json.at("cases"), "cases")) {
    auto& one = oracle.cases.emplace_back();
    config.layers = static_cast<int>(integer(item.at("layers"), "layers", 1, kLargest));
    one.config = config;
    const auto shapes = reference_zero_parameters(config);
    one.parameters = tensors(item.at("parameters"), shapes);
    for (const auto& [name, shape] : shapes) {
      if (!one.parameters.contains(name)) throw wrong("parameters", "no " + name, "every parameter of the model");
    }
    for (const Json& record : list_of_any(item.at("steps"), "steps")) {
      auto& step = one.steps.emplace_back();
      step.language = static_cast<std::size_t>(
          integer(record.at("language"), "language", 0, static_cast<std::int64_t>(languages) - 1));
      step.loss_nats_per_sentence = number(record.at("loss"), "loss");
      step.tokens = integer(record.at("tokens"), "tokens", 1, INT64_MAX);
      step.gradient_norm = number(record.at("gradient_norm"), "gradient_norm");
      step.gradients = tensors(record.at("gradients"), shapes);
      step.loss_after_step_nats_per_sentence = number(record.at("loss_after_step"), "loss_after_step");
    }
  }
  return oracle;
}

}  // namespace

std::string oracle_path() {
  const char* named = std::getenv("KOINE_ORACLE_FILE");
  return named != nullptr ? named : KOINE_ROOM_DIR "/testdata/language_model_oracle.json";
}

Oracle read_oracle(const std::string& path) {
  std::ifstream file(path);
  if (!file) throw Error(ErrorKind::kInput, "the oracle file cannot be opened").where(path);
  try {
    return parse(Json::parse(file));
  } catch (const Json::exception& e) {
    throw Error(ErrorKind::kInput, e.what()).where(path).expected("what make_language_model_oracle.py writes");
  } catch (Error& e) {
    throw e.where(path);
  }
}

}  // namespace koine::model
