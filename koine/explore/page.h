#pragma once

#include <string>
#include <string_view>

#include "koine/explore/page_data.h"

namespace koine::explore {

// The page without its words: explorer/explorer.html, which is made from explorer/src.
std::string_view page_template();

// The whole page: one HTML file that loads nothing.
std::string page(const PageContent& content);

}  // namespace koine::explore
