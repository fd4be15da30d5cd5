#include "koine/text/word_segmenter.h"

#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <cstdint>

#include "koine/core/error.h"
#include "koine/text/unicode.h"

namespace koine::text {
namespace {

// Characters that a word may have, nearly always, of Chinese and Japanese, and of Thai, Khmer and the like.
constexpr int kLongestIdeographic = 6, kLongestComplex = 12;
constexpr UChar32 kNonJoiner = 0x200C, kJoiner = 0x200D;

void check(UErrorCode status, const char* what) {
  if (U_FAILURE(status)) throw Error(ErrorKind::kInternal, what).found(u_errorName(status));
}

// Nothing that nobody sees may make another word: soft hyphens, direction marks, control characters.
std::string without_invisible(std::string_view line) {
  constexpr UChar32 kZeroWidthSpace = 0x200B;
  std::string visible;
  const auto size = static_cast<std::int32_t>(line.size());
  for (std::int32_t i = 0; i < size;) {
    const std::int32_t begin = i;
    UChar32 c = 0;
    U8_NEXT(line.data(), i, size, c);
    if (c == kZeroWidthSpace || u_isUWhiteSpace(c)) {
      visible += ' ';
    } else if (c == kNonJoiner || c == kJoiner || (U_GET_GC_MASK(c) & (U_GC_CF_MASK | U_GC_CC_MASK)) == 0 ||
               u_hasBinaryProperty(c, UCHAR_PREPENDED_CONCATENATION_MARK)) {
      visible += line.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(i - begin));
    }
  }
  return visible;
}

UChar32 first_character(std::string_view text) {
  UChar32 c = U_SENTINEL;
  std::int32_t i = 0;
  if (!text.empty()) U8_NEXT(text.data(), i, static_cast<std::int32_t>(text.size()), c);
  return c;
}

}  // namespace

struct WordSegmenter::Rules {
  std::unique_ptr<icu::BreakIterator> boundaries;
};

WordSegmenter::WordSegmenter(std::string_view language) : rules_(std::make_unique<Rules>()) {
  UErrorCode status = U_ZERO_ERROR;
  rules_->boundaries.reset(icu::BreakIterator::createWordInstance(icu::Locale(std::string(language).c_str()), status));
  check(status, "ICU has no rules for the boundaries of words");
}

WordSegmenter::~WordSegmenter() = default;
WordSegmenter::WordSegmenter(WordSegmenter&&) noexcept = default;

std::string WordSegmenter::segment(std::string_view raw) const {
  check_size(raw);
  const std::string line = without_invisible(raw);
  UErrorCode status = U_ZERO_ERROR;
  UText text = UTEXT_INITIALIZER;
  utext_openUTF8(&text, line.data(), static_cast<std::int64_t>(line.size()), &status);
  rules_->boundaries->setText(&text, status);
  utext_close(&text);  // the iterator has a copy
  check(status, "ICU could not read a line");
  std::string words;
  std::int32_t begin = rules_->boundaries->first();
  for (std::int32_t end = rules_->boundaries->next(); end != icu::BreakIterator::DONE;
       begin = end, end = rules_->boundaries->next()) {
    const auto word =
        std::string_view(line).substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
    if (u_isUWhiteSpace(first_character(word))) continue;
    if (!words.empty()) words += ' ';
    words += word;
  }
  return words;
}

bool is_torn_off(std::string_view token) {
  const UChar32 c = first_character(token);
  return c == kNonJoiner || c == kJoiner || (c >= 0 && (U_GET_GC_MASK(c) & U_GC_M_MASK) != 0);
}

bool is_unsplit(std::string_view token) {
  const UChar32 first = first_character(token);
  if (first < 0) return false;
  const std::int32_t line_break = u_getIntPropertyValue(first, UCHAR_LINE_BREAK);
  if (line_break != U_LB_COMPLEX_CONTEXT && line_break != U_LB_IDEOGRAPHIC) return false;
  int characters = 0;
  for (const char c : token) characters += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return characters > (line_break == U_LB_IDEOGRAPHIC ? kLongestIdeographic : kLongestComplex);
}

}  // namespace koine::text
