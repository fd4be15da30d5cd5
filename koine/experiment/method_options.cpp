#include "koine/experiment/method_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <set>

#include "koine/core/error.h"
#include "koine/core/option_list.h"
#include "koine/corpus/text_options.h"

namespace koine::experiment {
namespace {

const std::set<std::string> kOwn{"sentences", "sampling", "seed"};  // decided by the experiment

const std::string* find(const Options& options, const std::string& name) {
  const auto found = std::ranges::find(options, name, &Options::value_type::first);
  return found == options.end() ? nullptr : &found->second;
}

[[noreturn]] void refuse_name(const std::string& name, const std::vector<std::string>& known) {
  throw Error(ErrorKind::kUsage,
              kOwn.contains(name) ? "the experiment itself decides this option" : "there is no such option")
      .found(koine::quoted(name))
      .expected(fmt::format("{}", fmt::join(known, ", ")));
}

// All options of a struct, without the experiment's own.
template <typename Struct>
Options texts_of(const Struct& values) {
  Options texts = option_texts(values);
  std::erase_if(texts, [](const auto& option) { return kOwn.contains(option.first); });
  return texts;
}
Options texts_of(map::MapOptions values) {
  Options texts;
  map::for_each_option(values, [&](const char* name, const auto& value, unsigned methods, const char*) {
    if ((methods & map::of(values.method)) != 0 && !kOwn.contains(name)) texts.emplace_back(name, option_text(value));
  });
  return texts;
}

// A struct of a command with the options that are given set in it.
template <typename Struct>
Struct with(const Options& given, Struct values) {
  const auto set = [&given](const char* name, auto& value, const auto&...) {
    if (const std::string* text = find(given, name); text != nullptr) set_option(value, name, *text);
  };
  for_each_option(values, set);
  return values;
}

template <typename Struct>
void require_names(const Options& options, const Struct& values) {
  std::vector<std::string> names;
  for (const auto& [name, value] : texts_of(values)) names.push_back(name);
  for (const auto& [name, value] : options) {
    if (std::ranges::find(names, name) == names.end()) refuse_name(name, names);
  }
}

// Those that are not as by default.
template <typename Struct>
Options changed(const Struct& values) {
  Options options = texts_of(values);
  const Options defaults = texts_of(Struct());
  std::erase_if(options, [&](const auto& option) { return std::ranges::find(defaults, option) != defaults.end(); });
  return options;
}

}  // namespace

train::TrainOptions train_options(const Options& given) {
  return with(given, train::TrainOptions());
}

skipgram::SkipgramOptions skipgram_options(const Options& given) {
  return with(given, skipgram::SkipgramOptions());
}

map::MapOptions map_options(const std::string& method_name, const Options& given) {
  map::Method method{};
  set_option(method, "method", method_name);
  map::MapOptions values = map::defaults_of(method);
  if (const std::string* preset = find(given, "preset"); preset != nullptr) {
    set_option(values.game.preset, "preset", *preset);
    map::apply_preset(values.game);  // what else is given comes after it
  }
  return with(given, values);
}

Options settled_train(const Options& given) {
  return texts_of(train_options(given));
}

Options settled_skipgram(const Options& given) {
  return texts_of(skipgram_options(given));
}

Options settled_text(const Options& given) {
  return texts_of(with(given, corpus::PrepareOptions()));
}

Options settled_map(const std::string& method, const Options& given) {
  return texts_of(map_options(method, given));
}

void check_train_options(Options& options) {
  require_names(options, train::TrainOptions());
  const train::TrainOptions values = train_options(options);
  train::check_options(values);
  options = changed(values);
}

void check_skipgram_options(Options& options) {
  require_names(options, skipgram::SkipgramOptions());
  const skipgram::SkipgramOptions values = skipgram_options(options);
  skipgram::check_options(values);
  if (values.hogwild) {
    throw Error(ErrorKind::kUsage, "an experiment needs results that are the same each time")
        .where("--hogwild")
        .found("true")
        .expected("false");
  }
  options = changed(values);
}

void check_text_options(Options& options) {
  require_names(options, corpus::PrepareOptions());
  const auto values = with(options, corpus::PrepareOptions());
  corpus::check_options(values);
  options = changed(values);
}

void check_map_options(const std::string& method, Options& options) {
  require_names(options, map_options(method, {}));
  const map::MapOptions values = map_options(method, options);
  map::check_options(values);
  if (values.select == map::Select::kDictionary) {
    throw Error(ErrorKind::kUsage, "an experiment has no dictionary that a map could be chosen by")
        .where("--select")
        .found("dictionary")
        .expected("criterion or last");
  }
  Options ordered;
  for (const auto& option : texts_of(values)) {
    if (find(options, option.first) != nullptr) ordered.push_back(option);
  }
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
  if (method.mapped) {
    if (map_options(method.map_method, method.map).game.preset == map::Preset::kQuick) parts.push_back("quick");
  } else {
    const train::TrainOptions values = train_options(method.train);
    if (values.softmax == train::Softmax::kSampled) parts.push_back("sampled softmax");
    if (values.precision == model::Precision::kBf16) parts.push_back("bf16");
  }
  if (!method.label.empty()) parts.push_back(method.label);
  return fmt::format("{}", fmt::join(parts, ", "));
}

std::string full_name(const Method& method, std::int64_t seed_pairs, const std::vector<std::uint64_t>& seeds) {
  std::string name = method.name, label = label_of(method);
  if (seed_pairs >= 0 && method.seed_pairs.size() > 1) name += fmt::format(", {} pairs", seed_pairs);
  if (!seeds.empty()) {
    if (!label.empty()) label += ", ";
    label += fmt::format("{} {}", seeds.size() > 1 ? "seeds" : "seed", fmt::join(seeds, ", "));
  }
  return label.empty() ? name : name + " [" + label + "]";
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
  const std::string* value = find(options, name);
  return value == nullptr ? "" : *value;
}

void set_value(Options& options, const std::string& name, const std::string& value) {
  const auto found = std::ranges::find(options, name, &Options::value_type::first);
  if (found == options.end()) {
    options.emplace_back(name, value);
  } else {
    found->second = value;
  }
}

bool fall_back_to_f32(Experiment& experiment) {
  bool fell = false;
  for (Method& method : experiment.methods) {
    const auto bf16 = [](const auto& option) { return option.first == "precision" && option.second == "bf16"; };
    if (std::erase_if(method.train, bf16) == 0) continue;
    const std::string why = "f32, as this processor has no bf16";
    method.label = method.label.empty() ? why : method.label + ", " + why;
    fell = true;
  }
  return fell;
}

}  // namespace koine::experiment
