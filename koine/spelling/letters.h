#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace koine::spelling {

// A word as the models of spelling see it: numbers of letters between a mark for its beginning and one for its end.
using Letters = std::vector<std::uint8_t>;

inline constexpr std::uint8_t kBegin = 0, kEnd = 1;
inline constexpr int kAlphabet = 39;  // the two marks, a to z, 0 to 9, and one for every other character

// What lies behind so many letters of a word is left out: nobody spells such a word, two of them would fill the memory
// with the table of their alignments, and chances of so many letters are too small for a double.
inline constexpr std::size_t kLongestWord = 100;

// `romanized` is UTF-8, as text::Romanizer writes it.
Letters letters_of(std::string_view romanized);

// The words, written in Latin letters first. Cost: see text::Romanizer.
std::vector<Letters> letters_of_words(const std::vector<std::string>& words);

}  // namespace koine::spelling
