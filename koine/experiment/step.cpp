#include "koine/experiment/step.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "koine/core/error.h"
#include "koine/core/version.h"
#include "koine/io/json_text.h"
#include "koine/io/sha256.h"

namespace koine::experiment {
namespace {

using Kind = Argument::Kind;

// What of an argument decides the result.
nlohmann::json canonical(const Argument& argument, const std::vector<Step>& steps) {
  switch (argument.kind) {
    case Kind::kText:
      return {"text", argument.text};
    case Kind::kFile:
      return {"file", argument.prefix, argument.sha256};
    case Kind::kResult:
      return {"step", argument.prefix, steps[argument.step].hash, argument.text};
    case Kind::kOwn:
      return {"own", argument.prefix, argument.text};
  }
  return {};
}

std::string hash_of(const Step& step, const std::vector<Step>& steps) {
  nlohmann::json json = {std::string(version()), step.output, step.input_words, step.settled};
  if (step.input_words > 0) json.push_back(canonical(step.input_pairs, steps));
  for (const Argument& argument : step.arguments) json.push_back(canonical(argument, steps));
  return io::sha256_hex(io::json_text(json));
}

// Fit for the name of a folder: small letters, digits, "-", "." and "_".
std::string folder_word(const std::string& text) {
  std::string word;
  for (const char c : text) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
    const char to = plain ? c : c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : '-';
    if (to != '-' || (!word.empty() && word.back() != '-')) word += to;
  }
  while (!word.empty() && word.back() == '-') word.pop_back();
  return word.substr(0, 80);
}

}  // namespace

Argument text_argument(std::string text) {
  return {.text = std::move(text)};
}

Argument own_file(std::string name) {
  return {.kind = Kind::kOwn, .text = std::move(name)};
}

Argument result_of(std::size_t step, std::string name) {
  return {.kind = Kind::kResult, .text = std::move(name), .step = step};
}

std::size_t Plan::add(Step step) {
  step.hash = hash_of(step, steps_);
  const auto equal = std::ranges::find(steps_, step.hash, &Step::hash);
  if (equal != steps_.end()) {
    equal->keeps_epochs |= step.keeps_epochs;
    return static_cast<std::size_t>(equal - steps_.begin());
  }
  step.folder = folder_word(step.kind + "-" + step.label) + "-" + step.hash.substr(0, 12);
  steps_.push_back(std::move(step));
  return steps_.size() - 1;
}

std::vector<std::size_t> Plan::reads(std::size_t step) const {
  if (steps_[step].taken) return {test_pairs(step)};
  std::set<std::size_t> read(steps_[step].texts.begin(), steps_[step].texts.end());
  const auto add = [&](const Argument& argument) {
    if (argument.kind == Kind::kResult) read.insert(argument.step);
  };
  for (const Argument& argument : steps_[step].arguments) add(argument);
  if (steps_[step].input_words > 0) add(steps_[step].input_pairs);
  return {read.begin(), read.end()};
}

std::size_t Plan::test_pairs(std::size_t step) const {
  const auto& arguments = steps_[step].arguments;
  const auto pairs = std::ranges::find_if(
      arguments, [&](const Argument& a) { return a.kind == Kind::kResult && steps_[a.step].kind == "pairs"; });
  require(pairs != arguments.end(), "a score is that of some pairs");
  return pairs->step;
}

std::vector<std::size_t> Plan::behind(std::size_t step) const {
  std::set<std::size_t> found, open{step};
  while (!open.empty()) {
    const std::size_t next = *open.begin();
    open.erase(open.begin());
    if (!found.insert(next).second) continue;
    for (const std::size_t read : reads(next)) open.insert(read);
  }
  return {found.begin(), found.end()};
}

std::string Plan::text_of(const Argument& argument, const Step& step, const std::string& store) const {
  if (argument.kind == Kind::kText || argument.kind == Kind::kFile) return argument.prefix + argument.text;
  const Step& owner = argument.kind == Kind::kOwn ? step : steps_[argument.step];
  const std::string folder = store + "/" + owner.folder;
  return argument.prefix + (argument.text.empty() ? folder : folder + "/" + argument.text);
}

std::vector<std::string> Plan::words(std::size_t step, const std::string& store) const {
  std::vector<std::string> words;
  for (const Argument& argument : steps_[step].arguments) words.push_back(text_of(argument, steps_[step], store));
  if (steps_[step].keeps_epochs) words.emplace_back("--keep-epochs");
  return words;
}

std::string Plan::command_line(std::size_t number, const std::string& store, const std::string& isa) const {
  const Step& step = steps_[number];
  std::string line;
  const auto is_own_folder = [](const Argument& a) { return a.kind == Kind::kOwn && a.text.empty(); };
  if (std::ranges::none_of(step.arguments, is_own_folder)) {
    line += "mkdir -p " + shell_word(store + "/" + step.folder) + " && ";
  }
  if (step.input_words > 0) {
    line += fmt::format("head -n {} {} | cut -f 1 | ", step.input_words,
                        shell_word(text_of(step.input_pairs, step, store)));
  }
  line += "koine";
  for (const std::string& word : words(number, store)) line += " " + shell_word(word);
  if (step.trains && !isa.empty()) line += " --isa " + isa;
  if (!step.output.empty()) line += " > " + shell_word(store + "/" + step.folder + "/" + step.output);
  return line;
}

std::string shell_word(const std::string& word) {
  const auto plain = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("-_./=,:+%@").find(c) != std::string_view::npos;
  };
  if (!word.empty() && std::ranges::all_of(word, plain)) return word;
  std::string quoted = "'";
  for (const char c : word) {
    if (c == '\'') {
      quoted += "'\\''";
    } else {
      quoted += c;
    }
  }
  return quoted + "'";
}

}  // namespace koine::experiment
