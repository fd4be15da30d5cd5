#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace koine::corpus {

// What a person should know about the text of one language before they train on it.
struct Diagnosis {
  std::string language;
  std::int64_t sentences = 0;
  std::int64_t tokens = 0;               // after the cut of long sentences
  std::int64_t types = 0;                // different tokens
  std::int64_t vocabulary = 0;           // words of the model, without <unk>
  std::int64_t minimum_count = 0;        // of a word of the vocabulary; 0: its size was given instead
  std::int64_t unknown_tokens = 0;       // tokens that became <unk>
  std::int64_t torn_tokens = 0;          // that are, or begin with, a mark torn from its letter: text::is_torn_off()
  std::int64_t unsplit_tokens = 0;       // of a script without spaces, and longer than words are: text::is_unsplit()
  std::int64_t replaced_tokens = 0;      // that have U+FFFD, which stands for bytes that were not UTF-8
  std::int64_t longest_tokens = 0;
  std::int64_t cut_sentences = 0;        // longer than max_tokens
  std::int64_t repeated_sentences = 0;   // equal to one before them
  std::int64_t max_tokens = 0;           // the limit that they were cut at

  double mean_length_tokens() const;     // 0 without a sentence
  double unknown_rate() const;           // fraction of the tokens, in [0, 1]
};

// One line for each figure that is outside of what the method is known to work with, and for each thing done to the
// text. Empty where all is well. The paper trains on 50,000 sentences of each language and more; the other limits are
// marks at which a look at the text pays.
std::vector<std::string> diagnosis_warnings(const Diagnosis& diagnosis);

// A table for people, one row a language, each line ended by "\n".
std::string diagnosis_table(std::span<const Diagnosis> languages);

}  // namespace koine::corpus
