#include "koine/explore/nearest_words.h"

#include <fmt/format.h>

#include <algorithm>

#include "koine/core/stopwatch.h"

namespace koine::explore {
namespace {

using retrieval::Neighbours;

// Says how far the search is, and how long the rest takes if it goes on like this.
class Watch {
 public:
  Watch(std::span<const Language> languages, Reporter& reporter) : reporter_(reporter) {
    for (std::size_t a = 0; a < languages.size(); ++a) {
      for (std::size_t b = a; b < languages.size(); ++b) total_ += work(languages[a], languages[b]);
    }
  }

  void done(const Language& a, const Language& b) {
    done_ += work(a, b);
    const double left = began_.seconds() * (total_ / done_ - 1);
    reporter_.progress({"nearest words", static_cast<std::int64_t>(100 * done_ / total_), 100, left,
                        fmt::format("{}-{}", a.code, b.code)});
  }

 private:
  static double work(const Language& a, const Language& b) {
    const auto rows = [](std::int64_t n) { return static_cast<double>(n) + 1; };
    if (&a == &b) return rows(a.shown) * rows(a.unit_rows.rows);
    return rows(a.unit_rows.rows) * rows(b.unit_rows.rows) + rows(a.shown) * rows(b.unit_rows.rows) +
           rows(b.shown) * rows(a.unit_rows.rows);
  }

  Reporter& reporter_;
  double total_ = 0, done_ = 0;
  Stopwatch began_;
};

ConstView shown_rows(const Language& language) {
  return language.unit_rows.row_block(0, language.shown);
}

Neighbours nearest_of_the_same(const Language& language, std::int64_t k, Workers& workers) {
  const std::int64_t wanted = std::min(k, language.unit_rows.rows - 1);
  // One more than wanted, because a word is the closest to itself.
  Neighbours found = retrieval::nearest_by_cosine(shown_rows(language), language.unit_rows, wanted + 1, workers);
  for (std::size_t i = 0; i < found.size(); ++i) {
    std::erase_if(found[i], [&](const auto& neighbour) { return neighbour.index == static_cast<std::int64_t>(i); });
    found[i].resize(static_cast<std::size_t>(wanted));
  }
  return found;
}

}  // namespace

NearestWords nearest_words(std::span<const Language> languages, std::int64_t k, Workers& workers, Reporter& reporter) {
  require(k >= 1, "a word is asked for at least one neighbour");
  for (const Language& language : languages) {
    require(language.shown >= 0 && language.shown <= language.unit_rows.rows, "no more words are shown than there are");
  }
  Watch watch(languages, reporter);
  NearestWords of(languages.size(), std::vector<Neighbours>(languages.size()));
  for (std::size_t a = 0; a < languages.size(); ++a) {
    of[a][a] = nearest_of_the_same(languages[a], k, workers);
    watch.done(languages[a], languages[a]);
    for (std::size_t b = a + 1; b < languages.size(); ++b) {
      const ConstView rows_a = languages[a].unit_rows, rows_b = languages[b].unit_rows;
      const auto r = retrieval::mean_top_k_cosines_both_ways(rows_a, rows_b, retrieval::kCslsNeighbours, workers);
      const auto shown = [&](const std::vector<float>& means, const Language& language) {
        return std::span(means).first(static_cast<std::size_t>(language.shown));
      };
      of[a][b] =
          retrieval::nearest_by_csls(shown_rows(languages[a]), rows_b, shown(r.of_x, languages[a]), r.of_y, k, workers);
      of[b][a] =
          retrieval::nearest_by_csls(shown_rows(languages[b]), rows_a, shown(r.of_y, languages[b]), r.of_x, k, workers);
      watch.done(languages[a], languages[b]);
    }
  }
  return of;
}

}  // namespace koine::explore
