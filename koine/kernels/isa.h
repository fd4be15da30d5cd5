#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace koine::kernels {

// The instruction sets that koine has kernels for, from low to high. What they and oneDNN compute has the same bits on
// any processor that runs the same one of them, whatever else it can do. (The C library chooses by itself how it
// computes exp, log and pow, and does not promise that.) The last two are AVX-512 with products in bf16 besides, by its
// own instructions or by those for tiles (AMX), and are chosen only for those.
enum class Isa { kSse41, kAvx2, kAvx512, kAvx512Bf16, kAvx512Amx };

std::string_view name_of(Isa isa);  // "sse41", "avx2", "avx512", "avx512-bf16", "avx512-amx"
std::string isa_names();            // all of them, with | between

// Errors: kUsage for a name that is none of the above.
Isa isa_of(std::string_view name);

Isa best_isa();  // the highest this processor runs, kAvx512 at most
bool has_bf16(Isa isa);              // whether it has products in bf16
std::optional<Isa> best_bf16_isa();  // the highest this processor runs that has products in bf16

// The one in force for the whole process: the best, until chosen.
Isa active_isa();

// Chooses for the whole process, oneDNN included. To be called before the first kernel runs.
// Errors: kUsage where the processor cannot run it; kInternal where a kernel has run on another one already.
void choose_isa(Isa isa);

std::string onednn_version();  // "2.6.3"

}  // namespace koine::kernels
