// From a raw line to tokens, in three scripts: the tokenizer alone, and the whole pipeline of a training (check of
// UTF-8, NFC, spaces, tokenizer, lower case). Items are tokens.

#include <benchmark/benchmark.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

#include "koine/text/pipeline.h"
#include "koine/text/tokenizer.h"
#include "koine/text/vocabulary.h"

namespace {

using namespace koine;

struct Text {
  const char* language;
  std::array<std::string_view, 4> lines;
};

constexpr std::array<Text, 3> kTexts{{
    {"en",
     {"\"It isn't far,\" said Mr. Brown, who had walked the 3.5 miles from the station that morning.",
      "The old house stood at the end of a long lane, behind two rows of poplars; nobody had lived there for years.",
      "She looked at the clock, put down her book, and went to the window to see whether the rain had stopped.",
      "What do you want me to do about it?"}},
    {"fr",
     {"«Ce n'est pas loin», dit M. Durand, qui avait fait à pied les 3,5 kilomètres depuis la gare ce matin-là.",
      "La vieille maison était au bout d'une longue allée, derrière deux rangées de peupliers; elle était vide.",
      "Elle regarda l'heure, posa son livre et alla à la fenêtre pour voir si la pluie s'était arrêtée.",
      "Que voulez-vous que j'y fasse?"}},
    {"ru",
     {"«Это недалеко», — сказал г. Иванов, который утром прошёл пешком 3,5 километра от станции.",
      "Старый дом стоял в конце длинной аллеи, за двумя рядами тополей; много лет там никто не жил.",
      "Она посмотрела на часы, отложила книгу и подошла к окну, чтобы узнать, кончился ли дождь.",
      "Что же мне теперь с этим делать?"}},
}};

void set_rates(benchmark::State& state, const Text& text, std::int64_t tokens) {
  std::int64_t bytes = 0;
  for (const std::string_view line : text.lines) bytes += static_cast<std::int64_t>(line.size());
  state.SetLabel(text.language);
  state.SetItemsProcessed(tokens);
  state.SetBytesProcessed(state.iterations() * bytes);
}

void tokenizer(benchmark::State& state) {
  const Text& text = kTexts[static_cast<std::size_t>(state.range(0))];
  const text::Tokenizer tokenizer(text.language);
  std::int64_t tokens_of_all = 0;
  std::vector<std::string_view> tokens;
  for (const std::string_view line : text.lines) {
    const std::string result = tokenizer.tokenize(line);
    text::split_at_spaces(result, tokens);
    tokens_of_all += static_cast<std::int64_t>(tokens.size());
  }
  for (auto _ : state) {
    for (const std::string_view line : text.lines) benchmark::DoNotOptimize(tokenizer.tokenize(line));
  }
  set_rates(state, text, state.iterations() * tokens_of_all);
}
BENCHMARK(tokenizer)->DenseRange(0, kTexts.size() - 1);

// Up to the count of each word.
void pipeline(benchmark::State& state) {
  const Text& text = kTexts[static_cast<std::size_t>(state.range(0))];
  text::Pipeline pipeline(text.language, {});
  text::WordCounts counts;
  for (auto _ : state) {
    for (const std::string_view line : text.lines) {
      for (const std::string_view token : pipeline.tokens(line, "text", 1)) counts.add(token);
    }
  }
  set_rates(state, text, counts.tokens());
}
BENCHMARK(pipeline)->DenseRange(0, kTexts.size() - 1);

}  // namespace

BENCHMARK_MAIN();
