#pragma once

#include <string>
#include <string_view>

#include "koine/text/nonbreaking_prefixes.h"

namespace koine::text {

struct TokenizerOptions {
  bool escape = false;      // & | < > ' " [ ] become &amp; &#124; &lt; &gt; &apos; &quot; &#91; &#93;
  bool aggressive = false;  // a hyphen between letters or digits becomes a token: "a @-@ b"
  bool old_period = false;  // the rule before 2019: the last word keeps its period where any other word would
};

// Splits a line into tokens as the tokenizer.perl of Moses does (commit 34452895f), to the byte, given the same
// prefixes. The rules, in order: white space is squeezed and control characters go; what is not a letter, digit or one
// of . ' ` , - stands alone (Finnish and Swedish keep a colon before a lowercase letter, Catalan the middle dot);
// hyphens, if aggressive; runs of periods stay together; commas come off unless they stand between digits; apostrophes
// (English: to the right part, French, Italian, Irish, Catalan: to the left part, others: alone); a period at the end
// of a word comes off unless the word is an abbreviation; escapes.
//
// Cost: linear in the line, about a microsecond for each word. Const and safe to call from several threads.
class Tokenizer {
 public:
  // With koine's own abbreviations; a language without any has all its rules from English (see rules_language).
  explicit Tokenizer(std::string_view language, TokenizerOptions options = {});
  // With these abbreviations. The other rules are those of Moses for the language, whatever its region: one that Moses
  // does not name has its apostrophes alone.
  Tokenizer(std::string_view language, TokenizerOptions options, NonbreakingPrefixes prefixes);

  // The tokens of one line of UTF-8, with one space between them. Where a line ends in .' Moses leaves a space behind
  // the last token, and two before it where there was one already; so does this.
  // A line of white space alone gives an empty one (Moses copies it).
  std::string tokenize(std::string_view line) const;

 private:
  enum class Apostrophe { kAlone, kToTheRight, kToTheLeft };

  void separate_symbols(std::u32string& text) const;
  void split_apostrophes(std::u32string& text) const;
  std::string split_periods(std::u32string_view text) const;
  bool keeps_period(std::u32string_view stem, std::u32string_view next_word, bool is_last) const;
  void append(std::u32string_view word, std::string& out) const;

  TokenizerOptions options_;
  NonbreakingPrefixes prefixes_;
  Apostrophe apostrophe_ = Apostrophe::kAlone;
  char32_t inner_symbol_ = 0;  // a symbol that may stand inside a word; 0: none
};

}  // namespace koine::text
