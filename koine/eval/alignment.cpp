#include "koine/eval/alignment.h"

#include <fmt/format.h>

#include <unordered_set>
#include <utility>

#include "koine/core/error.h"
#include "koine/lexicon/word_index.h"
#include "koine/retrieval/nearest.h"
#include "koine/retrieval/ranks.h"
#include "koine/retrieval/unit_rows.h"
#include "koine/spelling/witness.h"

namespace koine::eval {
namespace {

[[noreturn]] void refuse_second(const std::string& word, const std::string& file) {
  throw Error(ErrorKind::kInput, "word alignment takes one-to-one pairs, and a word stands in two of them")
      .where(file)
      .found(koine::quoted(word))
      .hint("'koine pairs' draws such pairs from a dictionary");
}

// The rows of both sides of the pairs.
struct Rows {
  std::vector<std::int64_t> source, target;
};

// Letters and weight are learned from all words, and what is scored are the pairs: x and y [M, D] are their unit rows,
// r_x and r_y those of CSLS among them.
void rank_with_spelling(const io::WordVectors& source, const io::WordVectors& target, const Rows& rows, ConstView x,
                        ConstView y, std::span<const float> r_x, std::span<const float> r_y,
                        const retrieval::RightAnswers& right, const EvaluationOptions& options, Workers& workers,
                        Reporter& reporter, std::vector<RankedQuery>& queries, Evaluation& evaluation) {
  const auto witness = witness_beside(source.words, target.words, retrieval::unit_rows(source.vectors.view()).view(),
                                      retrieval::unit_rows(target.vectors.view()).view(), options, workers, reporter);
  const auto similarities = spelling::similarities_within(witness, rows.source, rows.target, x, y, r_x, r_y, workers);
  std::vector<float> weights;
  for (const std::int64_t row : rows.source) weights.push_back(witness.weights[static_cast<std::size_t>(row)]);
  const retrieval::Bonus bonus{&similarities, weights};
  const auto alone = retrieval::ranks_by_sparse_scores(similarities, y.rows, right);
  const auto both = retrieval::ranks_by_csls(x, y, r_x, r_y, right, workers, bonus);
  evaluation.spelling_weight = witness.mean_weight();
  for (std::size_t i = 0; i < queries.size(); ++i) {
    queries[i].spelling_rank = alone[i];
    queries[i].both_rank = both[i];
  }
}

}  // namespace

Evaluation evaluate_alignment(const io::WordVectors& source, const io::WordVectors& target,
                              const std::vector<lexicon::WordPair>& pairs, std::int64_t asked,
                              const EvaluationOptions& options, Workers& workers, Reporter& reporter) {
  require_one_dimension(source, target);
  const lexicon::WordIndex sources(source.words), targets(target.words);
  Rows rows;
  std::vector<RankedQuery> queries;
  std::vector<RankedPair> ranked;
  std::int64_t identical = 0, known = 0;
  std::unordered_set<std::string> known_sources, known_targets;
  for (const lexicon::WordPair& pair : options.known) {
    known_sources.insert(lexicon::common_spelling(pair.source, {&sources, 1}).value_or(pair.source));
    known_targets.insert(lexicon::common_spelling(pair.target, {&targets, 1}).value_or(pair.target));
  }
  std::unordered_set<std::int64_t> seen_sources, seen_targets;
  std::string missing;
  for (const lexicon::WordPair& pair : pairs) {
    const auto source_word = lexicon::common_spelling(pair.source, {&sources, 1});
    const auto target_word = lexicon::common_spelling(pair.target, {&targets, 1});
    const bool same = source_word.value_or(pair.source) == target_word.value_or(pair.target);
    const bool touched = known_sources.contains(source_word.value_or(pair.source)) ||
                         known_targets.contains(target_word.value_or(pair.target));
    identical += same;
    known += touched;
    if (!source_word || !target_word) {
      if (missing.empty()) missing = koine::quoted(source_word ? pair.target : pair.source);
      continue;
    }
    rows.source.push_back(*sources.find(*source_word));
    rows.target.push_back(*targets.find(*target_word));
    if (!seen_sources.insert(rows.source.back()).second) refuse_second(*source_word, options.pairs_file);
    if (!seen_targets.insert(rows.target.back()).second) refuse_second(*target_word, options.pairs_file);
    queries.push_back({.frequency_rank = rows.source.back() + 1, .identical = same, .known = touched});
    ranked.push_back({pair.source, pair.target});
  }
  if (queries.empty()) {
    throw Error(ErrorKind::kInput, "none of the pairs has a vector for both words")
        .where(options.pairs_file)
        .found(fmt::format("{} pairs; no vector, for one, of {}", pairs.size(), missing))
        .hint("are source and target the wrong way round?");
  }
  if (queries.size() < pairs.size()) {
    reporter.warning(fmt::format("{} of the {} pairs are left out: a word has no vector, such as {}",
                                 pairs.size() - queries.size(), pairs.size(), missing));
  }

  const retrieval::UnitRows x = retrieval::unit_rows(gather_rows(source.vectors, rows.source).view());  // [M, D]
  const retrieval::UnitRows y = retrieval::unit_rows(gather_rows(target.vectors, rows.target).view());  // [M, D]
  warn_of_zero_rows(x.zero_rows + y.zero_rows, reporter);
  const auto r_target = retrieval::mean_top_k_cosine(x.view(), y.view(), options.neighbours, workers);
  const auto r_source = retrieval::mean_top_k_cosine(y.view(), x.view(), options.neighbours, workers);
  retrieval::RightAnswers right;
  for (std::size_t i = 0; i < queries.size(); ++i) right.push_back({static_cast<std::int64_t>(i)});
  const auto nearest = retrieval::ranks_by_cosine(x.view(), y.view(), right, workers);
  const auto csls = retrieval::ranks_by_csls(x.view(), y.view(), r_target, r_source, right, workers);
  for (std::size_t i = 0; i < queries.size(); ++i) {
    queries[i].nearest_rank = nearest[i];
    queries[i].csls_rank = csls[i];
  }

  Evaluation evaluation;
  evaluation.task = "alignment";
  evaluation.candidates = static_cast<std::int64_t>(queries.size());
  evaluation.neighbours = std::min(options.neighbours, evaluation.candidates);
  if (options.spelling) {
    rank_with_spelling(source, target, rows, x.view(), y.view(), r_target, r_source, right, options, workers, reporter,
                       queries, evaluation);
  }
  score(queries, {asked, identical, known}, options.seed, evaluation);
  if (known > 0 && evaluation.untouched.empty()) {
    reporter.warning("every pair has a known word: none is left to be scored without");
  }
  for (std::size_t i = 0; i < queries.size(); ++i) {
    ranked[i].csls_rank = queries[i].csls_rank;
    ranked[i].nearest_rank = queries[i].nearest_rank;
    ranked[i].spelling_rank = queries[i].spelling_rank;
    ranked[i].both_rank = queries[i].both_rank;
  }
  evaluation.ranked = std::move(ranked);
  return evaluation;
}

}  // namespace koine::eval
