#include "koine/io/text_input.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <string_view>

#include "koine/core/error.h"

namespace koine::io {
namespace {

constexpr std::size_t kBlockBytes = 1 << 16;

// Control bytes that have no place in text; a tab, line breaks and a form feed do.
bool is_odd_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x09 || (byte > 0x0d && byte < 0x20) || byte == 0x7f;
}

[[noreturn]] void refuse_binary(const std::string& place, const std::string& found, std::string_view start) {
  Error error(ErrorKind::kInput, "this looks like a binary file, not like text");
  error.where(place).found(found);
  if (start.starts_with("\xff\xfe") || start.starts_with("\xfe\xff")) {
    error.hint("it begins like UTF-16: convert it with 'iconv -f UTF-16 -t UTF-8'");
  } else if (start.starts_with("BZh") || start.starts_with("PK\x03\x04")) {
    error.hint("of compressed files, gzip, xz and zstd are read: unpack this one first");
  }
  throw error;
}

}  // namespace

LineReader::LineReader(const std::filesystem::path& path, TextInputOptions options)
    : LineReader(ByteReader(path, options.sha256), options) {}

LineReader::LineReader(ByteReader bytes, TextInputOptions options)
    : bytes_(std::move(bytes)), block_(kBlockBytes), max_line_bytes_(options.max_line_bytes) {
  if (!fill()) {
    if (options.allow_empty) return;
    throw Error(ErrorKind::kInput, "the file is empty").where(name());
  }
  const std::string_view start(block_.data(), end_);
  const auto odd = static_cast<std::size_t>(std::ranges::count_if(start, is_odd_control));
  if (odd * 20 > start.size()) {
    refuse_binary(name(), fmt::format("{} control bytes among the first {}", odd, start.size()), start);
  }
  if (start.starts_with("\xef\xbb\xbf")) begin_ = 3;
}

bool LineReader::fill() {
  begin_ = 0;
  end_ = bytes_.read(block_.data(), block_.size());
  const std::string_view block(block_.data(), end_);
  if (const std::size_t nul = block.find('\0'); nul != std::string_view::npos) {
    const auto line = line_number_ + 1 + std::ranges::count(block.substr(0, nul), '\n');
    refuse_binary(fmt::format("{}:{}", name(), line), "a NUL byte", line_number_ == 0 ? block : std::string_view());
  }
  return end_ > 0;
}

bool LineReader::next(std::string& line) {
  line.clear();
  bool any = false;
  while (begin_ < end_ || fill()) {
    any = true;
    const char* from = block_.data() + begin_;
    const auto* newline = static_cast<const char*>(std::memchr(from, '\n', end_ - begin_));
    const std::size_t length = newline != nullptr ? static_cast<std::size_t>(newline - from) : end_ - begin_;
    if (line.size() + length > max_line_bytes_) {
      throw Error(ErrorKind::kInput, "a line is too long")
          .where(fmt::format("{}:{}", name(), line_number_ + 1))
          .expected(fmt::format("at most {} bytes", max_line_bytes_))
          .hint("is this a text of one sentence a line?");
    }
    line.append(from, length);
    begin_ += length + (newline != nullptr ? 1 : 0);
    ended_with_newline_ = newline != nullptr;
    if (ended_with_newline_) break;
  }
  if (!any) return false;
  if (line.ends_with('\r')) line.pop_back();
  ++line_number_;
  return true;
}

std::string LineReader::place() const { return fmt::format("{}:{}", name(), line_number_); }

std::string LineReader::sha256() { return bytes_.sha256(); }

}  // namespace koine::io
