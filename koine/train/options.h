#pragma once

#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "koine/core/option_text.h"
#include "koine/corpus/batches.h"
#include "koine/model/config.h"

namespace koine::train {

// How the learning rate changes over the run; t counts updates from 0, T is their number in the whole run.
enum class Schedule {
  kConstant,  // rate
  kLinear,    // rate (1 - t / T)
  kAsgd,      // rate / (1 + 1e-4 rate t)^0.75, and every parameter shrinks by 1e-4 of that each update: the authors'
              // later recipe, there with rate 5, batches of 32 and 30 epochs
};
enum class Updates { kTogether, kApart };     // forward and backward: one update a mini-batch, or one each
enum class LossScale { kSentences, kWords };  // the sum over positions is divided by the batch's sentences or words
enum class Clip { kNorm, kValue };            // the L2 norm of the whole gradient, or each of its entries
enum class CriterionPairs { kFirst, kAll };   // the first language against each other one, or every ordered pair
enum class BiasStart { kUniform, kZero };     // of the LSTMs' biases
enum class Softmax { kFull, kSampled };       // over all words, or over the batch's and a random sample
// Which epoch is kept: the best by the paper's criterion, by full CSLS, by the margin of the nearest over the second,
// or the last.
enum class Select { kCriterion, kCriterionFull, kMargin, kLast };
enum class Preset { kBest, kPaper };  // what stands where nothing is given: see take_preset()

}  // namespace koine::train

namespace koine {

template <>
struct EnumNames<train::Schedule> {
  static constexpr std::array names{std::pair{train::Schedule::kConstant, std::string_view("constant")},
                                    std::pair{train::Schedule::kLinear, std::string_view("linear")},
                                    std::pair{train::Schedule::kAsgd, std::string_view("asgd")}};
};
template <>
struct EnumNames<train::Updates> {
  static constexpr std::array names{std::pair{train::Updates::kTogether, std::string_view("together")},
                                    std::pair{train::Updates::kApart, std::string_view("apart")}};
};
template <>
struct EnumNames<train::LossScale> {
  static constexpr std::array names{std::pair{train::LossScale::kSentences, std::string_view("sentences")},
                                    std::pair{train::LossScale::kWords, std::string_view("words")}};
};
template <>
struct EnumNames<train::Clip> {
  static constexpr std::array names{std::pair{train::Clip::kNorm, std::string_view("norm")},
                                    std::pair{train::Clip::kValue, std::string_view("value")}};
};
template <>
struct EnumNames<train::CriterionPairs> {
  static constexpr std::array names{std::pair{train::CriterionPairs::kFirst, std::string_view("first")},
                                    std::pair{train::CriterionPairs::kAll, std::string_view("all")}};
};
template <>
struct EnumNames<train::BiasStart> {
  static constexpr std::array names{std::pair{train::BiasStart::kUniform, std::string_view("uniform")},
                                    std::pair{train::BiasStart::kZero, std::string_view("zero")}};
};
template <>
struct EnumNames<train::Softmax> {
  static constexpr std::array names{std::pair{train::Softmax::kFull, std::string_view("full")},
                                    std::pair{train::Softmax::kSampled, std::string_view("sampled")}};
};
template <>
struct EnumNames<model::Precision> {
  static constexpr std::array names{std::pair{model::Precision::kF32, std::string_view("f32")},
                                    std::pair{model::Precision::kBf16, std::string_view("bf16")}};
};
template <>
struct EnumNames<train::Select> {
  static constexpr std::array names{std::pair{train::Select::kCriterion, std::string_view("criterion")},
                                    std::pair{train::Select::kCriterionFull, std::string_view("criterion-full")},
                                    std::pair{train::Select::kMargin, std::string_view("margin")},
                                    std::pair{train::Select::kLast, std::string_view("last")}};
};
template <>
struct EnumNames<train::Preset> {
  static constexpr std::array names{std::pair{train::Preset::kBest, std::string_view("best")},
                                    std::pair{train::Preset::kPaper, std::string_view("paper")}};
};
template <>
struct EnumNames<corpus::Bucketing> {
  static constexpr std::array names{std::pair{corpus::Bucketing::kBucketed, std::string_view("bucketed")},
                                    std::pair{corpus::Bucketing::kSorted, std::string_view("sorted")},
                                    std::pair{corpus::Bucketing::kRandom, std::string_view("random")}};
};
template <>
struct EnumNames<corpus::Cycling> {
  static constexpr std::array names{std::pair{corpus::Cycling::kCycleShorter, std::string_view("cycle")},
                                    std::pair{corpus::Cycling::kStopAtShortest, std::string_view("shortest")}};
};

}  // namespace koine

namespace koine::train {

// Everything that decides what a training computes from encoded text. The values here are the paper's (Wada & Iwata
// 2018, section 4) where it states them; `koine train` starts from those of take_preset().
struct TrainOptions {
  std::int64_t dimension = 300;
  std::int64_t layers = 1;
  bool tied = false;
  double dropout = 0.3;
  double embedding_dropout = 0;
  BiasStart bias_start = BiasStart::kUniform;
  Softmax softmax = Softmax::kFull;
  std::int64_t samples = 2048;
  model::Precision precision = model::Precision::kF32;

