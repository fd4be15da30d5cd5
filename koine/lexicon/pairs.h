#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "koine/core/reporter.h"
#include "koine/lexicon/resolved_dictionary.h"

namespace koine::lexicon {

// The draw of Wada & Iwata 2018 (arXiv 1809.02306), section 4: one-to-one pairs of which both words are in all
// vocabularies of the experiment. The known pairs are shuffled by the seed and taken one after the other where neither
// word has been used, until there are `count` or no more; with fewer than `count` the reporter is warned. (The order is
// not stated in the paper.) The result is a function of the dictionary, the vocabularies and the seed.
std::vector<WordPair> draw_pairs(const ResolvedDictionary& dictionary, std::int64_t count, std::uint64_t seed,
                                 Reporter& reporter);

// The pairs as a file: source, a tab, target, one a line. read_dictionary reads it back.
std::string pairs_file(const std::vector<WordPair>& pairs);

}  // namespace koine::lexicon
