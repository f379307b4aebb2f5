// Clients that are slow, on purpose or not.
#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <thread>
#include <vector>

#include "server_client.h"
#include "server_sample.h"

namespace wharf::net {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

ServerOptions Impatient() {
  ServerOptions options;
  options.header_timeout_seconds = 1;
  options.idle_timeout_seconds = 2;
  return options;
}

TEST(ServerTime, a_head_that_comes_too_slowly_ends_with_408) {
  SampleServer server(Impatient());
  RawClient client(server.port());
  client.SendSlowly("GET /hello HTTP/1.1\r\nX-Slow: ", milliseconds(20));
  while (client.Send("a")) {  // slow loris: a byte now and then would keep it open for ever
    std::this_thread::sleep_for(milliseconds(50));
    if (!client.Silent(milliseconds(1))) break;
  }
  const auto response = client.Read();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 408);
  EXPECT_EQ(response->Header("connection"), "close");
}

TEST(ServerTime, hundreds_of_slow_clients_do_not_keep_a_quick_one_waiting) {
  SampleServer server(Impatient());
  std::vector<std::unique_ptr<RawClient>> slow;
  for (int i = 0; i < 300; ++i) {
    slow.push_back(std::make_unique<RawClient>(server.port()));
    slow.back()->Send("GET /hello HTTP/1.1\r\nX-Slow: ");
  }
  RawClient quick(server.port());
  quick.Send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(quick.Read(false, seconds(1)));
  for (const auto& client : slow) EXPECT_EQ(client->Read().value_or(RawResponse{}).status, 408);
  EXPECT_LE(server.server().load().connections, 301);
}

TEST(ServerTime, a_client_that_says_nothing_is_closed_without_an_answer) {
  SampleServer server(Impatient());
  RawClient client(server.port());
  EXPECT_TRUE(client.Ended());
}

TEST(ServerTime, an_idle_connection_is_closed_without_an_answer) {
  SampleServer server(Impatient());
  RawClient client(server.port());
  client.Send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_TRUE(client.Read());
  EXPECT_TRUE(client.Silent(milliseconds(1200))) << "idle time is longer than the time for a head";
  EXPECT_TRUE(client.Ended());
}

TEST(ServerTime, a_body_that_comes_too_slowly_ends_with_408) {
  SampleServer server(Impatient());
  RawClient client(server.port());
  client.Send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
  while (client.Send("a")) {
    std::this_thread::sleep_for(milliseconds(50));
    if (!client.Silent(milliseconds(1))) break;
  }
  const auto response = client.Read();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 408);
}

TEST(ServerTime, a_slow_but_honest_upload_is_let_through) {
  SampleServer server(Impatient());
  RawClient client(server.port());
  client.Send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 60000\r\n\r\n");
  for (int i = 0; i < 10; ++i) {  // 2.5 seconds in all, longer than any single limit
    client.Send(std::string(6000, 'b'));
    std::this_thread::sleep_for(milliseconds(250));
  }
  const auto response = client.Read();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 200);
}

TEST(ServerTime, a_client_that_does_not_read_its_answer_is_dropped) {
  SampleServer server(Impatient());
  RawClient client(server.port());
  client.ReadLittle();
  client.Send("GET /big?bytes=50000000 HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto until = std::chrono::steady_clock::now() + seconds(20);
  bool answered = false;
  while ((!answered || server.server().load().connections > 0) && std::chrono::steady_clock::now() < until) {
    answered = answered || !server.TakeStatuses().empty();
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_TRUE(answered);
  EXPECT_EQ(server.server().load().connections, 0);
}

TEST(ServerTime, a_handler_may_take_longer_than_any_limit_on_clients) {
  SampleServer server(Impatient());
  RawClient client(server.port());
  client.Send("GET /gate HTTP/1.1\r\nHost: a\r\n\r\n");
  server.AwaitAtGate(1);
  std::this_thread::sleep_for(milliseconds(2600));
  server.Open();
  EXPECT_TRUE(client.Read());
}

}  // namespace
}  // namespace wharf::net
