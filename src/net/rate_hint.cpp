#include "net/rate_hint.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <initializer_list>

#include "base/trim.h"
#include "net/http_date.h"

namespace wharf::net {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kLongest = std::chrono::hours(24);
constexpr double kLongestDuration = 45.0 * 86'400;  // monthly quotas
constexpr double kFirstEpoch = 1.0e9;               // 2001; no reset lies before
constexpr double kFirstEpochMs = 1.0e11;            // as seconds this would be the year 5138
constexpr double kLastEpochMs = 1.0e14;

/// Blanks, and the quotes that some put around numbers.
std::string_view Bare(std::string_view text) { return Trim(text, " \t\""); }

std::optional<double> Number(std::string_view text) {
  text = Bare(text);
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed);
  if (error != std::errc() || end != text.data() + text.size() || !std::isfinite(value)) return std::nullopt;
  return value;
}

milliseconds Bounded(double wait_ms) {
  const double most = static_cast<double>(kLongest.count());
  return milliseconds(static_cast<std::int64_t>(std::ceil(std::clamp(wait_ms, 0.0, most))));
}

double EpochMs(Time time) { return static_cast<double>(time.time_since_epoch().count()); }

std::optional<Time> Date(std::string_view text, Time now) {
  text = Bare(text);
  if (const auto date = ParseHttpDate(text, now)) return date;
  return ParseTime(text);
}

/// The vendor's own header, or the first of the usual ones that is there.
std::optional<std::string_view> FirstOf(const Headers& headers, std::string_view own,
                                        std::initializer_list<std::string_view> usual) {
  if (!own.empty()) return headers.Get(own);
  for (const std::string_view name : usual) {
    if (const auto value = headers.Get(name)) return value;
  }
  return std::nullopt;
}

/// The leading count of `100`, `100, 100;w=60` or `100;w=60` (draft-ietf-httpapi-ratelimit-headers-03).
std::optional<std::int64_t> Count(std::optional<std::string_view> value) {
  if (!value) return std::nullopt;
  const auto number = Number(value->substr(0, value->find_first_of(",;")));
  if (!number || *number < -1e15 || *number > 1e15) return std::nullopt;
  return static_cast<std::int64_t>(*number);
}

/// `RateLimit: "default";r=50;t=30` (draft -08 and later) and `RateLimit: limit=100, remaining=50, reset=30` (draft
/// -07).
void ReadCombined(std::string_view value, RateHint& hint) {
  while (!value.empty()) {
    const std::size_t length = std::min(value.find_first_of(",;"), value.size());
    const std::string_view part = Bare(value.substr(0, length));
    value.remove_prefix(std::min(value.size(), length + 1));
    const std::size_t equals = part.find('=');
    if (equals == std::string_view::npos) continue;
    const std::string_view name = Bare(part.substr(0, equals));
    const std::string_view text = part.substr(equals + 1);
    if (name == "limit" || name == "q") hint.limit = Count(text);
    if (name == "remaining" || name == "r") hint.remaining = Count(text);
    if (const auto wait = Number(text); wait && (name == "reset" || name == "t")) hint.reset_in = Bounded(*wait * 1000);
  }
}

}  // namespace

std::optional<milliseconds> ReadRetryAfter(std::string_view value, Time now) {
  if (const auto seconds = Number(value)) {
    // Some vendors put the moment here instead; as a duration it would be decades.
    return ReadReset(value, *seconds < kFirstEpoch ? ResetUnit::seconds : ResetUnit::guess, now);
  }
  return ReadReset(value, ResetUnit::date, now);
}

std::optional<milliseconds> ReadReset(std::string_view value, ResetUnit unit, Time now) {
  const auto number = Number(value);
  if (!number || unit == ResetUnit::date) {
    if (unit != ResetUnit::date && unit != ResetUnit::guess) return std::nullopt;
    const auto date = Date(value, now);
    if (!date) return std::nullopt;
    return Bounded(EpochMs(*date) - EpochMs(now));
  }
  if (unit == ResetUnit::guess) {
    if (*number <= kLongestDuration) {
      unit = ResetUnit::seconds;
    } else if (*number >= kFirstEpoch && *number < kFirstEpochMs) {
      unit = ResetUnit::epoch_seconds;
    } else if (*number >= kFirstEpochMs && *number < kLastEpochMs) {
      unit = ResetUnit::epoch_milliseconds;
    } else {
      return std::nullopt;
    }
  }
  if (unit == ResetUnit::seconds) return Bounded(*number * 1000);
  if (unit == ResetUnit::milliseconds) return Bounded(*number);
  return Bounded(*number * (unit == ResetUnit::epoch_seconds ? 1000 : 1) - EpochMs(now));
}

RateHint ReadRateHint(const Headers& headers, Time now, const RateHeaders& names) {
  RateHint hint;
  if (const auto date = headers.Get("Date")) now = ParseHttpDate(*date, now).value_or(now);
  if (const auto combined = headers.Get("RateLimit")) ReadCombined(*combined, hint);
  const auto limit = FirstOf(headers, names.limit, {"RateLimit-Limit", "X-RateLimit-Limit", "X-Rate-Limit-Limit"});
  const auto remaining =
      FirstOf(headers, names.remaining, {"RateLimit-Remaining", "X-RateLimit-Remaining", "X-Rate-Limit-Remaining"});
  const auto reset = FirstOf(headers, names.reset, {"RateLimit-Reset", "X-RateLimit-Reset", "X-Rate-Limit-Reset"});
  if (const auto count = Count(limit)) hint.limit = count;
  if (const auto count = Count(remaining)) hint.remaining = count;
  if (reset) {
    if (const auto wait = ReadReset(*reset, names.unit, now)) hint.reset_in = wait;
  }
  if (const auto after = headers.Get("Retry-After")) hint.retry_after = ReadRetryAfter(*after, now);
  return hint;
}

std::optional<milliseconds> RateHint::Wait(int status) const {
  if (status == 429 || status == 503) return retry_after ? retry_after : reset_in;
  if (status == 403 && retry_after) return retry_after;
  if (remaining && *remaining <= 0) return reset_in;
  return std::nullopt;
}

milliseconds UntilNextWindow(Time now, milliseconds window, double jitter) {
  window = std::clamp(window, milliseconds(1), kLongest);
  const milliseconds since_epoch = now.time_since_epoch();
  const milliseconds past = since_epoch % window;
  const double spread = std::min(static_cast<double>(window.count()) / 10, 10'000.0);
  // Exactly at a mark the whole window is waited: whoever is refused there has a clock that runs ahead.
  return window - past + milliseconds(static_cast<std::int64_t>(spread * std::clamp(jitter, 0.0, 1.0)));
}

}  // namespace wharf::net
