#include "cli/run_access.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>
#include <sstream>
#include <utility>

#include "koine/core/error.h"
#include "koine/eval/closest_spellings.h"
#include "koine/io/text_input.h"
#include "koine/text/unicode.h"

namespace koine::cli {

io::WordVectors read_vectors(const io::RunFolder& run, const std::string& language, Console& console,
                             std::int64_t max_words) {
  return io::read_word_vectors(run.require_vectors(language), console,
                               {.max_words = max_words, .line_end_is_a_word = true});
}

std::vector<std::string> languages_of(const io::RunFolder& run, const std::vector<std::string>& named) {
  std::vector<std::string> languages = named.empty() ? run.languages() : named;
  if (languages.empty()) {
    throw Error(ErrorKind::kInput, "the run has no vectors yet")
        .where(run.path().string())
        .hint("they are written after the first epoch");
  }
  for (auto language = languages.begin(); language != languages.end(); ++language) {
    if (std::find(languages.begin(), language, *language) != language) {
      throw Error(ErrorKind::kUsage, "a language is named twice").where("--languages").found(*language);
    }
    run.require_vectors(*language);  // all of them before the first is read
  }
  return languages;
}

Space load_space(const io::RunFolder& run, const std::string& language, Console& console) {
  io::WordVectors read = read_vectors(run, language, console);
  retrieval::UnitRows unit = retrieval::unit_rows(std::move(read.vectors));
  // The rows that are not zero move up; there is no second copy of the space.
  std::int64_t kept = 0;
  for (std::int64_t i = 0; i < unit.rows.rows(); ++i) {
    const float* row = unit.rows.row(i);
    if (std::all_of(row, row + unit.rows.cols(), [](float value) { return value == 0; })) continue;
    if (kept < i) {
      std::copy_n(row, unit.rows.cols(), unit.rows.row(kept));
      read.words[static_cast<std::size_t>(kept)] = std::move(read.words[static_cast<std::size_t>(i)]);
    }
    ++kept;
  }
  unit.rows.keep_rows(kept);
  read.words.resize(static_cast<std::size_t>(kept));
  Space space{language, std::move(read.words), std::move(unit.rows)};
  if (unit.zero_rows > 0) {
    console.warning(fmt::format("{}: {} words with a zero vector are left out", language, unit.zero_rows));
  }
  if (kept == 0) {
    throw Error(ErrorKind::kInput, fmt::format("'{}' has no word with a vector that is not zero", language))
        .where(run.vectors(language).string());
  }
  return space;
}

void require_same_dimension(const io::RunFolder& run, const std::string& language, std::int64_t found,
                            const std::string& first, std::int64_t expected) {
  if (found == expected) return;
  throw Error(ErrorKind::kInput, "the languages have vectors of different dimensions")
      .where(run.vectors(language).string())
      .found(std::to_string(found))
      .expected(fmt::format("{}, that of '{}'", expected, first))
      .hint(fmt::format("a run that was stopped while it was joined goes on with 'koine train {} --resume'",
                        run.path().string()));
}

std::vector<Space> load_spaces(const io::RunFolder& run, const std::vector<std::string>& languages, Console& console) {
  std::vector<Space> spaces;
  for (const std::string& language : languages) {
    spaces.push_back(load_space(run, language, console));
    require_same_dimension(run, language, spaces.back().unit_rows.cols(), languages.front(),
                           spaces.front().unit_rows.cols());
  }
  return spaces;
}

Unspelled unspelled(const io::RunFolder& run, const WordsOf& source, const WordsOf& target, Console& console) {
  const auto rows_of = [&](const WordsOf& of) -> Matrix<float> {
    std::error_code failed;
    if (!std::filesystem::exists(run.without_spelling(of.language), failed)) return {};
    const auto read = io::read_word_vectors(run.without_spelling(of.language), console, {.line_end_is_a_word = true});
    const lexicon::WordIndex index(read.words);
    Matrix<float> rows(static_cast<std::int64_t>(of.words.size()), read.vectors.cols());
    for (std::int64_t w = 0; w < rows.rows(); ++w) {
      if (const auto row = index.find(of.words[static_cast<std::size_t>(w)])) {
        std::copy_n(read.vectors.row(*row), rows.cols(), rows.row(w));
      }
    }
    return retrieval::unit_rows(std::move(rows)).rows;
  };
  Unspelled both{rows_of(source), rows_of(target)};
  // A run that was stopped while it was joined has one of them, or one of a run before, or those of vectors to come.
  const std::string status = run.status();
  if (!status.empty() && status != "finished") return {};
  if (both.source.rows() == 0 || both.target.rows() == 0 || both.source.cols() != both.target.cols()) return {};
  return both;
}

void warn_of_separate_spaces(const io::RunFolder& run, Console& console) {
  if (run.method() != io::RunFolder::kSkipgram) return;
  console.warning(
      "the run is one of 'koine skipgram': each language lies in a space of its own, and what is found "
      "between them is chance until one is mapped to the other");
}

void warn_of_unfinished(const io::RunFolder& run, Console& console) {
  const std::string status = run.status();
  if (status.empty() || status == "finished") return;
  if (run.command() == io::RunFolder::kMap) {
    console.warning("the map is not finished: it is the best until it was stopped");
  } else {
    console.warning("the run is not finished: these vectors are what it has so far; 'koine train " +
                    run.path().string() + " --resume' goes on");
  }
}

std::vector<std::string> words_or_standard_input(const std::vector<std::string>& arguments, Console& console) {
  std::vector<std::string> words;
  for (const std::string& argument : arguments) {
    if (argument != "-") words.push_back(argument);
  }
  if (!arguments.empty() && words.size() == arguments.size()) return words;
  console.info("reading words from standard input");
  io::LineReader input("-", {.allow_empty = true});
  for (std::string line, word; input.next(line);) {
    for (std::istringstream fields(line); fields >> word;) words.push_back(word);
  }
  return words;
}

std::vector<std::int64_t> look_up(const Space& space, const std::vector<std::string>& words, Console& console) {
  const lexicon::WordIndex index(space.words);
  std::vector<std::int64_t> rows;
  for (const std::string& typed : words) {
    if (text::first_invalid_utf8(typed)) {
      console.warning(fmt::format("{} is not UTF-8", koine::quoted(typed)));
      continue;
    }
    const std::string word = text::normalise(typed);
    if (const auto spelling = lexicon::common_spelling(word, {&index, 1}, space.language)) {
      rows.push_back(*index.find(*spelling));
      continue;
    }
    std::vector<std::string> closest = eval::closest_spellings(text::lowercase(word), space.words, 3);
    for (std::string& spelling : closest)
      spelling = text::table_field(spelling);  // a terminal obeys control characters
    console.warning(fmt::format("{} is not in the vocabulary of {}; closest spellings: {}", koine::quoted(word),
                                space.language, fmt::join(closest, ", ")));
  }
  if (rows.empty()) {
    throw Error(ErrorKind::kInput, words.empty() ? "there is no word to look up" : "none of the words is known")
        .where(fmt::format("language {}", space.language));
  }
  return rows;
}

}  // namespace koine::cli
