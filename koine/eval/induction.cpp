#include "koine/eval/induction.h"

#include <algorithm>
#include <unordered_map>
#include <utility>

#include "koine/retrieval/nearest.h"
#include "koine/retrieval/ranks.h"
#include "koine/retrieval/unit_rows.h"

namespace koine::eval {
namespace {

// One source word of the dictionary with all its translations.
struct Entry {
  std::int64_t source_row = 0;
  std::vector<std::int64_t> target_rows;  // those in the vocabulary; none: the entry is not covered
  bool identical = false;
};

std::vector<Entry> entries_of(const lexicon::ResolvedDictionary& dictionary, const lexicon::WordIndex& sources,
                              const lexicon::WordIndex& targets) {
  std::vector<Entry> entries;
  std::unordered_map<std::string, std::size_t> places;
  for (const lexicon::ResolvedPair& pair : dictionary.pairs) {
    const auto [place, is_new] = places.emplace(pair.source, entries.size());
    if (is_new) entries.emplace_back();
    Entry& entry = entries[place->second];
    entry.identical |= pair.source == pair.target;
    if (!pair.known) continue;
    entry.source_row = *sources.find(pair.source);
    entry.target_rows.push_back(*targets.find(pair.target));
  }
  return entries;
}

}  // namespace

Evaluation evaluate_induction(io::WordVectors source, io::WordVectors target,
                              const lexicon::ResolvedDictionary& dictionary, const EvaluationOptions& options,
                              Workers& workers, Reporter& reporter) {
  require_one_dimension(source, target);
  std::vector<std::int64_t> source_rows;
  retrieval::RightAnswers right;
  std::vector<RankedQuery> queries;
  Entries total;
  for (const Entry& entry :
       entries_of(dictionary, lexicon::WordIndex(source.words), lexicon::WordIndex(target.words))) {
    ++total.all;
    total.identical += entry.identical;
    if (entry.target_rows.empty()) continue;
    source_rows.push_back(entry.source_row);
    right.push_back(entry.target_rows);
    queries.push_back({.frequency_rank = entry.source_row + 1, .identical = entry.identical});
  }

  const retrieval::UnitRows x = retrieval::unit_rows(std::move(source.vectors));  // [V_s, D]
  const retrieval::UnitRows y = retrieval::unit_rows(std::move(target.vectors));  // [V_t, D]
  warn_of_zero_rows(x.zero_rows + y.zero_rows, reporter);
  const Matrix<float> q = gather_rows(x.rows, source_rows);  // [M, D]
  const auto r_target = retrieval::mean_top_k_cosine(q.view(), y.view(), options.neighbours, workers);
  const auto r_source = retrieval::mean_top_k_cosine(y.view(), x.view(), options.neighbours, workers);
  const auto nearest = retrieval::ranks_by_cosine(q.view(), y.view(), right, workers);
  const auto csls = retrieval::ranks_by_csls(q.view(), y.view(), r_target, r_source, right, workers);
  for (std::size_t i = 0; i < queries.size(); ++i) {
    queries[i].nearest_rank = nearest[i];
    queries[i].csls_rank = csls[i];
  }

  Evaluation evaluation;
  evaluation.task = "induction";
  if (options.spelling) {
    const auto witness = witness_beside(source.words, target.words, x.view(), y.view(), options, workers, reporter);
    const auto similarities = witness.similarities.of_queries(source_rows);
    std::vector<float> weights;
    for (const std::int64_t row : source_rows) weights.push_back(witness.weights[static_cast<std::size_t>(row)]);
    evaluation.spelling_weight = witness.mean_weight();
    const retrieval::Bonus bonus{&similarities, weights};
    const auto alone = retrieval::ranks_by_sparse_scores(similarities, y.rows.rows(), right);
    const auto both = retrieval::ranks_by_csls(q.view(), y.view(), r_target, r_source, right, workers, bonus);
    for (std::size_t i = 0; i < queries.size(); ++i) {
      queries[i].spelling_rank = alone[i];
      queries[i].both_rank = both[i];
    }
  }
  evaluation.candidates = y.rows.rows();
  evaluation.neighbours = std::min({options.neighbours, x.rows.rows(), y.rows.rows()});
  score(queries, total, options.seed, evaluation);
  return evaluation;
}

}  // namespace koine::eval
