#include "koine/explore/page_data.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>
#include <unordered_map>
#include <vector>

#include "koine/core/version.h"

namespace koine::explore {
namespace {

using Json = nlohmann::ordered_json;

// From places to whole numbers, the same scale for both axes.
class Grid {
 public:
  explicit Grid(ConstView places) {
    for (int axis = 0; axis < 2; ++axis) {
      float low = std::numeric_limits<float>::infinity(), high = -low;
      for (std::int64_t i = 0; i < places.rows; ++i) {
        require(std::isfinite(places(i, axis)), "the places of words are finite");
        low = std::min(low, places(i, axis));
        high = std::max(high, places(i, axis));
      }
      if (places.rows == 0) low = high = 0;
      middle_[axis] = (double{low} + high) / 2;
      width_ = std::max(width_, double{high} - low);
    }
  }

  int operator()(float place, int axis) const {
    const double share = width_ > 0 ? (double{place} - middle_[axis]) / width_ : 0;  // -1/2 … 1/2
    return static_cast<int>(std::lround((share + 0.5) * kLargestPlace));
  }

 private:
  double middle_[2] = {0, 0};
  double width_ = 0;
};

// The words that the page knows of one language: those on the map, then others that are neighbours of some.
class WordTable {
 public:
  explicit WordTable(const Language& language) : language_(language) {
    words_.assign(language.words.begin(), language.words.begin() + language.shown);
  }

  std::int64_t number(std::int64_t index) {
    if (index < language_.shown) return index;
    const auto [entry, added] = numbers_.try_emplace(index, static_cast<std::int64_t>(words_.size()));
    if (added) words_.push_back(language_.words[static_cast<std::size_t>(index)]);
    return entry->second;
  }

  const std::vector<std::string>& words() const { return words_; }

 private:
  const Language& language_;
  std::vector<std::string> words_;
  std::unordered_map<std::int64_t, std::int64_t> numbers_;  // of words that are not on the map
};

// As in print: to the nearest, of two equally near ones the even. A float times 10,000 is exact in double.
std::int64_t ten_thousandths(float score) {
  return std::llrint(double{score} * 10000);
}

Json neighbours_json(const retrieval::Neighbours& lists, WordTable& table) {
  std::vector<std::int64_t> ids, scores;
  for (const auto& list : lists) {
    require(list.size() == lists.front().size(), "every word has as many neighbours");
    std::int64_t before = 0;
    for (std::size_t n = 0; n < list.size(); ++n) {
      const std::int64_t score = ten_thousandths(list[n].score);
      ids.push_back(table.number(list[n].index));
      scores.push_back(n == 0 ? score : before - score);  // small numbers take less room
      before = score;
    }
  }
  return {{"count", lists.empty() ? 0 : lists.front().size()}, {"ids", ids}, {"scores", scores}};
}

// JSON in HTML: without < no element ends and no comment begins; JavaScript once took U+2028 and U+2029 for line ends.
std::string escaped(const std::string& json) {
  std::string result;
  result.reserve(json.size());
  for (std::size_t i = 0; i < json.size(); ++i) {
    const bool line_end = json.compare(i, 2, "\xE2\x80") == 0 && (json[i + 2] == '\xA8' || json[i + 2] == '\xA9');
    if (line_end) {
      result += json[i + 2] == '\xA8' ? "\\u2028" : "\\u2029";
      i += 2;
    } else if (json[i] == '<') {
      result += "\\u003c";
    } else {
      result += json[i];
    }
  }
  return result;
}

}  // namespace

std::string page_data(const PageContent& content) {
  const auto& languages = content.languages;
  require(content.nearest != nullptr && content.nearest->size() == languages.size(), "every language has neighbours");
  const Grid grid(content.places);
  std::vector<WordTable> tables(languages.begin(), languages.end());
  std::vector<Json> neighbours(languages.size(), Json::array());  // all, before the tables are written
  for (std::size_t a = 0; a < languages.size(); ++a) {
    for (std::size_t b = 0; b < languages.size(); ++b) {
      neighbours[a].push_back(neighbours_json((*content.nearest)[a][b], tables[b]));
    }
  }
  Json json{{"koine", version()},
            {"title", content.title},
            {"layout", content.layout},
            {"separate", content.separate_spaces},
            {"languages", Json::array()}};
  std::int64_t first = 0;
  for (std::size_t l = 0; l < languages.size(); ++l) {
    std::vector<int> x, y;
    for (std::int64_t i = first; i < first + languages[l].shown; ++i) {
      x.push_back(grid(content.places(i, 0), 0));
      y.push_back(grid(content.places(i, 1), 1));
    }
    first += languages[l].shown;
    json["languages"].push_back({{"code", languages[l].code},
                                 {"vocabulary", languages[l].words.size()},
                                 {"words", tables[l].words()},
                                 {"x", x},
                                 {"y", y},
                                 {"neighbours", std::move(neighbours[l])}});
  }
  require(first == content.places.rows, "every shown word has a place");
  return escaped(json.dump(-1, ' ', false, Json::error_handler_t::replace));
}

}  // namespace koine::explore
