#include "koine/spelling/witness.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "koine/kernels/elementwise.h"
#include "koine/retrieval/cosine_tiles.h"
#include "koine/spelling/ngram_index.h"

namespace koine::spelling {
namespace {

using retrieval::BothNeighbours;
using retrieval::Neighbour;

// A pair that is looked at.
struct Look {
  std::int64_t target = 0;
  float csls = 0, log_ratio = 0;
};
using Looks = std::vector<std::vector<Look>>;  // of each source word, by rising target

Looks pairs_of(const BothNeighbours& by_letters, const BothNeighbours& by_vectors) {
  std::vector<std::vector<std::int64_t>> targets(by_vectors.of_queries.size());
  for (const BothNeighbours* both : {&by_letters, &by_vectors}) {
    for (std::size_t s = 0; s < both->of_queries.size(); ++s) {
      for (const Neighbour& t : both->of_queries[s]) targets[s].push_back(t.index);
    }
    for (std::size_t t = 0; t < both->of_candidates.size(); ++t) {
      for (const Neighbour& s : both->of_candidates[t]) {
        targets[static_cast<std::size_t>(s.index)].push_back(static_cast<std::int64_t>(t));
      }
    }
  }
  Looks looks(targets.size());
  for (std::size_t s = 0; s < targets.size(); ++s) {
    std::sort(targets[s].begin(), targets[s].end());
    targets[s].erase(std::unique(targets[s].begin(), targets[s].end()), targets[s].end());
    for (const std::int64_t t : targets[s]) looks[s].push_back({t});
  }
  return looks;
}

// In blocks of source words, each on one thread.
void for_each_source(const Looks& looks, Workers& workers, const std::function<void(std::size_t)>& task) {
  constexpr std::size_t kBlock = 64;
  workers.run(static_cast<std::int64_t>((looks.size() + kBlock - 1) / kBlock), [&](std::int64_t block) {
    const std::size_t first = static_cast<std::size_t>(block) * kBlock;
    for (std::size_t s = first; s < std::min(first + kBlock, looks.size()); ++s) task(s);
  });
}

void fill_in_csls(Looks& looks, const Side& source, const Side& target, Workers& workers) {
  for_each_source(looks, workers, [&](std::size_t s) {
    std::vector<const float*> rows;
    for (const Look& look : looks[s]) rows.push_back(target.rows.row(look.target));
    std::vector<float> cosines(rows.size());
    kernels::dot_rows(source.rows.row(static_cast<std::int64_t>(s)), rows.data(),
                      static_cast<std::int64_t>(rows.size()), source.rows.cols, cosines.data());
    for (std::size_t n = 0; n < rows.size(); ++n) {
      looks[s][n].csls = 2 * cosines[n] - source.r[s] - target.r[static_cast<std::size_t>(looks[s][n].target)];
    }
  });
}

void fill_in_log_ratios(Looks& looks, const Evidence& evidence, Workers& workers) {
  for_each_source(looks, workers, [&](std::size_t s) {
    for (Look& look : looks[s]) {
      look.log_ratio = static_cast<float>(evidence.log_ratio(static_cast<std::int64_t>(s), look.target));
    }
  });
}

// Source words of one band of frequency, spread evenly over it, and with each how CSLS is spread over all target words.
struct Sample {
  double middle = 0;  // geometric mean of the first and the last rank of the band
  std::vector<std::size_t> rows;
  std::vector<Observation> observations;
};

Sample observe(const Side& source, const Side& target, std::int64_t first, std::int64_t end, Workers& workers) {
  Sample sample{
      .middle = std::sqrt(static_cast<double>(first + 1) * static_cast<double>(end)), .rows = {}, .observations = {}};
  const std::int64_t count = std::min(kObserved, end - first);
  Matrix<float> queries(count, source.rows.cols);
  for (std::int64_t n = 0; n < count; ++n) {
    const std::int64_t row = first + n * (end - first) / count;
    sample.rows.push_back(static_cast<std::size_t>(row));
    std::copy_n(source.rows.row(row), source.rows.cols, queries.row(n));
  }
  sample.observations.resize(sample.rows.size());
  retrieval::for_each_cosine_tile(
      queries.view(), target.rows, workers, [&](std::int64_t first_query, std::int64_t first_target, View tile) {
        for (std::int64_t i = 0; i < tile.rows; ++i) {
          const auto query = static_cast<std::size_t>(first_query + i);
          kernels::twice_minus(tile.row(i), source.r[sample.rows[query]], target.r.data() + first_target, tile.cols);
          for (std::int64_t j = 0; j < tile.cols; ++j) sample.observations[query].add(tile(i, j));
        }
      });
  return sample;
}

// What is left over at the end belongs to the last band, if it is at most a quarter of what the next one would be.
std::vector<Sample> observe_bands(const Side& source, const Side& target, Workers& workers) {
  std::vector<Sample> samples;
  const std::int64_t words = source.rows.rows;
  for (std::int64_t first = 0, end = 0; first < words; first = end) {
    end = first == 0 ? kFirstBand : 2 * first;
    if (end + end / 4 >= words) end = words;
    samples.push_back(observe(source, target, first, end, workers));
  }
  return samples;
}

Trust trust_in(std::vector<Sample>& samples, const Looks& looks, Workers& workers) {
  std::vector<double> ranks;
  std::vector<std::vector<Sharpness>> profiles(samples.size());
  for (const Sample& sample : samples) ranks.push_back(sample.middle);
  workers.run(static_cast<std::int64_t>(samples.size()), [&](std::int64_t b) {
    Sample& sample = samples[static_cast<std::size_t>(b)];
    for (std::size_t n = 0; n < sample.rows.size(); ++n) {
      auto& candidates = sample.observations[n].candidates;
      candidates.clear();
      for (const Look& look : looks[sample.rows[n]]) candidates.push_back({look.csls, look.log_ratio});
    }
    profiles[static_cast<std::size_t>(b)] = sharpness_profile(sample.observations);
  });
  return Trust(std::move(ranks), fit_sharpness(profiles));
}

// The pairs that are each other's best by CSLS + weight similarity, of equal ones the lower row.
std::vector<std::pair<std::int64_t, std::int64_t>> best_of_both(const Looks& looks, std::int64_t targets,
                                                                const Witness& witness) {
  constexpr double kNone = -1e30;
  struct Best {
    std::int64_t index = -1;
    double score = kNone;
  };
  std::vector<Best> of_source(looks.size()), of_target(static_cast<std::size_t>(targets));
  for (std::size_t s = 0; s < looks.size(); ++s) {
    const double log_odds = witness.log_odds(static_cast<std::int64_t>(s));
    for (const Look& look : looks[s]) {
      const double score = look.csls + witness.weights[s] * similarity(look.log_ratio, log_odds);
      Best& mine = of_source[s];
      Best& theirs = of_target[static_cast<std::size_t>(look.target)];
      if (score > mine.score) mine = {look.target, score};
      if (score > theirs.score) theirs = {static_cast<std::int64_t>(s), score};
    }
  }
  std::vector<std::pair<std::int64_t, std::int64_t>> pairs;
  for (std::size_t s = 0; s < looks.size(); ++s) {
    const std::int64_t t = of_source[s].index;
    const auto source = static_cast<std::int64_t>(s);
    if (t >= 0 && of_target[static_cast<std::size_t>(t)].index == source) pairs.emplace_back(source, t);
  }
  return pairs;
}

std::vector<std::pair<std::int64_t, std::int64_t>> alike(const BothNeighbours& by_letters) {
  std::vector<std::pair<std::int64_t, std::int64_t>> pairs;
  for (std::size_t s = 0; s < by_letters.of_queries.size(); ++s) {
    if (by_letters.of_queries[s].empty()) continue;
    const std::int64_t t = by_letters.of_queries[s].front().index;
    const auto source = static_cast<std::int64_t>(s);
    if (by_letters.of_candidates[static_cast<std::size_t>(t)].front().index == source) pairs.emplace_back(source, t);
  }
  return pairs;
}

// `log_odds`: of the source word of each row.
retrieval::SparseScores similarities_of(const Looks& looks, const std::function<double(std::size_t)>& log_odds) {
  constexpr double kLeast = 1e-6;  // what is lower changes no order worth telling
  std::vector<std::vector<Neighbour>> rows(looks.size());
  for (std::size_t s = 0; s < looks.size(); ++s) {
    const double odds = log_odds(s);
    for (const Look& look : looks[s]) {
      const double value = similarity(look.log_ratio, odds);
      if (value >= kLeast) rows[s].push_back({look.target, static_cast<float>(value)});
    }
  }
  return retrieval::SparseScores(std::move(rows));
}

std::vector<Letters> chosen(const std::vector<Letters>& words, const std::vector<std::int64_t>& rows) {
  std::vector<Letters> result;
  for (const std::int64_t row : rows) result.push_back(words[static_cast<std::size_t>(row)]);
  return result;
}

}  // namespace

double Witness::mean_weight() const {
  double sum = 0;
  for (const float weight : weights) sum += weight;
  return weights.empty() ? 0 : sum / static_cast<double>(weights.size());
}

Witness learn_witness(const Side& source, const Side& target, std::optional<double> weight, Workers& workers,
                      Reporter& reporter, const std::function<void()>& between_steps) {
  Witness witness{.evidence = Evidence(letters_of_words(source.words), letters_of_words(target.words)),
                  .trust = {},
                  .weights = std::vector<float>(source.words.size(), 0.0f),
                  .similarities = {}};
  Evidence& evidence = witness.evidence;
  const auto by_letters = NgramIndex(evidence.source(), evidence.target()).nearest_both_ways(kLookedAt, workers);
  between_steps();
  const auto by_vectors =
      retrieval::nearest_by_csls_both_ways(source.rows, target.rows, source.r, target.r, kLookedAt, workers);
  Looks looks = pairs_of(by_letters, by_vectors);
  fill_in_csls(looks, source, target, workers);
  between_steps();
  std::vector<Sample> samples = observe_bands(source, target, workers);

  auto pairs = alike(by_letters);
  for (int round = 0; round < kRounds; ++round) {
    between_steps();
    if (round > 0) pairs = best_of_both(looks, target.rows.rows, witness);
    evidence.learn(pairs, kSteps, workers);
    fill_in_log_ratios(looks, evidence, workers);
    witness.trust = trust_in(samples, looks, workers);
    for (std::size_t s = 0; s < witness.weights.size(); ++s) {
      witness.weights[s] = static_cast<float>(1 / witness.trust.of(static_cast<std::int64_t>(s)).sharpness);
    }
  }
  witness.similarities =
      similarities_of(looks, [&](std::size_t s) { return witness.log_odds(static_cast<std::int64_t>(s)); });
  if (weight) std::fill(witness.weights.begin(), witness.weights.end(), static_cast<float>(*weight));
  if (witness.trust.known()) {
    reporter.info(fmt::format(
        "spelling: about {:.0f} % of the words are spelled like their translation, each band of frequency counting the "
        "same; weight {:.3f}, on average",
        100 * witness.trust.share(), witness.mean_weight()));
  } else if (!weight) {
    std::fill(witness.weights.begin(), witness.weights.end(), 0.0f);
    reporter.warning("the spelling of the words tells nothing of their translations: it is left out");
  } else {
    reporter.warning(fmt::format(
        "the spelling of the words tells nothing of their translations: its weight is {} only because that was given",
        *weight));
  }
  return witness;
}

retrieval::SparseScores similarities_within(const Witness& witness, const std::vector<std::int64_t>& source_rows,
                                            const std::vector<std::int64_t>& target_rows, ConstView x, ConstView y,
                                            std::span<const float> r_x, std::span<const float> r_y, Workers& workers) {
  const Evidence& evidence = witness.evidence;
  const NgramIndex index(chosen(evidence.source(), source_rows), chosen(evidence.target(), target_rows));
  Looks looks = pairs_of(index.nearest_both_ways(kLookedAtWithin, workers),
                         retrieval::nearest_by_csls_both_ways(x, y, r_x, r_y, kLookedAtWithin, workers));
  for_each_source(looks, workers, [&](std::size_t s) {
    for (Look& look : looks[s]) {
      look.log_ratio =
          static_cast<float>(evidence.log_ratio(source_rows[s], target_rows[static_cast<std::size_t>(look.target)]));
    }
  });
  return similarities_of(looks, [&](std::size_t s) { return witness.log_odds(source_rows[s]); });
}

}  // namespace koine::spelling
