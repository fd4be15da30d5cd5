#include "koine/kernels/isa.h"

#include <dnnl.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <mutex>
#include <string>

#include "koine/core/error.h"

namespace koine::kernels {
namespace {

constexpr std::array kAll{Isa::kSse41, Isa::kAvx2, Isa::kAvx512, Isa::kAvx512Bf16, Isa::kAvx512Amx};

constexpr int kNotChosen = -1;
std::atomic<int> g_chosen{kNotChosen};

dnnl_cpu_isa_t onednn_isa(Isa isa) {
  switch (isa) {
    case Isa::kSse41:
      return dnnl_cpu_isa_sse41;
    case Isa::kAvx2:
      return dnnl_cpu_isa_avx2;
    case Isa::kAvx512:
      return dnnl_cpu_isa_avx512_core;
    case Isa::kAvx512Bf16:
      return dnnl_cpu_isa_avx512_core_bf16;
    case Isa::kAvx512Amx:
      return dnnl_cpu_isa_avx512_core_amx;
  }
  throw Error(ErrorKind::kInternal, "an instruction set without a name in oneDNN");
}

// Linux lends the tiles to a process that asks for them (its documentation, x86/xstate); oneDNN asks too, and makes do
// without where the answer is no.
bool may_use_tiles() {
  constexpr long kRequestPermission = 0x1023, kTileData = 18;  // ARCH_REQ_XCOMP_PERM of asm/prctl.h, and the feature
  static const bool may = syscall(SYS_arch_prctl, kRequestPermission, kTileData) == 0;
  return may;
}

Isa highest_isa() {
  return best_bf16_isa().value_or(best_isa());
}

}  // namespace

std::string_view name_of(Isa isa) {
  switch (isa) {
    case Isa::kSse41:
      return "sse41";
    case Isa::kAvx2:
      return "avx2";
    case Isa::kAvx512:
      return "avx512";
    case Isa::kAvx512Bf16:
      return "avx512-bf16";
    case Isa::kAvx512Amx:
      return "avx512-amx";
  }
  return "unknown";
}

std::string isa_names() {
  std::array<std::string_view, kAll.size()> names;
  std::ranges::transform(kAll, names.begin(), name_of);
  return fmt::format("{}", fmt::join(names, "|"));
}

Isa isa_of(std::string_view name) {
  for (const Isa isa : kAll) {
    if (name == name_of(isa)) return isa;
  }
  throw Error(ErrorKind::kUsage, "no such instruction set").found(quoted(name)).expected(isa_names());
}

Isa best_isa() {
  if (__builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl") &&
      __builtin_cpu_supports("avx512dq")) {
    return Isa::kAvx512;
  }
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return Isa::kAvx2;
  return Isa::kSse41;
}

bool has_bf16(Isa isa) {
  return isa >= Isa::kAvx512Bf16;
}

std::optional<Isa> best_bf16_isa() {
  if (best_isa() != Isa::kAvx512 || !__builtin_cpu_supports("avx512bf16")) return std::nullopt;
  const bool tiles = __builtin_cpu_supports("amx-tile") && __builtin_cpu_supports("amx-bf16");
  return tiles && may_use_tiles() ? Isa::kAvx512Amx : Isa::kAvx512Bf16;
}

Isa active_isa() {
  // The first question settles it, for oneDNN too: its level and ours never differ.
  if (g_chosen.load() == kNotChosen) choose_isa(best_isa());
  return static_cast<Isa>(g_chosen.load());
}

void choose_isa(Isa isa) {
  if (const Isa best = highest_isa(); isa > best) {
    throw Error(ErrorKind::kUsage, "this processor does not have the instruction set")
        .where("--isa")
        .found(name_of(isa))
        .expected("at most " + std::string(name_of(best)));
  }
  static std::mutex one_at_a_time;
  const std::lock_guard lock(one_at_a_time);
  if (const int before = g_chosen.load(); before != kNotChosen) {
    require(before == static_cast<int>(isa), "the instruction set is chosen once, before the first kernel runs");
    return;
  }
  // oneDNN first: who sees our choice may run it at once.
  require(dnnl_set_max_cpu_isa(onednn_isa(isa)) == dnnl_success, "oneDNN ran before its instruction set was chosen");
  require(dnnl_get_effective_cpu_isa() == onednn_isa(isa), "oneDNN runs the instruction set that was chosen");
  g_chosen = static_cast<int>(isa);
}

std::string onednn_version() {
  const dnnl_version_t* v = dnnl_version();
  return fmt::format("{}.{}.{}", v->major, v->minor, v->patch);
}

}  // namespace koine::kernels
