#include "koine/plot/missing_glyphs.h"

#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include <cstdint>
#include <map>
#include <vector>

#include "koine/core/error.h"
#include "koine/plot/child_process.h"

namespace koine::plot {
namespace {

constexpr char32_t kFirstBeyondLatin = 0x250;

template <typename Use>
void for_each_character(std::string_view text, const Use& use) {
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < size;) {
    const std::int32_t begin = i;
    UChar32 c = 0;
    U8_NEXT(text.data(), i, size, c);
    use(c, text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(i - begin)));
  }
}

// Whether a font has them all; yes, too, where nobody can tell.
bool some_font_has(const std::vector<char32_t>& characters, const std::filesystem::path& folder) {
  std::string pattern = ":charset=";
  for (const char32_t c : characters) pattern += fmt::format("{:x} ", static_cast<std::uint32_t>(c));
  pattern.pop_back();
  const ProcessResult result = run_process({"fc-list", pattern, "family"}, folder);
  if (result.interrupted) throw Error(ErrorKind::kInterrupted, "stopped while fonts were looked for");
  return result.not_found || result.code != 0 || !result.said.empty();
}

}  // namespace

std::set<char32_t> missing_glyphs(std::string_view text, const std::filesystem::path& folder) {
  std::set<char32_t> missing;
  std::map<char32_t, std::set<char32_t>> blocks;
  for_each_character(text, [&](UChar32 c, std::string_view) {
    if (c < 0) return;
    const auto character = static_cast<char32_t>(c);
    const bool is_c1 = character >= 0x80 && character < 0xa0;  // of cp1252 taken for Latin-1
    if (is_c1 || u_charType(c) == U_UNASSIGNED) missing.insert(character);
    if (u_isgraph(c) && character >= kFirstBeyondLatin) blocks[character >> 8].insert(character);
  });
  for (const auto& [block, characters] : blocks) {
    if (some_font_has({characters.begin(), characters.end()}, folder)) continue;
    for (const char32_t c : characters) {
      if (!some_font_has({c}, folder)) missing.insert(c);
    }
  }
  return missing;
}

std::string with_squares(std::string_view text, const std::set<char32_t>& characters) {
  std::string result;
  for_each_character(text, [&](UChar32 c, std::string_view bytes) {
    if (c < 0 || !characters.contains(static_cast<char32_t>(c))) {
      result += bytes;
    } else if ((U_GET_GC_MASK(c) & U_GC_M_MASK) == 0) {
      result += "□";
    }
  });
  return result;
}

}  // namespace koine::plot
