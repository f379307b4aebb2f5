#include "server_sample.h"

#include <gtest/gtest.h>

#include <chrono>
#include <stdexcept>
#include <utility>

namespace wharf::net {
namespace {

Response Text(std::string body) {
  Response response;
  response.headers.Add("Content-Type", "text/plain");
  response.body = std::move(body);
  return response;
}

Response Echo(const Request& request) {
  std::string lines = request.method + " " + request.path + "\n";
  for (const auto& [name, value] : request.query) lines.append("?").append(name).append("=").append(value).append("\n");
  for (const auto& [name, value] : request.headers) {
    lines.append(name).append(": ").append(value).append("\n");
  }
  lines.append("\n").append(request.body);
  Response response = Text(lines);
  response.headers.Set("Content-Type", "application/octet-stream");
  return response;
}

Response Big(const Request& request) {
  Response response = Text(std::string(std::stoul(std::string(request.Query("bytes").value_or("0"))), 'x'));
  response.headers.Add("ETag", "\"big\"");
  return response;
}

}  // namespace

SampleServer::SampleServer(ServerOptions options) {
  options.port = 0;
  options.on_answered = [this](const Answered& answered) {
    const std::lock_guard lock(mutex_);
    statuses_.push_back(answered.status);
    changed_.notify_all();
  };
  server_ = std::make_unique<HttpServer>(options, [this](Request& request) { return Dispatch(request); });
  const auto started = server_->Start();
  EXPECT_TRUE(started) << started.error().message;
}

SampleServer::~SampleServer() {
  Open();
  server_->Stop(0);
}

Target SampleServer::Dispatch(Request& request) {
  if (request.path == "/echo") return {.handler = Echo};
  if (request.path == "/upload") return {.handler = Echo, .allows_upload = true};
  if (request.path == "/hello") return {.handler = [](const Request&) { return Text("hello"); }};
  if (request.path == "/big") return {.handler = Big};
  if (request.path == "/empty") {
    return {.handler = [](const Request&) {
      Response response;
      response.status = 204;
      return response;
    }};
  }
  if (request.path == "/throw") {
    return {.handler = [](const Request&) -> Response { throw std::runtime_error("a mistake"); }};
  }
  if (request.path == "/split") {
    return {.handler = [](const Request&) {
      Response response = Text("split");
      response.headers.Add("X-Name", "value\r\nSet-Cookie: stolen=1");
      return response;
    }};
  }
  if (request.path == "/gate")
    return {.handler = [this](const Request&) { return WaitAtGate(); }, .run_on = RunOn::worker};
  if (request.path == "/work")
    return {.handler = [](const Request&) { return Text("worked"); }, .run_on = RunOn::worker};
  if (request.path == "/events") {
    return {.handler = [this](const Request&) {
      Response response;
      response.on_stream = [this](std::shared_ptr<EventStream> stream) {
        const std::lock_guard lock(mutex_);
        streams_.push_back(std::move(stream));
        changed_.notify_all();
      };
      return response;
    }};
  }
  return {};
}

Response SampleServer::WaitAtGate() {
  std::unique_lock lock(mutex_);
  ++at_gate_;
  changed_.notify_all();
  changed_.wait(lock, [this] { return open_; });
  return Text("through");
}

void SampleServer::Open() {
  const std::lock_guard lock(mutex_);
  open_ = true;
  changed_.notify_all();
}

void SampleServer::AwaitAtGate(int count) {
  std::unique_lock lock(mutex_);
  EXPECT_TRUE(changed_.wait_for(lock, std::chrono::seconds(5), [&] { return at_gate_ >= count; }));
}

std::vector<std::shared_ptr<EventStream>> SampleServer::AwaitStreams(std::size_t count) {
  std::unique_lock lock(mutex_);
  EXPECT_TRUE(changed_.wait_for(lock, std::chrono::seconds(5), [&] { return streams_.size() >= count; }));
  return streams_;
}

std::vector<int> SampleServer::TakeStatuses() {
  const std::lock_guard lock(mutex_);
  return std::exchange(statuses_, {});
}

}  // namespace wharf::net
