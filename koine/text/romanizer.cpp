#include "koine/text/romanizer.h"

#include <unicode/translit.h>
#include <unicode/unistr.h>

#include <algorithm>

#include "koine/core/error.h"
#include "koine/text/unicode.h"

namespace koine::text {

struct Romanizer::Rules {
  std::unique_ptr<icu::Transliterator> transliterator;
};

Romanizer::Romanizer() : rules_(std::make_unique<Rules>()) {
  UErrorCode status = U_ZERO_ERROR;
  UParseError where;
  rules_->transliterator.reset(icu::Transliterator::createInstance(
      icu::UnicodeString::fromUTF8("Any-Latin; Latin-ASCII; Lower"), UTRANS_FORWARD, where, status));
  if (U_FAILURE(status) || rules_->transliterator == nullptr) {
    throw Error(ErrorKind::kInternal, "ICU has no rules to write words in Latin letters").found(u_errorName(status));
  }
}

Romanizer::~Romanizer() = default;

std::string Romanizer::romanize(std::string_view word) const {
  const bool ascii = std::all_of(word.begin(), word.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  if (ascii) return lowercase(word);
  icu::UnicodeString characters =
      icu::UnicodeString::fromUTF8(icu::StringPiece(word.data(), static_cast<std::int32_t>(word.size())));
  rules_->transliterator->transliterate(characters);
  std::string result;
  characters.toUTF8String(result);
  return result;
}

}  // namespace koine::text
