#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "net/http_server.h"

namespace wharf::net {

/// A server with a few resources, started at a free port:
///   /echo      what arrived, as lines: method, path, each query and header, body      /upload  the same, for large
///   bodies /hello     "hello"                       /big?bytes=N   N letters of text          /empty  204 /throw an
///   exception                  /split         a header with a line break /events    an event stream (see streams)
///   /gate      on a worker: waits for Open, then "through"     /work  on a worker: "worked"
class SampleServer {
 public:
  explicit SampleServer(ServerOptions options = {});
  ~SampleServer();
  SampleServer(const SampleServer&) = delete;
  SampleServer& operator=(const SampleServer&) = delete;

  [[nodiscard]] std::uint16_t port() const { return server_->port(); }
  HttpServer& server() { return *server_; }

  void Open();
  /// Waits until so many requests stand at the gate.
  void AwaitAtGate(int count);
  /// Waits until so many event streams have begun, and returns them.
  std::vector<std::shared_ptr<EventStream>> AwaitStreams(std::size_t count);
  /// The statuses that on_answered was told of.
  std::vector<int> TakeStatuses();

 private:
  Target Dispatch(Request& request);
  Response WaitAtGate();

  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int at_gate_ = 0;
  std::vector<std::shared_ptr<EventStream>> streams_;
  std::vector<int> statuses_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace wharf::net
