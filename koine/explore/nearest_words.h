#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "koine/core/reporter.h"
#include "koine/core/workers.h"
#include "koine/explore/language.h"
#include "koine/retrieval/nearest.h"

namespace koine::explore {

// of[a][b][i]: the nearest words of language b to the i-th shown word of language a, best first.
using NearestWords = std::vector<std::vector<retrieval::Neighbours>>;

// The k nearest words of each shown word in every language, found among whole vocabularies: by CSLS in the other
// languages, with neighbourhoods of the whole vocabularies too, and by cosine in its own, without the word itself. Each
// list has min(k, V) words, or min(k, V - 1) in the own language.
//
// The same bits at any number of threads. Cost: about 2 V_a V_b D multiplications for each two languages.
NearestWords nearest_words(std::span<const Language> languages, std::int64_t k, Workers& workers, Reporter& reporter);

}  // namespace koine::explore
