#include "koine/train/options.h"

#include <limits>

#include "koine/core/error.h"
#include "koine/core/option_check.h"
#include "koine/core/option_list.h"
#include "koine/kernels/isa.h"

namespace koine::train {

void take_preset(TrainOptions& options, Preset preset, const std::set<std::string>& given, bool has_bf16) {
  TrainOptions values;
  if (preset == Preset::kBest) {
    values.tied = true;
    values.softmax = Softmax::kSampled;
    values.precision = has_bf16 ? model::Precision::kBf16 : model::Precision::kF32;
    values.select = Select::kMargin;
    values.join = true;
    values.spelling_rounds = given.contains("join") && !options.join ? 0 : 2;
  }
  const auto texts = option_texts(values);
  auto text = texts.begin();
  for_each_option(options, [&](const char* name, auto& value, const char*) {
    if (!given.contains(name)) set_option(value, name, text->second);
    ++text;
  });
}

std::set<std::string> preset_options() {
  TrainOptions best;
  take_preset(best, Preset::kBest, {}, false);
  std::set<std::string> names;
  const auto of_best = option_texts(best), of_paper = option_texts(TrainOptions());
  for (std::size_t i = 0; i < of_best.size(); ++i) {
    if (of_best[i] != of_paper[i]) names.insert(of_best[i].first);
  }
  return names;
}

void check_options(const TrainOptions& o) {
  constexpr auto many = std::int64_t{1'000'000'000};
  check_whole("dimension", o.dimension, 1, 10'000);
  check_whole("layers", o.layers, 1, 16);
  check_range("dropout", o.dropout, 0, 0.99, "0 to 0.99");
  check_range("embedding-dropout", o.embedding_dropout, 0, 0.99, "0 to 0.99");
  check_whole("samples", o.samples, 1, many);
  check_whole("epochs", o.epochs, 1, 1'000'000);
  check_whole("batch", o.batch, 1, 65'536);
  check_range("learning-rate", o.learning_rate, std::numeric_limits<double>::min(), std::numeric_limits<double>::max(),
              "a number above 0");
  check_range("clip", o.clip, 0, std::numeric_limits<double>::max(), "a number above 0, or 0 for none");
  check_range("dictionary-weight", o.dictionary_weight, 0, std::numeric_limits<double>::max(), "0 or a number above");
  check_whole("criterion-words", o.criterion_words, 1, many);
  check_whole("criterion-neighbours", o.criterion_neighbours, 1, many);
  check_whole("criterion-source-limit", o.criterion_source_limit, 0, many);
  check_whole("criterion-target-limit", o.criterion_target_limit, 0, many);
  check_whole("spelling-rounds", o.spelling_rounds, 0, 100);
  if (o.spelling_rounds > 0 && !o.join) {
    throw Error(ErrorKind::kUsage, "only joined vectors have rounds with spelling")
        .where("--spelling-rounds")
        .hint("give --join as well");
  }
}

void choose_isa(const std::string& name, model::Precision precision) {
  const bool bf16 = precision == model::Precision::kBf16;
  const auto best_bf16 = kernels::best_bf16_isa();
  if (bf16 && !best_bf16) {
    throw Error(ErrorKind::kUsage, "this processor has no matrix products in bf16 (AVX-512 BF16)")
        .where("--precision bf16")
        .hint("leave it out: --precision f32 runs everywhere");
  }
  kernels::Isa isa = bf16 ? *best_bf16 : kernels::best_isa();
  if (!name.empty()) isa = kernels::isa_of(name);
  if (bf16 && !kernels::has_bf16(isa)) {
    throw Error(ErrorKind::kUsage, "this instruction set has no matrix products in bf16")
        .where("--isa")
        .found(name)
        .expected("avx512-bf16 or avx512-amx, or --precision f32");
  }
  kernels::choose_isa(isa);
}

}  // namespace koine::train
