#pragma once

#include <algorithm>
#include <chrono>

namespace wharf::net {

/// When a call must have ended. On the steady clock, so that a change of the wall clock neither ends nor prolongs it.
using Deadline = std::chrono::steady_clock::time_point;

/// What is left until then, rounded up; never negative.
inline std::chrono::milliseconds Remaining(Deadline deadline) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
  return std::max(left, std::chrono::milliseconds(0));
}

}  // namespace wharf::net
