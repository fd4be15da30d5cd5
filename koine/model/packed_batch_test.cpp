#include "koine/model/packed_batch.h"

#include <gtest/gtest.h>

#include "koine/core/error.h"

namespace koine::model {
namespace {

using Ids = std::vector<std::int32_t>;

TEST(PackedBatchTest, PacksTimeFirstWithoutPadding) {
  const Ids a{1, 2, 3}, b{4}, c{5};
  const PackedBatch batch({a, b, c});
  EXPECT_EQ(batch.sentences, 3);
  EXPECT_EQ(batch.steps(), 4);
  EXPECT_EQ(batch.rows(), 8);  // 4 + 2 + 2
  EXPECT_EQ(batch.step_begin, (std::vector<std::int64_t>{0, 3, 6, 7, 8}));
  EXPECT_EQ(batch.inputs[kForward], (Ids{-1, -1, -1, 1, 4, 5, 2, 3}));
  EXPECT_EQ(batch.targets[kForward], (Ids{1, 4, 5, 2, -1, -1, 3, -1}));
  EXPECT_EQ(batch.inputs[kBackward], (Ids{-1, -1, -1, 3, 4, 5, 2, 1}));
  EXPECT_EQ(batch.targets[kBackward], (Ids{3, 4, 5, 2, -1, -1, 1, -1}));
}

TEST(PackedBatchTest, RefusesWhatItCannotPack) {
  const Ids empty, one{1}, two{1, 2};
  EXPECT_THROW(PackedBatch({}), Error);
  EXPECT_THROW(PackedBatch({one, two}), Error);
  EXPECT_THROW(PackedBatch({one, empty}), Error);
}

}  // namespace
}  // namespace koine::model
