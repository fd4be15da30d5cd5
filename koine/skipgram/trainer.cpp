#include "koine/skipgram/trainer.h"

#include <algorithm>
#include <atomic>

namespace koine::skipgram {
namespace {

constexpr std::int64_t kPieceWords = 1 << 14;  // how often the watch is called
constexpr std::int64_t kPadding = 16;          // floats in 64 bytes, the widest register and a line of the cache

std::int64_t padded(std::int64_t dimension) {
  return (dimension + kPadding - 1) / kPadding * kPadding;
}

std::int64_t tokens_with_vector(const corpus::EncodedCorpus& corpus) {
  return corpus.token_count() - std::count(corpus.tokens.begin(), corpus.tokens.end(), text::Vocabulary::kUnknown);
}

// In expectation, over what is kept of the text: the pairs of one window that have a part in the same row, of the row
// that has most. A window has `window` + 1 words on average; each of them is in a pair with the middle and the
// negatives.
double most_moves(const std::vector<double>& shares, const std::vector<double>& keep, const std::vector<double>& noise,
                  const SkipgramOptions& options) {
  double kept = 0, most = 0;
  for (std::size_t w = 0; w < shares.size(); ++w) kept += shares[w] * keep[w];
  const auto pairs = static_cast<double>(options.window + 1), negative = static_cast<double>(options.negative);
  for (std::size_t w = 0; w < shares.size(); ++w) {
    const double share = shares[w] * keep[w] / kept;
    most = std::max({most, share * pairs * (negative + 1), (share + negative * noise[w]) * pairs});
  }
  return most;
}

}  // namespace

Trainer::Trainer(const SkipgramOptions& options, const corpus::RunLanguage& language, std::uint32_t number,
                 Workers& workers)
    : options_(options),
      language_(language),
      number_(number),
      workers_(workers),
      tokens_(tokens_with_vector(language.corpus)),
      keep_(keep_probabilities(word_shares(language.vocabulary), options.subsample)),
      noise_(noise_distribution(word_shares(language.vocabulary), options.noise_power)) {
  const std::vector<double> shares = word_shares(language.vocabulary);
  moves_a_window_ = most_moves(shares, keep_, noise_distribution(shares, options.noise_power), options);
  const auto words = static_cast<std::int64_t>(shares.size());
  input_ = Matrix<float>(words, padded(options.dimension));
  output_ = Matrix<float>(words, padded(options.dimension));
  Random random(options.seed, Purpose::kSkipgramInitialise, 0, number);
  const double range = 1.0 / static_cast<double>(options.dimension);
  for (std::int64_t w = 0; w < words; ++w) {
    for (std::int64_t d = 0; d < options.dimension; ++d) {
      input_(w, d) = static_cast<float>(random.uniform(-range, range));
    }
  }
  shards_ = make_shards(options.hogwild ? static_cast<std::size_t>(workers.threads()) : kShards);
}

std::vector<std::unique_ptr<Shard>> Trainer::make_shards(std::size_t count) const {
  const ShardSettings settings{.window = options_.window,
                               .negative = options_.negative,
                               .hogwild = options_.hogwild,
                               .seed = options_.seed,
                               .language = number_};
  std::vector<std::unique_ptr<Shard>> shards;
  for (std::size_t i = 0; i < count; ++i) {
    shards.push_back(std::make_unique<Shard>(input_.rows(), input_.cols(), settings, noise_));
  }
  return shards;
}

double Trainer::learning_rate(std::int64_t epoch, std::int64_t tokens_before) const {
  const auto done = static_cast<double>(epoch * tokens_ + tokens_before);
  return options_.learning_rate * (1 - done / static_cast<double>(options_.epochs * tokens_));
}

std::int64_t Trainer::shard_words(double rate) const {
  const double windows = kStaleMoves / (rate * moves_a_window_);
  const auto shard = static_cast<std::int64_t>(std::min(windows / kShards, static_cast<double>(kLongestShard)));
  return std::max<std::int64_t>(1, shard);
}

bool Trainer::train_epoch(std::int64_t epoch, const Watch& watch, EpochTotals& totals) {
  totals = {};
  next_stream_ = static_cast<std::uint64_t>(epoch) << 32;
  EpochText text(language_.corpus, keep_, options_.seed, epoch, number_);
  for (TextPiece piece; text.next(kPieceWords, piece);) {
    if (options_.hogwild) {
      train_hogwild(piece, epoch);
    } else {
      for (std::int64_t begin = 0; begin < piece.size();) {
        const double rate = learning_rate(epoch, piece.tokens_before[static_cast<std::size_t>(begin)]);
        const std::int64_t end = std::min(piece.size(), begin + kShards * shard_words(rate));
        train_block(piece, begin, end, rate);
        begin = end;
      }
    }
    collect(totals);
    totals.words = text.tokens();
    if (!watch(text.tokens(), totals) && text.tokens() < tokens_) return false;
  }
  return true;
}

void Trainer::train_block(const TextPiece& piece, std::int64_t begin, std::int64_t end, double rate) {
  const SharedRows shared{input_.view(), output_.view()};
  const std::int64_t length = (end - begin + kShards - 1) / kShards;
  const std::uint64_t stream = next_stream_;
  next_stream_ += kShards;
  workers_.run(kShards, [&](std::int64_t s) {
    const std::int64_t first = std::min(end, begin + s * length), last = std::min(end, first + length);
    shards_[static_cast<std::size_t>(s)]->train(piece, first, last, static_cast<float>(rate),
                                                stream + static_cast<std::uint64_t>(s), shared);
  });
  workers_.run(LocalRows::kBins, [&](std::int64_t bin) {
    for (const auto& shard : shards_) shard->add_moves(static_cast<int>(bin), shared);
  });
}

void Trainer::train_hogwild(const TextPiece& piece, std::int64_t epoch) {
  const SharedRows shared{input_.view(), output_.view()};
  const double rate = learning_rate(epoch, piece.size() > 0 ? piece.tokens_before[0] : 0);
  const std::int64_t length = shard_words(rate), count = (piece.size() + length - 1) / length;
  const std::uint64_t stream = next_stream_;
  next_stream_ += static_cast<std::uint64_t>(count);
  std::atomic<std::int64_t> next{0};
  workers_.run(static_cast<std::int64_t>(shards_.size()), [&](std::int64_t worker) {
    Shard& shard = *shards_[static_cast<std::size_t>(worker)];
    for (std::int64_t s = next++; s < count; s = next++) {
      const std::int64_t first = s * length, last = std::min(piece.size(), first + length);
      const double at = learning_rate(epoch, piece.tokens_before[static_cast<std::size_t>(first)]);
      shard.train(piece, first, last, static_cast<float>(at), stream + static_cast<std::uint64_t>(s), shared);
      shard.add_moves_relaxed(shared);
    }
  });
}

void Trainer::collect(EpochTotals& totals) {
  for (const auto& shard : shards_) {
    const Shard::Totals part = shard->take_totals();
    totals.loss_nats += part.loss_nats;
    totals.pairs += part.pairs;
  }
}

std::int64_t Trainer::memory_bytes(const SkipgramOptions& options, std::int64_t words, int threads) {
  const std::int64_t row = padded(options.dimension) * 4;
  const std::int64_t shards = options.hogwild ? threads : kShards;
  const std::int64_t copies = 2 * std::min(words, kLongestShard * (options.negative + 1)) +
                              2 * std::min(words, kLongestShard + 2 * options.window);
  // Two matrices, a copy of one while it is written, the shards with their indices.
  return words * (2 * row + options.dimension * 4) + shards * (2 * copies * row + words * 8);
}

}  // namespace koine::skipgram
