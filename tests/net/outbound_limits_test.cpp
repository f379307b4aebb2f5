#include <gtest/gtest.h>
#include <zlib.h>

#include <atomic>
#include <thread>

#include "net/calls.h"
#include "net/lying_server.h"

namespace wharf::net {
namespace {

using std::chrono::milliseconds;
using test::Always;
using test::Caller;
using test::Connection;
using test::LyingServer;
using test::Ok;
using test::Outcome;
using test::Stopwatch;

OutboundRequest Post(const std::string& url) {
  OutboundRequest request;
  request.method = "POST";
  request.url = url;
  request.body = "{}";
  request.limits.total = std::chrono::seconds(5);
  return request;
}

std::string Gzip(std::string_view text) {
  std::string packed(compressBound(text.size()) + 64, '\0');
  z_stream stream{};
  deflateInit2(&stream, 9, Z_DEFLATED, 31, 9, Z_DEFAULT_STRATEGY);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));  // NOLINT(*-const-cast)
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(packed.data());
  stream.avail_out = static_cast<uInt>(packed.size());
  deflate(&stream, Z_FINISH);
  packed.resize(stream.total_out);
  deflateEnd(&stream);
  return packed;
}

TEST(OutboundLimits, fault_3_2_the_deadline_holds_against_silence_drips_and_endless_interim_replies) {
  LyingServer silent([](Connection& connection) { connection.AwaitClose(); });
  LyingServer dripping([](Connection& connection) {
    connection.ReadRequest();
    connection.Write("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n");
    while (connection.Sleep(50) && connection.Write("x")) {
    }
  });
  LyingServer interim([](Connection& connection) {
    connection.ReadRequest();
    while (connection.Sleep(10) && connection.Write("HTTP/1.1 100 Continue\r\n\r\n")) {
    }
  });
  LyingServer header([](Connection& connection) {
    connection.ReadRequest();
    connection.Write("HTTP/1.1 200 OK\r\nX: ");
    while (connection.Sleep(20) && connection.Write("x")) {
    }
  });
  Caller caller;
  for (const LyingServer* server : {&silent, &dripping, &interim, &header}) {
    const Stopwatch watch;
    const auto result = caller.Get(server->Url(), milliseconds(300));
    EXPECT_EQ(Outcome(result), "timed_out");
    EXPECT_EQ(result.error().kind, ErrorKind::deadline_exceeded);
    EXPECT_GE(watch.Milliseconds(), 290);
    EXPECT_LT(watch.Milliseconds(), 1500);
  }
}

TEST(OutboundLimits, a_flood_of_interim_replies_ends_by_the_deadline_at_the_latest) {
  LyingServer flood([](Connection& connection) {
    connection.ReadRequest();
    std::string many;
    for (int i = 0; i < 1000; ++i) many += "HTTP/1.1 100 Continue\r\nX: y\r\n\r\n";
    while (connection.Write(many)) {
    }
  });
  Caller caller;
  const Stopwatch watch;
  const auto result = caller.Get(flood.Url(), milliseconds(300));
  EXPECT_FALSE(result);
  EXPECT_LT(watch.Milliseconds(), 1500);
}

TEST(OutboundLimits, fault_3_2_a_hundred_calls_that_time_out_leave_no_sockets) {
  LyingServer silent([](Connection& connection) { connection.AwaitClose(); });
  Caller caller;
  EXPECT_EQ(Outcome(caller.Get(silent.Url(), milliseconds(20))), "timed_out");
  const int before = test::OpenFiles();
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 25; ++i) EXPECT_EQ(Outcome(caller.Get(silent.Url(), milliseconds(20))), "timed_out");
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (int i = 0; i < 100 && silent.open() > 0; ++i) std::this_thread::sleep_for(milliseconds(10));
  EXPECT_EQ(silent.open(), 0);
  EXPECT_LE(test::OpenFiles(), before + 1);
}

