#include "koine/model/language_model.h"

#include <algorithm>
#include <chrono>
#include <functional>
#include <numeric>

#include "koine/kernels/elementwise.h"

namespace koine::model {
namespace {

constexpr std::int64_t kTaskRows = 64;   // of elementwise work
constexpr std::int64_t kTaskWords = 64;  // of different words, when their gradients are gathered

using Clock = std::chrono::steady_clock;

double seconds_between(Clock::time_point from, Clock::time_point to) {
  return std::chrono::duration<double>(to - from).count();
}

void for_row_blocks(std::int64_t rows, Workers& workers, const std::function<void(std::int64_t)>& on_row) {
  workers.run((rows + kTaskRows - 1) / kTaskRows, [&](std::int64_t task) {
    const std::int64_t end = std::min(rows, (task + 1) * kTaskRows);
    for (std::int64_t row = task * kTaskRows; row < end; ++row) on_row(row);
  });
}

}  // namespace

LanguageModel::LanguageModel(const ModelConfig& config, Parameters& parameters, Workers& workers)
    : config_(config),
      parameters_(parameters),
      workers_(workers),
      layers_(static_cast<std::size_t>(config.layers), LstmLayerPass(config.precision)),
      output_layer_(config.precision) {
  for (int direction = 0; direction < kDirections; ++direction) {
    inputs_[direction].resize(layers_.size());
    hidden_[direction].resize(layers_.size());
    factors_[direction].resize(layers_.size());
  }
}

LossSum LanguageModel::loss_and_gradients(int language, const std::vector<std::span<const std::int32_t>>& sentences,
                                          const Dropout& dropout, Gradients& gradients, Directions directions,
                                          const Candidates* candidates) {
  const PackedBatch batch(sentences);
  const std::vector<int> run = chosen(directions);
  for (int direction = 0; direction < kDirections; ++direction) gradients.has_direction[direction] = false;
  for (const int direction : run) gradients.has_direction[direction] = true;

  gradients.prepare(language, words_of(sentences),
                    candidates != nullptr ? candidates->rows : std::vector<std::int32_t>());

  const auto start = Clock::now();
  embed(language, batch, run, dropout);
  run_layers(batch, run, dropout);
  const auto layers_done = Clock::now();
  const std::int64_t rows = batch.rows() * static_cast<std::int64_t>(run.size());
  const View top = top_.matrix(rows, config_.dimension), d_top = d_top_.matrix(rows, config_.dimension);
  std::vector<std::int64_t> rows_of_targets = targets(language, batch, run);
  ConstView weights = parameters_.output_with_eos(language);
  std::span<const float> log_weights;
  if (candidates != nullptr) {
    weights = candidate_rows(weights, *candidates);
    log_weights = candidates->log_weights;
    for (std::int64_t& row : rows_of_targets) {
      const auto at = std::lower_bound(candidates->rows.begin(), candidates->rows.end(), row);
      require(at != candidates->rows.end() && *at == row, "the words of a batch are among its candidates");
      row = at - candidates->rows.begin();
    }
  }
  output_layer_.run(top, weights, log_weights, rows_of_targets, 1.0f / static_cast<float>(batch.sentences), d_top,
                    gradients.output, losses_nats_, workers_);
  const auto output_done = Clock::now();
  backward_layers(batch, run, dropout, gradients);
  gather_embedding_gradient(batch, run, gradients);
  seconds_.output += seconds_between(layers_done, output_done);
  seconds_.lstm += seconds_between(start, layers_done) + seconds_between(output_done, Clock::now());
  return loss_sum(batch, run);
}

LossSum LanguageModel::loss(int language, const std::vector<std::span<const std::int32_t>>& sentences) {
  const PackedBatch batch(sentences);
  const std::vector<int> run = chosen({});
  embed(language, batch, run, {});
  run_layers(batch, run, {});
  output_layer_.evaluate(top_.matrix(kDirections * batch.rows(), config_.dimension),
                         parameters_.output_with_eos(language), targets(language, batch, run), losses_nats_, workers_);
  return loss_sum(batch, run);
}

std::int64_t LanguageModel::memory_bytes(const ModelConfig& config, std::int64_t positions, bool embedding_dropout,
                                         int threads) {
  const std::int64_t d = config.dimension, layers = config.layers, directions = kDirections;
  const std::int64_t rows = positions, all_rows = directions * positions;
  const bool bf16 = config.precision == Precision::kBf16;
  std::int64_t words = 0, largest = 0;
  for (const std::int64_t v : config.vocabulary_sizes) {
    words += v;
    largest = std::max(largest, v + 1);
  }
  const std::int64_t lstm = directions * layers * (8 * d * d + 4 * d);
  const std::int64_t parameters = (config.tied ? 1 : 2) * words * d + lstm;
  // Float32 numbers that each position needs in each layer and direction: input, hidden, mask; gates, cells; and once a
  // direction: the gradient of the input; top and its gradient; the mask of the embeddings. Products read h before, and
  // the weights transposed.
  const std::int64_t pass = directions * layers * rows * (3 + 4 + 1) * d +
                            directions * rows * (embedding_dropout ? 2 : 1) * d + 2 * all_rows * d;
  const std::int64_t read = directions * layers * (rows * d + 8 * d * d);
  // Rounded copies: x, h, gates; the weights; W and the top.
  const std::int64_t rounded = directions * layers * (rows * 6 * d + 8 * d * d) + (largest + all_rows) * d;
  const std::int64_t word_rows = config.tied ? 0 : std::min(rows, largest) * d;
  // What Scratch asks for beyond its need: an eighth at most, and half of that in the mean.
  const auto scratch = [](std::int64_t bytes) { return bytes + bytes / 16; };
  constexpr std::int64_t f32 = sizeof(float);
  const std::int64_t read_size = bf16 ? 2 : f32;
  return f32 * (parameters + lstm) + f32 * (largest * d + largest * d / 8) +
         scratch(f32 * (pass + word_rows) + read_size * read + (bf16 ? 2 * rounded : 0)) +
         OutputLayerPass::memory_bytes(all_rows, largest, d, config.precision, threads);
}

std::vector<int> LanguageModel::chosen(Directions directions) const {
  std::vector<int> run;
  if (directions.forward) run.push_back(kForward);
  if (directions.backward) run.push_back(kBackward);
  require(!run.empty(), "a pass runs at least one direction");
  return run;
}

View LanguageModel::layer_input(int layer, int direction, std::int64_t rows) {
  return inputs_[direction][static_cast<std::size_t>(layer)].matrix(rows, config_.dimension);
}

void LanguageModel::embed(int language, const PackedBatch& batch, const std::vector<int>& directions,
                          const Dropout& dropout) {
  const ConstView words = parameters_.embedding(language);
  for (const int direction : directions) {
    const View x = layer_input(0, direction, batch.rows());
    const auto& ids = batch.inputs[direction];
    const View factors =
        dropout.embedding_rate > 0 ? embedding_factors_[direction].matrix(batch.rows(), x.cols) : View();
    for_row_blocks(batch.rows(), workers_, [&](std::int64_t row) {
      const std::int32_t id = ids[static_cast<std::size_t>(row)];
      std::copy_n(id == PackedBatch::kBos ? parameters_.bos.data() : words.row(id), x.cols, x.row(row));
      if (dropout.embedding_rate == 0) return;
      dropout_factors(dropout, direction, kEmbeddingLayer, row, {factors.row(row), static_cast<std::size_t>(x.cols)});
      kernels::multiply(x.row(row), factors.row(row), x.row(row), x.cols);
    });
  }
}

void LanguageModel::run_layers(const PackedBatch& batch, const std::vector<int>& directions, const Dropout& dropout) {
  const std::int64_t rows = batch.rows(), d = config_.dimension;
  const View top = top_.matrix(rows * static_cast<std::int64_t>(directions.size()), d);
  for (int k = 0; k < config_.layers; ++k) {
    const auto layer = static_cast<std::size_t>(k);
    std::vector<LstmLayerPass::Io> io;
    for (const int direction : directions) {
      io.push_back({direction, layer_input(k, direction, rows), hidden_[direction][layer].matrix(rows, d)});
    }
    layers_[layer].forward(batch, parameters_, k, io, workers_);

    for (std::size_t i = 0; i < directions.size(); ++i) {
      const int direction = directions[i];
      const ConstView h = io[i].h;
      const View out = k + 1 < config_.layers ? layer_input(k + 1, direction, rows)
                                              : top.row_block(static_cast<std::int64_t>(i) * rows, rows);
      const View factors = dropout.rate > 0 ? factors_[direction][layer].matrix(rows, d) : View();
      for_row_blocks(rows, workers_, [&](std::int64_t row) {
        if (dropout.rate == 0) {
          std::copy_n(h.row(row), d, out.row(row));
          return;
        }
        dropout_factors(dropout, direction, k, row, {factors.row(row), static_cast<std::size_t>(d)});
        kernels::multiply(h.row(row), factors.row(row), out.row(row), d);
      });
    }
  }
}

std::vector<std::int64_t> LanguageModel::targets(int language, const PackedBatch& batch,
                                                 const std::vector<int>& directions) const {
  const std::int64_t eos_row = config_.vocabulary_sizes[static_cast<std::size_t>(language)];
  std::vector<std::int64_t> all;
  for (const int direction : directions) {
    for (const std::int32_t id : batch.targets[direction]) all.push_back(id == PackedBatch::kEos ? eos_row : id);
  }
  return all;
}

ConstView LanguageModel::candidate_rows(ConstView weights, const Candidates& candidates) {
  const View rows = candidate_rows_.matrix(static_cast<std::int64_t>(candidates.rows.size()), weights.cols);
  for_row_blocks(rows.rows, workers_, [&](std::int64_t i) {
    std::copy_n(weights.row(candidates.rows[static_cast<std::size_t>(i)]), weights.cols, rows.row(i));
  });
  return rows;
}

LossSum LanguageModel::loss_sum(const PackedBatch& batch, const std::vector<int>& directions) const {
  LossSum sum;
  sum.words = batch.rows();
  auto next = losses_nats_.begin();
  for (const int direction : directions) {
    sum.nats[direction] = std::accumulate(next, next + batch.rows(), 0.0);
    next += batch.rows();
  }
  return sum;
}

void LanguageModel::backward_layers(const PackedBatch& batch, const std::vector<int>& directions,
                                    const Dropout& dropout, Gradients& gradients) {
  const std::int64_t rows = batch.rows(), d = config_.dimension;
  const View d_top = d_top_.matrix(rows * static_cast<std::int64_t>(directions.size()), d);
  for (int k = config_.layers - 1; k >= 0; --k) {
    const auto layer = static_cast<std::size_t>(k);
    std::vector<LstmLayerPass::GradientIo> io;
    for (std::size_t i = 0; i < directions.size(); ++i) {
      const int direction = directions[i];
      // The gradient of a layer's output is overwritten by that of its input on the way down.
      const View d_out = d_top.row_block(static_cast<std::int64_t>(i) * rows, rows);
      if (k + 1 < config_.layers) {
        const ConstView from_above = d_input_[direction].matrix(rows, d);
        for_row_blocks(rows, workers_, [&](std::int64_t row) { std::copy_n(from_above.row(row), d, d_out.row(row)); });
      }
      if (dropout.rate > 0) {
        const ConstView factors = factors_[direction][layer].matrix(rows, d);
        for_row_blocks(rows, workers_, [&](std::int64_t row) {
          kernels::multiply(d_out.row(row), factors.row(row), d_out.row(row), d);
        });
      }
      io.push_back({direction, layer_input(k, direction, rows), hidden_[direction][layer].matrix(rows, d), d_out,
                    d_input_[direction].matrix(rows, d), &gradients.lstm[direction][layer]});
    }
    layers_[layer].backward(batch, parameters_, k, io, workers_);
  }
  if (dropout.embedding_rate == 0) return;
  for (const int direction : directions) {
    const View d_x = d_input_[direction].matrix(rows, d);
    const ConstView factors = embedding_factors_[direction].matrix(rows, d);
    for_row_blocks(rows, workers_,
                   [&](std::int64_t row) { kernels::multiply(d_x.row(row), factors.row(row), d_x.row(row), d); });
  }
}

void LanguageModel::gather_embedding_gradient(const PackedBatch& batch, const std::vector<int>& directions,
                                              Gradients& gradients) {
  const std::int64_t rows = batch.rows(), d = config_.dimension;
  // Where each word was read, in the order in which its gradients are summed: by direction, then by row.
  struct Place {
    std::int32_t word;
    int direction;
    std::int64_t row;
  };
  std::vector<Place> places;
  places.reserve(static_cast<std::size_t>(rows) * directions.size());
  std::fill_n(gradients.bos.data(), d, 0.0f);
  ConstView d_x[kDirections];
  for (const int direction : directions) {
    d_x[direction] = d_input_[direction].matrix(rows, d);
    for (std::int64_t row = 0; row < rows; ++row) {
      const std::int32_t word = batch.inputs[direction][static_cast<std::size_t>(row)];
      if (word == PackedBatch::kBos) {
        kernels::add_scaled(gradients.bos.data(), 1, d_x[direction].row(row), d);
      } else {
        places.push_back({word, direction, row});
      }
    }
  }
  std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.word < b.word; });

  const auto& ids = gradients.word_ids;
  const auto words = static_cast<std::int64_t>(ids.size());
  workers_.run((words + kTaskWords - 1) / kTaskWords, [&](std::int64_t task) {
    const std::int64_t begin = task * kTaskWords, end = std::min(words, begin + kTaskWords);
    auto place = std::lower_bound(places.begin(), places.end(), ids[static_cast<std::size_t>(begin)],
                                  [](const Place& p, std::int32_t word) { return p.word < word; });
    for (std::int64_t i = begin; i < end; ++i) {
      const std::int32_t word = ids[static_cast<std::size_t>(i)];
      float* const sum = config_.tied ? gradients.output_row(word) : gradients.word_rows.row(i);
      if (!config_.tied) std::fill_n(sum, d, 0.0f);
      for (; place != places.end() && place->word == word; ++place) {
        kernels::add_scaled(sum, 1, d_x[place->direction].row(place->row), d);
      }
    }
  });
}

}  // namespace koine::model
