#pragma once

#include <cstddef>
#include <vector>

#include "koine/map/method.h"

namespace koine::join {

// Words of two languages that belong together: rows of `language` and of `other`, which comes before it.
struct LanguagePairs {
  std::size_t language = 0, other = 0;
  std::vector<map::Pair> pairs;
};

}  // namespace koine::join
