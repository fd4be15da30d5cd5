#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace koine::text {

// The words of one language in a fixed order: most frequent first, equal counts in the order of their UTF-8 bytes.
// Id 0 is always `<unk>`, an ordinary word of the model; ids 1 … are the words.
class Vocabulary {
 public:
  static constexpr std::int32_t kUnknown = 0;
  static constexpr std::string_view kUnknownWord = "<unk>";

  Vocabulary() = default;

  std::int32_t size() const { return static_cast<std::int32_t>(words_.size()); }  // with <unk>
  const std::string& word(std::int32_t id) const { return words_[static_cast<std::size_t>(id)]; }
  std::int64_t count(std::int32_t id) const { return counts_[static_cast<std::size_t>(id)]; }
  std::optional<std::int32_t> find(std::string_view word) const;
  std::int32_t id_or_unknown(std::string_view word) const { return find(word).value_or(kUnknown); }

 private:
  std::vector<std::string> words_;
  std::vector<std::int64_t> counts_;
  std::unordered_map<std::string_view, std::int32_t> ids_;
};

}  // namespace koine::text
