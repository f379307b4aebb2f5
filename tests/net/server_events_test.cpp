// Server-sent events.
#include <gtest/gtest.h>

#include <chrono>
#include <thread>
#include <vector>

#include "net/event_queue.h"
#include "server_client.h"
#include "server_sample.h"

namespace wharf::net {
namespace {

using std::chrono::milliseconds;

constexpr std::string_view kEvents = "GET /events HTTP/1.1\r\nHost: a\r\nAccept-Encoding: gzip\r\n\r\n";

bool Closes(const EventStream& stream) {
  for (int tries = 0; tries < 250 && !stream.closed(); ++tries) std::this_thread::sleep_for(milliseconds(20));
  return stream.closed();
}

TEST(ServerEvents, events_arrive_as_they_are_pushed) {
  SampleServer server;
  RawClient client(server.port());
  client.Send(kEvents);
  const std::string head = client.ReadUntil("\r\n\r\n");
  EXPECT_NE(head.find("Content-Type: text/event-stream\r\n"), std::string::npos);
  EXPECT_NE(head.find("Cache-Control: no-store\r\n"), std::string::npos);
  EXPECT_EQ(head.find("Content-Length"), std::string::npos);
  EXPECT_EQ(head.find("Content-Encoding"), std::string::npos);

  const auto stream = server.AwaitStreams(1).front();
  stream->Push("mapping", R"({"id":1})");
  EXPECT_EQ(client.ReadUntil("\n\n"), "event: mapping\ndata: {\"id\":1}\n\n");
  stream->Push("", "plain");
  EXPECT_EQ(client.ReadUntil("\n\n"), "data: plain\n\n");
  EXPECT_FALSE(stream->closed());
  EXPECT_EQ(server.server().load().running, 0) << "a stream is not a request that should end soon";
}

TEST(ServerEvents, a_line_break_in_an_event_cannot_make_another_event) {
  EventQueue queue([] {});
  queue.Push("name\ndata: forged", "one\ntwo\r\nthree\rfour\n\nevent: forged");
  EXPECT_EQ(queue.Take(),
            "event: name\ndata: one\ndata: two\ndata: three\ndata: four\ndata: \ndata: event: forged\n\n");
}

TEST(ServerEvents, the_queue_wakes_once_for_many_events_and_again_after_they_were_taken) {
  int wakes = 0;
  EventQueue queue([&] { ++wakes; });
  queue.Push("", "1");
  queue.Push("", "2");
  EXPECT_EQ(wakes, 1);
  EXPECT_EQ(queue.Take(), "data: 1\n\ndata: 2\n\n");
  queue.Push("", "3");
  EXPECT_EQ(wakes, 2);
  queue.Close();
  queue.Push("", "4");
  EXPECT_EQ(queue.Take(), "data: 3\n\n");
}

TEST(ServerEvents, what_is_being_written_counts_as_behind) {
  EventQueue queue([] {});
  queue.Push("", std::string(700'000, 'x'));
  EXPECT_FALSE(queue.Take().empty());
  queue.Push("", std::string(300'000, 'x'));
  EXPECT_FALSE(queue.closed());
  queue.Push("", std::string(300'000, 'x'));
  EXPECT_TRUE(queue.fell_behind());
  EXPECT_TRUE(queue.closed());
  EXPECT_EQ(queue.Take(), "");
}

TEST(ServerEvents, a_client_that_leaves_closes_its_stream) {
  SampleServer server;
  RawClient client(server.port());
  client.Send(kEvents);
  const auto stream = server.AwaitStreams(1).front();
  client.Close();
  EXPECT_TRUE(Closes(*stream));
  stream->Push("late", "nobody reads this");
}

TEST(ServerEvents, a_client_that_does_not_read_is_dropped_when_it_is_a_megabyte_behind) {
  SampleServer server;
  RawClient client(server.port());
  client.ReadLittle();
  client.Send(kEvents);
  const auto stream = server.AwaitStreams(1).front();
  for (int i = 0; i < 300 && !stream->closed(); ++i) {
    stream->Push("block", std::string(50'000, 'x'));
    std::this_thread::sleep_for(milliseconds(2));
  }
  EXPECT_TRUE(stream->closed());
  for (int tries = 0; tries < 250 && server.server().load().connections > 0; ++tries) {
    std::this_thread::sleep_for(milliseconds(20));
  }
  EXPECT_EQ(server.server().load().connections, 0);
}

TEST(ServerEvents, many_threads_may_push_to_one_stream) {
  SampleServer server;
  RawClient client(server.port());
  client.Send(kEvents);
  client.ReadUntil("\r\n\r\n");
  const auto stream = server.AwaitStreams(1).front();
  std::vector<std::thread> pushers;
  for (int pusher = 0; pusher < 4; ++pusher) {
    pushers.emplace_back([&] {
      for (int i = 0; i < 250; ++i) stream->Push("tick", "1");
    });
  }
  for (std::thread& pusher : pushers) pusher.join();
  for (int i = 0; i < 1000; ++i) ASSERT_EQ(client.ReadUntil("\n\n"), "event: tick\ndata: 1\n\n") << i;
}

TEST(ServerEvents, stopping_ends_streams_and_what_was_pushed_before_still_arrives) {
  SampleServer server;
  RawClient client(server.port());
  client.Send(kEvents);
  client.ReadUntil("\r\n\r\n");
  const auto stream = server.AwaitStreams(1).front();
  stream->Push("last", "words");
  server.server().Stop(5);
  EXPECT_EQ(client.ReadUntil("\n\n"), "event: last\ndata: words\n\n");
  EXPECT_TRUE(client.Ended());
  EXPECT_TRUE(stream->closed());
}

TEST(ServerEvents, a_stream_may_be_pushed_to_after_its_server_is_gone) {
  std::shared_ptr<EventStream> stream;
  {
    SampleServer server;
    RawClient client(server.port());
    client.Send(kEvents);
    stream = server.AwaitStreams(1).front();
  }
  stream->Push("late", "nobody reads this");
  EXPECT_TRUE(stream->closed());
}

TEST(ServerEvents, head_of_a_stream_is_only_the_head) {
  SampleServer server;
  RawClient client(server.port());
  client.Send("HEAD /events HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto response = client.Read(true);
  ASSERT_TRUE(response);
  EXPECT_EQ(response->Header("content-type"), "text/event-stream");
  EXPECT_TRUE(client.Ended());
}

}  // namespace
}  // namespace wharf::net
