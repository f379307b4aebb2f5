#include "net/lying_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <stdexcept>

namespace wharf::net::test {

std::string Connection::ReadRequest() {
  for (;;) {
    const std::size_t end = buffer_.find("\r\n\r\n");
    if (end != std::string::npos) {
      std::size_t length = 0;
      const std::size_t field = buffer_.find("Content-Length: ");
      if (field < end) length = std::strtoul(buffer_.c_str() + field + 16, nullptr, 10);
      if (buffer_.size() >= end + 4 + length) {
        std::string request = buffer_.substr(0, end + 4 + length);
        buffer_.erase(0, request.size());
        return request;
      }
    }
    std::array<char, 4096> piece{};
    const ssize_t got = recv(socket_, piece.data(), piece.size(), 0);
    if (got <= 0) return {};
    buffer_.append(piece.data(), static_cast<std::size_t>(got));
  }
}

bool Connection::Write(std::string_view bytes) const {
  while (!bytes.empty()) {
    const ssize_t sent = send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

void Connection::AwaitClose() const {
  std::array<char, 4096> piece{};
  while (recv(socket_, piece.data(), piece.size(), 0) > 0) {
  }
}

bool Connection::Sleep(int milliseconds) const {
  for (int slept = 0; slept < milliseconds && !stopping_; slept += 10) {
    std::this_thread::sleep_for(std::chrono::milliseconds(10));
  }
  return !stopping_;
}

void Connection::Reset() const {
  const linger at_once{1, 0};
  setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
}

LyingServer::LyingServer(Script script) : script_(std::move(script)) {
  listener_ = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof address;
  auto* const generic = reinterpret_cast<sockaddr*>(&address);
  if (bind(listener_, generic, length) != 0 || listen(listener_, 256) != 0) throw std::runtime_error("no port");
  getsockname(listener_, generic, &length);
  port_ = ntohs(address.sin_port);
  acceptor_ = std::thread([this] { Accept(); });
}

LyingServer::~LyingServer() {
  stopping_ = true;
  shutdown(listener_, SHUT_RDWR);
  acceptor_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int socket : sockets_) shutdown(socket, SHUT_RDWR);
  }
  for (std::thread& thread : connections_) thread.join();
  close(listener_);
}

void LyingServer::Accept() {
  for (;;) {
    const int socket = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (socket < 0) return;
    ++accepted_;
    ++open_;
    {
      const std::lock_guard lock(mutex_);
      sockets_.insert(socket);
    }
    connections_.emplace_back([this, socket] {
      Connection connection(socket, stopping_);
      script_(connection);
      const std::lock_guard lock(mutex_);
      sockets_.erase(socket);
      close(socket);
      --open_;
    });
  }
}

std::string LyingServer::Url(const std::string& path, const std::string& host) const {
  return "http://" + host + ":" + std::to_string(port_) + path;
}

LyingServer::Script Always(std::string reply) {
  return [reply = std::move(reply)](Connection& connection) {
    while (!connection.ReadRequest().empty() && connection.Write(reply)) {
    }
  };
}

std::string Ok(std::string_view body) {
  return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

std::string RedirectTo(const std::string& url, int status) {
  return "HTTP/1.1 " + std::to_string(status) + " Moved\r\nLocation: " + url + "\r\nContent-Length: 0\r\n\r\n";
}

}  // namespace wharf::net::test
