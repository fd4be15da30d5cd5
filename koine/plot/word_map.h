#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/plot/figure_files.h"

namespace koine::plot {

struct MapWord {
  std::string word;
  std::int64_t language = -1;  // -1: of all languages, such as <bos>
  std::int64_t rank = 0;       // by frequency, from 1; 0: none
  bool special = false;        // <bos>, <unk>: marked, and labelled before all else
  bool wanted = false;         // to be labelled where there is any room
};

// The words of several languages on a plane, coloured by language: the paper's Figure 4. Words are labelled by rank
// where there is room for it.
//
// places [N, 2]; words [N], those of one language together, special ones of whatever language last.
// table: `language` (* for all), `rank`, `x`, `y`, `labelled` (1 or 0), `word`.
Drawing word_map(const std::vector<std::string>& languages, const std::vector<MapWord>& words, ConstView places,
                 const std::string& title);

}  // namespace koine::plot
