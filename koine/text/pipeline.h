#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "koine/text/tokenizer.h"
#include "koine/text/word_segmenter.h"

namespace koine::text {

enum class TokenizerKind {
  kMoses,  // Tokenizer
  kIcu,    // WordSegmenter
  kNone,   // the text is split already: cut at white space and nowhere else
};

enum class InvalidUtf8 {
  kRefuse,   // Error: kInput
  kReplace,  // by U+FFFD
};

struct PipelineOptions {
  TokenizerKind kind = TokenizerKind::kMoses;
  TokenizerOptions tokenizer = {};
  InvalidUtf8 invalid_utf8 = InvalidUtf8::kRefuse;
  bool lowercase = true;
};

// What happens to a line of text before it is counted or encoded: check of UTF-8, NFC, white space to U+0020,
// tokenizer, lower case. (The order of the paper's preprocessing: Moses sees the case.) Not for several threads at
// once: make one each.
class Pipeline {
 public:
  Pipeline(std::string_view language, PipelineOptions options);
  Pipeline(std::string_view language, PipelineOptions options, NonbreakingPrefixes prefixes);

  // The line after all steps, tokens with a space between them. `name` and `line_number` say where the line comes from.
  // Error: kInput, "name:line_number", for invalid UTF-8 with kRefuse.
  std::string line(std::string_view raw, std::string_view name, std::int64_t line_number) const;

  // The same as single tokens, none empty. They are good until the next call.
  std::span<const std::string_view> tokens(std::string_view raw, std::string_view name, std::int64_t line_number);

 private:
  std::string language_;
  PipelineOptions options_;
  Tokenizer tokenizer_;
  std::optional<WordSegmenter> segmenter_;  // of kIcu
  std::string line_;
  std::vector<std::string_view> tokens_;
};

// Cuts at U+0020; no token is empty.
void split_at_spaces(std::string_view text, std::vector<std::string_view>& tokens);

}  // namespace koine::text
