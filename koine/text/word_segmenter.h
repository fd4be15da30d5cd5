#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace koine::text {

// Words by Unicode's default word boundaries (UAX 29) as ICU finds them: marks and joiners stay with their letters
// (Devanagari, Tamil, Persian, …), and where a script writes no spaces between words (Chinese, Japanese, Thai, Lao,
// Khmer, Burmese) they come from ICU's dictionaries, so that another version of ICU may split them otherwise.
// An apostrophe between letters stays (`don't`, `l'ami`); other symbols stand alone. U+200B is a space; of the other
// invisible characters only the joiners stay. Not to be used from two threads at once.
// Errors: kInternal where ICU lacks its rules.
class WordSegmenter {
 public:
  explicit WordSegmenter(std::string_view language);
  ~WordSegmenter();
  WordSegmenter(WordSegmenter&&) noexcept;

  // The words of one line of UTF-8, with one space between them. Error: kInput for a line of more than 1 GiB.
  std::string segment(std::string_view line) const;

 private:
  struct Rules;
  std::unique_ptr<Rules> rules_;
};

// What a token shows of a text that other rules have split, or that nobody has:
bool is_torn_off(std::string_view token);  // begins with a mark or a joiner, which belongs to the letter before it
bool is_unsplit(std::string_view token);   // is longer than words are in a script without spaces between them

}  // namespace koine::text