TEST(OutboundLimits, fault_3_5_a_post_that_was_sent_and_not_answered_is_interrupted_and_not_repeated) {
  std::atomic<int> tickets = 0;
  LyingServer server([&](Connection& connection) {
    if (!connection.ReadRequest().empty()) ++tickets;
  });
  Caller caller;
  const auto result = caller.outbound.Send(Post(server.Url("/tickets")));
  EXPECT_EQ(Outcome(result), "connection_lost");
  EXPECT_EQ(result.error().kind, ErrorKind::interrupted);
  EXPECT_EQ(tickets, 1);
}

TEST(OutboundLimits, fault_3_5_a_post_on_a_kept_connection_that_dies_is_not_repeated_either) {
  std::atomic<int> tickets = 0;
  LyingServer server([&](Connection& connection) {
    for (std::string request = connection.ReadRequest(); !request.empty(); request = connection.ReadRequest()) {
      if (request.starts_with("POST ")) {
        ++tickets;
        return;
      }
      connection.Write(Ok("first"));
    }
  });
  Caller caller;
  ASSERT_EQ(Outcome(caller.Get(server.Url())), "200");
  const auto result = caller.outbound.Send(Post(server.Url("/tickets")));
  EXPECT_EQ(Outcome(result), "connection_lost");
  EXPECT_EQ(result.error().kind, ErrorKind::interrupted);
  // libcurl may have opened a second connection for its repetition; nothing may have been sent on it.
  std::this_thread::sleep_for(milliseconds(20));
  EXPECT_EQ(tickets, 1);
}

TEST(OutboundLimits, a_get_on_a_kept_connection_that_dies_is_repeated_on_a_new_one) {
  LyingServer server([&](Connection& connection) {
    connection.ReadRequest();
    connection.Write(Ok("first"));
    connection.ReadRequest();
  });
  Caller caller;
  EXPECT_EQ(Outcome(caller.Get(server.Url())), "200");
  EXPECT_EQ(Outcome(caller.Get(server.Url())), "200");
  EXPECT_EQ(server.accepted(), 2);
}

TEST(OutboundLimits, fault_3_5_refused_before_sending_is_connect_failed) {
  int port = 0;
  {
    const LyingServer gone(Always(""));
    port = gone.port();
  }
  Caller caller;
  const auto result = caller.outbound.Send(Post("http://127.0.0.1:" + std::to_string(port) + "/"));
  EXPECT_EQ(Outcome(result), "connect_failed");
  EXPECT_EQ(result.error().kind, ErrorKind::unavailable);
  EXPECT_NE(result.error().message.find("refused"), std::string::npos) << result.error().message;
}

TEST(OutboundLimits, fault_3_5_a_time_out_after_sending_is_interrupted_only_for_what_is_not_idempotent) {
  LyingServer silent([](Connection& connection) { connection.AwaitClose(); });
  Caller caller;
  OutboundRequest request = Post(silent.Url());
  request.limits.total = milliseconds(100);
  EXPECT_EQ(caller.outbound.Send(request).error().kind, ErrorKind::interrupted);
  EXPECT_EQ(caller.outbound.Send(request).error().code, "timed_out");
  request.method = "PUT";
  EXPECT_EQ(caller.outbound.Send(request).error().kind, ErrorKind::deadline_exceeded);
}

