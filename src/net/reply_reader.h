#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "net/http_message.h"

namespace wharf::net {

/// Collects one reply as it comes in and says stop as soon as it is too large: nothing of a 2 GB reply beyond the limit
/// is ever held. Not safe for use by several threads.
class ReplyReader {
 public:
  enum class Stop { none, body_too_large, header_too_large };

  explicit ReplyReader(std::uint64_t max_body) : max_body_(max_body) {}

  /// A status line, a field line or the empty line, with its line end. Interim replies (1xx, RFC 9110 §15.2) are
  /// dropped; so are trailers, which nobody asked for (§6.5.1). False: stop.
  bool TakeHeaderLine(std::string_view line);
  /// A piece of the decoded body. False: stop.
  bool TakeBody(std::string_view piece);

  [[nodiscard]] Stop stop() const { return stop_; }
  [[nodiscard]] int status() const { return status_; }
  /// The header came to its end: a connection that closes before that has answered nothing.
  [[nodiscard]] bool header_complete() const { return headers_done_; }
  [[nodiscard]] Headers& headers() { return headers_; }
  [[nodiscard]] std::string& body() { return body_; }

  static constexpr std::size_t kMaxHeaderBytes = 256U << 10U;

 private:
  void TakeField(std::string_view line);

  std::uint64_t max_body_;
  Stop stop_ = Stop::none;
  int status_ = 0;
  bool headers_done_ = false;
  std::size_t header_bytes_ = 0;
  Headers headers_;
  std::string last_name_;
  std::string last_value_;
  std::string body_;
};

}  // namespace wharf::net
