#pragma once

#include <cstdint>
#include <vector>

#include "koine/core/matrix.h"
#include "koine/core/workers.h"
#include "koine/model/parameters.h"

namespace koine::train {

// Two words that mean the same: languages by their number in the run, words by their id.
struct Translation {
  std::int32_t source_language = 0, source = 0;
  std::int32_t target_language = 0, target = 0;

  bool operator==(const Translation&) const = default;
};

// The future work that Wada & Iwata 2018 name, semi-supervised training: with P translations, the term
//
//   λ R,   R = 1/P Σ_p ‖E_s[p] − E_t[p]‖²
//
// of the objective pulls the input embeddings of each pair together. Its gradient in a word's embedding e is
// 2 λ / P Σ (e − e') over the words e' that the dictionary gives for it.
class DictionaryTerm {
 public:
  // No translation may come twice. Error: kInternal where there is none.
  DictionaryTerm(const std::vector<Translation>& translations, double weight, std::int64_t dimension);

  // E ← E − rate ∂(λ R)/∂E. A step of its own, which clipping the gradient of the text does not touch: a mini-batch
  // whose gradient is large must not loosen the dictionary. Same bits at any number of threads. Cost: O(P D).
  void step(model::Parameters& parameters, double rate, Workers& workers);

  // R. Cost: O(P D).
  double mean_squared_distance(model::Parameters& parameters) const;

  // Above this weight, steps of that rate may throw the embeddings apart instead: P / (rate m), m the most translations
  // that the two words of a pair have together, for the largest curvature of λ R is at most 2 λ m / P, as the largest
  // eigenvalue of a graph's Laplacian is at most the largest sum of the degrees of two neighbours (Anderson & Morley
  // 1985, Linear and Multilinear Algebra 18(2)); of a word with its own translations alone it is that.
  double largest_weight(double rate) const;

 private:
  struct Word {
    std::int32_t language, id;
    std::vector<std::int32_t> partners;  // numbers of other words
  };
  std::vector<Translation> translations_;
  std::vector<Word> words_;
  double weight_;
  Matrix<float> gradient_;  // [words_, D]
};

}  // namespace koine::train
