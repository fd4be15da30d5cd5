#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "koine/map/criterion.h"
#include "koine/map/method.h"
#include "koine/map/normalize.h"

namespace koine::map {

struct SelfLearningOptions {
  std::int64_t cutoff = 20'000;  // most frequent words of each side that make pairs
  std::int64_t neighbours = 10;  // K of CSLS; 0: the highest inner product
  bool both_directions = true;
  double keep = 0.1;       // share of the similarities that is looked at in the first rounds, p of the paper
  double keep_factor = 2;  // its growth, when there is no gain for `patience` rounds
  std::int64_t patience = 50;
  double gain = 1e-6;  // what counts as a gain of the objective
  bool whiten = true;  // re-weight at the end, see reweighted_mapping()
  double reweight = 0.5;
  bool dewhiten = true;
  CriterionOptions criterion = {};
};

// A first dictionary from nothing but the two spaces, for words that are used alike have alike distributions of
// similarities: of the first `words` rows of each side, the rows of the square root of X Xᵀ, each sorted, normalised by
// `steps`; and of these the nearest neighbours by CSLS. Source: Artetxe, Labaka, Agirre 2018 (arXiv 1805.06297).
// `words` is at most the rows of either side. Cost: words³ + 2 words² D; memory: 3 matrices of words².
std::vector<Pair> distribution_dictionary(Spaces spaces, std::int64_t words, const std::vector<NormalizeStep>& steps,
                                          std::int64_t neighbours, bool both_directions, Workers& workers);

// A first dictionary of what stands in both vocabularies: the same string or, with `numerals`, only strings of the
// digits 0 to 9. Source: Smith et al. 2017 (arXiv 1702.03859); Artetxe, Labaka, Agirre 2017 (ACL
// P17-1042). In the order of the source.
std::vector<Pair> shared_strings(std::span<const std::string> source, std::span<const std::string> target,
                                 bool numerals);

// The maps of both sides that the pairs decide, after Artetxe, Labaka, Agirre 2018 (AAAI, "Generalizing and improving
// bilingual word embedding mappings with a multi-step framework of linear transformations"): whiten each side, A =
// (Xᵀ X)^(-1/2) and B = (Yᵀ Y)^(-1/2) over the rows of the pairs; A Xᵀ Y B = U S Vᵀ; re-weight by S^p; and de-whiten:
//   W_source = A U S^p Uᵀ A⁻¹ U,   W_target = B V S^p Vᵀ B⁻¹ V
// (without the last three factors unless `dewhiten`). Directions that hold nothing are mapped to zero.
Mapping reweighted_mapping(Spaces spaces, std::span<const Pair> pairs, double p, bool dewhiten, Workers& workers);

// Robust self-learning (arXiv 1805.06297): from a dictionary to the orthogonal map of Procrustes and from
// the mapped spaces to the next dictionary (pair_inducer.h), with random similarities left out, fewer and fewer, until
// none are and there is no gain; at the end the maps of reweighted_mapping(), or Procrustes unless `whiten`.
// Spaces of unit rows as a rule (of others, inner products stand for cosines); `start` is not empty. Records:
// "objective" (mean best cosine), "keep", "pairs" of each round. When stopped, the dictionary so far decides the map.
// Cost: a round is one product of cutoff² D (pair_inducer.h) and some 10 cutoff D².
MethodResult self_learning(Spaces spaces, std::vector<Pair> start, const SelfLearningOptions& options,
                           MethodContext& context);

}  // namespace koine::map
