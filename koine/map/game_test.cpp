#include "koine/map/game.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <memory>
#include <set>

#include "koine/map/adversarial_game.h"
#include "koine/map/autoencoder_game.h"
#include "koine/map/linear_algebra.h"
#include "koine/map/map_test_support.h"
#include "koine/map/orthogonal_pull.h"
#include "koine/map/reference_perceptron.h"
#include "koine/map/wasserstein_game.h"

namespace koine::map {
namespace {

using MakeGame = std::function<std::unique_ptr<Game>(const GameSetting&)>;

// Every game, with networks of more than one tile.
std::vector<MakeGame> games() {
  const auto start = [](const GameSetting& s) { return to_float(identity(s.source.cols)); };
  std::vector<MakeGame> all{
      [=](const GameSetting& s) {
        return std::make_unique<AdversarialGame>(s, AdversarialGameOptions{.hidden = 300}, start(s));
      },
      [=](const GameSetting& s) {
        return std::make_unique<WassersteinGame>(s, WassersteinGameOptions{.hidden = 300}, start(s));
      }};
  for (const std::int64_t model : {1, 2, 3}) {
    all.push_back([=](const GameSetting& s) {
      return std::make_unique<AutoencoderGame>(s, AutoencoderGameOptions{.model = model, .hidden = 300}, start(s));
    });
  }
  return all;
}

Matrix<float> map_after(const MakeGame& make, const Planted& p, std::uint64_t seed, int threads, int steps) {
  Workers workers(threads);
  const auto game = make({p.source.view(), p.target.view(), seed, workers});
  for (int step = 0; step < steps; ++step) game->step(0.01f, 0.01f);
  return game->map();
}

double loss_of(Game& game, std::size_t number = 0) {
  return game.take_losses()[number].second;
}

bool same(const Matrix<float>& a, const Matrix<float>& b) {
  return std::equal(a.data(), a.data() + a.size(), b.data());
}

TEST(GameTest, TheSameBitsAtAnyNumberOfThreadsAndOthersFromAnotherSeed) {
  const Planted p = normalised(planted(200, 70, 0, 1));
  for (const auto& make : games()) {
    const auto one = map_after(make, p, 5, 1, 6);
    EXPECT_TRUE(same(one, map_after(make, p, 5, 2, 6)));
    EXPECT_TRUE(same(one, map_after(make, p, 5, 4, 6)));
    EXPECT_FALSE(same(one, map_after(make, p, 6, 1, 6)));
    EXPECT_FALSE(same(one, map_after(make, p, 5, 1, 5)));
  }
}

// What the network plays for, seen from outside.
TEST(GameTest, TheNetworkLearnsToTellTheLanguagesApart) {
  Planted p = normalised(planted(300, 10, 0, 2));
  for (std::int64_t i = 0; i < p.target.size(); ++i) p.target.data()[i] += 0.5f;  // no rotation hides that at once
  Workers workers(1);
  AdversarialGame adversarial({p.source.view(), p.target.view(), 1, workers}, {.hidden = 64}, to_float(identity(10)));
  for (int step = 0; step < 30; ++step) adversarial.step(0.1f, 0.1f);
  loss_of(adversarial);
  for (int step = 0; step < 5; ++step) adversarial.step(0.1f, 0.1f);
  EXPECT_LT(loss_of(adversarial), std::log(2.0) - 0.05);
  EXPECT_EQ(loss_of(adversarial), 0) << "asked for a second time, there is nothing new";

  WassersteinGame wasserstein({p.source.view(), p.target.view(), 1, workers}, {.hidden = 64}, to_float(identity(10)));
  for (int step = 0; step < 5; ++step) wasserstein.step(1e-4f, 1e-4f);
  const double early = loss_of(wasserstein);
  for (int step = 0; step < 40; ++step) wasserstein.step(1e-4f, 1e-4f);
  EXPECT_GT(loss_of(wasserstein), early);
}

// One word a side, at right angles: a network and a map that both play their part turn the one towards the other.
TEST(GameTest, TheMapTurnsTheSourceTowardsTheTarget) {
  Matrix<float> x(1, 4), y(1, 4);
  x(0, 0) = y(0, 1) = 2;
  Workers workers(1);
  const std::vector<float> rates{0.1f, 5e-3f, 5e-3f, 5e-3f, 5e-3f};
  const auto all = games();
  for (std::size_t g = 0; g < all.size(); ++g) {
    const auto game = all[g]({x.view(), y.view(), 1, workers});
    float highest = 0;
    for (int step = 0; step < 300; ++step) {
      game->step(rates[g], rates[g]);
      highest = std::max(highest, game->map()(0, 1));
    }
    EXPECT_GT(highest, 0.3f) << g;
  }
}

// The network as it is before its first step, in float64.
ReferencePerceptron network_of(std::int64_t in, const std::vector<std::int64_t>& hidden, double slope, Purpose purpose,
                               double clip = 1e9) {
  PerceptronParameters<float> parameters(in, hidden);
  initialise(parameters, 1, purpose);
  ReferencePerceptron network;
  network.slope = slope;
  network.parameters = PerceptronParameters<double>(in, hidden);
  std::vector<Matrix<double>*> to;
  for_each_parameter(network.parameters, [&](Matrix<double>& m) { to.push_back(&m); });
  std::size_t number = 0;
  for_each_parameter(parameters, [&](Matrix<float>& m) {
    Matrix<double>& d = *to[number++];
    for (std::int64_t i = 0; i < m.size(); ++i) d.data()[i] = std::clamp(double{m.data()[i]}, -clip, clip);
  });
  return network;
}

// At a rate at which the networks stay what they were; one word a side, so that it does not matter which are drawn.
TEST(GameTest, TheFirstStepOfTheMapGoesDownWhatItPlaysFor) {
  constexpr std::int64_t kD = 5;
  Random random(8, Purpose::kTest);
  Matrix<float> x(1, kD), y(1, kD), start = to_float(identity(kD));
  for (Matrix<float>* m : {&x, &y, &start}) {
    for (std::int64_t i = 0; i < m->size(); ++i) m->data()[i] += static_cast<float>(0.4 * random.normal());
  }
  const Matrix<double> a = to_double(x.view()), b = to_double(y.view());
  Workers workers(1);
  const GameSetting setting{x.view(), y.view(), 1, workers};
  const auto nats = [](double z) { return std::log1p(std::exp(-z)); };  // -log σ(z)
  const auto expect_down = [&](Game& game, float rate, const std::function<double(const Matrix<double>&)>& loss) {
    game.step(rate, rate);
    std::vector<double> gradient;
    double largest = 0;
    for (std::int64_t i = 0; i < kD * kD; ++i) {
      Matrix<double> above = to_double(start.view()), below = above;
      above.data()[i] += 1e-5;
      below.data()[i] -= 1e-5;
      gradient.push_back((loss(above) - loss(below)) / 2e-5);
      largest = std::max(largest, std::abs(gradient.back()));
    }
    ASSERT_GT(largest, 0);
    for (std::int64_t i = 0; i < kD * kD; ++i) {
      const double g = gradient[static_cast<std::size_t>(i)];
      if (std::abs(g) < 0.2 * largest) continue;
      EXPECT_LT(g * (double{game.map().data()[i]} - start.data()[i]), 0) << i;
    }
  };
  const auto two = network_of(kD, {9, 9}, 0.2f, Purpose::kNetwork);
  AdversarialGame adversarial(setting, {.hidden = 9, .input_dropout = 0, .orthogonal_pull = 0}, start);
  expect_down(adversarial, 1e-3f, [&](const Matrix<double>& w) {
    const double z = two.forward(multiply(a, w))[0];
    return 0.1 * nats(z) + 0.9 * nats(-z);
  });
  const auto critic = network_of(kD, {9}, 0, Purpose::kNetwork, 0.01);
  WassersteinGame wasserstein(setting, {.hidden = 9, .orthogonal_pull = 0}, start);
  expect_down(wasserstein, 1e-6f, [&](const Matrix<double>& w) { return -critic.forward(multiply(a, w))[0]; });
  const auto in_target = network_of(kD, {9}, 0, Purpose::kNetwork);
  const auto in_source = network_of(kD, {9}, 0, Purpose::kSecondNetwork);
  for (const std::int64_t model : {1, 2, 3}) {
    AutoencoderGame game(setting, {.model = model, .hidden = 9, .hidden_noise = 0}, start);
    expect_down(game, 1e-6f, [&](const Matrix<double>& w) {
      double loss = nats(in_target.forward(multiply(a, w))[0]);
      if (model == 2) loss += nats(in_source.forward(multiply(b, transposed(w)))[0]);
      if (model == 3) {
        const Matrix<double> r = multiply(multiply(a, w), transposed(w));
        double ar = 0, aa = 0, rr = 0;
        for (std::int64_t j = 0; j < kD; ++j) {
          ar += a(0, j) * r(0, j);
          aa += a(0, j) * a(0, j);
          rr += r(0, j) * r(0, j);
        }
        loss += 1 - ar / std::sqrt(aa * rr);
      }
      return loss;
    });
  }
}

// Each side has a rate of its own.
TEST(GameTest, AtARateOfZeroASideStays) {
  const Planted p = normalised(planted(100, 6, 0, 12));
  Workers workers(1);
  const GameSetting setting{p.source.view(), p.target.view(), 1, workers};
  const Matrix<float> start = to_float(identity(6));
  const auto check = [&](const std::function<std::unique_ptr<Game>()>& make) {
    const auto map_of = [&](float first_network_rate, float map_rate) {
      const auto game = make();
      game->step(first_network_rate, 0);
      EXPECT_TRUE(same(game->map(), start));
      game->step(0, map_rate);
      return game->map();
    };
    const Matrix<float> moved = map_of(0, 0.01f);
    EXPECT_FALSE(same(moved, start));
    EXPECT_FALSE(same(moved, map_of(0.05f, 0.01f))) << "the network has not learned in the first step";
  };
  check([&] {
    return std::make_unique<AdversarialGame>(setting, AdversarialGameOptions{.hidden = 9, .orthogonal_pull = 0}, start);
  });
  check([&] {
    return std::make_unique<WassersteinGame>(setting, WassersteinGameOptions{.hidden = 9, .orthogonal_pull = 0}, start);
  });
  for (const std::int64_t model : {1, 2, 3}) {
    check([&] {
      return std::make_unique<AutoencoderGame>(setting, AutoencoderGameOptions{.model = model, .hidden = 9}, start);
    });
  }
}

// The word 1 of one dimension: dropped it is 0, kept it is 1 / (1 - 1/2). With a word a side there are four losses.
TEST(GameTest, TheDiscriminatorReadsNumbersThatAreDroppedOrLarger) {
  Matrix<float> one(1, 1);
  one(0, 0) = 1;
  Workers workers(1);
  AdversarialGame game({one.view(), one.view(), 1, workers},
                       {.hidden = 9, .input_dropout = 0.5, .smoothing = 0.1, .network_steps = 1, .batch = 1},
                       to_float(identity(1)));
  const auto network = network_of(1, {9, 9}, 0.2f, Purpose::kNetwork);
  const auto loss = [&](double input, double label) {
    Matrix<double> x(1, 1);
    x(0, 0) = input;
    const double z = network.forward(x)[0];
    return label * std::log1p(std::exp(-z)) + (1 - label) * std::log1p(std::exp(z));
  };
  std::vector<double> losses;
  for (const double source : {0, 2}) {
    for (const double target : {0, 2}) losses.push_back((loss(source, 0.9) + loss(target, 0.1)) / 2);
  }
  std::vector<int> seen(4);
  for (int step = 0; step < 100; ++step) {
    game.step(0, 0);
    const double found = loss_of(game);
    std::size_t nearest = 0;
    for (std::size_t i = 1; i < 4; ++i) {
      if (std::abs(losses[i] - found) < std::abs(losses[nearest] - found)) nearest = i;
    }
    EXPECT_NEAR(found, losses[nearest], 1e-6);
    ++seen[nearest];
  }
  for (const int count : seen) EXPECT_GT(count, 10);  // 25 of 100, deviation 4.3
}

// Clipped to 0.01, a hidden unit is at most 0.01 (√10 + 1) for a word of length 1, and sixteen of them make 0.0067.
TEST(GameTest, TheCriticStaysWithinItsClip) {
  Planted p = normalised(planted(300, 10, 0, 2));
  for (std::int64_t i = 0; i < p.target.size(); ++i) p.target.data()[i] += 0.5f;
  normalize(p.target.view(), {NormalizeStep::kUnit});
  Workers workers(1);
  WassersteinGame game({p.source.view(), p.target.view(), 1, workers}, {.hidden = 16, .clip = 0.01},
                       to_float(identity(10)));
  for (int step = 0; step < 10; ++step) {
    game.step(0.01f, 0);
    EXPECT_LT(std::abs(loss_of(game)), 2 * 0.0067) << step;
  }
}

TEST(GameTest, NoiseIsOnTheHiddenLayerWhileADiscriminatorLearnsAndTeaches) {
  Matrix<float> x(1, 5), y(1, 5);
  x(0, 0) = x(0, 2) = y(0, 1) = 1;
  Workers workers(1);
  const auto game = [&](std::int64_t model, double noise) {
    return AutoencoderGame({x.view(), y.view(), 1, workers},
                           {.model = model, .hidden = 9, .hidden_noise = noise, .batch = 1}, to_float(identity(5)));
  };
  AutoencoderGame quiet = game(1, 0), noisy = game(1, 0.5);
  std::set<double> of_quiet, of_noisy;  // losses at a network that stays as it is
  for (int step = 0; step < 20; ++step) {
    quiet.step(0, 0);
    noisy.step(0, 0);
    of_quiet.insert(loss_of(quiet));
    of_noisy.insert(loss_of(noisy));
  }
  EXPECT_EQ(of_quiet.size(), 1u);
  EXPECT_GT(of_noisy.size(), 15u);

  // Adam's first step is the sign of the gradient, which such noise turns round.
  const auto map_of = [&](double noise) {
    AutoencoderGame once = game(1, noise);
    once.step(0, 0.01f);
    return once.map();
  };
  EXPECT_FALSE(same(map_of(0), map_of(5)));
}

TEST(GameTest, AnAutoencoderLearnsToRebuild) {
  const Planted p = normalised(planted(300, 10, 0, 3));
  Workers workers(1);
  Random random(3, Purpose::kTest);
  Matrix<float> start(10, 10);
  for (std::int64_t i = 0; i < start.size(); ++i) start.data()[i] = static_cast<float>(random.normal());
  const double error = orthogonality_error(start.view());
  AutoencoderGame game({p.source.view(), p.target.view(), 1, workers}, {.hidden = 16, .reconstruction = 10}, start);
  game.step(1e-2f, 1e-2f);
  const double early = loss_of(game, 1);
  for (int step = 0; step < 300; ++step) game.step(1e-2f, 1e-2f);
  loss_of(game, 1);
  game.step(1e-2f, 1e-2f);
  EXPECT_LT(loss_of(game, 1), 0.2 * early);
  EXPECT_LT(orthogonality_error(game.map().view()), error);
}

TEST(OrthogonalPullTest, IsItsFormulaAndEndsOrthogonal) {
  constexpr std::int64_t kDimension = 70;  // more than a tile
  Random random(4, Purpose::kTest);
  Matrix<float> w(kDimension, kDimension);
  for (std::int64_t i = 0; i < w.size(); ++i) {
    w.data()[i] = static_cast<float>(0.5 * random.normal() / std::sqrt(double{kDimension}));
  }
  const Matrix<double> before = to_double(w.view());
  const Matrix<double> cubed = multiply(multiply(before, transposed(before)), before);
  Workers workers(2);
  OrthogonalPull pull(kDimension);
  pull(w.view(), 0.01f, workers);
  for (std::int64_t i = 0; i < w.size(); ++i) {
    ASSERT_NEAR(w.data()[i], 1.01 * before.data()[i] - 0.01 * cubed.data()[i], 1e-6);
  }
  for (int step = 0; step < 3000; ++step) pull(w.view(), 0.02f, workers);
  EXPECT_LT(orthogonality_error(w.view()), 0.1);
}

TEST(AdamOptimiserTest, TheFirstStepIsTheRateWhateverTheSizeOfTheGradient) {
  Matrix<float> gradient(1, 3), parameter(1, 3);
  gradient(0, 0) = 1e-3f;
  gradient(0, 1) = -50;
  AdamOptimiser adam(0.9, 0.999, 1e-8);
  adam.step(0.01f, {{&gradient, &parameter}});
  EXPECT_NEAR(parameter(0, 0), -0.01, 1e-5);
  EXPECT_NEAR(parameter(0, 1), 0.01, 1e-6);
  EXPECT_EQ(parameter(0, 2), 0);

  // RMSProp has no correction: of the square it has seen a tenth.
  Matrix<float> other(1, 3);
  AdamOptimiser rmsprop(0, 0.9, 1e-8);
  rmsprop.step(0.01f, {{&gradient, &other}});
  EXPECT_NEAR(other(0, 1), 0.01 / std::sqrt(0.1), 1e-6);
}

}  // namespace
}  // namespace koine::map
