#include "koine/text/word_segmenter.h"

#include <unicode/brkiter.h>
#include <unicode/uchar.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

#include <cstdint>

#include "koine/core/error.h"

namespace koine::text {
namespace {

constexpr std::size_t kLongestLine = 0x3fffffff;  // ICU counts in 32 bits
constexpr int kLongestWord = 12;                  // characters, of a script without spaces between words
constexpr UChar32 kNonJoiner = 0x200C, kJoiner = 0x200D;

void check(UErrorCode status, const char* what) {
  if (U_FAILURE(status)) throw Error(ErrorKind::kInternal, what).found(u_errorName(status));
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

std::string WordSegmenter::segment(std::string_view line) const {
  if (line.size() > kLongestLine) {
    throw Error(ErrorKind::kInput, "a line is too long")
        .found("more than 1 GiB")
        .hint("is this a text of one sentence a line?");
  }
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
    const auto word = line.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin));
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
  const bool without_spaces = first >= 0 && (u_getIntPropertyValue(first, UCHAR_LINE_BREAK) == U_LB_COMPLEX_CONTEXT ||
                                             u_getIntPropertyValue(first, UCHAR_LINE_BREAK) == U_LB_IDEOGRAPHIC);
  int characters = 0;
  for (const char c : token) characters += (static_cast<unsigned char>(c) & 0xC0) != 0x80;
  return without_spaces && characters > kLongestWord;
}

}  // namespace koine::text
