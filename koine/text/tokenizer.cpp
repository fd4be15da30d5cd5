#include "koine/text/tokenizer.h"

#include <algorithm>
#include <utility>

#include "koine/text/unicode.h"

namespace koine::text {
namespace {

// A run of n periods becomes the one character kPeriodRun + n, above all of Unicode, so that no later rule touches it.
constexpr char32_t kPeriodRun = 0x110000;

bool is_alphabetic(char32_t c) {
  return (character_class(c) & CharacterClass::kAlphabetic) != 0;
}
bool is_alnum(char32_t c) {
  return (character_class(c) & CharacterClass::kAlnum) != 0;
}
bool is_number(char32_t c) {
  return (character_class(c) & CharacterClass::kNumber) != 0;
}
bool is_lower(char32_t c) {
  return (character_class(c) & CharacterClass::kLowercase) != 0;
}

bool contains(std::u32string_view text, char32_t c) {
  return text.find(c) != std::u32string_view::npos;
}

// Good UTF-8 only. Squeezes white space, takes it off both ends, and drops control characters below U+0020.
std::u32string decode(std::string_view line) {
  std::u32string text;
  text.reserve(line.size());
  for (std::size_t i = 0; i < line.size();) {
    const auto lead = static_cast<unsigned char>(line[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t c = length == 1 ? lead : lead & (0xFFu >> (length + 1));
    for (std::size_t k = 1; k < length && i + k < line.size(); ++k) c = (c << 6) | (line[i + k] & 0x3F);
    i += length;
    if ((character_class(c) & CharacterClass::kSpace) != 0) {
      if (!text.empty() && text.back() != U' ') text += U' ';
    } else if (c >= 0x20) {
      text += c;
    }
  }
  if (!text.empty() && text.back() == U' ') text.pop_back();
  return text;
}

void append_utf8(char32_t c, std::string& out) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xC0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  } else {
    out += static_cast<char>(0xF0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
    out += static_cast<char>(0x80 | (c & 0x3F));
  }
}

void append_spaced(char32_t c, std::u32string& out) {
  out += U' ';
  out += c;
  out += U' ';
}

void split_hyphens(std::u32string& text) {
  if (!contains(text, U'-')) return;
  std::u32string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool inside = i > 0 && i + 1 < text.size() && is_alnum(text[i - 1]) && is_alnum(text[i + 1]);
    if (text[i] == U'-' && inside) {
      out += U" @-@ ";
    } else {
      out += text[i];
    }
  }
  text = std::move(out);
}

void join_periods(std::u32string& text) {
  if (text.find(U"..") == std::u32string::npos) return;
  std::u32string out;
  for (std::size_t i = 0; i < text.size();) {
    const auto end = std::min(text.find_first_not_of(U'.', i), text.size());
    if (end - i < 2) {
      out += text[i++];
    } else {
      append_spaced(kPeriodRun + static_cast<char32_t>(end - i), out);
      i = end;
    }
  }
  text = std::move(out);
}

// The rules below are Perl's s/(left)'(right)/$1 replacement $2/g: from left to right, and both neighbours are used up,
// so that the right one cannot be the left one of the next match. Moses' results depend on that.
template <typename Left, typename Right>
void replace_between(std::u32string& text, char32_t mark, Left left, Right right, std::u32string_view replacement) {
  std::u32string out;
  out.reserve(text.size() + 16);
  std::size_t i = 0;
  while (i < text.size()) {
    if (i + 2 < text.size() && text[i + 1] == mark && left(text[i]) && right(text[i + 2])) {
      out += text[i];
      out += replacement;
      out += text[i + 2];
      i += 3;
    } else {
      out += text[i++];
    }
  }
  text = std::move(out);
}

// A comma comes off unless a number stands on both its sides.
void split_commas(std::u32string& text) {
  if (!contains(text, U',')) return;
  std::u32string out;
  // s/([^number]),/$1 , /g
  for (std::size_t i = 0; i < text.size(); ++i) {
    out += text[i];
    if (i + 1 < text.size() && text[i + 1] == U',' && !is_number(text[i])) {
      append_spaced(U',', out);
      ++i;
    }
  }
  // s/,([^number])/ , $1/g
  text.clear();
  for (std::size_t i = 0; i < out.size(); ++i) {
    if (out[i] == U',' && i + 1 < out.size() && !is_number(out[i + 1])) {
      append_spaced(U',', text);
      text += out[++i];
    } else {
      text += out[i];
    }
  }
  // s/(number),$/$1 ,/
  if (text.size() >= 2 && text.back() == U',' && is_number(text[text.size() - 2]))
    text.insert(text.size() - 1, 1, U' ');
}

std::string_view escape_of(char32_t c) {
  switch (c) {
    case U'&':
      return "&amp;";
    case U'|':
      return "&#124;";
    case U'<':
      return "&lt;";
    case U'>':
      return "&gt;";
    case U'\'':
      return "&apos;";
    case U'"':
      return "&quot;";
    case U'[':
      return "&#91;";
    case U']':
      return "&#93;";
    default:
      return {};
  }
}

}  // namespace

Tokenizer::Tokenizer(std::string_view language, TokenizerOptions options)
    : Tokenizer(rules_language(language), options, NonbreakingPrefixes::built_in(language)) {}

Tokenizer::Tokenizer(std::string_view language, TokenizerOptions options, NonbreakingPrefixes prefixes)
    : options_(options), prefixes_(std::move(prefixes)) {
  language = base_language(language);
  if (language == "en") apostrophe_ = Apostrophe::kToTheRight;
  if (language == "fr" || language == "it" || language == "ga" || language == "ca")
    apostrophe_ = Apostrophe::kToTheLeft;
  if (language == "fi" || language == "sv") inner_symbol_ = U':';
  if (language == "ca") inner_symbol_ = U'·';
}

std::string Tokenizer::tokenize(std::string_view line) const {
  std::u32string text = decode(line);
  separate_symbols(text);
  if (options_.aggressive) split_hyphens(text);
  join_periods(text);
  split_commas(text);
  split_apostrophes(text);
  return split_periods(text);
}

void Tokenizer::separate_symbols(std::u32string& text) const {
  std::u32string out;
  out.reserve(text.size() + 32);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char32_t c = text[i];
    if (c == inner_symbol_ && inner_symbol_ != 0) {
      const bool inside = i + 1 < text.size() && (character_class(text[i + 1]) & CharacterClass::kLowerLetter) != 0;
      if (inside) {
        out += c;
      } else {
        append_spaced(c, out);
      }
    } else if (c == U' ' || c == U'.' || c == U'\'' || c == U'`' || c == U',' || c == U'-' || is_alnum(c)) {
      out += c;
    } else {
      append_spaced(c, out);
    }
  }
  text = std::move(out);
}

