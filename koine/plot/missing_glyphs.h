#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>

namespace koine::plot {

// The characters of a text in UTF-8 that no font can have (control characters from U+0080 on, what Unicode does not
// have yet), and those beyond Latin that no font of this machine has, asked of fontconfig's fc-list where there is one.
// What is drawn without a font is a box of digits that may cover the picture. `folder` is for what the program says.
// Error: kInterrupted.
std::set<char32_t> missing_glyphs(std::string_view text, const std::filesystem::path& folder);

// The text with an empty square in the place of each of these characters; of marks, nothing.
std::string with_squares(std::string_view text, const std::set<char32_t>& characters);

}  // namespace koine::plot
