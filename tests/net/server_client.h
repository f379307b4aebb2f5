#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace wharf::net {

/// An answer as it came over the wire. Names of headers in lower case.
struct RawResponse {
  int status = 0;
  std::map<std::string, std::string> headers;
  std::string body;

  [[nodiscard]] std::string Header(const std::string& name) const {
    const auto found = headers.find(name);
    return found == headers.end() ? "" : found->second;
  }
};

/// A client that sends exactly the bytes it is given, in as many pieces and as slowly as the test wants.
class RawClient {
 public:
  explicit RawClient(std::uint16_t port);
  ~RawClient();
  RawClient(const RawClient&) = delete;
  RawClient& operator=(const RawClient&) = delete;

  /// False if the server closed meanwhile.
  bool Send(std::string_view bytes);
  /// One byte per packet.
  bool SendSlowly(std::string_view bytes, std::chrono::microseconds pause);
  void ShutdownSend();
  /// Makes the socket's buffers small, so that the server's writes block soon.
  void ReadLittle();
  void Close();

  /// The next answer; nullopt if the connection ended or nothing whole came in time. `head_only` after a HEAD request.
  std::optional<RawResponse> Read(bool head_only = false, std::chrono::milliseconds within = std::chrono::seconds(5));
  /// Bytes up to and with `end`; what came so far if it does not come.
  std::string ReadUntil(std::string_view end, std::chrono::milliseconds within = std::chrono::seconds(5));
  /// True if the server ends the connection in time and sends nothing more before.
  bool Ended(std::chrono::milliseconds within = std::chrono::seconds(5));
  /// True if the server sends nothing and keeps the connection for that long.
  bool Silent(std::chrono::milliseconds during);

 private:
  /// Appends what comes to `received_`; false at the end of the connection or of the time.
  bool Receive(std::chrono::steady_clock::time_point until);

  int socket_ = -1;
  bool ended_ = false;
  std::string received_;
};

}  // namespace wharf::net
