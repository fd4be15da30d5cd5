#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "koine/core/matrix.h"

namespace koine::explore {

// One language of the page. What it points to must outlive it.
struct Language {
  std::string code;
  std::span<const std::string> words;  // [V], most frequent first
  ConstView unit_rows;                 // [V, D]
  std::int64_t shown = 0;              // the first so many words have a place on the map; at most V
};

}  // namespace koine::explore
