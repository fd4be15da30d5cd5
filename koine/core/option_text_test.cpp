#include "koine/core/option_text.h"

#include <gtest/gtest.h>

#include "koine/core/option_list.h"

namespace koine {

enum class Colour { kRed, kBlue };
template <>
struct EnumNames<Colour> {
  static constexpr std::array names{std::pair{Colour::kRed, std::string_view("red")},
                                    std::pair{Colour::kBlue, std::string_view("blue")}};
};

namespace {

template <typename T>
T round_trip(T value) {
  T back{};
  set_option(back, "x", option_text(value));
  return back;
}

TEST(OptionTextTest, EveryTypeComesBack) {
  EXPECT_EQ(round_trip(true), true);
  EXPECT_EQ(round_trip(false), false);
  EXPECT_EQ(round_trip(std::int64_t{-7}), -7);
  EXPECT_EQ(round_trip(UINT64_MAX), UINT64_MAX);
  EXPECT_EQ(round_trip(0.1), 0.1);
  EXPECT_EQ(round_trip(1e-300), 1e-300);
  EXPECT_EQ(round_trip(std::string("a b")), "a b");
  EXPECT_EQ(round_trip(Colour::kBlue), Colour::kBlue);
  EXPECT_EQ(option_choices<Colour>(), "red|blue");
}

TEST(OptionTextTest, RefusesWhatIsNoSuchValueAndNamesTheOption) {
  std::int64_t whole = 5;
  std::uint64_t natural = 5;
  double real = 5;
  bool flag = true;
  Colour colour = Colour::kRed;
  EXPECT_THROW(set_option(whole, "n", "12x"), Error);
  EXPECT_THROW(set_option(whole, "n", ""), Error);
  EXPECT_THROW(set_option(whole, "n", "1.5"), Error);
  EXPECT_THROW(set_option(whole, "n", "99999999999999999999"), Error);
  EXPECT_THROW(set_option(natural, "n", "-1"), Error);
  EXPECT_THROW(set_option(real, "n", "one"), Error);
  EXPECT_THROW(set_option(flag, "n", "yes"), Error);
  try {
    set_option(colour, "colour", "green");
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.kind(), ErrorKind::kUsage);
    EXPECT_STREQ(error.what(), "--colour: the option has no such value: found 'green', expected red|blue");
  }
  EXPECT_EQ(whole, 5);
  EXPECT_EQ(colour, Colour::kRed);
}

struct Paint {
  Colour colour = Colour::kRed;
  double litres = 2.5;
};

template <typename Options, typename Visit>
void for_each_option(Options& paint, Visit&& visit) {
  visit("colour", paint.colour, "What it looks like");
  visit("litres", paint.litres, "How much");
}

TEST(OptionList, TellsWhatDiffers) {
  Paint blue;
  blue.colour = Colour::kBlue;
  EXPECT_EQ(option_texts(blue)[0], std::pair(std::string("colour"), std::string("blue")));
  EXPECT_EQ(option_texts(blue)[1], std::pair(std::string("litres"), std::string("2.5")));
  EXPECT_EQ(option_changes(Paint(), blue, {"colour", "litres"}),
            std::vector<std::string>{"--colour was red, is blue"});
  EXPECT_TRUE(option_changes(Paint(), blue, {"litres"}).empty()) << "what is not given is no change";
  EXPECT_EQ(options_beside_defaults(blue), " --colour=blue");
  EXPECT_EQ(options_beside_defaults(Paint()), "");
}

}  // namespace
}  // namespace koine
