#pragma once

#include <span>
#include <string_view>

namespace koine::text {

// The abbreviations of one language that are usually followed by a capital or a number. Those before a lowercase word
// need no entry: the tokenizer never ends a sentence there. Words are kept apart by spaces or line ends, without their
// period.
struct PrefixList {
  std::string_view language;  // ISO 639-1
  std::string_view initials;  // single letters, as in "J. S. Bach"
  std::string_view always;
  std::string_view before_number;  // keep their period before a digit only: "No. 7", but "No."
  int ordinals_up_to = 0;          // languages that write "3." for "third": numbers from 1 to this keep their period
};

// Written for koine from general knowledge of the languages; a source of no other licence.
std::span<const PrefixList> prefix_lists();

}  // namespace koine::text
