#include "koine/skipgram/trainer.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <cmath>

#include "koine/core/error.h"

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

// In expectation, over what is kept of the text: how many steps of one window move the same vector, of the vector that
// moves most. A window has `window` + 1 words on average; each of them makes a pair with the middle, and moves the
// input once for itself and for each negative word. An input vector moves by the mean of what its parts do, and they do
// so in the windows of all words that have them.
double most_moves(const std::vector<double>& shares, const std::vector<double>& keep, const std::vector<double>& noise,
                  const WordParts& parts, const SkipgramOptions& options) {
  double kept = 0, most = 0;
  for (std::size_t w = 0; w < shares.size(); ++w) kept += shares[w] * keep[w];
  std::vector<double> share_of_row(static_cast<std::size_t>(parts.rows()), 0);  // of the windows with it in the middle
  for (std::size_t w = 0; w < shares.size(); ++w) {
    for (const std::int32_t row : parts.of(static_cast<std::int64_t>(w))) {
      share_of_row[static_cast<std::size_t>(row)] += shares[w] * keep[w] / kept;
    }
  }
  const auto pairs = static_cast<double>(options.window + 1), negative = static_cast<double>(options.negative);
  for (std::size_t w = 0; w < shares.size(); ++w) {
    const auto rows = parts.of(static_cast<std::int64_t>(w));
    double input = 0;
    for (const std::int32_t row : rows) input += share_of_row[static_cast<std::size_t>(row)];
    input /= static_cast<double>(rows.size());
    const double output = shares[w] * keep[w] / kept + negative * noise[w];
    most = std::max({most, input * pairs * (negative + 1), output * pairs});
  }
  return most;
}

}  // namespace

std::uint32_t stream_of(const std::string& language) {
  std::uint32_t hash = 2166136261;  // FNV-1a, 32 bits
  for (const char c : language) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619;
  return hash;
}

bool can_learn(const SkipgramOptions& options, const corpus::RunLanguage& language) {
  const auto keep = keep_probabilities(word_shares(language.vocabulary), options.subsample);
  EpochText text(language.corpus, keep, options.seed, 0, stream_of(language.name));
  TextPiece piece;
  while (text.next(1, piece)) {
    for (std::size_t i = 0; i < piece.words.size(); ++i) {
      if (piece.end[i] - piece.begin[i] > 1) return true;
    }
  }
  return false;
}

void require_something_to_learn(const SkipgramOptions& options, const std::vector<corpus::RunLanguage>& languages) {
  for (const auto& language : languages) {
    if (can_learn(options, language)) continue;
    throw Error(ErrorKind::kInput, "no sentence has two words of the vocabulary left: there is nothing to learn from")
        .where(fmt::format("language '{}'", language.name))
        .found(fmt::format("{} sentences, {} words in the vocabulary", language.corpus.sentences(),
                           language.vocabulary.size() - 1))
        .hint(fmt::format("try {}a smaller --min-count, or more text", options.subsample > 0 ? "--subsample 0, " : ""));
  }
}

Trainer::Trainer(const SkipgramOptions& options, const corpus::RunLanguage& language, Workers& workers)
    : options_(options),
      language_(language),
      workers_(workers),
      tokens_(tokens_with_vector(language.corpus)),
      parts_(language.vocabulary, options.subwords),
      shares_(word_shares(language.vocabulary)),
      keep_(keep_probabilities(shares_, options.subsample)),
      noise_(noise_distribution(shares_, options.noise_power)),
      moves_a_window_(most_moves(shares_, keep_, noise_distribution(shares_, options.noise_power), parts_, options)) {
  input_ = Matrix<float>(parts_.rows(), padded(options.dimension));
  output_ = Matrix<float>(parts_.words(), padded(options.dimension));
  Random random(options.seed, Purpose::kSkipgramInitialise, 0, stream_of(language.name));
  const double range = 1.0 / static_cast<double>(options.dimension);
  for (std::int64_t row = 0; row < input_.rows(); ++row) {
    for (std::int64_t d = 0; d < options.dimension; ++d) {
      input_(row, d) = static_cast<float>(random.uniform(-range, range));
    }
  }
  shards_ = make_shards(options.hogwild ? static_cast<std::size_t>(workers.threads()) : kShards);
}

std::vector<std::unique_ptr<Shard>> Trainer::make_shards(std::size_t count) const {
  const ShardSettings settings{.window = options_.window,
                               .negative = options_.negative,
                               .hogwild = options_.hogwild,
                               .seed = options_.seed,
                               .language = stream_of(language_.name)};
  std::vector<std::unique_ptr<Shard>> shards;
  for (std::size_t i = 0; i < count; ++i) {
    shards.push_back(std::make_unique<Shard>(parts_, input_.cols(), settings, noise_));
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
  EpochText text(language_.corpus, keep_, options_.seed, epoch, stream_of(language_.name));
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

std::int64_t Trainer::memory_bytes(const SkipgramOptions& options, const text::Vocabulary& vocabulary, int threads) {
  const WordParts parts(vocabulary, options.subwords);
  const std::int64_t n = padded(options.dimension), row = n * static_cast<std::int64_t>(sizeof(float));
  const std::int64_t shards = options.hogwild ? threads : kShards;
  // What the longest shard looks at: the words of its windows, and different ones of the negative words that it draws.
  const auto inputs = static_cast<std::int64_t>(static_cast<double>(kLongestShard) * parts.mean_size());
  const auto draws = static_cast<double>(kLongestShard * (options.window + 1) * options.negative);
  double negatives = 0;
  for (const double p : noise_distribution(word_shares(vocabulary), options.noise_power)) {
    negatives -= std::expm1(-draws * p);
  }
  const std::int64_t outputs = kLongestShard + static_cast<std::int64_t>(negatives);
  // The two matrices, a copy of one while it is written, the shards.
  return (parts.rows() + parts.words()) * row + std::max(parts.rows(), parts.words()) * options.dimension * 4 +
         shards *
             (LocalRows::memory_bytes(parts.rows(), n, inputs) + LocalRows::memory_bytes(parts.words(), n, outputs));
}

}  // namespace koine::skipgram
