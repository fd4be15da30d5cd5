#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace koine {

// What random numbers are drawn for. The values are part of every result: add at the end, never renumber.
enum class Purpose : std::uint32_t {
  kInitialise = 1,     // index: number of the parameter
  kSampleSentences,    // index: 0; one stream a language, see `substream`
  kShuffleSentences,   // index: epoch (pass) over the language
  kShuffleBatches,     // index: epoch (pass) over the language
  kDropout,            // index: step
  kPairs,              // index: 0
  kBootstrap,          // index: 0; 1: of two methods, or two ways to score, on the same pairs
  kRandomPairs,        // index: evaluation; the watch for a collapse
  kArtificial,         // index: language
  kTest,               // for tests only
  kSampleCandidates,   // index: update; substream: language
  kSampleLoss,         // index: 0; substream: language
  kSkipgramInitialise = 20,  // index: 0; substream of these three: skipgram::stream_of() the language
  kSkipgramSubsample = 21,   // index: epoch
  kSkipgramWindows = 22,     // index: epoch * 2^32 + number of the shard
  kMapStart = 30,      // index: 0; a random orthogonal map
  kMapDropout,         // index: iteration and direction; substream: part of a row of the similarities
  kMapSeedPairs,       // index: 0; the draw of seed pairs
  kNullCheck,          // index: number of the shuffle
  kNetwork = 40,       // index: number of the parameter; discriminators and critics
  kSampleWords,        // index: step; substream: step of the discriminator
  kNetworkNoise,       // index: step; substream: step of the discriminator
  kSecondNetwork,      // as kNetwork
  kNoisePool,          // index: 0
  kTransportStart,     // index: number of the start
  kTsneStart = 60,     // index: 0; places on the plane
  kCountStart,         // index: 0; the first directions of count vectors
};

// Philox 4x32-10, a counter-based generator. Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3"
// (SC 2011). Result: 128 random bits, a pure function of counter and key.
std::array<std::uint32_t, 4> philox(std::array<std::uint32_t, 4> counter, std::array<std::uint32_t, 2> key);

// A stream of random numbers that is a function of (seed, purpose, index, substream) and of nothing else: not of the
// thread, not of what was drawn before. Two streams that differ in any of the four are independent.
class Random {
 public:
  Random(std::uint64_t seed, Purpose purpose, std::uint64_t index = 0, std::uint32_t substream = 0);

  std::uint32_t next_u32();
  std::uint64_t next_u64();
  double uniform();                        // in [0, 1), 53 bits
  double uniform(double low, double high);
  std::uint64_t below(std::uint64_t n);    // in [0, n), without bias; n > 0
  double normal();                         // mean 0, variance 1

  // Fisher-Yates, from the end.
  template <typename T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

  // What philox makes this stream from: block i of four words is philox(counter with its first word plus i, key). Of a
  // stream from which nothing has been drawn, for code that computes many blocks at once.
  std::array<std::uint32_t, 2> key() const { return key_; }
  std::array<std::uint32_t, 4> counter() const { return counter_; }

 private:
  std::array<std::uint32_t, 2> key_;
  std::array<std::uint32_t, 4> counter_;
  std::array<std::uint32_t, 4> block_{};
  int used_ = 4;
};

}  // namespace koine
