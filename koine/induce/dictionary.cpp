#include "koine/induce/dictionary.h"

#include <algorithm>
#include <numeric>

#include "koine/induce/assignment.h"
#include "koine/retrieval/nearest.h"
#include "koine/retrieval/ranks.h"
#include "koine/spelling/confidence.h"
#include "koine/spelling/witness.h"

namespace koine::induce {
namespace {

using retrieval::Neighbour;

constexpr std::int64_t kAssigned = 10;  // best of each word that may be assigned to it

bool holds(const std::vector<Neighbour>& list, std::int64_t top, std::int64_t index) {
  const auto end = list.begin() + std::min<std::ptrdiff_t>(top, static_cast<std::ptrdiff_t>(list.size()));
  return std::any_of(list.begin(), end, [&](const Neighbour& neighbour) { return neighbour.index == index; });
}

// Lists hold two at least, if there are two, so that there is a best other one.
float margin_of(const std::vector<Neighbour>& list, std::int64_t target, float score) {
  for (const Neighbour& other : list) {
    if (other.index != target) return score - other.score;
  }
  return 0;
}

// Ranks of assigned words that are not in the list of theirs.
void fill_in_ranks(std::vector<Entry>& entries, const Language& source, const Language& target,
                   const retrieval::BothMeans& r, retrieval::Bonus bonus, Workers& workers) {
  std::vector<std::size_t> places;
  std::vector<std::int64_t> rows;
  retrieval::RightAnswers right;
  std::vector<float> r_rows;
  for (std::size_t e = 0; e < entries.size(); ++e) {
    if (entries[e].rank > 0) continue;
    places.push_back(e);
    rows.push_back(entries[e].source);
    right.push_back({entries[e].target});
    r_rows.push_back(r.of_x[static_cast<std::size_t>(entries[e].source)]);
  }
  if (rows.empty()) return;
  Matrix<float> queries(static_cast<std::int64_t>(rows.size()), source.rows.cols);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::copy_n(source.rows.row(rows[i]), source.rows.cols, queries.row(static_cast<std::int64_t>(i)));
  }
  retrieval::SparseScores similarities;
  std::vector<float> weights;
  if (bonus.scores != nullptr) {
    similarities = bonus.scores->of_queries(rows);
    for (const std::int64_t row : rows) weights.push_back(bonus.weights[static_cast<std::size_t>(row)]);
    bonus = {&similarities, weights};
  }
  const auto ranks = retrieval::ranks_by_csls(queries.view(), target.rows, r_rows, r.of_y, right, workers, bonus);
  for (std::size_t i = 0; i < places.size(); ++i) entries[places[i]].rank = ranks[i];
}

}  // namespace

std::vector<Entry> make_dictionary(const Language& source, const Language& target, const DictionaryOptions& options,
                                   Workers& workers, Reporter& reporter) {
  constexpr auto kNeighbours = retrieval::kCslsNeighbours;
  const auto r = retrieval::mean_top_k_cosines_both_ways(source.rows, target.rows, kNeighbours, workers);
  options.between_steps();
  // What is learned is learned here.
  const bool is_apart = source.unspelled.rows > 0;
  const ConstView x = is_apart ? source.unspelled : source.rows, y = is_apart ? target.unspelled : target.rows;
  const auto r_learned = is_apart ? retrieval::mean_top_k_cosines_both_ways(x, y, kNeighbours, workers) : r;
  options.between_steps();
  const auto witness = spelling::learn_witness({source.words, x, r_learned.of_x}, {target.words, y, r_learned.of_y},
                                               options.spelling_weight, workers,
                                               options.spelling ? reporter : silent_reporter(), options.between_steps);
  options.between_steps();
  retrieval::Bonus bonus;
  if (options.spelling) bonus = {&witness.similarities, witness.weights};
  const std::int64_t top = options.one_to_one ? 1 : options.top;
  const std::int64_t listed = std::max<std::int64_t>(options.one_to_one ? kAssigned : 2, top);
  const auto best =
      retrieval::nearest_by_csls_both_ways(source.rows, target.rows, r.of_x, r.of_y, listed, workers, bonus);
  options.between_steps();

  const std::int64_t limit = options.limit > 0 ? std::min(options.limit, source.rows.rows) : source.rows.rows;
  std::vector<Entry> entries;
  // rank 0: not among those listed.
  const auto add = [&](std::int64_t s, const Neighbour& found, std::int64_t rank) {
    Entry entry{.source = s, .target = found.index, .score = found.score, .rank = rank};
    entry.margin = margin_of(best.of_queries[static_cast<std::size_t>(s)], found.index, found.score);
    const auto& back = best.of_candidates[static_cast<std::size_t>(found.index)];
    entry.mutual = rank > 0 && rank <= top && holds(back, top, s);
    if (!options.mutual || entry.mutual) entries.push_back(entry);
  };
  if (options.one_to_one) {
    const auto assigned = one_to_one(best);
    for (std::int64_t s = 0; s < limit; ++s) {
      const Neighbour& found = assigned[static_cast<std::size_t>(s)];
      if (found.index < 0) continue;
      const auto& list = best.of_queries[static_cast<std::size_t>(s)];
      const auto place =
          std::find_if(list.begin(), list.end(), [&](const Neighbour& n) { return n.index == found.index; });
      add(s, found, place != list.end() ? place - list.begin() + 1 : 0);
    }
    fill_in_ranks(entries, source, target, r, bonus, workers);
  } else {
    for (std::int64_t s = 0; s < limit; ++s) {
      const auto& list = best.of_queries[static_cast<std::size_t>(s)];
      const auto count = std::min(static_cast<std::size_t>(top), list.size());
      for (std::size_t n = 0; n < count; ++n) add(s, list[n], static_cast<std::int64_t>(n + 1));
    }
  }

  if (!witness.trust.known()) return entries;
  const spelling::Confidence confidence(x, y, r_learned.of_x, r_learned.of_y, witness.trust,
                                        options.spelling ? &witness.similarities : nullptr, options.cautious, workers);
  for (Entry& entry : entries) {
    const double cosine =
        std::inner_product(x.row(entry.source), x.row(entry.source) + x.cols, y.row(entry.target), 0.0);
    const double csls = 2 * cosine - r_learned.of_x[static_cast<std::size_t>(entry.source)] -
                        r_learned.of_y[static_cast<std::size_t>(entry.target)];
    entry.confidence = confidence.of(entry.source, entry.target, static_cast<float>(csls));
  }
  return entries;
}

}  // namespace koine::induce
