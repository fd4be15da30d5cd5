#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "koine/map/criterion.h"
#include "koine/map/method.h"

namespace koine::map {

struct NullCheckOptions {
  std::int64_t runs = 5;
  std::int64_t words = 5'000;    // the most frequent words of each side that take part
  std::int64_t neighbours = 10;  // K of CSLS
  std::int64_t patience = 10;    // of the self-learning of a shuffled run; of fewer than 1,000 words more, up to 50
};

// A criterion is the mean cosine of the source words with their CSLS translations. null_: of the shuffled runs, in
// their order, but for those that found the map itself.
struct NullCheck {
  double criterion = 0;  // of the map as it is
  std::vector<double> null_criteria;
  double learned_criterion = 0;  // of the map learned on
  std::vector<double> null_learned_criteria;
  double kept = 0;               // share of the words that have the same translation before and after
  double distinct = 0;           // how many words are a translation, as a share of those that could be
  std::int64_t found_again = 0;  // shuffled runs that ended in the map itself
  std::string failed;            // what the map falls short of, with both figures; empty: nothing, it passed
  bool passed() const { return failed.empty(); }
};

// Of the figures alone, whatever `failed` is: why they do not pass, by the rules below; empty where they do. There is
// one of null_criteria at least.
std::string what_it_falls_short_of(const NullCheck& check);

// Is a map that was found without supervision more than what two unrelated spaces allow? A shuffled run permutes the
// columns of the target: that moves the space rigidly, so that the map means nothing any more. The map passes if
//
// 1. its criterion is above that of every shuffled run;
// 2. it is above what a shuffled run can learn. Self-learning raises the very criterion, on any two spaces: with D²
//    numbers to choose it makes nearest neighbours near. So each shuffled run goes through stochastic self-learning,
//    and the map through the plain one, from where it stands; its criterion then has to be above the highest of the
//    shuffled runs by more than what lies between their highest and lowest (one of six normal numbers of the same
//    distribution is so in 1.4 % of all cases), and by more than 0.001;
// 3. learning on does not find another map instead: at least one word in five keeps its translation;
// 4. the translations are not the same few words: at least one for every ten that could be.
//
// A shuffled run that arrives at the map itself (more than half of the translations are the same) confirms it, and is
// left out; if all do, 2 holds. In very few dimensions that may happen to unrelated spaces too. The source is an
// orthogonal map away from the target: spaces normalised, and W orthogonal, nearly so (of a game), or empty. Rule 1 is
// our reading of "better than chance", the others are not from a paper. When asked to stop, it returns early and
// records nothing. Cost: some 50 to 150 products of words² D a run; the same bits at any number of threads.
NullCheck null_check(Spaces spaces, const Matrix<float>& w, const NullCheckOptions& options, MethodContext& context);

}  // namespace koine::map
