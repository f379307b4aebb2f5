#include "net/resolver.h"

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "net/calls.h"
#include "net/lying_server.h"

namespace wharf::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;
using test::Caller;
using test::Outcome;
using test::Stopwatch;

/// A name server that is dead for names that begin with "dead", until the gate goes. Look-ups own it, as they outlive
/// tests.
class Gate {
 public:
  void Open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void Wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

struct DeadNameServer {
  std::shared_ptr<Gate> gate = std::make_shared<Gate>();
  std::shared_ptr<std::atomic<int>> asked = std::make_shared<std::atomic<int>>(0);
  ~DeadNameServer() { gate->Open(); }

  [[nodiscard]] LookUp Hook() const {
    return [gate = gate, asked = asked](const std::string& name) -> std::vector<std::string> {
      ++*asked;
      if (name.starts_with("dead")) gate->Wait();
      if (name.starts_with("none")) return {};
      return {"127.0.0.1", "::1", "127.0.0.1", "not an address"};
    };
  }
};

Deadline In(int ms) { return steady_clock::now() + milliseconds(ms); }

TEST(Resolver, answers_are_kept_and_cleaned_of_what_is_no_address) {
  const DeadNameServer server;
  Resolver resolver(server.Hook());
  const auto addresses = resolver.Resolve("good.test", In(1000));
  ASSERT_TRUE(addresses);
  ASSERT_EQ(addresses->size(), 2U);
  EXPECT_EQ((*addresses)[1].ToString(), "::1");
  EXPECT_TRUE(resolver.Resolve("good.test", In(1000)));
  EXPECT_EQ(*server.asked, 1);
  EXPECT_EQ(resolver.Resolve("none.test", In(1000)).error().code, "name_not_found");
}

TEST(Resolver, the_system_knows_localhost) {
  Resolver resolver(nullptr);
  const auto addresses = resolver.Resolve("localhost", In(5000));
  ASSERT_TRUE(addresses);
  EXPECT_FALSE(addresses->empty());
}

TEST(Resolver, a_hanging_look_up_ends_at_the_deadline_and_delays_no_other) {
  const DeadNameServer server;
  Resolver resolver(server.Hook());
  std::vector<std::thread> threads;
  for (int i = 0; i < 10; ++i) {
    threads.emplace_back([&, i] {
      const Stopwatch watch;
      const auto result = resolver.Resolve("dead" + std::to_string(i) + ".test", In(200));
      EXPECT_EQ(result.error().code, "timed_out");
      EXPECT_EQ(result.error().kind, ErrorKind::deadline_exceeded);
      EXPECT_LT(watch.Milliseconds(), 1500);
    });
  }
  EXPECT_TRUE(resolver.Resolve("good.test", In(5000)));  // the gate stays shut: who waited for it would not return
  for (std::thread& thread : threads) thread.join();
}

TEST(Resolver, one_dead_name_occupies_one_thread) {
  const DeadNameServer server;
  Resolver resolver(server.Hook());
  std::vector<std::thread> threads;
  for (int i = 0; i < 100; ++i) {
    threads.emplace_back([&] { EXPECT_FALSE(resolver.Resolve("dead.test", In(100))); });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_FALSE(resolver.Resolve("dead.test", In(20)));
  EXPECT_EQ(*server.asked, 1);
}

TEST(Resolver, the_number_of_look_ups_at_once_is_bounded_and_a_name_nobody_wants_is_dropped) {
  const DeadNameServer server;
  Resolver resolver(server.Hook());
  for (int i = 0; i < 80; ++i) EXPECT_FALSE(resolver.Resolve("dead" + std::to_string(i), In(2)));
  EXPECT_LE(*server.asked, 64);
  server.gate->Open();
  EXPECT_TRUE(resolver.Resolve("good.test", In(1000)));
}

TEST(Resolver, fault_3_3_with_a_dead_name_server_calls_end_in_time_and_so_does_the_client) {
  test::LyingServer healthy(test::Always(test::Ok("x")));
  const DeadNameServer server;
  const Stopwatch all;
  {
    Caller caller{{{"127.0.0.1"}}, server.Hook()};
    std::vector<std::thread> threads;
    for (int i = 0; i < 10; ++i) {
      threads.emplace_back([&, i] {
        const Stopwatch watch;
        const auto dead = caller.Get("http://dead" + std::to_string(i) + ".test/", milliseconds(300));
        EXPECT_EQ(Outcome(dead), "timed_out");
        EXPECT_GE(watch.Milliseconds(), 290);
        EXPECT_LT(watch.Milliseconds(), 1500);
      });
      threads.emplace_back([&] { EXPECT_EQ(Outcome(caller.Get(healthy.Url(), milliseconds(5000))), "200"); });
    }
    for (std::thread& thread : threads) thread.join();
  }
  EXPECT_LT(all.Milliseconds(), 3000);
}

TEST(Resolver, a_look_up_that_outlasts_the_connect_limit_is_name_not_found) {
  const DeadNameServer server;
  Caller caller{{}, server.Hook()};
  OutboundRequest request;
  request.url = "http://dead.test/";
  request.limits.connect = milliseconds(50);
  const auto result = caller.outbound.Send(request);
  EXPECT_EQ(Outcome(result), "name_not_found");
  EXPECT_EQ(result.error().kind, ErrorKind::unavailable);
}

}  // namespace
}  // namespace wharf::net
