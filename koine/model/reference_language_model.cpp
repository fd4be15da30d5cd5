#include "koine/model/reference_language_model.h"

#include <algorithm>
#include <cmath>

namespace koine::model {
namespace {

using Vector = std::vector<double>;    // [D] where nothing else is said
using Sequence = std::vector<Vector>;  // [T, D]
const std::array<std::string, 2> kDirectionNames = {"forward", "backward"};

std::string layer_name(std::size_t direction, int layer) {
  return kDirectionNames[direction] + "." + std::to_string(layer) + ".";
}

double sigmoid(double x) {
  return 1 / (1 + std::exp(-x));
}

// What one step of one LSTM layer leaves behind for the backward pass.
struct LstmStep {
  Vector x, h_before, c_before;  // what it read
  Vector i, f, g, o, c, h;       // gates, new cell, new output
};

// a = w_x x_t + w_h h_{t-1} + b, in four blocks a_i, a_f, a_g, a_o of D rows
// i, f, o = sigmoid(a_i, a_f, a_o), g = tanh(a_g), c_t = f c_{t-1} + i g, h_t = o tanh(c_t); h_0 = c_0 = 0
std::vector<LstmStep> lstm_forward(const ReferenceParameters& parameters, const std::string& layer,
                                   const Sequence& inputs) {
  const auto& w_x = parameters.at(layer + "w_x");
  const auto& w_h = parameters.at(layer + "w_h");
  const auto& b = parameters.at(layer + "b");
  const auto D = static_cast<std::size_t>(w_x.cols());
  std::vector<LstmStep> steps;
  Vector h(D), c(D);
  for (const Vector& x : inputs) {
    Vector a(4 * D);
    for (std::size_t r = 0; r < 4 * D; ++r) {
      a[r] = b(0, r);
      for (std::size_t j = 0; j < D; ++j) a[r] += w_x(r, j) * x[j] + w_h(r, j) * h[j];
    }
    LstmStep s{x, h, c, Vector(D), Vector(D), Vector(D), Vector(D), Vector(D), Vector(D)};
    for (std::size_t u = 0; u < D; ++u) {
      s.i[u] = sigmoid(a[u]);
      s.f[u] = sigmoid(a[D + u]);
      s.g[u] = std::tanh(a[2 * D + u]);
      s.o[u] = sigmoid(a[3 * D + u]);
      s.c[u] = s.f[u] * c[u] + s.i[u] * s.g[u];
      s.h[u] = s.o[u] * std::tanh(s.c[u]);
    }
    h = s.h;
    c = s.c;
    steps.push_back(std::move(s));
  }
  return steps;
}

// `d_outputs` [T, D] is the gradient of each h_t as the layer above sees it; what reaches h_t through step t + 1 is
// added here. Adds to the gradients of the weights, returns the gradient of the inputs [T, D].
Sequence lstm_backward(const ReferenceParameters& parameters, const std::string& layer,
                       const std::vector<LstmStep>& steps, const Sequence& d_outputs, ReferenceParameters& gradients) {
  const auto& w_x = parameters.at(layer + "w_x");
  const auto& w_h = parameters.at(layer + "w_h");
  auto& d_w_x = gradients.at(layer + "w_x");
  auto& d_w_h = gradients.at(layer + "w_h");
  auto& d_b = gradients.at(layer + "b");
  const auto D = static_cast<std::size_t>(w_x.cols());
  Sequence d_inputs(steps.size(), Vector(D));
  Vector d_h_later(D), d_c_later(D);  // what step t + 1 hands back to h_t and c_t
  for (std::size_t t = steps.size(); t-- > 0;) {
    const LstmStep& s = steps[t];
    Vector d_a(4 * D);
    for (std::size_t u = 0; u < D; ++u) {
      const double d_h = d_outputs[t][u] + d_h_later[u];
      const double tanh_c = std::tanh(s.c[u]);
      const double d_c = d_c_later[u] + d_h * s.o[u] * (1 - tanh_c * tanh_c);
      d_a[u] = d_c * s.g[u] * s.i[u] * (1 - s.i[u]);
      d_a[D + u] = d_c * s.c_before[u] * s.f[u] * (1 - s.f[u]);
      d_a[2 * D + u] = d_c * s.i[u] * (1 - s.g[u] * s.g[u]);
      d_a[3 * D + u] = d_h * tanh_c * s.o[u] * (1 - s.o[u]);
      d_c_later[u] = d_c * s.f[u];
    }
    d_h_later.assign(D, 0);
    for (std::size_t r = 0; r < 4 * D; ++r) {
      d_b(0, r) += d_a[r];
      for (std::size_t j = 0; j < D; ++j) {
        d_w_x(r, j) += d_a[r] * s.x[j];
        d_w_h(r, j) += d_a[r] * s.h_before[j];
        d_inputs[t][j] += d_a[r] * w_x(r, j);
        d_h_later[j] += d_a[r] * w_h(r, j);
      }
    }
  }
  return d_inputs;
}

// One prediction: logits z = [eos · h, W h], nats = log sum_j exp(z_j) - z_target. Adds the gradient of nats * weight
// to eos, W and h (d z_j = weight * (softmax(z)_j - [j = target])); returns nats.
double predict(const Matrix<double>& eos, const Matrix<double>& output, const Vector& h, std::size_t target,
               double weight, Matrix<double>& d_eos, Matrix<double>& d_output, Vector& d_h) {
  const auto columns = static_cast<std::size_t>(output.rows()) + 1;
  const auto row = [](auto& eos_row, auto& word_rows, std::size_t column) {
    return column == 0 ? eos_row.row(0) : word_rows.row(static_cast<std::int64_t>(column) - 1);
  };
  Vector z(columns);
  for (std::size_t j = 0; j < columns; ++j) {
    for (std::size_t u = 0; u < h.size(); ++u) z[j] += row(eos, output, j)[u] * h[u];
  }
  const double largest = *std::max_element(z.begin(), z.end());  // kept out of exp, which would overflow
  double sum = 0;
  for (const double z_j : z) sum += std::exp(z_j - largest);
  const double log_sum = largest + std::log(sum);
  for (std::size_t j = 0; j < columns; ++j) {
    const double d_z = weight * (std::exp(z[j] - log_sum) - (j == target ? 1 : 0));
    for (std::size_t u = 0; u < h.size(); ++u) {
      row(d_eos, d_output, j)[u] += d_z * h[u];
      d_h[u] += d_z * row(eos, output, j)[u];
    }
  }
  return log_sum - z[target];
}

void check(const ReferenceConfig& config, const ReferenceParameters& parameters, std::size_t language,
           const std::vector<std::vector<std::int32_t>>& sentences) {
  const auto expected = reference_zero_parameters(config);
  require(parameters.size() == expected.size(), "the reference needs exactly the parameters of its configuration");
  for (const auto& [name, shape] : expected) {
    const auto found = parameters.find(name);
    require(found != parameters.end(), "a parameter of the reference is missing");
    require(found->second.rows() == shape.rows() && found->second.cols() == shape.cols(),
            "a parameter of the reference has the wrong shape");
  }
  require(language < config.vocabulary_sizes.size(), "the reference has no such language");
  require(!sentences.empty(), "the reference needs at least one sentence");
  for (const auto& sentence : sentences) {
    for (const std::int32_t word : sentence) {
      require(word >= 0 && word < config.vocabulary_sizes[language], "a word id lies outside the vocabulary");
    }
  }
}

}  // namespace

ReferenceParameters reference_zero_parameters(const ReferenceConfig& config) {
  const std::int64_t D = config.dimension;
  ReferenceParameters zeros;
  zeros["bos"] = Matrix<double>(1, D);
  zeros["eos"] = Matrix<double>(1, D);
  for (std::size_t l = 0; l < config.vocabulary_sizes.size(); ++l) {
    zeros["embedding." + std::to_string(l)] = Matrix<double>(config.vocabulary_sizes[l], D);
    if (!config.tied) zeros["output." + std::to_string(l)] = Matrix<double>(config.vocabulary_sizes[l], D);
  }
  for (std::size_t direction = 0; direction < 2; ++direction) {
    for (int k = 0; k < config.layers; ++k) {
      zeros[layer_name(direction, k) + "w_x"] = Matrix<double>(4 * D, D);
      zeros[layer_name(direction, k) + "w_h"] = Matrix<double>(4 * D, D);
      zeros[layer_name(direction, k) + "b"] = Matrix<double>(1, 4 * D);
    }
  }
  return zeros;
}

ReferenceResult reference_loss_and_gradients(const ReferenceConfig& config, const ReferenceParameters& parameters,
                                             std::size_t language,
                                             const std::vector<std::vector<std::int32_t>>& sentences,
                                             const DropoutFactor& dropout) {
  check(config, parameters, language, sentences);
  const auto D = static_cast<std::size_t>(config.dimension);
  const std::string embedding_name = "embedding." + std::to_string(language);
  const std::string output_name = config.tied ? embedding_name : "output." + std::to_string(language);
  const auto& embedding = parameters.at(embedding_name);
  const double weight = 1.0 / static_cast<double>(sentences.size());

  ReferenceResult result;
  result.gradients = reference_zero_parameters(config);
  auto& gradients = result.gradients;
  for (std::size_t l = 0; l < config.vocabulary_sizes.size(); ++l) {
    if (l == language) continue;
    gradients.erase("embedding." + std::to_string(l));
    gradients.erase("output." + std::to_string(l));
  }

  for (std::size_t sentence = 0; sentence < sentences.size(); ++sentence) {
    for (std::size_t direction = 0; direction < 2; ++direction) {
      auto words = sentences[sentence];
      if (direction == 1) std::reverse(words.begin(), words.end());
      const std::size_t T = words.size() + 1;

      // Up: layer after layer, each reading what the one below hands on.
      Sequence x = {Vector(parameters.at("bos").row(0), parameters.at("bos").row(0) + D)};
      for (const std::int32_t word : words) x.emplace_back(embedding.row(word), embedding.row(word) + D);
      std::vector<std::vector<LstmStep>> steps;  // [layers][T]
      std::vector<Sequence> factors;             // [1 + layers][T, D], the embeddings' first
      const auto drop = [&](int layer) {
        factors.emplace_back(T, Vector(D, 1));
        for (std::size_t t = 0; t < T; ++t) {
          for (std::size_t u = 0; u < D; ++u) {
            if (dropout) factors.back()[t][u] = dropout(static_cast<int>(direction), layer, sentence, t, u);
            x[t][u] *= factors.back()[t][u];
          }
        }
      };
      drop(kEmbeddingLayer);
      for (int k = 0; k < config.layers; ++k) {
        steps.push_back(lstm_forward(parameters, layer_name(direction, k), x));
        for (std::size_t t = 0; t < T; ++t) x[t] = steps.back()[t].h;
        drop(k);
      }

      // Across: what every step predicts. Column 0 is eos, column w + 1 is word w.
      Sequence d_x(T, Vector(D));
      for (std::size_t t = 0; t < T; ++t) {
        const std::size_t target = t + 1 < T ? static_cast<std::size_t>(words[t]) + 1 : 0;
        result.direction_nats[direction] += predict(parameters.at("eos"), parameters.at(output_name), x[t], target,
                                                    weight, gradients.at("eos"), gradients.at(output_name), d_x[t]);
        ++result.tokens;
      }

      // Down again, to the words.
      for (int k = config.layers - 1; k >= kEmbeddingLayer; --k) {
        for (std::size_t t = 0; t < T; ++t) {
          for (std::size_t u = 0; u < D; ++u) d_x[t][u] *= factors[static_cast<std::size_t>(k + 1)][t][u];
        }
        if (k == kEmbeddingLayer) break;
        d_x = lstm_backward(parameters, layer_name(direction, k), steps[static_cast<std::size_t>(k)], d_x, gradients);
      }
      for (std::size_t t = 0; t < T; ++t) {
        double* d_row = t == 0 ? gradients.at("bos").row(0) : gradients.at(embedding_name).row(words[t - 1]);
        for (std::size_t u = 0; u < D; ++u) d_row[u] += d_x[t][u];
      }
    }
  }
  result.loss_nats_per_sentence = (result.direction_nats[0] + result.direction_nats[1]) * weight;
  return result;
}

double gradient_norm(const ReferenceParameters& gradients) {
  double sum = 0;
  for (const auto& [name, g] : gradients) {
    for (std::int64_t i = 0; i < g.size(); ++i) sum += g.data()[i] * g.data()[i];
  }
  return std::sqrt(sum);
}

void clipped_sgd_step(ReferenceParameters& parameters, const ReferenceParameters& gradients, double learning_rate,
                      double clip_norm) {
  const double scale = learning_rate * std::min(1.0, clip_norm / gradient_norm(gradients));
  for (const auto& [name, g] : gradients) {
    auto& p = parameters.at(name);
    for (std::int64_t i = 0; i < g.size(); ++i) p.data()[i] -= scale * g.data()[i];
  }
}

}  // namespace koine::model
