#include "net/outbound.h"

#include <gtest/gtest.h>

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

TEST(Outbound, a_reply_of_any_status_is_a_response) {
  LyingServer server(Always("HTTP/1.1 418 Teapot\r\nX-A: 1\r\nx-a: 2\r\nContent-Length: 3\r\n\r\nabc"));
  Caller caller;
  const auto response = caller.Get(server.Url("/tea?x=1"));
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 418);
  EXPECT_EQ(response->body, "abc");
  EXPECT_EQ(response->headers.Get("X-A"), "1");
  EXPECT_EQ(response->url, server.Url("/tea?x=1"));
}

TEST(Outbound, a_request_is_sent_as_it_was_asked_for) {
  std::string seen;
  LyingServer server([&](Connection& connection) {
    seen = connection.ReadRequest();
    connection.Write(Ok(""));
  });
  Caller caller;
  OutboundRequest request = Post(server.Url("/a/../tickets?$x=%2b"));
  request.method = "PATCH";
  request.headers.Add("Content-Type", "application/json");
  request.headers.Add("X-Empty", "");
  ASSERT_TRUE(caller.outbound.Send(request));
  EXPECT_TRUE(seen.starts_with("PATCH /tickets?$x=%2b HTTP/1.1\r\n")) << seen;
  EXPECT_NE(seen.find("Content-Type: application/json\r\n"), std::string::npos);
  EXPECT_NE(seen.find("X-Empty:\r\n"), std::string::npos);
  EXPECT_NE(seen.find("User-Agent: Wharf\r\n"), std::string::npos);
  EXPECT_NE(seen.find("Accept-Encoding: "), std::string::npos);
  EXPECT_EQ(seen.find("Expect:"), std::string::npos);
  EXPECT_TRUE(seen.ends_with("\r\n\r\n{}"));
}

TEST(Outbound, an_empty_post_has_a_length_and_an_empty_delete_none) {
  std::vector<std::string> seen;
  LyingServer server([&](Connection& connection) {
    for (std::string request = connection.ReadRequest(); !request.empty(); request = connection.ReadRequest()) {
      seen.push_back(request);
      connection.Write(Ok(""));
    }
  });
  Caller caller;
  OutboundRequest request = Post(server.Url());
  request.body.clear();
  ASSERT_TRUE(caller.outbound.Send(request));
  request.method = "DELETE";
  ASSERT_TRUE(caller.outbound.Send(request));
  request.method = "HEAD";
  ASSERT_TRUE(caller.outbound.Send(request));
  ASSERT_EQ(seen.size(), 3U);
  EXPECT_NE(seen[0].find("Content-Length: 0"), std::string::npos);
  EXPECT_EQ(seen[0].find("Content-Type"), std::string::npos);
  EXPECT_EQ(seen[1].find("Content-Length"), std::string::npos);
  EXPECT_TRUE(seen[2].starts_with("HEAD / "));
}

TEST(Outbound, requests_that_would_smuggle_something_are_refused) {
  Caller caller;
  const auto refused = [&](const std::string& name, const std::string& value, const std::string& method = "GET") {
    OutboundRequest request;
    request.url = "http://127.0.0.1:1/";
    request.method = method;
    if (!name.empty()) request.headers.Add(name, value);
    return Outcome(caller.outbound.Send(request));
  };
  EXPECT_EQ(refused("X", "a\r\nHost: evil"), "request_invalid");
  EXPECT_EQ(refused("X\r\nY", "a"), "request_invalid");
  EXPECT_EQ(refused("X: Y", "a"), "request_invalid");
  EXPECT_EQ(refused("host", "evil"), "request_invalid");
  EXPECT_EQ(refused("Content-Length", "5"), "request_invalid");
  EXPECT_EQ(refused("Transfer-Encoding", "chunked"), "request_invalid");
  EXPECT_EQ(refused("", "", "GET / HTTP/1.1\r\nX:"), "request_invalid");
  EXPECT_EQ(refused("", "", "CONNECT"), "request_invalid");
}

TEST(Outbound, connections_are_kept_alive_and_shared_by_a_budget) {
  LyingServer server(Always(Ok("x")));
  Caller caller;
  OutboundRequest request;
  request.url = server.Url();
  request.budget = "connection-1";
  for (int i = 0; i < 20; ++i) ASSERT_TRUE(caller.outbound.Send(request));
  EXPECT_EQ(server.accepted(), 1);
  request.budget = "connection-2";
  ASSERT_TRUE(caller.outbound.Send(request));
  EXPECT_EQ(server.accepted(), 2);
}

