#include "koine/io/float_text.h"

#include <array>
#include <bit>
#include <charconv>
#include <cstdint>
#include <cstring>

namespace koine::io {
namespace {

constexpr int kMantissaBits = 23;
constexpr std::uint32_t kMantissaMask = (1u << kMantissaBits) - 1;

// Where the fast way holds: from 2^-13 up to 8 a mantissa m and an exponent e make the number m 2^e with e from -36 to
// -21.
constexpr int kLowestExponent = -36, kHighestExponent = -21;
constexpr std::size_t kExponents = kHighestExponent - kLowestExponent + 1;

// How many decimals tell neighbours 2^e apart from each other: the least j with 10^-j <= 2^e.
constexpr std::array<int, kExponents> kDecimals = [] {
  std::array<int, kExponents> decimals{};
  for (int e = kLowestExponent; e <= kHighestExponent; ++e) {
    int j = 0;
    for (std::uint64_t power = 1; power < std::uint64_t{1} << -e; power *= 10) ++j;
    decimals[static_cast<std::size_t>(e - kLowestExponent)] = j;
  }
  return decimals;
}();

template <std::uint64_t kBase>
constexpr std::array<std::uint64_t, 13> kPowers = [] {
  std::array<std::uint64_t, 13> powers{1};
  for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * kBase;
  return powers;
}();

constexpr std::array<char, 200> kPairs = [] {
  std::array<char, 200> pairs{};
  for (std::size_t i = 0; i < 100; ++i) {
    pairs[2 * i] = static_cast<char>('0' + i / 10);
    pairs[2 * i + 1] = static_cast<char>('0' + i % 10);
  }
  return pairs;
}();

// "d.ddd": `number` with its last `decimals` digits (at least one) behind the point; 0 <= number < 10^(decimals + 1).
char* write_decimal(char* to, std::uint64_t number, int decimals) {
  char* const end = to + decimals + 2;
  char* next = end;
  for (; decimals >= 2; decimals -= 2) {
    next -= 2;
    std::memcpy(next, &kPairs[2 * (number % 100)], 2);
    number /= 100;
  }
  if (decimals == 1) {
    *--next = static_cast<char>('0' + number % 10);
    number /= 10;
  }
  *--next = '.';
  *--next = static_cast<char>('0' + number);
  return end;
}

}  // namespace

char* write_shortest(char* to, float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const int e = static_cast<int>(bits >> kMantissaBits & 0xFF) - 127 - kMantissaBits;
  // Below a power of two the neighbour is nearer than above: such a number is left to the twin.
  if (e < kLowestExponent || e > kHighestExponent || (bits & kMantissaMask) == 0) {
    return write_shortest_reference(to, x);
  }
  const std::uint64_t m = (bits & kMantissaMask) | 1u << kMantissaBits;
  int decimals = kDecimals[static_cast<std::size_t>(e - kLowestExponent)];

  // All numbers below are in units of 2^(e - 1 + decimals) 10^-decimals. Every decimal between `low` and `high`, half
  // way to the neighbours, gives x back. The ends are odd and the decimals even, so none lies on an end.
  const std::uint64_t five = kPowers<5>[static_cast<std::size_t>(decimals)];
  const std::uint64_t centre = 2 * m * five, low = centre - five, high = centre + five;
  const int shift = 1 - e - decimals;  // 10^-decimals is 2^shift units
  const auto gives_x = [&](std::uint64_t number) { return low < number << shift && number << shift < high; };

  std::uint64_t number = centre >> shift;  // of 10^-decimals, rounded down
  const std::uint64_t ten_below = number / 10 * 10, ten_above = ten_below + 10;
  if (gives_x(ten_below) || gives_x(ten_above)) {  // never both: they lie further apart than low and high
    number = (gives_x(ten_below) ? ten_below : ten_above) / 10;
    --decimals;
    while (number % 10 == 0 && decimals > 0) {
      number /= 10;
      --decimals;
    }
  } else {
    const std::uint64_t rest = centre - (number << shift), half = std::uint64_t{1} << (shift - 1);
    const bool up = rest > half || (rest == half && number % 2 == 1);
    if (up ? gives_x(number + 1) : !gives_x(number)) ++number;
  }
  // Whole numbers, and those that are shorter with an exponent: 0.0002 is 2e-04.
  if (decimals == 0 || (number < 10 && decimals > 3)) return write_shortest_reference(to, x);
  *to = '-';
  return write_decimal(to + (bits >> 31), number, decimals);
}

char* write_shortest_reference(char* to, float x) {
  return std::to_chars(to, to + kMaxFloatCharacters, x).ptr;
}

}  // namespace koine::io
