#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace wharf::net::test {

/// One accepted connection of a LyingServer.
class Connection {
 public:
  explicit Connection(int socket, const std::atomic<bool>& stopping) : socket_(socket), stopping_(stopping) {}
  /// A request's head and body (by Content-Length); empty when the other side is gone.
  std::string ReadRequest();
  /// False when the other side is gone.
  bool Write(std::string_view bytes) const;
  /// Waits until the other side closes or the server ends.
  void AwaitClose() const;
  /// False if the server ends meanwhile.
  [[nodiscard]] bool Sleep(int milliseconds) const;
  /// Ends with a reset instead of an orderly close.
  void Reset() const;
  [[nodiscard]] int socket() const { return socket_; }

 private:
  int socket_;
  const std::atomic<bool>& stopping_;
  std::string buffer_;
};

/// Listens on a free loopback port and lets a function lie on each connection, on a thread of its own.
class LyingServer {
 public:
  using Script = std::function<void(Connection&)>;
  explicit LyingServer(Script script);
  ~LyingServer();
  LyingServer(const LyingServer&) = delete;
  LyingServer& operator=(const LyingServer&) = delete;

  [[nodiscard]] int port() const { return port_; }
  [[nodiscard]] int accepted() const { return accepted_; }
  [[nodiscard]] int open() const { return open_; }
  [[nodiscard]] std::string Url(const std::string& path = "/", const std::string& host = "127.0.0.1") const;

 private:
  void Accept();

  Script script_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<int> accepted_ = 0;
  std::atomic<int> open_ = 0;
  std::atomic<bool> stopping_ = false;
  std::mutex mutex_;
  std::set<int> sockets_;
  std::vector<std::thread> connections_;
  std::thread acceptor_;
};

/// Answers every request with this, keeping the connection alive.
LyingServer::Script Always(std::string reply);
/// "HTTP/1.1 200 OK" with a length and this body.
std::string Ok(std::string_view body);
std::string RedirectTo(const std::string& url, int status = 302);

}  // namespace wharf::net::test
