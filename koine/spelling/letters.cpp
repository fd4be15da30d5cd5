#include "koine/spelling/letters.h"

#include "koine/text/romanizer.h"

namespace koine::spelling {

Letters letters_of(std::string_view romanized) {
  constexpr std::uint8_t kFirstLetter = 2, kFirstDigit = kFirstLetter + 26, kOther = kFirstDigit + 10;
  static_assert(kOther + 1 == kAlphabet);
  Letters letters{kBegin};
  for (const char c : romanized) {
    if (letters.size() > kLongestWord) break;
    const auto byte = static_cast<unsigned char>(c);
    if (c >= 'a' && c <= 'z') {
      letters.push_back(static_cast<std::uint8_t>(kFirstLetter + (c - 'a')));
    } else if (c >= '0' && c <= '9') {
      letters.push_back(static_cast<std::uint8_t>(kFirstDigit + (c - '0')));
    } else if (byte < 0x80 || byte >= 0xC0) {  // one for a character, whatever its bytes
      letters.push_back(kOther);
    }
  }
  letters.push_back(kEnd);
  return letters;
}

std::vector<Letters> letters_of_words(const std::vector<std::string>& words) {
  const text::Romanizer romanizer;
  std::vector<Letters> result;
  result.reserve(words.size());
  for (const std::string& word : words) result.push_back(letters_of(romanizer.romanize(word)));
  return result;
}

}  // namespace koine::spelling