TEST(OutboundLimits, replies_that_are_not_http_are_broken_and_half_ones_are_lost) {
  const auto outcome = [](const std::string& reply) {
    LyingServer server([&](Connection& connection) {
      connection.ReadRequest();
      connection.Write(reply);
    });
    Caller caller;
    return Outcome(caller.Get(server.Url()));
  };
  EXPECT_EQ(outcome("SSH-2.0-OpenSSH_9.2\r\n"), "response_broken");
  EXPECT_EQ(outcome(std::string("\x16\x03\x01\0\x02", 5) + "garbage, not TLS either"), "response_broken");
  EXPECT_EQ(outcome("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"), "connection_lost");
  EXPECT_EQ(outcome("HTTP/1.1 200 OK\r\nContent-Le"), "connection_lost");
  EXPECT_EQ(outcome("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhel"), "connection_lost");
  EXPECT_EQ(outcome("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n"), "response_broken");
  EXPECT_EQ(outcome("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nhello"), "response_broken");
  EXPECT_EQ(outcome("HTTP/1.1 200 OK\r\nX: " + std::string(400'000, 'x') + "\r\n\r\n"), "response_broken");
  EXPECT_EQ(outcome("HTTP/1.1 204 No Content\r\n\r\n"), "204");
  EXPECT_EQ(outcome("HTTP/1.1 200 OK\r\n\r\nuntil the end"), "200");
}

TEST(OutboundLimits, a_huge_reply_ends_early) {
  std::atomic<std::uint64_t> written = 0;
  const std::string megabyte(1U << 20U, 'x');
  LyingServer server([&](Connection& connection) {
    const bool announced = connection.ReadRequest().starts_with("GET /announced");
    connection.Write(announced ? "HTTP/1.1 200 OK\r\nContent-Length: 2147483648\r\n\r\n" : "HTTP/1.1 200 OK\r\n\r\n");
    for (int i = 0; i < 2048 && connection.Write(megabyte); ++i) written += megabyte.size();
  });
  Caller caller;
  OutboundRequest request;
  request.limits.max_body = 4U << 20U;
  for (const char* path : {"/announced", "/streamed"}) {
    request.url = server.Url(path);
    const auto result = caller.outbound.Send(request);
    EXPECT_EQ(Outcome(result), "response_too_large");
    EXPECT_EQ(result.error().kind, ErrorKind::resource_exhausted);
  }
  EXPECT_LT(written, 100U << 20U);
}

TEST(OutboundLimits, bodies_are_decompressed_and_their_size_counts_after_that) {
  const std::string packed = Gzip(std::string(32U << 20U, 'a'));
  ASSERT_LT(packed.size(), 100'000U);
  LyingServer server(Always("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " +
                            std::to_string(packed.size()) + "\r\n\r\n" + packed));
  Caller caller;
  OutboundRequest request;
  request.url = server.Url();
  const auto whole = caller.outbound.Send(request);
  ASSERT_TRUE(whole) << whole.error().message;
  EXPECT_EQ(whole->body.size(), 32U << 20U);
  EXPECT_FALSE(whole->headers.Get("Content-Encoding"));
  EXPECT_FALSE(whole->headers.Get("Content-Length"));
  request.limits.max_body = 1U << 20U;
  EXPECT_EQ(Outcome(caller.outbound.Send(request)), "response_too_large");
}

TEST(OutboundLimits, waiting_for_a_slot_counts_against_the_deadline) {
  LyingServer silent([](Connection& connection) { connection.AwaitClose(); });
  Caller caller;
  OutboundRequest request;
  request.url = silent.Url();
  request.budget = "b";
  request.max_concurrency = 1;
  request.limits.total = milliseconds(1000);
  std::thread first([&] { EXPECT_EQ(Outcome(caller.outbound.Send(request)), "timed_out"); });
  std::this_thread::sleep_for(milliseconds(50));
  OutboundRequest other = request;
  other.limits.total = milliseconds(100);
  const Stopwatch watch;
  EXPECT_EQ(Outcome(caller.outbound.Send(other)), "timed_out");
  EXPECT_LT(watch.Milliseconds(), 700);
  first.join();
  EXPECT_EQ(silent.accepted(), 1);
}

TEST(OutboundLimits, a_budget_that_is_held_back_waits_or_says_so_at_once) {
  LyingServer server(Always(Ok("x")));
  Caller caller;
  OutboundRequest request;
  request.url = server.Url();
  request.budget = "b";
  request.limits.total = milliseconds(1500);
  caller.outbound.HoldBack("b", caller.clock.Now() + std::chrono::hours(1));
  const auto refused = caller.outbound.Send(request);
  EXPECT_EQ(Outcome(refused), "rate_limited");
  EXPECT_GT(refused.error().retry_after_ms, 3'500'000);
  request.budget = "c";
  caller.outbound.HoldBack("c", caller.clock.Now() + milliseconds(200));
  const auto response = caller.outbound.Send(request);
  ASSERT_TRUE(response);
  EXPECT_GE(response->timing.waited, milliseconds(195));
  EXPECT_GE(response->timing.total, response->timing.waited);
}

}  // namespace
}  // namespace wharf::net
