#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace wharf {

/// A moment in UTC, to the millisecond: what is stored, sent and compared everywhere.
using Time = std::chrono::time_point<std::chrono::system_clock, std::chrono::milliseconds>;

/// What time it is. Handed in wherever time matters, so that tests and simulations drive it. Safe from any thread.
class Clock {
 public:
  virtual ~Clock() = default;
  [[nodiscard]] virtual Time Now() const = 0;
};

class SystemClock final : public Clock {
 public:
  [[nodiscard]] Time Now() const override;
};

/// RFC 3339 in UTC with three digits of fraction: `2026-11-24T23:51:43.007Z`. Orders as text like the moments do.
std::string FormatTime(Time time);

/// Reads RFC 3339 with any offset and up to nine digits of fraction (cut to milliseconds); nullopt if it is not that.
std::optional<Time> ParseTime(std::string_view text);

}  // namespace wharf
