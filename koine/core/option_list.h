#pragma once

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "koine/core/option_text.h"

// For structs of options that have a function for_each_option(options, visit) beside them, which calls
// visit(name, field, help) for each.
namespace koine {

// Names and values as text, in order.
template <typename Options>
std::vector<std::pair<std::string, std::string>> option_texts(Options options) {
  std::vector<std::pair<std::string, std::string>> texts;
  for_each_option(options, [&texts](const char* name, const auto& value, const char*) {
    texts.emplace_back(name, option_text(value));
  });
  return texts;
}

// "--name was a, is b" for each of the options `given` by name that differs.
template <typename Options>
std::vector<std::string> option_changes(const Options& before, const Options& now, const std::set<std::string>& given) {
  const auto old_texts = option_texts(before), new_texts = option_texts(now);
  std::vector<std::string> changes;
  for (std::size_t i = 0; i < old_texts.size(); ++i) {
    const auto& [name, was] = old_texts[i];
    const std::string& is = new_texts[i].second;
    if (given.contains(name) && was != is) changes.push_back("--" + name + " was " + was + ", is " + is);
  }
  return changes;
}

// " --name=value" for each option that is not as by default.
template <typename Options>
std::string options_beside_defaults(const Options& options) {
  const auto defaults = option_texts(Options()), texts = option_texts(options);
  std::string changed;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    if (texts[i] != defaults[i]) changed += " --" + texts[i].first + "=" + texts[i].second;
  }
  return changed;
}

}  // namespace koine
