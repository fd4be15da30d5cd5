#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace koine::text {

// Error: kInput for more than 1 GiB: ICU counts bytes in 32 bits.
void check_size(std::string_view text);

// Where `text` stops being UTF-8: the offset of the first byte of the first bad sequence (overlong forms, surrogates
// and values above U+10FFFF are bad); nothing when all of it is good.
std::optional<std::size_t> first_invalid_utf8(std::string_view text);

// Every bad sequence becomes one U+FFFD (the longest bad subpart, as Unicode 3.9 and the W3C want it); good text stays.
std::string replace_invalid_utf8(std::string_view text);

// A field of a table that tabs and line ends divide: control characters and what is not UTF-8 become U+FFFD, and so do
// U+FFFE and U+FFFF, which are no characters.
std::string table_field(std::string_view text);

// NFC (UAX 15, through ICU); then every character with the property White_Space (tab, no-break space, U+2028, the
// ideographic space, …) becomes U+0020, one for one. A byte order mark at the very start goes: it is no part of the
// text. Zero-width characters that are not white space (U+200B, U+00AD, …) stay, because Moses makes tokens of them.
// `text` must be UTF-8. Cost: one pass where the text is in NFC already, which nearly all text is.
std::string normalise(std::string_view text);

// Of a code with a region or a script, "fr-CA" or "sr_Latn", the language.
std::string_view base_language(std::string_view code);

// Lower case by the full Unicode mapping (SpecialCasing included: a final sigma becomes ς), independent of the locale
// of the machine. Only Turkish and Azerbaijani ("tr", "az") have a mapping of their own: I becomes ı, İ becomes i.
// `text` must be UTF-8.
std::string lowercase(std::string_view text, std::string_view language = {});

// What the tokenizer asks of a character. The properties are those that Perl's \p{IsAlpha}, \p{IsAlnum}, … stand for.
struct CharacterClass {
  static constexpr unsigned char kAlphabetic = 1;    // Alphabetic: letters, letter numbers, some marks
  static constexpr unsigned char kAlnum = 2;         // Alphabetic or Nd
  static constexpr unsigned char kNumber = 4;        // Nd, Nl, No: 5, Ⅷ, ½
  static constexpr unsigned char kLowercase = 8;     // Lowercase: Ll and a few more such as ª
  static constexpr unsigned char kLowerLetter = 16;  // Ll
  static constexpr unsigned char kSpace = 32;        // White_Space
};

// The bits of CharacterClass that hold for a code point. Cost: a table look-up below U+10000.
unsigned char character_class(char32_t c);

std::string icu_version();  // "72.1"

}  // namespace koine::text
