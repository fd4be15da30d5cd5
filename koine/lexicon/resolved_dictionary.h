#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "koine/core/reporter.h"
#include "koine/lexicon/dictionary.h"
#include "koine/lexicon/word_index.h"

namespace koine::lexicon {

struct ResolvedPair {
  std::string source, target;  // as the vocabularies spell them, or as the dictionary does where they do not have them
  bool known = false;          // both words are in all vocabularies of their side
};

// A dictionary seen from the vocabularies it is used with.
struct ResolvedDictionary {
  std::string name;
  std::vector<ResolvedPair> pairs;  // each once, in the order of the dictionary
  std::int64_t known = 0;           // pairs of which both words are known; the others are out of vocabulary
  std::int64_t lowercased = 0;      // pairs known only after lower-casing
};

// Looks the words of a dictionary up in the vocabularies of each side: as they stand, else in lower case. Reports how
// many pairs are known, and warns when the dictionary would fit much better the other way round.
// Errors: kInput when no pair is known, with a hint when the languages seem to be swapped.
ResolvedDictionary resolve(const Dictionary& dictionary, std::span<const WordIndex> sources,
                           std::span<const WordIndex> targets, Reporter& reporter);

}  // namespace koine::lexicon
