#include "koine/explore/page.h"

#include "koine/core/error.h"

namespace koine::explore {

std::string page(const PageContent& content) {
  constexpr std::string_view kPlace = "@KOINE_EXPLORER_DATA@";
  const std::string_view text = page_template();
  const std::size_t at = text.find(kPlace);
  require(at != std::string_view::npos, "the page has a place for its data");
  std::string whole(text.substr(0, at));
  whole += page_data(content);
  whole += text.substr(at + kPlace.size());
  return whole;
}

}  // namespace koine::explore
