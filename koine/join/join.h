#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/join/letter_prediction.h"
#include "koine/map/method.h"

namespace koine::join {

// One language: its words, the most frequent first, and how often each was seen.
struct JoinLanguage {
  std::string name;
  std::vector<std::string> words;
  std::vector<double> counts;
};

// What one training says of the words: a matrix for each language, row w is that of words[w]; zero where the training
// does not know the word. The languages of one view have one dimension.
struct JoinView {
  std::vector<Matrix<float>> languages;
  double weight = 1;
};

struct JoinOptions {
  std::int64_t rounds = 5;       // how often the dictionary and the maps are made anew from one another
  std::int64_t max_rank = 6000;  // only so many of the most frequent words of a language make pairs
  std::int64_t neighbours = 10;  // K of CSLS
  std::int64_t dimension = 300;  // of the joined vectors; 0: as the parts come
  bool letters = true;           // add what the letters of a word tell
};

// Error: kUsage with the name of the option, what was found and what is expected.
void check_options(const JoinOptions& options);

// One space for all languages and all views. The languages of the first view lie in one space already, those of the
// others need not. Each view gives two parts, its vectors, normalised (unit length, centred, unit length), and
// what the letters tell of them (letter_prediction.h), normalised likewise. Then, `rounds` times, for each language but
// the first: the mutual nearest neighbours by CSLS between it and the first language, in the joined space so far, are
// taken for a dictionary (map/refine.h), and each part of the language is turned to that of the first language by
// Procrustes on it (map/procrustes.h). A joined vector has the parts side by side, each times its view's weight. At the
// end: the `dimension` principal components of the joined vectors of all languages, each language counting the same,
// and unit length.
//
// No dictionary, and no letters of two languages compared. The same bits at any number of threads. Records a line a
// round: "language", by number, and "pairs". → a matrix for each language.
// Errors: kInput where no two words are each other's nearest; kInterrupted where context.stop became true.
std::vector<Matrix<float>> join(const std::vector<JoinLanguage>& languages, const std::vector<JoinView>& views,
                                const JoinOptions& options, map::MethodContext& context);

}  // namespace koine::join
