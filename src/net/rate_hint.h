#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "net/http_message.h"

namespace wharf::net {

/// What the number in a "reset" header counts. Vendors do not agree, so a definition may say it.
enum class ResetUnit {
  guess,          ///< by magnitude: up to 45 days is a duration, then epoch seconds, then epoch milliseconds; or a date
  seconds,        ///< until the reset
  milliseconds,   ///< until the reset
  epoch_seconds,  ///< when
  epoch_milliseconds,  ///< when
  date                 ///< HTTP-date or RFC 3339
};

/// Which headers a vendor uses. Empty names: the usual ones (`RateLimit`, `RateLimit-*`, `X-RateLimit-*`,
/// `X-Rate-Limit-*`).
struct RateHeaders {
  std::string limit;
  std::string remaining;
  std::string reset;
  ResetUnit unit = ResetUnit::guess;
};

/// What a reply says about the vendor's limit. Durations are never negative and a day at most.
struct RateHint {
  std::optional<std::int64_t> limit;
  std::optional<std::int64_t> remaining;
  std::optional<std::chrono::milliseconds> reset_in;
  std::optional<std::chrono::milliseconds> retry_after;

  /// How long to hold back after a reply of this status: after 429 and 503 what Retry-After says, or else the reset;
  /// after any other when nothing remains, the reset. nullopt: no reason to wait is known.
  [[nodiscard]] std::optional<std::chrono::milliseconds> Wait(int status) const;
};

/// Reads all hints. Moments are compared with the reply's own Date where it has one, so that a wrong clock on either
/// side does no harm. Pure.
RateHint ReadRateHint(const Headers& headers, Time now, const RateHeaders& names = {});

/// Retry-After: seconds or HTTP-date (RFC 9110 §10.2.3); fractions of seconds and RFC 3339 are taken as well.
std::optional<std::chrono::milliseconds> ReadRetryAfter(std::string_view value, Time now);

/// The value of a reset header; nullopt if it is not of that unit or not plausible.
std::optional<std::chrono::milliseconds> ReadReset(std::string_view value, ResetUnit unit, Time now);

/// For limits that start anew at marks of the clock (every full five minutes, say): the time to the next mark, plus
/// `jitter` (0 to 1) of a tenth of the window, ten seconds at most, so that not everybody comes at the mark.
std::chrono::milliseconds UntilNextWindow(Time now, std::chrono::milliseconds window, double jitter);

}  // namespace wharf::net
