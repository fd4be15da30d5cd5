#pragma once

#include <cmath>
#include <cstdint>
#include <vector>

namespace koine::spelling {

// One source word x, seen by both witnesses.
struct Observation {
  // How many of all target words have a CSLS with x in each bin of kBinWidth from kLowest on.
  static constexpr double kLowest = -4, kBinWidth = 0.005;
  static constexpr std::int64_t kBins = 1600;
  std::vector<std::uint32_t> histogram = std::vector<std::uint32_t>(kBins);
  void add(float csls);

  // Of the target words that are worth a look (the others explain nothing of the spelling of x).
  struct Candidate {
    float csls = 0, log_ratio = 0;
  };
  std::vector<Candidate> candidates;
};

// How much the vectors and the spelling each can be trusted, found without a dictionary.
struct Sharpness {
  double sharpness = 0;  // β, nats per unit of CSLS
  double share = 0;      // π, of the words whose translation is spelled alike
  double gain_nats = 0;  // of the likelihood, over spellings that have nothing to do with translations
  double cautious = 0;  // the lowest β that is not kRuledOut nats less likely: far below β where few words tell of it

  double log_odds() const { return std::log(share / (1 - share)); }  // of being spelled alike
};
inline constexpr double kRuledOut = 2;

// Maximum likelihood of the spelling of each source word x, where its translation y is not known, but the vectors make
// a guess, and the spelling of x comes from that of y with probability π, else from the letters of its language alone:
//   p(spelling of x) / p(spelling of x by its language) = Σ_y p(y | x) ((1 - π) + π e^log_ratio(x, y)),
//   p(y | x) = e^(β CSLS(x, y)) / Σ_y' e^(β CSLS(x, y')).
// With a β too low the guess is spread over all words, with one too high it misses the words that explain the spelling:
// in between, β says how much the vectors know, in nats, the unit of log_ratio. So 1 / β is the weight of spelling.
//
// Sharpness at every β from 1 to kHighestSharpness by steps of kSharpnessStep (a factor), without `cautious`; π by
// expectation maximisation. Cost: see kBins, for some 140 β, and for each of them 50 steps over the observations.
inline constexpr double kHighestSharpness = 200, kSharpnessStep = 1.04;
std::vector<Sharpness> sharpness_profile(const std::vector<Observation>& observations);

// Of bands of frequency, one after the other, the β most likely together, a priori a random walk: ln β moves by
// kSharpnessWalk (a standard deviation) from band to band. Where a few hundred words tell of β the prior does nothing;
// where a handful does, that chance makes look like their neighbours, β stays near that of the bands beside.
inline constexpr double kSharpnessWalk = 0.3;
std::vector<Sharpness> fit_sharpness(const std::vector<std::vector<Sharpness>>& profiles);

// The same for every source word: how far vectors can be trusted depends on how often a word was seen.
class Trust {
 public:
  Trust() = default;  // in nothing

  // `fitted` on the words of each band, in which the words have `ranks` in the middle, rising.
  Trust(std::vector<double> ranks, std::vector<Sharpness> fitted);

  // Of the source word of this row (its rank by frequency, from 0): between two bands ln β and π run straight with ln
  // of the rank, beyond the first and the last they stay. Of bands
  // there must be one at least; it says something only where known().
  Sharpness of(std::int64_t row) const;

  // Whether spelling tells anything of translations. Twice the gain of all bands is a likelihood ratio; were it one of
  // nested models with two parameters a band, chance would reach 40 once in 10,000 times with six bands, and less often
  // with fewer. It is not quite that (without spelling β means nothing, and π stands at its end), so this is a guide.
  bool known() const { return gain_nats_ >= 20; }

  // The share of words that are spelled like their translation: the mean over the bands, each of which counts the same,
  // though the later ones have more words. 0 where nothing was fitted.
  double share() const;

 private:
  std::vector<double> ranks_;
  std::vector<Sharpness> fitted_;
  double gain_nats_ = 0;
};

}  // namespace koine::spelling
