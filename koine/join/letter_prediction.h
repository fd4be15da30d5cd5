#pragma once

#include <cstdint>
#include <span>

#include "koine/core/matrix.h"
#include "koine/core/workers.h"
#include "koine/text/letter_sequences.h"

namespace koine::join {

struct PredictionOptions {
  double own_part = 100;         // λ_w: occurrences from which on a word's own part is believed more than not
  double sequence_penalty = 20;  // λ_b
  std::int64_t iterations = 30;
};

// What its letters tell of a word: the part of its vector that it shares with the words of its language that are
// spelled alike, as inflections are. A vector from few occurrences is mostly noise, and this part is not.
//
// Model, for the vector x_w of a word that was seen c_w times, with G_w letter sequences:
//   x_w = m + f_w B + o_w + noise / √c_w,  f_w = 1/√G_w for each sequence the word has, 0 for the others
// where m is the mean of all vectors, B [sequences, D] and the words' own parts o_w are normally distributed. B is
// where Σ_w a_w ‖x_w - m - f_w B‖² + λ_b ‖B‖² is least, with a_w = c_w λ_w / (c_w + λ_w): the own parts are integrated
// out. → m + f_w B for each word, [V, D]; m for a word without sequences.
//
// Solved for each column by conjugate gradients, from B = 0; stopping early is one more regulariser. Which words are
// alike is looked up in one language only: nothing here compares the letters of two languages.
// x [V, D], counts [V], not negative. The same bits at any number of threads. Cost: 4 `iterations` D times the
// sequences of all words.
Matrix<float> predict_from_letters(ConstView x, std::span<const double> counts, const text::LetterSequences& letters,
                                   const PredictionOptions& options, Workers& workers);

// What that takes while it runs, without x and the result.
std::int64_t prediction_bytes(const text::LetterSequences& letters, int threads);

}  // namespace koine::join
