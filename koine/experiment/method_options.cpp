#include "koine/experiment/method_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>
#include <type_traits>

#include "koine/core/error.h"
#include "koine/core/option_list.h"
#include "koine/corpus/text_options.h"
#include "koine/map/options.h"
#include "koine/skipgram/options.h"
#include "koine/train/options.h"

namespace koine::experiment {
namespace {

const std::set<std::string> kOwn{"sentences", "sampling", "seed"};  // decided by the experiment

[[noreturn]] void refuse_name(const std::string& name, const std::vector<std::string>& known) {
  throw Error(ErrorKind::kUsage,
              kOwn.contains(name) ? "the experiment itself decides this option" : "there is no such option")
      .found(koine::quoted(name))
      .expected(fmt::format("{}", fmt::join(known, ", ")));
}

// The names of all options of a struct, without the experiment's own.
template <typename Struct>
std::vector<std::string> names_of(const Struct& options) {
  std::vector<std::string> names;
  for (const auto& [name, value] : option_texts(options)) {
    if (!kOwn.contains(name)) names.push_back(name);
  }
  return names;
}

// Sets the options in a struct of a command, and gives back those that then differ from its defaults.
template <typename Struct>
Options checked(const Options& options, Struct& values) {
  const auto names = names_of(values);
  for (const auto& [name, value] : options) {
    if (std::ranges::find(names, name) == names.end()) refuse_name(name, names);
  }
  for_each_option(values, [&options](const char* name, auto& value, const char*) {
    for (const auto& [given, text] : options) {
      if (given == name) set_option(value, name, text);
    }
  });
  Options changed;
  const auto before = option_texts(Struct()), now = option_texts(values);
  for (std::size_t i = 0; i < now.size(); ++i) {
    if (now[i] != before[i]) changed.push_back(now[i]);
  }
  return changed;
}

}  // namespace

void check_train_options(Options& options) {
  train::TrainOptions values;
  options = checked(options, values);
  train::check_options(values);
}

void check_skipgram_options(Options& options) {
  skipgram::SkipgramOptions values;
  options = checked(options, values);
  skipgram::check_options(values);
}

void check_text_options(Options& options) {
  corpus::PrepareOptions values;
  options = checked(options, values);
}

void check_map_options(const std::string& method_name, Options& options) {
  map::Method method{};
  set_option(method, "method", method_name);
  map::MapOptions values = map::defaults_of(method);
  std::vector<std::string> names;
  map::for_each_option(values, [&](const char* name, auto&, unsigned methods, const char*) {
    if ((methods & map::of(method)) != 0 && !kOwn.contains(name)) names.emplace_back(name);
  });
  for (const auto& [name, value] : options) {
    if (std::ranges::find(names, name) == names.end()) refuse_name(name, names);
  }
  Options ordered;
  map::for_each_option(values, [&](const char* name, auto& value, unsigned, const char*) {
    for (const auto& [given, text] : options) {
      if (given != name) continue;
      set_option(value, name, text);
      ordered.emplace_back(name, text);
    }
  });
  map::check_options(values);
  options = ordered;
}

bool takes_seed_pairs(const std::string& map_method) {
  return map_method == option_text(map::Method::kProcrustes);
}

bool takes_exclude_pairs(const std::string& map_method) {
  return takes_seed_pairs(map_method) || map_method == option_text(map::Method::kNumerals) ||
         map_method == option_text(map::Method::kIdentical);
}

std::string label_of(const Method& method) {
  std::vector<std::string> parts;
  if (value_of(method.train, "softmax") == option_text(train::Softmax::kSampled)) parts.push_back("sampled softmax");
  if (value_of(method.train, "precision") == option_text(model::Precision::kBf16)) parts.push_back("bf16");
  if (value_of(method.map, "preset") == option_text(map::Preset::kQuick)) parts.push_back("quick");
  if (!method.label.empty()) parts.push_back(method.label);
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::vector<std::string> arguments_of(const Options& options) {
  std::vector<std::string> arguments;
  for (const auto& [name, value] : options) {
    if (value == "true") {
      arguments.push_back("--" + name);
    } else if (value == "false") {
      arguments.push_back("--no-" + name);
    } else {
      arguments.push_back("--" + name);
      arguments.push_back(value);
    }
  }
  return arguments;
}

std::string value_of(const Options& options, const std::string& name) {
  const auto found = std::ranges::find(options, name, &Options::value_type::first);
  return found == options.end() ? "" : found->second;
}

void set_value(Options& options, const std::string& name, const std::string& value) {
  const auto found = std::ranges::find(options, name, &Options::value_type::first);
  if (found == options.end()) {
    options.emplace_back(name, value);
  } else {
    found->second = value;
  }
}

void fall_back_to_f32(Experiment& experiment) {
  for (Method& method : experiment.methods) {
    const auto bf16 = [](const auto& option) { return option.first == "precision" && option.second == "bf16"; };
    if (std::erase_if(method.train, bf16) == 0) continue;
    const std::string why = "f32, as this processor has no bf16";
    method.label = method.label.empty() ? why : method.label + ", " + why;
  }
}

}  // namespace koine::experiment
