#include "koine/train/options.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>

#include "koine/core/error.h"
#include "koine/kernels/isa.h"

namespace koine::train {
namespace {

void check_range(std::string_view name, double value, double low, double high, std::string_view expected) {
  if (std::isfinite(value) && value >= low && value <= high) return;
  throw Error(ErrorKind::kUsage, "an option has a value that makes no sense")
      .where(fmt::format("--{}", name))
      .found(fmt::format("{}", value))
      .expected(expected);
}

void check_at_least(std::string_view name, std::int64_t value, std::int64_t low, std::int64_t high) {
  check_range(name, static_cast<double>(value), static_cast<double>(low), static_cast<double>(high),
              fmt::format("{} to {}", low, high));
}

}  // namespace

void check_options(const TrainOptions& o) {
  constexpr auto many = std::int64_t{1'000'000'000};
  check_at_least("dimension", o.dimension, 1, 10'000);
  check_at_least("layers", o.layers, 1, 16);
  check_range("dropout", o.dropout, 0, 0.99, "0 to 0.99");
  check_range("embedding-dropout", o.embedding_dropout, 0, 0.99, "0 to 0.99");
  check_at_least("samples", o.samples, 1, many);
  check_at_least("epochs", o.epochs, 1, 1'000'000);
  check_at_least("batch", o.batch, 1, 65'536);
  check_range("learning-rate", o.learning_rate, std::numeric_limits<double>::min(), std::numeric_limits<double>::max(),
              "a number above 0");
  check_range("clip", o.clip, 0, std::numeric_limits<double>::max(), "a number above 0, or 0 for none");
  check_range("dictionary-weight", o.dictionary_weight, 0, std::numeric_limits<double>::max(), "0 or a number above");
  check_at_least("criterion-words", o.criterion_words, 1, many);
  check_at_least("criterion-neighbours", o.criterion_neighbours, 1, many);
  check_at_least("criterion-source-limit", o.criterion_source_limit, 0, many);
  check_at_least("criterion-target-limit", o.criterion_target_limit, 0, many);
}

void choose_isa(const std::string& name, model::Precision precision) {
  const bool bf16 = precision == model::Precision::kBf16;
  if (bf16 && !kernels::has_bf16()) {
    throw Error(ErrorKind::kUsage, "this processor has no matrix products in bf16 (AVX-512 BF16)")
        .where("--precision bf16")
        .hint("leave it out: --precision f32 runs everywhere");
  }
  kernels::Isa isa = bf16 ? kernels::Isa::kAvx512Bf16 : kernels::best_isa();
  if (!name.empty()) isa = kernels::isa_of(name);
  if (bf16 && isa != kernels::Isa::kAvx512Bf16) {
    throw Error(ErrorKind::kUsage, "this instruction set has no matrix products in bf16")
        .where("--isa")
        .found(name)
        .expected("avx512-bf16, or --precision f32");
  }
  kernels::choose_isa(isa);
}

}  // namespace koine::train
