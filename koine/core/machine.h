#pragma once

#include <cstdint>
#include <string>

// Where and when a program runs, and what it takes.
namespace koine {

std::string processor_name();  // as the system names it, or "unknown"

// The present, UTC, ISO 8601: "2026-11-24T12:00:00Z".
std::string utc_now();

// Peak resident memory of this process so far, in bytes.
std::int64_t peak_memory_bytes();

// Memory that this process holds now; 0 where the system does not tell.
std::int64_t resident_memory_bytes();

}  // namespace koine
