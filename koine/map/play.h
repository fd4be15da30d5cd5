#pragma once

#include "koine/map/method.h"
#include "koine/map/options.h"
#include "koine/map/refine.h"

namespace koine::map {

// The adversarial methods, from the spaces to the map: Conneau et al. 2018 (arXiv 1710.04087), Zhang et al. 2017a (ACL
// P17-1179) and 2017b (EMNLP D17-1207). Each plays its game (adversarial_game.h, autoencoder_game.h,
// wasserstein_game.h) for some epochs, takes the best epoch's map, and refines it (refine.h); between game and
// refinement, wasserstein transports words (transport.h) and solves the Procrustes problem of the plan, in turn.
//
// Not from the papers, and each an option:
// - Six times an epoch refinement is tried (trial.h). The game ends as soon as nine words in ten have a mutual pair: it
//   is won then, and going on cannot make it better. --select-epoch pairs keeps the map with most of them, which tells
//   nothing of real words: there a wrong map has as many as the right one (docs/results/baselines.md).
// - The transport starts from random maps too (transport_search.h).
// - All methods end with the refinement of Conneau et al. (--iterations 0: none, as in Zhang et al.).
//
// Records: phase "game", six an epoch: "epoch", "criterion" at its end (of criterion.h), the losses of the game,
// "pairs_share" and "trial_pairs_share" (trial.h: before and after), "learning_rate", "best"; those of
// search_transport(); then those of refine(). A map that is not finite any more ends the game. Stopped by the context,
// the best map so far is the result. Options are checked and clamped.
MethodResult play(Spaces spaces, const MapOptions& options, const RefineOptions& refinement, MethodContext& context);

}  // namespace koine::map