  std::int64_t epochs = 10;
  std::int64_t batch = 64;
  corpus::Bucketing batches = corpus::Bucketing::kBucketed;
  corpus::Cycling cycling = corpus::Cycling::kCycleShorter;
  double learning_rate = 1.0;
  Schedule schedule = Schedule::kConstant;
  Updates updates = Updates::kTogether;
  LossScale loss_scale = LossScale::kSentences;
  double clip = 5.0;
  Clip clip_by = Clip::kNorm;

  Select select = Select::kCriterion;
  std::int64_t criterion_words = 3000;
  std::int64_t criterion_neighbours = 10;
  CriterionPairs criterion_pairs = CriterionPairs::kFirst;
  bool criterion_unknown = false;
  std::int64_t criterion_source_limit = 0;
  std::int64_t criterion_target_limit = 0;

  double dictionary_weight = 1.0;

  bool join = false;
  std::int64_t spelling_rounds = 0;

  std::uint64_t seed = 1;
};

// Calls visit(name, field, help) for every option: the one list that the command line, run.json and the comparison of
// --resume are made from.
template <typename Options, typename Visit>
void for_each_option(Options& o, Visit&& visit) {
  visit("dimension", o.dimension, "Size D of a word vector and of a hidden state");
  visit("layers", o.layers, "Layers of each LSTM (the paper does not say)");
  visit("tied", o.tied, "Make a language's input and output embeddings one matrix (not the paper's)");
  visit("dropout", o.dropout, "Share of hidden units dropped at the output of each layer");
  visit("embedding-dropout", o.embedding_dropout, "Share of the units of the embeddings that are read dropped");
  visit("bias-start", o.bias_start, "The LSTMs' biases start from U[-0.1, 0.1] or at zero");
  visit("softmax", o.softmax, "Softmax over the whole vocabulary, or over the words of the batch and random others");
  visit("samples", o.samples, "Random words a mini-batch of a sampled softmax, on average");
  visit("precision", o.precision, "What matrix products read; bf16 is faster and needs a processor that has it");
  visit("epochs", o.epochs, "Epochs");
  visit("batch", o.batch, "Sentences of one language in a mini-batch");
  visit("batches", o.batches, "How sentences come together: by length within random pools, by length, at random");
  visit("cycling", o.cycling,
        "An epoch ends with the largest language, shorter ones start again, or with the shortest");
  visit("learning-rate", o.learning_rate, "Learning rate of SGD");
  visit("schedule", o.schedule, "Learning rate over the run; asgd is the authors' later recipe");
  visit("updates", o.updates, "Forward and backward LSTM in one update a mini-batch, or in one each");
  visit("loss-scale", o.loss_scale, "Divide the loss of a mini-batch by its sentences or by its words");
  visit("clip", o.clip, "Clip the gradient at this value; 0: never");
  visit("clip-by", o.clip_by, "Clip the L2 norm of the whole gradient, or each entry");
  visit("select", o.select,
        "Which epoch is kept: best by the paper's criterion, by that with r_T, by the margin of the nearest; the last");
  visit("criterion-words", o.criterion_words, "Most frequent source words that the criterion translates");
  visit("criterion-neighbours", o.criterion_neighbours, "Neighbours K of the criterion's CSLS");
  visit("criterion-pairs", o.criterion_pairs, "Pairs it is the mean of: from the first language, or all both ways");
  visit("criterion-unknown", o.criterion_unknown, "Let the criterion's words include <unk>");
  visit("criterion-source-limit", o.criterion_source_limit,
        "Source words that r_S is taken over, and that may be translated; 0: all");
  visit("criterion-target-limit", o.criterion_target_limit, "Target words that are candidates; 0: all");
  visit("dictionary-weight", o.dictionary_weight,
        "Weight of the mean squared distance between the embeddings of the pairs of --dictionary; 0: only measure it");
  visit("join", o.join,
        "At the end join the vectors with skip-gram vectors of the same text, and with what the letters of words tell");
  visit("spelling-rounds", o.spelling_rounds,
        "With --join: how often pairs of words that vectors and spelling together are sure of make the maps anew; "
        "0: never");
  visit("seed", o.seed, "Seed of everything random");
}

// Sets each option that is not `given` by name to what it is in the preset: kPaper, TrainOptions as they are; kBest,
// the best that is known (docs/results/best.md), with products in bf16 where the processor `has_bf16`.
void take_preset(TrainOptions& options, Preset preset, const std::set<std::string>& given, bool has_bf16);

// The options in which the presets differ, but for the precision, which the processor has a say in.
std::set<std::string> preset_options();

// Error: kUsage with the name of the option, what was found and what is expected.
void check_options(const TrainOptions& options);

// Chooses the instruction set for the whole process: the one that is named, or where none is the best of this processor
// for that precision. Errors: kUsage where the processor does not have it, or where it lacks products in bf16 and the
// precision asks for them.
void choose_isa(const std::string& name, model::Precision precision);

}  // namespace koine::train
