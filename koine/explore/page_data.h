#pragma once

#include <span>
#include <string>

#include "koine/core/matrix.h"
#include "koine/explore/language.h"
#include "koine/explore/nearest_words.h"

namespace koine::explore {

struct PageContent {
  std::string title;
  std::string layout;            // what the places are, such as "t-SNE"
  bool separate_spaces = false;  // what is found between the languages is chance
  std::span<const Language> languages;
  ConstView places;  // [N, 2] of the shown words, one language after the other; finite
  const NearestWords* nearest = nullptr;
};

// The data of the page as JSON that can stand in an element <script> whatever the words are; docs/formats.md describes
// it. Places become whole numbers from 0 to kLargestPlace, scores whole ten-thousandths: what 'koine translate' and
// 'koine neighbours' print.
std::string page_data(const PageContent& content);

inline constexpr int kLargestPlace = 65535;

}  // namespace koine::explore
