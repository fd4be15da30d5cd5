#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace koine::text {

// Writes words of any script in lower-case Latin letters without accents, by the rules of CLDR that come with ICU:
// "Any-Latin; Latin-ASCII; Lower". `Москва` becomes `moskva`, `Ñandú` `nandu`, `θάλασσα` `thalassa`. What ICU has no
// rule for stays as it is. Not to be used from two threads at once.
// Errors: kInternal where ICU lacks its rules.
class Romanizer {
 public:
  Romanizer();
  ~Romanizer();
  Romanizer(const Romanizer&) = delete;
  Romanizer& operator=(const Romanizer&) = delete;

  // `word` must be UTF-8. Cost: about a microsecond for a word that is ASCII, ten for others.
  std::string romanize(std::string_view word) const;

 private:
  struct Rules;
  std::unique_ptr<Rules> rules_;
};

}  // namespace koine::text
