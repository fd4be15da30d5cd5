#pragma once

#include <string>
#include <string_view>
#include <unordered_map>

namespace koine::text {

// Words after which a period does not end the sentence: "Dr", "etc", single letters. The tokenizer leaves the period at
// such a word.
class NonbreakingPrefixes {
 public:
  enum class Rule {
    kNone,          // an ordinary word
    kAlways,        // keeps its period
    kBeforeNumber,  // keeps its period where the next word starts with a digit 0-9: "No. 7"
  };

  NonbreakingPrefixes() = default;  // none

  // koine's own list for a language, or the English one where koine has none (see rules_language).
  static NonbreakingPrefixes built_in(std::string_view language);

  // `text` is the content of a prefix file of Moses: one prefix a line, without its period; "#NUMERIC_ONLY#" after
  // those of kBeforeNumber; lines that start with "#" are comments. As in Moses white space at the end of a line
  // belongs to the prefix (which then never matches); only "\r" is taken off. Of two equal prefixes the later counts.
  // `name` stands in messages. Errors: kInput for text that is not UTF-8 (with the line), and for a file without a
  // prefix.
  static NonbreakingPrefixes parse(std::string_view text, std::string_view name);

  Rule find(std::string_view word) const;
  std::size_t size() const { return rules_.size(); }

  void add(std::string_view word, Rule rule) { rules_[std::string(word)] = rule; }

 private:
  std::unordered_map<std::string, Rule> rules_;
};

// Whether koine knows the abbreviations, the apostrophe and the colon of a language, given by its ISO 639-1 code.
bool has_own_rules(std::string_view language);

// The language whose rules the tokenizer uses for `language`: itself where it has some, otherwise English. A caller
// should say so once where the two differ.
std::string rules_language(std::string_view language);

}  // namespace koine::text
