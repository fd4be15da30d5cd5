#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/reporter.h"
#include "koine/core/workers.h"

namespace koine::induce {

struct DictionaryOptions {
  std::int64_t top = 1;                        // translations of each source word
  std::int64_t limit = 0;                      // the so many first source words; 0: all
  bool mutual = false;                         // only entries that are mutual
  bool one_to_one = false;                     // one translation a word, of both sides (assignment.h); top is 1 then
  bool spelling = false;                       // score: CSLS + weight similarity (spelling/witness.h)
  std::optional<double> spelling_weight = {};  // nothing: chosen without a dictionary
  bool cautious = true;  // confidence with the caution of spelling/confidence.h, for a reader
  std::function<void()> between_steps = [] {};  // called again and again, on the calling thread; may throw to end this
};

struct Entry {
  std::int64_t source = 0, target = 0;  // rows
  float score = 0;                      // CSLS, with spelling on top of it if so wanted
  std::int64_t rank = 0;                // of the target word among all for this source word, from 1
  float margin = 0;     // score minus that of the best other target word for this source word; 0 if none
  bool mutual = false;  // the source word is among the `top` of the target word, too
  std::optional<double> confidence = {};  // spelling/confidence.h; nothing where the words tell nothing of it
};

// One language: its words, most frequent first, their unit rows [V, D], and, where that space was made with pairs that
// were chosen by their spelling, their unit rows in the one before it (spelling::Side), of both languages or of none.
struct Language {
  const std::vector<std::string>& words;
  ConstView rows;
  ConstView unspelled = {};
};

// The dictionary of all source words, in their order, best entries first. The neighbourhoods of CSLS reach over both
// whole vocabularies. Spelling is looked at in any case, for confidence, which is that of the unspelled rows where
// there are any; it changes score only where that is wanted, and only then what it is worth is said. Errors: as of
// spelling::learn_witness. Cost: five times V_s V_t D multiplications and learn_witness. The same bits at any number of
// threads.
std::vector<Entry> make_dictionary(const Language& source, const Language& target, const DictionaryOptions& options,
                                   Workers& workers, Reporter& reporter);

}  // namespace koine::induce
