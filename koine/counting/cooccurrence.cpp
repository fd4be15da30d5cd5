#include "koine/counting/cooccurrence.h"

#include <algorithm>
#include <cmath>

namespace koine::counting {
namespace {

using Row = std::vector<std::pair<std::int32_t, float>>;

constexpr std::int64_t kWordsATask = 64;

// What a word weighs: √(subsample / f), at most 1.
std::vector<double> kept_shares(const text::Vocabulary& vocabulary, double subsample) {
  double total = 0;
  for (std::int32_t id = 1; id < vocabulary.size(); ++id) total += static_cast<double>(vocabulary.count(id));
  std::vector<double> shares;
  for (std::int32_t id = 1; id < vocabulary.size(); ++id) {
    shares.push_back(std::min(1.0, std::sqrt(subsample * total / static_cast<double>(vocabulary.count(id)))));
  }
  return shares;
}

// Where each word stands: its places in corpus.tokens, ascending, and the sentence of each.
struct Places {
  struct Place {
    std::int64_t token = 0, sentence = 0;
  };
  std::vector<std::int64_t> begin;  // by word
  std::vector<Place> places;
};

Places places_of_words(const corpus::EncodedCorpus& corpus, std::int64_t words) {
  Places result;
  result.begin.assign(static_cast<std::size_t>(words) + 1, 0);
  for (const std::int32_t id : corpus.tokens) {
    if (id > 0) ++result.begin[static_cast<std::size_t>(id)];
  }
  for (std::size_t w = 1; w < result.begin.size(); ++w) result.begin[w] += result.begin[w - 1];
  result.places.resize(static_cast<std::size_t>(result.begin.back()));
  std::vector<std::int64_t> next(result.begin.begin(), result.begin.end() - 1);
  for (std::int64_t s = 0; s < corpus.sentences(); ++s) {
    for (std::int64_t t = corpus.offsets[static_cast<std::size_t>(s)];
         t < corpus.offsets[static_cast<std::size_t>(s) + 1]; ++t) {
      const std::int32_t id = corpus.tokens[static_cast<std::size_t>(t)];
      if (id > 0) result.places[static_cast<std::size_t>(next[static_cast<std::size_t>(id - 1)]++)] = {t, s};
    }
  }
  return result;
}

}  // namespace

SparseRows cooccurrences(const corpus::RunLanguage& language, const CooccurrenceOptions& options, Workers& workers) {
  const corpus::EncodedCorpus& corpus = language.corpus;
  const std::int64_t words = language.vocabulary.size() - 1;
  const std::int64_t contexts = std::min(words, options.contexts);
  const auto kept = kept_shares(language.vocabulary, options.subsample);
  const Places of_words = places_of_words(corpus, words);
  std::vector<Row> rows(static_cast<std::size_t>(words));
  workers.run((words + kWordsATask - 1) / kWordsATask, [&](std::int64_t task) {
    std::vector<double> sums(static_cast<std::size_t>(contexts), 0.0);
    std::vector<std::int32_t> seen;  // contexts with a sum
    for (std::int64_t w = task * kWordsATask; w < std::min((task + 1) * kWordsATask, words); ++w) {
      const auto word = static_cast<std::size_t>(w);
      for (std::int64_t p = of_words.begin[word]; p < of_words.begin[word + 1]; ++p) {
        const auto& place = of_words.places[static_cast<std::size_t>(p)];
        const auto sentence = static_cast<std::size_t>(place.sentence);
        const std::int64_t first = std::max(corpus.offsets[sentence], place.token - options.window);
        const std::int64_t end = std::min(corpus.offsets[sentence + 1], place.token + options.window + 1);
        for (std::int64_t t = first; t < end; ++t) {
          const std::int32_t context = corpus.tokens[static_cast<std::size_t>(t)] - 1;
          if (t == place.token || context < 0 || context >= contexts) continue;
          double& sum = sums[static_cast<std::size_t>(context)];
          if (sum == 0) seen.push_back(context);
          sum += kept[static_cast<std::size_t>(context)] *
                 static_cast<double>(options.window + 1 - std::abs(t - place.token)) /
                 static_cast<double>(options.window);
        }
      }
      std::ranges::sort(seen);
      for (const std::int32_t context : seen) {
        double& sum = sums[static_cast<std::size_t>(context)];
        rows[word].emplace_back(context, static_cast<float>(kept[word] * sum));
        sum = 0;
      }
      seen.clear();
    }
  });
  SparseRows result;
  result.cols = contexts;
  for (Row& row : rows) {
    result.add_row(row);
    Row().swap(row);
  }
  return result;
}

SparseRows positive_pmi(const SparseRows& counts, double context_power) {
  std::vector<double> of_context(static_cast<std::size_t>(counts.cols), 0.0);
  for (std::size_t at = 0; at < counts.columns.size(); ++at) {
    of_context[static_cast<std::size_t>(counts.columns[at])] += static_cast<double>(counts.values[at]);
  }
  double all = 0;
  for (double& sum : of_context) {
    sum = std::pow(sum, context_power);
    all += sum;
  }
  SparseRows result;
  result.cols = counts.cols;
  Row row;
  for (std::int64_t w = 0; w < counts.rows(); ++w) {
    const std::size_t first = counts.first(w), end = counts.end(w);
    double of_word = 0;
    for (std::size_t at = first; at < end; ++at) of_word += static_cast<double>(counts.values[at]);
    row.clear();
    for (std::size_t at = first; at < end; ++at) {
      const double expected = of_word * of_context[static_cast<std::size_t>(counts.columns[at])] / all;
      const double information = std::log(static_cast<double>(counts.values[at]) / expected);
      if (information > 0) row.emplace_back(counts.columns[at], static_cast<float>(information));
    }
    result.add_row(row);
  }
  return result;
}

}  // namespace koine::counting
