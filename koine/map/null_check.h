#pragma once

#include <cstdint>
#include <vector>

#include "koine/map/criterion.h"
#include "koine/map/method.h"

namespace koine::map {

struct NullCheckOptions {
  std::int64_t runs = 5;
  std::int64_t words = 5'000;    // the most frequent words of each side that take part
  std::int64_t neighbours = 10;  // K of CSLS
  std::int64_t rounds = 40;      // of self-learning at most, each time that a map is learned on
};

struct NullCheck {
  double criterion = 0;               // of the map itself, learned on like the others
  std::vector<double> null_criteria;  // of the shuffled runs, but for those that found the map itself
  double returning = 0;               // share of the words that go back to their translation
  std::vector<double> null_returning;
  double distinct = 0;           // how many words are a translation, as a share of the source words
  std::int64_t found_again = 0;  // shuffled runs that ended in the map itself
  bool passed = false;
};

// Is a map that was found without supervision more than what two unrelated spaces allow? Self-learning raises the very
// criterion that would tell, on any two spaces: with D² numbers to choose it makes nearest neighbours near. A shuffled
// run therefore gets the same chance. It permutes the columns of the target, which moves the space rigidly, so that the
// map means nothing any more, and learns on from there: rounds of plain self-learning until there is no gain. The map
// passes if all of these hold:
//
// 1. Its criterion (mean cosine of CSLS translations), learned on in the same way, is above the highest of the shuffled
//    runs by more than the distance between their highest and lowest. This is what two spaces of alike shape (clusters,
//    unequal axes) that do not belong together fail: such shapes fit in many ways, all about as well.
// 2. It comes back. Turned at random until nine words in ten lose their translation, and learned on, a share of the
//    words has its first translation again that is above the highest of the shuffled runs by a quarter of what is left
//    to 1 (three quarters of the words are enough in any case). This is what spaces without shape fail: there
//    self-learning stays about where it stands.
// 3. The translations are not the same few words: at least one for every ten source words.
//
// A shuffled run that arrives at the map itself (more than half of the translations are the same) confirms it, and is
// left out; if all do, the first two hold. The source is an orthogonal map away from the target: spaces normalised, and
// W orthogonal or empty. Not from a paper. Cost: at most 2 (runs + 1) rounds words² D multiplications; the same bits at
// any number of threads.
NullCheck null_check(Spaces spaces, const Matrix<float>& w, const NullCheckOptions& options, MethodContext& context);

}  // namespace koine::map
