#include "net/budget.h"

#include <gtest/gtest.h>

#include <thread>
#include <vector>

#include "net/calls.h"

namespace wharf::net {
namespace {

using std::chrono::milliseconds;
using test::Stopwatch;

Deadline In(int ms) { return std::chrono::steady_clock::now() + milliseconds(ms); }

struct Fixture {
  SystemClock clock;
  SeededRandom random{3};
  Budgets budgets{clock, random};
};

TEST(Budgets, slots_go_to_those_who_asked_first) {
  Fixture f;
  std::vector<int> order;
  std::mutex mutex;
  std::vector<std::thread> threads;
  {
    const auto first = f.budgets.Take("k", 1, In(1000));
    ASSERT_TRUE(first);
    for (int i = 0; i < 5; ++i) {
      threads.emplace_back([&, i] {
        const auto slot = f.budgets.Take("k", 1, In(2000));
        ASSERT_TRUE(slot);
        const std::lock_guard lock(mutex);
        order.push_back(i);
      });
      std::this_thread::sleep_for(milliseconds(20));
    }
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(order, (std::vector<int>{0, 1, 2, 3, 4}));
}

TEST(Budgets, one_that_gives_up_in_the_queue_blocks_nobody) {
  Fixture f;
  auto first = f.budgets.Take("k", 1, In(1000));
  ASSERT_TRUE(first);
  std::thread impatient([&] { EXPECT_EQ(f.budgets.Take("k", 1, In(50)).error().code, "timed_out"); });
  std::this_thread::sleep_for(milliseconds(20));
  std::thread patient([&] { EXPECT_TRUE(f.budgets.Take("k", 1, In(1000))); });
  impatient.join();
  { const auto released = *std::move(first); }
  patient.join();
}

TEST(Budgets, keys_do_not_wait_for_each_other_and_the_empty_key_never) {
  Fixture f;
  const auto a = f.budgets.Take("a", 1, In(100));
  EXPECT_TRUE(f.budgets.Take("b", 1, In(0)));
  const auto none = f.budgets.Take("", 1, In(0));
  EXPECT_TRUE(none);
  EXPECT_TRUE(f.budgets.Take("", 1, In(0)));
}

TEST(Budgets, fault_3_4_two_keys_held_to_the_same_moment_wake_at_different_ones) {
  Fixture f;
  const Time until = f.clock.Now() + std::chrono::seconds(1);
  f.budgets.HoldBack("a", until);
  f.budgets.HoldBack("b", until);
  std::vector<std::int64_t> woke(2);
  std::thread other([&] {
    const auto slot = f.budgets.Take("b", 1, In(3000));
    woke[1] = f.clock.Now().time_since_epoch().count();
  });
  const auto slot = f.budgets.Take("a", 1, In(3000));
  woke[0] = f.clock.Now().time_since_epoch().count();
  other.join();
  EXPECT_GE(woke[0], until.time_since_epoch().count());
  EXPECT_GE(woke[1], until.time_since_epoch().count());
  EXPECT_NE(woke[0], woke[1]);
}

TEST(Budgets, a_hold_that_comes_while_calls_wait_is_seen_by_all_of_them) {
  Fixture f;
  const auto running = f.budgets.Take("k", 1, In(1000));
  std::vector<std::thread> threads;
  const Stopwatch watch;
  for (int i = 0; i < 3; ++i) {
    threads.emplace_back([&] { EXPECT_EQ(f.budgets.Take("k", 1, In(2000)).error().code, "rate_limited"); });
  }
  std::this_thread::sleep_for(milliseconds(50));
  f.budgets.HoldBack("k", f.clock.Now() + std::chrono::hours(1));
  for (std::thread& thread : threads) thread.join();
  EXPECT_LT(watch.Milliseconds(), 1000);
}

TEST(Budgets, a_shorter_hold_does_not_replace_a_longer_one_and_the_past_holds_nobody) {
  Fixture f;
  f.budgets.HoldBack("k", f.clock.Now() + std::chrono::hours(1));
  f.budgets.HoldBack("k", f.clock.Now() + milliseconds(10));
  EXPECT_EQ(f.budgets.Take("k", 1, In(500)).error().code, "rate_limited");
  f.budgets.HoldBack("l", f.clock.Now() - std::chrono::hours(1));
  EXPECT_TRUE(f.budgets.Take("l", 1, In(0)));
  f.budgets.HoldBack("m", f.clock.Now() + std::chrono::hours(9999));
  EXPECT_LE(f.budgets.Take("m", 1, In(0)).error().retry_after_ms, 24 * 3'600'000 + 2000);
}

}  // namespace
}  // namespace wharf::net
