#pragma once

#include <array>
#include <cstdint>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

#include "net/http_server.h"

namespace wharf::net {

/// The value of the `Date` header (RFC 9110 §5.6.7), written anew only when the second changes. Not for several
/// threads.
class DateText {
 public:
  std::string_view At(std::time_t now);

 private:
  std::time_t second_ = -1;
  std::array<char, 32> text_{};
};

/// What the server, not the resource, decides about a response.
struct Framing {
  std::string_view date;
  std::string_view request_id;
  std::optional<std::uint64_t> content_length =
      std::nullopt;  ///< nullopt: no such header (204, 304, or the end of the connection ends it)
  bool keep_alive = true;
  bool http_1_0 = false;
};

/// Appends the status line, the resource's headers and those of the framing, and the empty line, to `out`. Headers that
/// belong to the framing (Connection, Content-Length, Date, Keep-Alive, Transfer-Encoding, Upgrade, X-Request-Id) are
/// left out of what the resource set. False, with `out` unchanged, if a status or header cannot be sent: a name that is
/// not a token, or a value with CR, LF or NUL. That is a mistake of ours, and sending it would let a value add headers.
bool AppendHead(const Response& response, const Framing& framing, std::string& out);

/// "Not Found" for 404; the name of its class for a number without a name of its own.
std::string_view ReasonPhrase(int status);

}  // namespace wharf::net
