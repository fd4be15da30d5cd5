#include "koine/core/error.h"

#include <fmt/format.h>

namespace koine {

Error::Error(ErrorKind kind, std::string what_happened)
    : kind_(kind), what_happened_(std::move(what_happened)) {
  compose();
}

Error& Error::where(std::string_view place) {
  where_ = place;
  compose();
  return *this;
}

Error& Error::found(std::string_view value) {
  found_ = value;
  compose();
  return *this;
}

Error& Error::expected(std::string_view value) {
  expected_ = value;
  compose();
  return *this;
}

Error& Error::hint(std::string_view advice) {
  hint_ = advice;
  compose();
  return *this;
}

void Error::compose() {
  message_ = where_.empty() ? what_happened_ : where_ + ": " + what_happened_;
  if (!found_.empty()) message_ += ": found " + found_;
  if (!expected_.empty()) message_ += (found_.empty() ? ": expected " : ", expected ") + expected_;
  if (!hint_.empty()) message_ += "; " + hint_;
}

std::string quoted(std::string_view text, std::size_t limit) {
  // A cut never lands inside a UTF-8 character.
  std::size_t end = text.size();
  if (end > limit) {
    end = limit;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  }
  std::string out = "'";
  for (const char c : text.substr(0, end)) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7F) {
      out += fmt::format("\\x{:02X}", byte);
    } else {
      out += c;
    }
  }
  return out + (end < text.size() ? "…'" : "'");
}

}  // namespace koine
