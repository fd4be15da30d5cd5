#include "koine/text/pipeline.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "koine/core/error.h"
#include "koine/text/unicode.h"

namespace koine::text {

namespace {

std::optional<WordSegmenter> segmenter_of(std::string_view language, const PipelineOptions& options) {
  if (options.kind != TokenizerKind::kIcu) return std::nullopt;
  return WordSegmenter(language);
}

}  // namespace

Pipeline::Pipeline(std::string_view language, PipelineOptions options)
    : language_(language),
      options_(options),
      tokenizer_(language, options.tokenizer),
      segmenter_(segmenter_of(language, options)) {}

Pipeline::Pipeline(std::string_view language, PipelineOptions options, NonbreakingPrefixes prefixes)
    : language_(language),
      options_(options),
      tokenizer_(language, options.tokenizer, std::move(prefixes)),
      segmenter_(segmenter_of(language, options)) {}

std::string Pipeline::line(std::string_view raw, std::string_view name, std::int64_t line_number) const {
  std::string text;
  const auto bad = first_invalid_utf8(raw);
  if (!bad) {
    text = normalise(raw);
  } else if (options_.invalid_utf8 == InvalidUtf8::kReplace) {
    text = normalise(replace_invalid_utf8(raw));
  } else {
    throw Error(ErrorKind::kInput, "the text is not UTF-8")
        .where(fmt::format("{}:{}", name, line_number))
        .found(fmt::format("the byte 0x{:02x} at column {}, before {}", static_cast<unsigned char>(raw[*bad]), *bad + 1,
                           quoted(raw.substr(*bad + 1), 20)))
        .hint("convert the file (iconv -t UTF-8 -f and its encoding, such as LATIN1), or take --invalid-utf8 replace");
  }
  if (options_.kind == TokenizerKind::kMoses) text = tokenizer_.tokenize(text);
  if (segmenter_) text = segmenter_->segment(text);
  return options_.lowercase ? lowercase(text, language_) : text;
}

std::span<const std::string_view> Pipeline::tokens(std::string_view raw, std::string_view name,
                                                   std::int64_t line_number) {
  line_ = line(raw, name, line_number);
  split_at_spaces(line_, tokens_);
  return tokens_;
}

void split_at_spaces(std::string_view text, std::vector<std::string_view>& tokens) {
  tokens.clear();
  for (auto begin = text.find_first_not_of(' '); begin != std::string_view::npos;) {
    const auto end = std::min(text.find(' ', begin), text.size());
    tokens.push_back(text.substr(begin, end - begin));
    begin = text.find_first_not_of(' ', end);
  }
}

}  // namespace koine::text
