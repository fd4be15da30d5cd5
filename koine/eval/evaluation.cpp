#include "koine/eval/evaluation.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "koine/core/error.h"
#include "koine/core/random.h"

namespace koine::eval {
namespace {

std::int64_t rank_of(const RankedQuery& query, Retrieval retrieval) {
  switch (retrieval) {
    case Retrieval::kNearest: return query.nearest_rank;
    case Retrieval::kSpelling: return query.spelling_rank;
    case Retrieval::kCslsAndSpelling: return query.both_rank;
    default: return query.csls_rank;
  }
}

double share(std::int64_t part, std::int64_t whole) {
  return whole > 0 ? static_cast<double>(part) / static_cast<double>(whole) : 0;
}

Scores score_variant(const std::vector<RankedQuery>& queries, Retrieval retrieval, bool identical_strings,
                     std::int64_t entries, std::uint64_t seed) {
  Scores scores;
  scores.retrieval = retrieval;
  scores.identical_strings = identical_strings;
  std::int64_t within_1 = 0, within_5 = 0, within_10 = 0;
  double reciprocal_ranks = 0;
  for (const RankedQuery& query : queries) {
    if (query.identical && !identical_strings) continue;
    const std::int64_t rank = rank_of(query, retrieval);
    ++scores.pairs;
    within_1 += rank <= 1;
    within_5 += rank <= 5;
    within_10 += rank <= 10;
    reciprocal_ranks += 1.0 / static_cast<double>(rank);
  }
  scores.p_at_1 = share(within_1, scores.pairs);
  scores.p_at_5 = share(within_5, scores.pairs);
  scores.p_at_10 = share(within_10, scores.pairs);
  scores.mrr = scores.pairs > 0 ? reciprocal_ranks / static_cast<double>(scores.pairs) : 0;
  scores.interval_95 = bootstrap_interval(within_1, scores.pairs, seed);
  scores.coverage = share(scores.pairs, entries);
  scores.p_at_1_all_entries = share(within_1, entries);
  return scores;
}

// Against CSLS or spelling, whichever is right more often.
double p_not_better(const std::vector<RankedQuery>& queries, bool identical_strings, std::uint64_t seed) {
  std::int64_t gained[2] = {0, 0}, lost[2] = {0, 0}, total = 0;
  for (const RankedQuery& query : queries) {
    if (query.identical && !identical_strings) continue;
    ++total;
    const bool both = query.both_rank == 1, alone[2] = {query.csls_rank == 1, query.spelling_rank == 1};
    for (const int way : {0, 1}) {
      gained[way] += both && !alone[way];
      lost[way] += !both && alone[way];
    }
  }
  const int better = gained[0] - lost[0] <= gained[1] - lost[1] ? 0 : 1;
  return paired_bootstrap(gained[better], lost[better], total, seed);
}

std::vector<FrequencyBin> frequency_bins(const std::vector<RankedQuery>& queries) {
  constexpr std::array<std::int64_t, 6> kFirstRanks{1, 1001, 5001, 10001, 20001, 50001};
  std::vector<FrequencyBin> bins;
  for (std::size_t b = 0; b < kFirstRanks.size(); ++b) {
    FrequencyBin bin{kFirstRanks[b], b + 1 < kFirstRanks.size() ? kFirstRanks[b + 1] - 1 : 0};
    std::int64_t within_1 = 0, within_5 = 0;
    for (const RankedQuery& query : queries) {
      const bool too_rare = bin.last_rank > 0 && query.frequency_rank > bin.last_rank;
      if (query.frequency_rank < bin.first_rank || too_rare) continue;
      ++bin.pairs;
      within_1 += query.csls_rank <= 1;
      within_5 += query.csls_rank <= 5;
    }
    bin.p_at_1 = share(within_1, bin.pairs);
    bin.p_at_5 = share(within_5, bin.pairs);
    if (bin.pairs > 0) bins.push_back(bin);
  }
  return bins;
}

}  // namespace

spelling::Witness witness_beside(const std::vector<std::string>& source, const std::vector<std::string>& target,
                                 ConstView x, ConstView y, const EvaluationOptions& options, Workers& workers,
                                 Reporter& reporter) {
  if (options.unspelled_source.rows > 0) x = options.unspelled_source, y = options.unspelled_target;
  const auto r = retrieval::mean_top_k_cosines_both_ways(x, y, options.neighbours, workers);
  return spelling::learn_witness({source, x, r.of_x}, {target, y, r.of_y}, options.spelling_weight, workers, reporter);
}

void score(const std::vector<RankedQuery>& queries, Entries entries, std::uint64_t seed, Evaluation& evaluation) {
  evaluation.seed = seed;
  std::vector<Retrieval> ways{Retrieval::kCsls, Retrieval::kNearest};
  if (evaluation.spelling_weight) ways.insert(ways.end(), {Retrieval::kSpelling, Retrieval::kCslsAndSpelling});
  for (const bool identical_strings : {true, false}) {
    const std::int64_t all = identical_strings ? entries.all : entries.all - entries.identical;
    for (const Retrieval retrieval : ways) {
      Scores scores = score_variant(queries, retrieval, identical_strings, all, seed);
      if (retrieval == Retrieval::kCslsAndSpelling) {
        scores.p_not_better = p_not_better(queries, identical_strings, seed);
      }
      if (scores.pairs > 0 || identical_strings) evaluation.variants.push_back(scores);
    }
  }
  if (entries.known > 0) {
    std::vector<RankedQuery> untouched;
    std::ranges::copy_if(queries, std::back_inserter(untouched), [](const RankedQuery& query) { return !query.known; });
    for (const Retrieval retrieval : untouched.empty() ? std::vector<Retrieval>{} : ways) {
      evaluation.untouched.push_back(score_variant(untouched, retrieval, true, entries.all - entries.known, seed));
    }
  }
  evaluation.bins = frequency_bins(queries);
}

Interval bootstrap_interval(std::int64_t correct, std::int64_t total, std::uint64_t seed) {
  constexpr std::size_t kSamples = 1000, kTail = kSamples / 40;   // 2.5 % on each side
  if (total == 0) return {};
  Random random(seed, Purpose::kBootstrap);
  std::vector<std::int64_t> counts(kSamples);
  for (std::int64_t& count : counts) {
    // Which of the queries are the correct ones does not matter: let it be the first.
    for (std::int64_t i = 0; i < total; ++i) {
      count += random.below(static_cast<std::uint64_t>(total)) < static_cast<std::uint64_t>(correct);
    }
  }
  std::sort(counts.begin(), counts.end());
  return {share(counts[kTail], total), share(counts[kSamples - 1 - kTail], total)};
}

double paired_bootstrap(std::int64_t gained, std::int64_t lost, std::int64_t total, std::uint64_t seed) {
  constexpr int kSamples = 1000;
  if (total == 0) return 1;
  Random random(seed, Purpose::kBootstrap, 1);
  int not_better = 0;
  for (int sample = 0; sample < kSamples; ++sample) {
    std::int64_t difference = 0;
    for (std::int64_t i = 0; i < total; ++i) {
      const auto drawn = static_cast<std::int64_t>(random.below(static_cast<std::uint64_t>(total)));
      difference += drawn < gained ? 1 : drawn < gained + lost ? -1 : 0;
    }
    not_better += difference <= 0;
  }
  return static_cast<double>(not_better) / kSamples;
}

void require_one_dimension(const io::WordVectors& source, const io::WordVectors& target) {
  if (source.vectors.cols() == target.vectors.cols()) return;
  throw Error(ErrorKind::kInput, "the vectors of source and target are of different dimensions")
      .found(fmt::format("{} and {}", source.vectors.cols(), target.vectors.cols()))
      .hint("two languages that are compared, or mapped, need vectors of one --dimension");
}

Matrix<float> gather_rows(const Matrix<float>& vectors, const std::vector<std::int64_t>& rows) {
  Matrix<float> result(static_cast<std::int64_t>(rows.size()), vectors.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    std::copy_n(vectors.row(rows[i]), vectors.cols(), result.row(static_cast<std::int64_t>(i)));
  }
  return result;
}

void warn_of_zero_rows(std::int64_t zero_rows, Reporter& reporter) {
  if (zero_rows == 0) return;
  reporter.warning(fmt::format("{} of the vectors are zero: their cosine with every word is taken as 0", zero_rows));
}

}  // namespace koine::eval
