#pragma once

#include "koine/map/game_options.h"
#include "koine/map/method.h"

namespace koine::map {

struct Transported {
  Matrix<float> map;  // [D, D], orthogonal
  double cost = 0;    // mean squared distance that a word is moved, of words of length 1 in the mean
};

// The second half of Zhang et al. 2017b (EMNLP D17-1207): the earth mover's distance between the mapped source and the
// target, made small over orthogonal maps: the plan of the least cost for the map (transport.h), the map of the least
// cost for the plan (Procrustes), in turn. Each such step lowers the cost, but it ends in whatever lies near its start.
// The paper starts from the map of a game alone. Here, unless that game was solved, the search begins
// - from the game's map and from `transport_starts` random ones, on the first 1,000 words, at a temperature at which
//   the plan sees little but the axes of the two clouds and which falls from round to round;
// - goes on from the one of the least cost, by turning round one of the target's principal axes after the other (which
//   way round they are is what a start gets wrong), as long as that lowers the cost;
// and ends with the first `transport_words` words at low temperatures, where the map moves little.
// Records: "transport-start", "transport-axis" (those that helped) and "transport": "cost".
// Cost: some hundred products and exponentials of 1,000² for each start and axis, of transport_words² at the end.
Transported search_transport(Spaces spaces, const Matrix<float>& start, bool solved, const GameOptions& options,
                             MethodContext& context);

}  // namespace koine::map
