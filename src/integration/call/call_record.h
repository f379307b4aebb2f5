#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "base/clock.h"

namespace wharf::call {

/// What the activity of a connection shows of one call. Holds no secret: URL and error words are redacted before.
struct CallRecord {
  Time at;
  std::string action;  ///< id, or "" for sign-in, connect steps and checks by request
  std::string what;    ///< for people when there is no action: "Asking for a token"
  std::string method;
  std::string url;
  std::optional<int> status;
  std::chrono::milliseconds duration{0};
  std::chrono::milliseconds waited{0};  ///< for limits, before this call
  int attempts = 1;
  std::int64_t request_bytes = 0;
  std::int64_t response_bytes = 0;
  std::string error;       ///< a sentence; empty if it went well
  std::string request_id;  ///< the vendor's own, from its headers
};

/// Takes the records of calls as they end. Called from the thread that calls.
class Recorder {
 public:
  virtual ~Recorder() = default;
  virtual void Record(const CallRecord& record) = 0;
};

}  // namespace wharf::call
