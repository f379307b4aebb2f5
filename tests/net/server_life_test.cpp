// Start, stop, limits and threads of HttpServer.
#include <gtest/gtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include "server_client.h"
#include "server_sample.h"

namespace wharf::net {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kHello = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view kGate = "GET /gate HTTP/1.1\r\nHost: a\r\n\r\n";
constexpr std::string_view kWork = "GET /work HTTP/1.1\r\nHost: a\r\n\r\n";

Target Nothing(Request&) { return {}; }

TEST(ServerLife, a_port_that_is_taken_is_reported_with_its_address) {
  const SampleServer first;
  ServerOptions options;
  options.port = first.port();
  HttpServer second(options, Nothing);
  const auto started = second.Start();
  ASSERT_FALSE(started);
  EXPECT_EQ(started.error().code, "address_in_use");
  EXPECT_NE(started.error().message.find("127.0.0.1:" + std::to_string(first.port())), std::string::npos);
}

TEST(ServerLife, an_address_that_is_none_is_refused) {
  for (const char* address : {"localhost", "300.1.1.1", "", "192.0.2.1"}) {
    ServerOptions options;
    options.address = address;
    options.port = 0;
    HttpServer server(options, Nothing);
    const auto started = server.Start();
    ASSERT_FALSE(started) << address;
    EXPECT_EQ(started.error().code, "address_invalid") << address;
  }
}

TEST(ServerLife, a_server_can_start_again_at_the_port_of_the_last_one) {
  ServerOptions options;
  {
    SampleServer first;
    RawClient client(first.port());
    client.Send(kHello);
    EXPECT_TRUE(client.Read());
    options.port = first.port();
  }
  HttpServer second(options, Nothing);
  EXPECT_TRUE(second.Start());
}

TEST(ServerLife, a_server_that_never_started_can_be_destroyed) { const HttpServer server({}, Nothing); }

TEST(ServerLife, it_listens_on_ipv6_where_there_is_ipv6) {
  ServerOptions options;
  options.address = "::1";
  options.port = 0;
  HttpServer server(options, Nothing);
  const auto started = server.Start();
  if (!started) GTEST_SKIP() << started.error().message;
  EXPECT_NE(server.port(), 0);
}

TEST(ServerLife, stopping_lets_a_running_request_end_and_closes_idle_connections) {
  SampleServer server;
  RawClient idle(server.port());
  idle.Send(kHello);
  EXPECT_TRUE(idle.Read());
  RawClient busy(server.port());
  busy.Send(kGate);
  server.AwaitAtGate(1);
  EXPECT_EQ(server.server().load().running, 1);

  std::thread stop([&] { server.server().Stop(10); });
  EXPECT_TRUE(idle.Ended());
  RawClient late(server.port());
  EXPECT_TRUE(late.Ended(milliseconds(500))) << "nobody is served any more";
  server.Open();
  const auto response = busy.Read();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "through");
  EXPECT_EQ(response->Header("connection"), "close");
  stop.join();
}

TEST(ServerLife, stopping_without_grace_closes_running_requests) {
  SampleServer server;
  RawClient busy(server.port());
  busy.Send(kGate);
  server.AwaitAtGate(1);
  std::thread stop([&] { server.server().Stop(0); });
  EXPECT_TRUE(busy.Ended());
  server.Open();
  stop.join();
}

TEST(ServerLife, more_clients_than_allowed_are_turned_away_with_503) {
  ServerOptions options;
  options.max_connections = 2;
  SampleServer server(options);
  RawClient first(server.port());
  RawClient second(server.port());
  for (RawClient* client : {&first, &second}) {
    client->Send(kHello);
    EXPECT_TRUE(client->Read());
  }
  RawClient third(server.port());
  const auto refused = third.Read();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 503);
  EXPECT_EQ(refused->Header("retry-after"), "5");
  EXPECT_TRUE(third.Ended());

  first.Close();
  for (int tries = 0; tries < 100; ++tries) {  // the place becomes free when the server sees the end
    RawClient next(server.port());
    next.Send(kHello);
    const auto response = next.Read();
    if (response && response->status == 200) return;
    std::this_thread::sleep_for(milliseconds(20));
  }
  FAIL() << "the place of a client that left stayed taken";
}

TEST(ServerLife, more_waiting_work_than_allowed_is_answered_503_and_the_connection_stays) {
  ServerOptions options;
  options.workers = 1;
  options.max_waiting = 2;
  SampleServer server(options);
  RawClient running(server.port());
  running.Send(kGate);
  server.AwaitAtGate(1);
  RawClient second(server.port());
  RawClient third(server.port());
  second.Send(kWork);
  third.Send(kWork);
  while (server.server().load().waiting < 2) std::this_thread::sleep_for(milliseconds(1));

  RawClient fourth(server.port());
  fourth.Send(kWork);
  const auto refused = fourth.Read();
  ASSERT_TRUE(refused);
  EXPECT_EQ(refused->status, 503);
  EXPECT_EQ(refused->Header("retry-after"), "1");
  EXPECT_NE(refused->body.find("server_busy"), std::string::npos);

  server.Open();
  EXPECT_TRUE(second.Read());
  EXPECT_TRUE(third.Read());
  fourth.Send(kWork);
  const auto response = fourth.Read();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body, "worked");
}

