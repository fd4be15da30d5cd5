#include "koine/plot/label_placement.h"

#include <gtest/gtest.h>

#include "koine/core/random.h"

namespace koine::plot {
namespace {

constexpr Box kArea = {0, 0, 400, 300};

std::vector<Place> random_points(std::size_t count) {
  Random random(3, Purpose::kTest);
  std::vector<Place> points;
  for (std::size_t i = 0; i < count; ++i) points.push_back({random.uniform(0, 400), random.uniform(0, 300)});
  return points;
}

LabelWish wish(const std::string& text, std::size_t point, bool must = false) {
  return {.text = text, .point = point, .font_size = 10, .gap = 3, .must = must};
}

TEST(LabelPlacement, NoneOverlapsLeavesTheAreaOrCoversAPoint) {
  const auto points = random_points(300);
  std::vector<LabelWish> wishes;
  for (std::size_t i = 0; i < points.size(); ++i) wishes.push_back(wish("word", i));
  const auto placed = place_labels(points, wishes, kArea, 2);
  EXPECT_GT(placed.size(), 30U);
  EXPECT_LT(placed.size(), 300U);
  for (std::size_t a = 0; a < placed.size(); ++a) {
    EXPECT_TRUE(kArea.holds(placed[a].box));
    for (std::size_t b = 0; b < a; ++b) EXPECT_FALSE(placed[a].box.overlaps(placed[b].box));
    for (const Place& point : points) EXPECT_FALSE(placed[a].box.holds(point));
  }
}

TEST(LabelPlacement, TheFirstHasTheChoice) {
  const auto placed = place_labels({{100, 100}}, {wish("one", 0), wish("two", 0)}, kArea, 2);
  ASSERT_EQ(placed.size(), 2U);
  EXPECT_EQ(placed[0].wish, 0U);
  EXPECT_DOUBLE_EQ(placed[0].box.left, 103);
  EXPECT_DOUBLE_EQ((placed[0].box.bottom + placed[0].box.top) / 2, 100);
  EXPECT_DOUBLE_EQ(placed[1].box.right, 97);  // the second stands to the left
}

TEST(LabelPlacement, WhatMustBeThereIsInTheThickOfIt) {
  const auto points = random_points(5000);
  EXPECT_TRUE(place_labels(points, {wish("a long word", 9)}, kArea, 2).empty());
  EXPECT_EQ(place_labels(points, {wish("a long word", 9, true)}, kArea, 2).size(), 1U);
}

TEST(LabelPlacement, ALineLeadsToALabelThatLiesAway) {
  // A ring of points leaves room further out only.
  std::vector<Place> points = {{200, 150}};
  for (int dx = -12; dx <= 12; dx += 3) {
    for (int dy = -12; dy <= 12; dy += 3) points.push_back({200.0 + dx, 150.0 + dy});
  }
  const auto placed = place_labels(points, {wish("x", 0, true)}, kArea, 1);
  ASSERT_EQ(placed.size(), 1U);
  EXPECT_TRUE(placed[0].away);
}

TEST(LabelPlacement, WidthsGrowWithTheText) {
  EXPECT_LT(text_width("il", 10), text_width("mw", 10));
  EXPECT_DOUBLE_EQ(text_width("aé", 10), text_width("ab", 10));
  EXPECT_DOUBLE_EQ(text_width("語", 10), 10);
}

}  // namespace
}  // namespace koine::plot
