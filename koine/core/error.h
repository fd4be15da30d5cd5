#pragma once

#include <exception>
#include <string>
#include <string_view>

namespace koine {

// What went wrong, as the exit code that the command line tool ends with.
enum class ErrorKind {
  kInternal = 1,       // a defect of koine
  kUsage = 2,          // an option or an argument that makes no sense
  kInput = 3,          // a file or text that cannot be used
  kOutput = 4,         // a file that cannot be written
  kCollapsed = 5,      // training ended in a state that is of no use
  kInterrupted = 130,  // stopped by the user
};

// The one exception type of the library. A message answers five questions, each optional but the first:
//
//   throw Error(ErrorKind::kInput, "the vector has too few numbers")
//       .where("es.vec:17").found("299").expected("300").hint("the file may have been cut short");
//
// prints "es.vec:17: the vector has too few numbers: found 299, expected 300; the file may have been cut short".
class Error : public std::exception {
 public:
  Error(ErrorKind kind, std::string what_happened);

  Error& where(std::string_view place);     // file, file:line, tensor, option
  Error& found(std::string_view value);
  Error& expected(std::string_view value);
  Error& hint(std::string_view advice);     // what the user may try

  ErrorKind kind() const noexcept { return kind_; }
  const char* what() const noexcept override { return message_.c_str(); }

 private:
  void compose();

  ErrorKind kind_;
  std::string what_happened_, where_, found_, expected_, hint_;
  std::string message_;
};

// For the inside of koine: states something that a caller inside koine owes. Never for user input.
inline void require(bool holds, const char* what_is_owed) {
  if (!holds) throw Error(ErrorKind::kInternal, what_is_owed).hint("this is a defect of koine: please report it");
}

// At most `limit` bytes of `text` in quotes, fit for a message: control bytes shown as \xNN, a cut marked by "…".
std::string quoted(std::string_view text, std::size_t limit = 60);

}  // namespace koine
