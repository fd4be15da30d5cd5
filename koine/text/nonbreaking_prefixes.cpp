#include "koine/text/nonbreaking_prefixes.h"

#include <fmt/format.h>

#include <algorithm>

#include "koine/core/error.h"
#include "koine/text/prefix_lists.h"
#include "koine/text/unicode.h"

namespace koine::text {
namespace {

const PrefixList* find_list(std::string_view language) {
  for (const auto& list : prefix_lists()) {
    if (list.language == language) return &list;
  }
  return nullptr;
}

// Calls f with each of the words of `text` that spaces or line ends keep apart.
template <typename F>
void for_each_word(std::string_view text, F&& f) {
  constexpr std::string_view kSpaces = " \n";
  for (auto begin = text.find_first_not_of(kSpaces); begin != std::string_view::npos;) {
    const auto end = std::min(text.find_first_of(kSpaces, begin), text.size());
    f(text.substr(begin, end - begin));
    begin = text.find_first_not_of(kSpaces, end);
  }
}

}  // namespace

NonbreakingPrefixes NonbreakingPrefixes::built_in(std::string_view language) {
  const PrefixList* list = find_list(rules_language(language));
  require(list != nullptr, "the English prefix list is missing");
  NonbreakingPrefixes prefixes;
  for_each_word(list->before_number, [&](auto word) { prefixes.add(word, Rule::kBeforeNumber); });
  for_each_word(list->initials, [&](auto word) { prefixes.add(word, Rule::kAlways); });
  for_each_word(list->always, [&](auto word) { prefixes.add(word, Rule::kAlways); });
  for (int number = 1; number <= list->ordinals_up_to; ++number) prefixes.add(std::to_string(number), Rule::kAlways);
  return prefixes;
}

NonbreakingPrefixes NonbreakingPrefixes::parse(std::string_view text, std::string_view name) {
  constexpr std::string_view kNumericOnly = "#NUMERIC_ONLY#";
  NonbreakingPrefixes prefixes;
  int line_number = 0;
  while (!text.empty()) {
    ++line_number;
    const auto length = std::min(text.find('\n'), text.size());
    auto line = text.substr(0, length);
    text.remove_prefix(std::min(length + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (const auto bad = first_invalid_utf8(line)) {
      throw Error(ErrorKind::kInput, "the prefix file is not UTF-8")
          .where(fmt::format("{}:{}", name, line_number))
          .found(quoted(line))
          .hint("one prefix a line, as in Moses' nonbreaking_prefix files");
    }
    const std::string item = normalise(line);
    if (item.empty() || item[0] == '#') continue;
    const auto mark = item.rfind(kNumericOnly);
    if (mark != std::string::npos && item[mark - 1] == ' ') {
      prefixes.add(std::string_view(item).substr(0, mark - 1), Rule::kBeforeNumber);
    } else {
      prefixes.add(item, Rule::kAlways);
    }
  }
  if (prefixes.size() == 0) {
    throw Error(ErrorKind::kInput, "the prefix file holds no prefix")
        .where(name)
        .expected("one prefix a line, without its period")
        .hint("lines that start with # are comments");
  }
  return prefixes;
}

NonbreakingPrefixes::Rule NonbreakingPrefixes::find(std::string_view word) const {
  const auto found = rules_.find(std::string(word));
  return found == rules_.end() ? Rule::kNone : found->second;
}

bool has_own_rules(std::string_view language) {
  return find_list(base_language(language)) != nullptr;
}

std::string rules_language(std::string_view language) {
  return std::string(has_own_rules(language) ? base_language(language) : "en");
}

}  // namespace koine::text
