#pragma once

#include <dirent.h>

#include <chrono>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "net/outbound.h"

namespace wharf::net::test {

/// An Outbound for tests: loopback allowed, no proxy, names as the test says.
struct Caller {
  explicit Caller(AllowList allow = {{"127.0.0.0/8"}}, LookUp look_up = nullptr, ProxySettings proxies = {},
                  std::string ca_file = "")
      : outbound({std::move(allow), "Wharf", 64, std::move(ca_file), std::move(proxies), std::move(look_up)}, clock,
                 random) {}

  Result<OutboundResponse> Get(const std::string& url, std::chrono::milliseconds total = std::chrono::seconds(5)) {
    OutboundRequest request;
    request.url = url;
    request.limits.total = total;
    return outbound.Send(request);
  }

  SystemClock clock;
  SeededRandom random{7};
  Outbound outbound;
};

/// "code" of an error, or the status of a response.
inline std::string Outcome(const Result<OutboundResponse>& result) {
  return result ? std::to_string(result->status) : result.error().code;
}

class Stopwatch {
 public:
  [[nodiscard]] std::int64_t Milliseconds() const {
    return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - start_).count();
  }

 private:
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

/// How many files and sockets this process has open.
inline int OpenFiles() {
  int count = 0;
  DIR* folder = opendir("/proc/self/fd");
  while (readdir(folder) != nullptr) ++count;
  closedir(folder);
  return count;
}

}  // namespace wharf::net::test
