#include "server_client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <thread>
#include <utility>

namespace wharf::net {
namespace {

std::string Lower(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  return text;
}

RawResponse ParseHead(std::string_view head) {
  RawResponse response;
  response.status = std::stoi(std::string(head.substr(9, 3)));
  head.remove_prefix(head.find("\r\n") + 2);
  while (!head.starts_with("\r\n")) {
    const std::string_view line = head.substr(0, head.find("\r\n"));
    const std::size_t colon = line.find(':');
    response.headers.emplace(Lower(std::string(line.substr(0, colon))), line.substr(colon + 2));
    head.remove_prefix(line.size() + 2);
  }
  return response;
}

}  // namespace

RawClient::RawClient(std::uint16_t port) : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int on = 1;
  ::setsockopt(socket_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
  ended_ = ::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0;
}

RawClient::~RawClient() { Close(); }

void RawClient::Close() {
  if (socket_ >= 0) ::close(socket_);
  socket_ = -1;
}

bool RawClient::Send(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool RawClient::SendSlowly(std::string_view bytes, std::chrono::microseconds pause) {
  for (const char byte : bytes) {
    if (!Send({&byte, 1})) return false;
    std::this_thread::sleep_for(pause);
  }
  return true;
}

void RawClient::ShutdownSend() { ::shutdown(socket_, SHUT_WR); }

void RawClient::ReadLittle() {
  const int bytes = 4096;
  ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &bytes, sizeof(bytes));
}

bool RawClient::Receive(std::chrono::steady_clock::time_point until) {
  if (ended_) return false;
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - std::chrono::steady_clock::now()).count();
  pollfd ready{socket_, POLLIN, 0};
  if (left <= 0 || ::poll(&ready, 1, static_cast<int>(left)) <= 0) return false;
  std::array<char, 65536> bytes{};
  const ssize_t count = ::recv(socket_, bytes.data(), bytes.size(), 0);
  ended_ = count <= 0;
  if (count > 0) received_.append(bytes.data(), static_cast<std::size_t>(count));
  return !ended_;
}

std::string RawClient::ReadUntil(std::string_view end, std::chrono::milliseconds within) {
  const auto until = std::chrono::steady_clock::now() + within;
  std::size_t at = 0;
  while ((at = received_.find(end)) == std::string::npos && Receive(until)) {
  }
  const std::size_t length = at == std::string::npos ? received_.size() : at + end.size();
  std::string taken = received_.substr(0, length);
  received_.erase(0, length);
  return taken;
}

std::optional<RawResponse> RawClient::Read(bool head_only, std::chrono::milliseconds within) {
  const auto until = std::chrono::steady_clock::now() + within;
  const std::string head = ReadUntil("\r\n\r\n", within);
  if (!head.ends_with("\r\n\r\n")) return std::nullopt;
  RawResponse response = ParseHead(head);
  const bool has_body = !head_only && response.status >= 200 && response.status != 204 && response.status != 304;
  if (!has_body) return response;
  const std::string length = response.Header("content-length");
  if (length.empty()) {
    while (Receive(until)) {
    }
    response.body = std::exchange(received_, {});
    return response;
  }
  const std::size_t size = std::stoul(length);
  while (received_.size() < size && Receive(until)) {
  }
  if (received_.size() < size) return std::nullopt;
  response.body = received_.substr(0, size);
  received_.erase(0, size);
  return response;
}

bool RawClient::Ended(std::chrono::milliseconds within) {
  const auto until = std::chrono::steady_clock::now() + within;
  while (Receive(until)) {
  }
  return ended_ && received_.empty();
}

bool RawClient::Silent(std::chrono::milliseconds during) {
  const auto until = std::chrono::steady_clock::now() + during;
  while (Receive(until)) {
  }
  return !ended_ && received_.empty();
}

}  // namespace wharf::net
