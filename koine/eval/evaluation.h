#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "koine/core/reporter.h"
#include "koine/core/workers.h"
#include "koine/io/word_vectors.h"
#include "koine/lexicon/dictionary.h"
#include "koine/retrieval/nearest.h"
#include "koine/spelling/witness.h"

// What word alignment and bilingual lexicon induction have in common: from the ranks of right answers to scores.
namespace koine::eval {

// By cosine; by cross-domain similarity local scaling; by spelling alone; by CSLS and spelling together.
enum class Retrieval { kNearest, kCsls, kSpelling, kCslsAndSpelling };

struct Interval {
  double low = 0, high = 0;
};

// Every score is a fraction in [0, 1].
struct Scores {
  Retrieval retrieval = Retrieval::kCsls;
  bool identical_strings = true;   // false: without the queries that have a right answer spelled like themselves
  std::int64_t pairs = 0;          // queries scored: the denominator of the four scores
  double p_at_1 = 0, p_at_5 = 0, p_at_10 = 0;   // share of queries with a right answer among the first 1, 5, 10
  double mrr = 0;                  // mean of 1 / rank of the first right answer
  Interval interval_95;            // of p_at_1
  double coverage = 0;             // pairs / what was to be scored, words out of vocabulary included
  double p_at_1_all_entries = 0;   // p_at_1 with what is not covered counted as wrong
  // Of CSLS with spelling: how likely it is no better than the better one of CSLS and spelling alone (p_at_1).
  std::optional<double> p_not_better = {};
};

// Scores of CSLS for source words of one range of frequency, by their row in the vectors, which are sorted by it.
struct FrequencyBin {
  std::int64_t first_rank = 0, last_rank = 0;   // from 1, both within; last_rank 0: no end
  std::int64_t pairs = 0;
  double p_at_1 = 0, p_at_5 = 0;
};

// Where the right word of a pair was found, from 1. The pair is spelled as it was given.
struct RankedPair {
  std::string source, target;
  std::int64_t csls_rank = 0, nearest_rank = 0;    // nearest: 0 where it is not told any more
  std::int64_t spelling_rank = 0, both_rank = 0;   // 0 where the evaluation has no spelling
};

struct Evaluation {
  std::string task;                  // "alignment" or "induction"
  std::int64_t candidates = 0;       // among how many words each query looks
  std::int64_t neighbours = 0;       // K of CSLS
  std::uint64_t seed = 0;            // of the bootstrap, and of the draw where there was one
  // CSLS and NN (and with a witness of spelling, spelling and CSLS with spelling) with identical strings, then the same
  // without; the first is the headline.
  std::vector<Scores> variants;
  // The same ways, without the queries that have a known word (EvaluationOptions::known). Empty where none is known, or
  // all are.
  std::vector<Scores> untouched;
  std::vector<FrequencyBin> bins;    // those that have a query
  std::vector<RankedPair> ranked;    // of word alignment: what the scores were made of, in the order of the pairs
  std::optional<double> spelling_weight;   // of spelling beside CSLS, mean over the source words; nothing without
};

struct EvaluationOptions {
  std::int64_t neighbours = retrieval::kCslsNeighbours;   // clamped to the words there are
  std::uint64_t seed = 1;
  bool spelling = false;                                  // also by spelling (spelling/witness.h)
  std::optional<double> spelling_weight = {};             // nothing: chosen without a dictionary
  // With spelling: unit rows [V, D] of the same words in the space before the one that is scored, where that was made
  // with pairs that were chosen by their spelling (spelling::Side). Empty: there is none.
  ConstView unspelled_source = {}, unspelled_target = {};
  std::string pairs_file = {};  // of word alignment: where the pairs stand, for messages
  // Of word alignment: pairs that the vectors were made with. A query that has a word of them is known.
  std::vector<lexicon::WordPair> known = {};
};

// What spelling is worth beside unit rows x [V_s, D] and y [V_t, D], learned from them or from the space before them.
spelling::Witness witness_beside(const std::vector<std::string>& source, const std::vector<std::string>& target,
                                 ConstView x, ConstView y, const EvaluationOptions& options, Workers& workers,
                                 Reporter& reporter);

// One query with its ranks, from 1.
struct RankedQuery {
  std::int64_t nearest_rank = 0, csls_rank = 0;
  std::int64_t frequency_rank = 0;   // of the source word, from 1
  bool identical = false;            // one of its right answers is the same string
  bool known = false;                // the vectors were made with one of its words
  std::int64_t spelling_rank = 0, both_rank = 0;   // 0 where the evaluation has no spelling
};

// How many queries there were to score, covered or not.
struct Entries {
  std::int64_t all = 0;
  std::int64_t identical = 0;        // of these, how many have a right answer spelled like themselves
  std::int64_t known = 0;            // and how many have a known word
};

// Fills in variants and untouched, those of spelling where evaluation.spelling_weight is set, and bins. Without a query
// that is not identical there are no variants without identical strings.
void score(const std::vector<RankedQuery>& queries, Entries entries, std::uint64_t seed, Evaluation& evaluation);

// The 95 % percentile bootstrap interval (Efron 1979) of a share of `correct` out of `total`: the 2.5 and 97.5
// percentiles of the share in 1,000 samples of `total` draws with replacement. A function of the three numbers. {0, 0}
// for total 0.
Interval bootstrap_interval(std::int64_t correct, std::int64_t total, std::uint64_t seed);

// The share of 1,000 bootstrap samples of the queries in which the first way is not right more often than the second:
// `gained` are the queries that only the first has right, `lost` those that only the second has. A paired, one-sided
// test (Efron & Tibshirani 1993). A function of the four numbers; 1 for total 0.
double paired_bootstrap(std::int64_t gained, std::int64_t lost, std::int64_t total, std::uint64_t seed);

// Errors: kInput when the two spaces differ in dimension.
void require_one_dimension(const io::WordVectors& source, const io::WordVectors& target);

// Rows of `vectors`, copied in the order of `rows`.
Matrix<float> gather_rows(const Matrix<float>& vectors, const std::vector<std::int64_t>& rows);

// Says how many zero vectors take part: their cosine with everything is 0, so that they cannot be right but by chance.
void warn_of_zero_rows(std::int64_t zero_rows, Reporter& reporter);

}  // namespace koine::eval
