#pragma once

namespace koine::io {

// The most characters that a float32 has in write_shortest.
inline constexpr int kMaxFloatCharacters = 16;

// Writes x, which is finite, as std::to_chars does: in the fewest digits that give the same float back, of those the
// nearest to x, with an exponent where that is shorter. Returns the end. `to` has room for kMaxFloatCharacters.
//
// Method: numbers of ordinary size go through exact integers of 64 bits, after Giulietti, "The Schubfach way to render
// doubles" (2020), whose table of powers is not needed there; all others through the plain twin. Some three times as
// fast as that.
char* write_shortest(char* to, float x);

// The plain twin: std::to_chars.
char* write_shortest_reference(char* to, float x);

}  // namespace koine::io
