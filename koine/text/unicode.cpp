#include "koine/text/unicode.h"

#include <unicode/bytestream.h>
#include <unicode/casemap.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>
#include <unicode/uvernum.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

#include "koine/core/error.h"

namespace koine::text {

void check_size(std::string_view text) {
  if (text.size() > 0x3fffffff) {
    throw Error(ErrorKind::kInput, "a line is too long")
        .found("more than 1 GiB")
        .hint("is this a text of one sentence a line?");
  }
}

namespace {

// How many bytes at the start of `text` are ASCII, counted in eights (the last few bytes may not be counted).
std::size_t ascii_prefix(std::string_view text) {
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, 8);
    if ((word & 0x8080808080808080u) != 0) break;
  }
  return i;
}

bool is_ascii(std::string_view text) {
  const auto rest = text.substr(ascii_prefix(text));
  return std::all_of(rest.begin(), rest.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

// Every character below U+0300 is in NFC, alone and beside its like; in UTF-8 all their bytes are below 0xCC.
bool is_below_combining_marks(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0xCC; });
}

icu::StringPiece piece(std::string_view text) {
  return {text.data(), static_cast<std::int32_t>(text.size())};
}

void check(UErrorCode status, const char* what) {
  if (U_FAILURE(status)) throw Error(ErrorKind::kInternal, what).found(u_errorName(status));
}

std::string to_nfc(std::string_view text) {
  if (is_below_combining_marks(text)) return std::string(text);
  check_size(text);
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  check(status, "ICU has no NFC data");
  if (nfc->isNormalizedUTF8(piece(text), status) && U_SUCCESS(status)) return std::string(text);
  std::string result;
  icu::StringByteSink<std::string> sink(&result);
  nfc->normalizeUTF8(0, piece(text), sink, nullptr, status);
  check(status, "ICU could not normalise a line");
  return result;
}

// Every White_Space character becomes U+0020, in place: no space character is shorter than that.
void map_spaces(std::string& text) {
  auto* bytes = text.data();
  const auto size = static_cast<std::int32_t>(text.size());
  std::int32_t from = 0, to = 0;
  while (from < size) {
    const auto lead = static_cast<unsigned char>(bytes[from]);
    const std::int32_t start = from;
    if (lead < 0x80) {
      bytes[to++] = (lead >= 0x09 && lead <= 0x0D) ? ' ' : static_cast<char>(lead);
      ++from;
      continue;
    }
    UChar32 c = 0;
    U8_NEXT(bytes, from, size, c);
    if (c >= 0 && (character_class(static_cast<char32_t>(c)) & CharacterClass::kSpace) != 0) {
      bytes[to++] = ' ';
    } else {
      std::memmove(bytes + to, bytes + start, static_cast<std::size_t>(from - start));
      to += from - start;
    }
  }
  text.resize(static_cast<std::size_t>(to));
}

unsigned char compute_class(char32_t code_point) {
  const auto c = static_cast<UChar32>(code_point);
  const auto category = U_MASK(u_charType(c));
  unsigned char bits = 0;
  if (u_hasBinaryProperty(c, UCHAR_ALPHABETIC)) bits |= CharacterClass::kAlphabetic | CharacterClass::kAlnum;
  if ((category & U_GC_ND_MASK) != 0) bits |= CharacterClass::kAlnum;
  if ((category & U_GC_N_MASK) != 0) bits |= CharacterClass::kNumber;
  if (u_hasBinaryProperty(c, UCHAR_LOWERCASE)) bits |= CharacterClass::kLowercase;
  if ((category & U_GC_LL_MASK) != 0) bits |= CharacterClass::kLowerLetter;
  if (u_hasBinaryProperty(c, UCHAR_WHITE_SPACE)) bits |= CharacterClass::kSpace;
  return bits;
}

}  // namespace

std::optional<std::size_t> first_invalid_utf8(std::string_view text) {
  check_size(text);
  const auto* bytes = text.data();
  const auto size = static_cast<std::int32_t>(text.size());
  auto i = static_cast<std::int32_t>(ascii_prefix(text));
  while (i < size) {
    if (static_cast<unsigned char>(bytes[i]) < 0x80) {
      ++i;
      continue;
    }
    const std::int32_t start = i;
    UChar32 c = 0;
    U8_NEXT(bytes, i, size, c);
    if (c < 0) return static_cast<std::size_t>(start);
  }
  return std::nullopt;
}

std::string replace_invalid_utf8(std::string_view text) {
  check_size(text);
  std::string result;
  result.reserve(text.size());
  const auto size = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < size;) {
    const std::int32_t start = i;
    UChar32 c = 0;
    U8_NEXT(text.data(), i, size, c);
    if (c < 0) {
      result += "\uFFFD";
    } else {
      result.append(text, static_cast<std::size_t>(start), static_cast<std::size_t>(i - start));
    }
  }
  return result;
}

std::string table_field(std::string_view text) {
  constexpr std::string_view kReplacement = "\uFFFD";
  std::string field;
  for (const char c : replace_invalid_utf8(text)) {
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7F) {
      field += kReplacement;
    } else {
      field += c;
    }
  }
  // U+FFFE and U+FFFF are as long as what they become.
  for (const std::string_view no_character : {"\xEF\xBF\xBE", "\xEF\xBF\xBF"}) {
    std::size_t at = 0;
    while ((at = field.find(no_character, at)) != std::string::npos) {
      field.replace(at, no_character.size(), kReplacement);
    }
  }
  return field;
}

std::string normalise(std::string_view text) {
  constexpr std::string_view kByteOrderMark = "\uFEFF";
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  std::string result = to_nfc(text);
  map_spaces(result);
  return result;
}

std::string_view base_language(std::string_view code) {
  return code.substr(0, code.find_first_of("-_"));
}

std::string lowercase(std::string_view text, std::string_view language) {
  const std::string_view base = base_language(language);
  const bool turkic = base == "tr" || base == "az";
  if (!turkic && is_ascii(text)) {
    std::string result(text);
    for (char& c : result) {
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
    }
    return result;
  }
  check_size(text);
  std::string result;
  icu::StringByteSink<std::string> sink(&result, static_cast<std::int32_t>(text.size()));
  UErrorCode status = U_ZERO_ERROR;
  icu::CaseMap::utf8ToLower(turkic ? "tr" : "", 0, piece(text), sink, nullptr, status);
  check(status, "ICU could not lowercase a line");
  return result;
}

unsigned char character_class(char32_t c) {
  static const auto table = [] {
    std::array<unsigned char, 0x10000> classes{};
    for (char32_t i = 0; i < classes.size(); ++i) classes[i] = compute_class(i);
    return classes;
  }();
  return c < table.size() ? table[c] : compute_class(c);
}

std::string icu_version() {
  return U_ICU_VERSION;
}

}  // namespace koine::text
