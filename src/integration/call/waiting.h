#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "integration/definition/definition.h"
#include "net/http_message.h"
#include "template/context.h"

namespace wharf::call {

/// How long the vendor asks to be left alone after this answer: the definition's hints and the headers everybody knows,
/// the longest of them. nullopt: it does not say. Pure.
std::optional<std::chrono::milliseconds> AskedToWait(int status, const net::Headers& headers,
                                                     const boost::json::object& response,
                                                     const definition::Limits& limits,
                                                     const templates::Context& context, Time now);

/// How long to wait before try number `attempt` (from 1): doubling from `base`, at most a minute, with up to a quarter
/// added by chance (`jitter` 0..1) so that many callers do not come back at once.
std::chrono::milliseconds Backoff(int attempt, std::chrono::milliseconds base, bool constant, double jitter);

/// Keeps to the budgets that definitions declare ("300 calls a minute"). Knows only this process; the vendor's own 429
/// is what several processes learn from. Safe from any thread.
class Budgets {
 public:
  /// How long a call must wait to stay within its windows; zero: it may go now, and is counted.
  std::chrono::milliseconds Reserve(std::string_view key, const std::vector<definition::BlockPtr>& windows,
                                    std::string_view method, std::string_view path, Time now, double jitter);

 private:
  struct Window {
    Time begins;
    std::int64_t used = 0;
  };
  std::mutex mutex_;
  std::map<std::string, Window, std::less<>> windows_;
};

}  // namespace wharf::call