void Tokenizer::split_apostrophes(std::u32string& text) const {
  constexpr char32_t kMark = U'\'';
  if (!contains(text, kMark)) return;
  const auto letter = [](char32_t c) { return is_alphabetic(c); };
  const auto no_letter = [](char32_t c) { return !is_alphabetic(c); };
  const auto no_letter_or_number = [](char32_t c) { return !is_alphabetic(c) && !is_number(c); };
  switch (apostrophe_) {
    case Apostrophe::kToTheRight:
      replace_between(text, kMark, no_letter, no_letter, U" ' ");
      replace_between(text, kMark, no_letter_or_number, letter, U" ' ");
      replace_between(text, kMark, letter, no_letter, U" ' ");
      replace_between(text, kMark, letter, letter, U" '");
      replace_between(
          text, kMark, is_number, [](char32_t c) { return c == U's'; }, U" '");  // the 1990's
      break;
    case Apostrophe::kToTheLeft:
      replace_between(text, kMark, no_letter, no_letter, U" ' ");
      replace_between(text, kMark, no_letter, letter, U" ' ");
      replace_between(text, kMark, letter, no_letter, U" ' ");
      replace_between(text, kMark, letter, letter, U"' ");
      break;
    case Apostrophe::kAlone: {
      std::u32string out;
      for (const char32_t c : text) {
        if (c == kMark) {
          append_spaced(c, out);
        } else {
          out += c;
        }
      }
      text = std::move(out);
      break;
    }
  }
}

// Two spaces in a row hold an empty word between them, as in Perl's split: a period before one sees an empty next word.
std::string Tokenizer::split_periods(std::u32string_view text) const {
  std::string out;
  out.reserve(text.size() + 16);
  const auto last_letter = text.find_last_not_of(U' ');
  text = text.substr(0, last_letter == std::u32string_view::npos ? 0 : last_letter + 1);
  for (std::size_t begin = 0; begin < text.size();) {
    const auto end = std::min(text.find(U' ', begin), text.size());
    const auto word = text.substr(begin, end - begin);
    const bool is_last = end == text.size();
    begin = end + 1;
    if (word.empty()) continue;
    if (!out.empty()) out += ' ';
    if (word.size() > 1 && word.back() == U'.') {
      const auto stem = word.substr(0, word.size() - 1);
      const auto next = is_last ? std::u32string_view() : text.substr(begin, text.find(U' ', begin) - begin);
      append(stem, out);
      out += keeps_period(stem, next, is_last) ? "." : " .";
    } else if (is_last && word.ends_with(U".'")) {
      append(word.substr(0, word.size() - 2), out);
      out += " . ";
      append(U"'", out);
      out += ' ';
    } else {
      append(word, out);
    }
  }
  return out;
}

bool Tokenizer::keeps_period(std::u32string_view stem, std::u32string_view next_word, bool is_last) const {
  if (is_last && !options_.old_period) return false;
  if (contains(stem, U'.') && std::any_of(stem.begin(), stem.end(), is_alphabetic)) return true;
  std::string key;
  for (const char32_t c : stem) append_utf8(c, key);
  const auto rule = prefixes_.find(key);
  if (rule == NonbreakingPrefixes::Rule::kAlways) return true;
  if (next_word.empty()) return false;
  if (is_lower(next_word[0])) return true;
  return rule == NonbreakingPrefixes::Rule::kBeforeNumber && next_word[0] >= U'0' && next_word[0] <= U'9';
}

void Tokenizer::append(std::u32string_view word, std::string& out) const {
  for (const char32_t c : word) {
    if (c > kPeriodRun) {
      out.append(c - kPeriodRun, '.');
    } else if (const auto escaped = escape_of(c); options_.escape && !escaped.empty()) {
      out += escaped;
    } else {
      append_utf8(c, out);
    }
  }
}

}  // namespace koine::text