TEST(Outbound, a_kept_connection_that_an_older_allow_list_opened_is_not_used_again) {
  LyingServer server(Always(Ok("x")));
  Caller caller;
  EXPECT_EQ(Outcome(caller.Get(server.Url())), "200");
  caller.outbound.SetAllowList({});
  EXPECT_EQ(Outcome(caller.Get(server.Url())), "address_not_allowed");
  caller.outbound.SetAllowList({{"127.0.0.1:" + std::to_string(server.port())}});
  EXPECT_EQ(Outcome(caller.Get(server.Url())), "200");
}

TEST(Outbound, fault_3_6_inward_addresses_are_refused_in_every_spelling) {
  Caller caller{AllowList{}};
  for (const char* host : {"0.0.0.0", "[::]", "[::ffff:169.254.169.254]", "100.64.0.1", "[64:ff9b::7f00:1]",
                           "[fd00::1]", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "127.0.0.1", "localhost",
                           "[::1]", "169.254.169.254", "10.0.0.1", "%31%32%37.0.0.1", "１２７.0.0.1"}) {
    const auto result = caller.Get("http://" + std::string(host) + ":1/latest?token=hunter2");
    EXPECT_EQ(Outcome(result), "address_not_allowed") << host;
    EXPECT_EQ(result.error().kind, ErrorKind::blocked);
    EXPECT_EQ(result.error().message.find("hunter2"), std::string::npos);
  }
}

TEST(Outbound, messages_hold_no_query_no_header_and_no_body) {
  LyingServer server([](Connection& connection) { connection.ReadRequest(); });
  Caller caller;
  OutboundRequest request = Post(server.Url("/x?key=hunter2"));
  request.headers.Add("Authorization", "Bearer hunter2");
  request.body = "hunter2";
  const auto result = caller.outbound.Send(request);
  ASSERT_FALSE(result);
  EXPECT_EQ(result.error().message.find("hunter2"), std::string::npos);
}

TEST(Outbound, a_name_that_turns_inward_the_second_time_is_caught) {
  LyingServer server(Always(Ok("x")));
  std::atomic<int> asked = 0;
  const LookUp rebinding = [&](const std::string&) {
    return std::vector<std::string>{asked++ == 0 ? "127.0.0.1" : "169.254.169.254"};
  };
  Caller first{{{"127.0.0.1"}}, rebinding};
  EXPECT_EQ(Outcome(first.Get(server.Url("/", "turning.test"))), "200");
  EXPECT_EQ(Outcome(first.Get(server.Url("/", "turning.test"))), "200");
  EXPECT_EQ(asked, 1);  // what was checked is what is connected to
  Caller second{{{"127.0.0.1"}}, rebinding};
  const auto refused = second.Get(server.Url("/", "turning.test"));
  EXPECT_EQ(Outcome(refused), "address_not_allowed");
  EXPECT_NE(refused.error().message.find("169.254.169.254 of turning.test"), std::string::npos);
  EXPECT_EQ(server.accepted(), 1);
}

TEST(Outbound, only_the_allowed_addresses_of_a_name_are_connected_to) {
  LyingServer server(Always(Ok("x")));
  Caller caller{{{"127.0.0.1"}}, [](const std::string&) { return std::vector<std::string>{"10.0.0.7", "127.0.0.1"}; }};
  const Stopwatch watch;
  EXPECT_EQ(Outcome(caller.Get(server.Url("/", "mixed.test"))), "200");
  EXPECT_LT(watch.Milliseconds(), 1000);
}

TEST(Outbound, several_threads_call_at_once) {
  LyingServer server(Always(Ok("x")));
  Caller caller;
  std::atomic<int> good = 0;
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&, t] {
      OutboundRequest request;
      request.url = server.Url();
      request.budget = t % 2 == 0 ? "even" : "odd";
      request.max_concurrency = 1;
      for (int i = 0; i < 50; ++i) {
        if (caller.outbound.Send(request)) ++good;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(good, 200);
  EXPECT_EQ(server.accepted(), 2);  // one slot a budget, so one connection a budget
}

}  // namespace
}  // namespace wharf::net
