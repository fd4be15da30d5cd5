#include "koine/skipgram/shard.h"

#include <algorithm>

#include "koine/kernels/elementwise.h"
#include "koine/skipgram/shared_row.h"

namespace koine::skipgram {

LocalRows::LocalRows(std::int64_t words, std::int64_t n, bool hogwild)
    : n_(n), hogwild_(hogwild), slot_of_(static_cast<std::size_t>(words), -1) {}

std::int32_t LocalRows::slot(std::int32_t word, ConstView shared) {
  std::int32_t& slot = slot_of_[static_cast<std::size_t>(word)];
  if (slot >= 0) return slot;
  slot = static_cast<std::int32_t>(words_.size());
  words_.push_back(word);
  bins_[word % kBins].push_back(slot);
  if (slot == kBlock * static_cast<std::int64_t>(copies_.size())) copies_.emplace_back(2 * kBlock, n_);
  if (hogwild_) {
    load_relaxed(shared.row(word), before(slot), n_);
  } else {
    std::copy_n(shared.row(word), n_, before(slot));
  }
  std::copy_n(before(slot), n_, row(slot));
  return slot;
}

void LocalRows::add_moves(int bin, View shared) const {
  for (const std::int32_t slot : bins_[bin]) {
    kernels::add_difference(shared.row(words_[static_cast<std::size_t>(slot)]), row(slot), before(slot), n_);
  }
}

void LocalRows::add_moves_relaxed(View shared) {
  std::vector<float> present(static_cast<std::size_t>(n_));
  for (std::size_t s = 0; s < words_.size(); ++s) {
    const auto slot = static_cast<std::int32_t>(s);
    float* to = shared.row(words_[s]);
    load_relaxed(to, present.data(), n_);
    kernels::add_difference(present.data(), row(slot), before(slot), n_);
    store_relaxed(present.data(), to, n_);
  }
}

void LocalRows::clear() {
  for (const std::int32_t word : words_) slot_of_[static_cast<std::size_t>(word)] = -1;
  words_.clear();
  for (auto& bin : bins_) bin.clear();
}

std::int64_t LocalRows::memory_bytes(std::int64_t words, std::int64_t n, std::int64_t used) {
  const std::int64_t blocks = (std::min(words, used) + kBlock - 1) / kBlock;
  return blocks * 2 * kBlock * n * static_cast<std::int64_t>(sizeof(float)) +
         words * static_cast<std::int64_t>(sizeof(std::int32_t));
}

Shard::Shard(const WordParts& parts, std::int64_t n, const ShardSettings& settings, const AliasTable& noise)
    : settings_(settings),
      parts_(parts),
      noise_(noise),
      input_(parts.rows(), n, settings.hogwild),
      output_(parts.words(), n, settings.hogwild),
      step_(n),
      vector_(2, n) {}

void Shard::take_vector(std::int32_t word, ConstView shared) {
  input_slots_.clear();
  for (const std::int32_t part : parts_.of(word)) input_slots_.push_back(input_.slot(part, shared));
  std::fill_n(vector_.row(0), vector_.cols(), 0.0f);
  const float share = 1 / static_cast<float>(input_slots_.size());
  for (const std::int32_t slot : input_slots_) {
    kernels::add_scaled(vector_.row(0), share, input_.row(slot), vector_.cols());
  }
  std::copy_n(vector_.row(0), vector_.cols(), vector_.row(1));
}

// Every part goes as far as their mean is to go.
void Shard::move_parts() {
  for (const std::int32_t slot : input_slots_) {
    kernels::add_difference(input_.row(slot), vector_.row(0), vector_.row(1), vector_.cols());
  }
}

void Shard::train(const TextPiece& piece, std::int64_t begin, std::int64_t end, float rate, std::uint64_t index,
                  const SharedRows& shared) {
  input_.clear();
  output_.clear();
  Random random(settings_.seed, Purpose::kSkipgramWindows, index, settings_.language);
  const auto window = static_cast<std::uint64_t>(settings_.window);
  for (std::int64_t i = begin; i < end; ++i) {
    const auto at = static_cast<std::size_t>(i);
    const std::int64_t first = piece.begin[at], last = piece.end[at];
    if (last - first < 2) continue;
    const auto reach = static_cast<std::int64_t>(1 + ((random.next_u32() * window) >> 32));
    take_vector(piece.words[at], shared.input);
    for (std::int64_t k = std::max(first, i - reach); k < std::min(last, i + reach + 1); ++k) {
      if (k == i) continue;
      const std::int32_t neighbour = piece.words[static_cast<std::size_t>(k)];
      outputs_.assign(1, output_.row(output_.slot(neighbour, shared.output)));
      for (std::int64_t n = 0; n < settings_.negative; ++n) {
        const std::int32_t negative = noise_.draw(random);
        if (negative != neighbour) outputs_.push_back(output_.row(output_.slot(negative, shared.output)));
      }
      totals_.loss_nats += step_(vector_.row(0), outputs_, rate);
      ++totals_.pairs;
    }
    move_parts();
  }
}

void Shard::add_moves(int bin, const SharedRows& shared) const {
  input_.add_moves(bin, shared.input);
  output_.add_moves(bin, shared.output);
}

void Shard::add_moves_relaxed(const SharedRows& shared) {
  input_.add_moves_relaxed(shared.input);
  output_.add_moves_relaxed(shared.output);
}

Shard::Totals Shard::take_totals() {
  const Totals totals = totals_;
  totals_ = {};
  return totals;
}

}  // namespace koine::skipgram
