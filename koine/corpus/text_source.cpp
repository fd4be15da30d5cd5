#include "koine/corpus/text_source.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "koine/core/error.h"

namespace koine::corpus {
namespace {

constexpr std::size_t kLongestCode = 32;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_code_character(char c) {
  return is_lower(c) || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

}  // namespace

void check_language_code(std::string_view code) {
  if (code == "special") {
    throw Error(ErrorKind::kUsage, "'special' cannot be a language: its vectors would overwrite special.vec")
        .hint("take another code, such as sp");
  }
  const bool good = !code.empty() && code.size() <= kLongestCode && is_lower(code.front()) &&
                    std::all_of(code.begin(), code.end(), is_code_character);
  if (good) return;
  throw Error(ErrorKind::kUsage, "not a language code")
      .found(koine::quoted(code))
      .expected(fmt::format("a lower-case letter, then letters, digits, '_' or '-', at most {} in all", kLongestCode))
      .hint("the code names files, for example vectors/es.vec");
}

std::vector<TextSource> join_sources(const std::vector<TextSource>& sources, Reporter& reporter) {
  std::vector<TextSource> joined;
  std::set<std::string> again;
  int from_standard_input = 0;
  for (const TextSource& source : sources) {
    check_language_code(source.language);
    if (source.files.empty()) {
      throw Error(ErrorKind::kUsage, fmt::format("language '{}' has no file", source.language));
    }
    from_standard_input += static_cast<int>(std::count(source.files.begin(), source.files.end(), "-"));
    const auto known = std::find_if(joined.begin(), joined.end(),
                                    [&](const TextSource& other) { return other.language == source.language; });
    if (known == joined.end()) {
      joined.push_back(source);
    } else {
      known->files.insert(known->files.end(), source.files.begin(), source.files.end());
      again.insert(source.language);
    }
  }
  if (from_standard_input > 1) {
    throw Error(ErrorKind::kUsage, "standard input can be read only once").found("'-' given more than once");
  }
  for (const TextSource& source : joined) {
    if (!again.contains(source.language)) continue;
    reporter.info(fmt::format("language '{}' was given more than once: its {} files are read as one text",
                              source.language, source.files.size()));
  }
  return joined;
}

}  // namespace koine::corpus
