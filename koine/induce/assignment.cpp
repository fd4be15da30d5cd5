#include "koine/induce/assignment.h"

// Its templates alone: nothing of LEMON has to be linked.
#define LEMON_ONLY_TEMPLATES
#include <lemon/network_simplex.h>
#include <lemon/static_graph.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "koine/core/error.h"

namespace koine::induce {
namespace {

struct Pair {
  std::int64_t source = 0, target = 0;
  float score = 0;
};

// Each pair once, by source and target.
std::vector<Pair> pairs_of(const retrieval::BothNeighbours& best) {
  std::vector<Pair> pairs;
  for (std::size_t s = 0; s < best.of_queries.size(); ++s) {
    for (const auto& [target, score] : best.of_queries[s])
      pairs.push_back({static_cast<std::int64_t>(s), target, score});
  }
  for (std::size_t t = 0; t < best.of_candidates.size(); ++t) {
    for (const auto& [source, score] : best.of_candidates[t]) {
      pairs.push_back({source, static_cast<std::int64_t>(t), score});
    }
  }
  const auto place = [](const Pair& pair) { return std::pair(pair.source, pair.target); };
  std::sort(pairs.begin(), pairs.end(), [&](const Pair& a, const Pair& b) { return place(a) < place(b); });
  const auto same = [&](const Pair& a, const Pair& b) { return place(a) == place(b); };
  pairs.erase(std::unique(pairs.begin(), pairs.end(), same), pairs.end());
  return pairs;
}

}  // namespace

// One unit flows from each source word to the sink, by a target word, whose arc to the sink carries one unit, or
// straight, which is worth nothing.
std::vector<retrieval::Neighbour> one_to_one(const retrieval::BothNeighbours& best) {
  const auto sources = static_cast<int>(best.of_queries.size()), targets = static_cast<int>(best.of_candidates.size());
  std::vector<retrieval::Neighbour> result(best.of_queries.size(), retrieval::Neighbour{-1, 0});
  const std::vector<Pair> pairs = pairs_of(best);
  if (pairs.empty()) return result;
  float lowest = std::numeric_limits<float>::infinity();
  for (const Pair& pair : pairs) lowest = std::min(lowest, pair.score);

  using Graph = lemon::StaticDigraph;
  const int sink = sources + targets;
  std::vector<std::pair<int, int>> ends;  // by their first node, as StaticDigraph wants them
  std::vector<std::int64_t> costs;
  std::vector<std::int64_t> pair_of_arc;  // or -1
  std::size_t next = 0;
  for (int s = 0; s < sources; ++s) {
    for (; next < pairs.size() && pairs[next].source == s; ++next) {
      ends.emplace_back(s, sources + static_cast<int>(pairs[next].target));
      costs.push_back(-1 - std::llround((static_cast<double>(pairs[next].score) - lowest) * 1e6));
      pair_of_arc.push_back(static_cast<std::int64_t>(next));
    }
    ends.emplace_back(s, sink);
    costs.push_back(0);
    pair_of_arc.push_back(-1);
  }
  for (int t = 0; t < targets; ++t) {
    ends.emplace_back(sources + t, sink);
    costs.push_back(0);
    pair_of_arc.push_back(-1);
  }
  Graph graph;
  graph.build(sink + 1, ends.begin(), ends.end());
  Graph::ArcMap<std::int64_t> cost(graph), capacity(graph, 1);
  for (int a = 0; a < graph.arcNum(); ++a) cost[Graph::arc(a)] = costs[static_cast<std::size_t>(a)];
  Graph::NodeMap<std::int64_t> supply(graph, 0);
  for (int s = 0; s < sources; ++s) supply[Graph::node(s)] = 1;
  supply[Graph::node(sink)] = -sources;

  lemon::NetworkSimplex<Graph, std::int64_t> simplex(graph);
  simplex.upperMap(capacity).costMap(cost).supplyMap(supply);
  require(simplex.run() == lemon::NetworkSimplex<Graph, std::int64_t>::OPTIMAL, "an assignment has an optimum");
  for (int a = 0; a < graph.arcNum(); ++a) {
    const std::int64_t p = pair_of_arc[static_cast<std::size_t>(a)];
    if (p < 0 || simplex.flow(Graph::arc(a)) == 0) continue;
    const Pair& pair = pairs[static_cast<std::size_t>(p)];
    result[static_cast<std::size_t>(pair.source)] = {pair.target, pair.score};
  }
  return result;
}

}  // namespace koine::induce