TEST(ServerLife, a_worker_does_not_hold_up_the_socket_thread) {
  ServerOptions options;
  options.socket_threads = 1;
  SampleServer server(options);
  RawClient slow(server.port());
  slow.Send(kGate);
  server.AwaitAtGate(1);
  RawClient quick(server.port());
  quick.Send(kHello);
  EXPECT_TRUE(quick.Read());
}

TEST(ServerLife, a_client_that_closed_its_half_still_gets_its_answer) {
  SampleServer server;
  for (const std::string_view request : {kHello, kWork}) {
    RawClient client(server.port());
    client.Send(request);
    client.ShutdownSend();
    EXPECT_TRUE(client.Read());
    EXPECT_TRUE(client.Ended());
  }
}

TEST(ServerLife, a_client_that_leaves_in_the_middle_of_a_request_harms_nobody) {
  SampleServer server;
  for (const std::string_view part : {"GET /he", "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nhe"}) {
    RawClient half(server.port());
    half.Send(part);
    half.ShutdownSend();
    EXPECT_TRUE(half.Ended());
  }
  RawClient gone(server.port());
  gone.Send(kGate);
  server.AwaitAtGate(1);
  gone.Close();
  server.Open();
  RawClient client(server.port());
  client.Send(kHello);
  EXPECT_TRUE(client.Read());
}

TEST(ServerLife, a_body_is_asked_for_when_the_client_waits_for_that) {
  SampleServer server;
  RawClient client(server.port());
  client.Send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 5\r\n\r\n");
  EXPECT_EQ(client.ReadUntil("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  client.Send("hello");
  const auto response = client.Read();
  ASSERT_TRUE(response);
  EXPECT_TRUE(response->body.ends_with("\n\nhello"));
}

TEST(ServerLife, a_refused_body_that_is_sent_all_the_same_does_not_destroy_the_answer) {
  ServerOptions options;
  options.max_body = 1000;
  SampleServer server(options);
  RawClient client(server.port());
  client.Send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 4000000\r\n\r\n");
  for (int i = 0; i < 40; ++i) client.Send(std::string(100'000, 'b'));
  const auto response = client.Read();
  ASSERT_TRUE(response);
  EXPECT_EQ(response->status, 413);
  EXPECT_TRUE(client.Ended());
}

TEST(ServerLife, a_large_answer_arrives_whole_at_a_slow_reader) {
  SampleServer server;
  RawClient client(server.port());
  client.Send("GET /big?bytes=20000000 HTTP/1.1\r\nHost: a\r\n\r\n");
  std::this_thread::sleep_for(milliseconds(200));  // by now all buffers between the two are full
  const auto response = client.Read(false, std::chrono::seconds(20));
  ASSERT_TRUE(response);
  EXPECT_EQ(response->body.size(), 20'000'000U);
}

TEST(ServerLife, every_answer_is_reported_refusals_included) {
  SampleServer server;
  RawClient client(server.port());
  client.Send("GET /hello HTTP/1.1\r\nHost: a\r\n\r\nGET /nothing HTTP/1.1\r\nHost: a\r\n\r\nnonsense\r\n\r\n");
  while (client.Read()) {
  }
  EXPECT_EQ(server.TakeStatuses(), (std::vector<int>{200, 404, 400}));
}

TEST(ServerLife, many_clients_on_many_threads_get_their_own_answers) {
  ServerOptions options;
  options.socket_threads = 3;
  options.workers = 3;
  SampleServer server(options);
  std::atomic<int> wrong = 0;
  std::vector<std::thread> clients;
  for (int number = 0; number < 8; ++number) {
    clients.emplace_back([&, number] {
      RawClient client(server.port());
      for (int i = 0; i < 100; ++i) {
        const std::string mark = std::to_string(number) + "-" + std::to_string(i);
        client.Send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(mark.size()) + "\r\n\r\n" +
                    mark + std::string(kWork));
        const auto echo = client.Read();
        const auto worked = client.Read();
        if (!echo || !echo->body.ends_with("\n\n" + mark) || !worked || worked->body != "worked") ++wrong;
      }
    });
  }
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(wrong, 0);
}

TEST(ServerLife, stopping_amid_traffic_ends_every_client_and_every_handler) {
  ServerOptions options;
  options.socket_threads = 2;
  SampleServer server(options);
  std::vector<std::thread> clients;
  for (int number = 0; number < 6; ++number) {
    clients.emplace_back([&] {
      for (int round = 0; round < 50; ++round) {
        RawClient client(server.port());
        if (!client.Send(std::string(kWork) + std::string(kHello)) || !client.Read() || !client.Read()) return;
      }
    });
  }
  std::this_thread::sleep_for(milliseconds(20));
  server.server().Stop(1);
  for (std::thread& client : clients) client.join();
  EXPECT_EQ(server.server().load().running, 0);
  EXPECT_EQ(server.server().load().connections, 0);
}

}  // namespace
}  // namespace wharf::net
