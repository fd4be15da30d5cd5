#include "koine/eval/closest_spellings.h"

#include <algorithm>
#include <numeric>

namespace koine::eval {
namespace {

// The text is known to be UTF-8: the bits of each sequence only have to be put together.
std::u32string code_points(std::string_view text) {
  std::u32string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x80) {
      result += char32_t{byte};
    } else if (byte >= 0xC0) {
      result += char32_t{static_cast<unsigned char>(byte & (byte >= 0xF0 ? 0x07 : byte >= 0xE0 ? 0x0F : 0x1F))};
    } else if (!result.empty()) {
      result.back() = (result.back() << 6) | (byte & 0x3F);
    }
  }
  return result;
}

std::size_t edit_distance(const std::u32string& a, const std::u32string& b, std::vector<std::size_t>& row) {
  row.resize(b.size() + 1);
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({replaced, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

}  // namespace

std::vector<std::string> closest_spellings(std::string_view word, const std::vector<std::string>& words, int count) {
  const std::u32string wanted = code_points(word);
  std::vector<std::size_t> row;
  std::vector<std::pair<std::size_t, std::size_t>> order;   // distance, place
  order.reserve(words.size());
  for (std::size_t i = 0; i < words.size(); ++i) {
    order.emplace_back(edit_distance(wanted, code_points(words[i]), row), i);
  }
  const std::size_t n = std::min(order.size(), static_cast<std::size_t>(std::max(count, 0)));
  std::partial_sort(order.begin(), order.begin() + static_cast<std::ptrdiff_t>(n), order.end());
  std::vector<std::string> closest;
  for (std::size_t i = 0; i < n; ++i) closest.push_back(words[order[i].second]);
  return closest;
}

}  // namespace koine::eval
