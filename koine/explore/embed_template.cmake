# Writes OUTPUT, a C++ file that holds the text of INPUT. The page is in the program, so that one file is all a user
# needs.
file(READ ${INPUT} text)
string(FIND "${text}" ")koine\"" end)
if(NOT end EQUAL -1)
  message(FATAL_ERROR "${INPUT} holds what ends the literal it is to be put in")
endif()
file(WRITE ${OUTPUT} "#include \"koine/explore/page.h\"

namespace koine::explore {

std::string_view page_template() {
  static constexpr char text[] = R\"koine(${text})koine\";
  return {text, sizeof text - 1};
}

}  // namespace koine::explore
")
