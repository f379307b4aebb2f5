#include "integration/call/waiting.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "integration/definition/evaluate.h"
#include "net/rate_hint.h"

namespace wharf::call {
namespace {

using std::chrono::milliseconds;

std::optional<milliseconds> AsRate(std::string_view text) {
  double rate = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), rate);
  if (failure != std::errc{} || end != text.data() + text.size() || rate <= 0) return std::nullopt;
  return milliseconds(static_cast<std::int64_t>(std::ceil(1000 / rate)));
}

std::optional<milliseconds> Read(std::string_view value, std::string_view unit, Time now) {
  if (unit == "auto") return net::ReadRetryAfter(value, now);
  if (unit == "rate") return AsRate(value);
  if (unit == "seconds") return net::ReadReset(value, net::ResetUnit::seconds, now);
  if (unit == "milliseconds") return net::ReadReset(value, net::ResetUnit::milliseconds, now);
  if (unit == "epoch_seconds") return net::ReadReset(value, net::ResetUnit::epoch_seconds, now);
  if (unit == "epoch_milliseconds") return net::ReadReset(value, net::ResetUnit::epoch_milliseconds, now);
  return net::ReadReset(value, net::ResetUnit::date, now);
}

std::optional<milliseconds> FromHint(const definition::Block& hint, const net::Headers& headers,
                                     const templates::Context& context, Time now) {
  if (hint.kind == "body") {
    const auto value = definition::EvaluateText(hint.Template("value"), context);
    if (!value || !value->text) return std::nullopt;
    return Read(*value->text, hint.Text("unit"), now);
  }
  if (hint.Has("when_zero")) {
    const auto left = headers.Get(hint.Text("when_zero"));
    if (!left || *left != "0") return std::nullopt;
  }
  const auto value = headers.Get(hint.Text("name"));
  return value ? Read(*value, hint.Text("unit"), now) : std::nullopt;
}

/// `*` stands for anything.
bool Matches(std::string_view glob, std::string_view text) {
  if (glob.empty()) return text.empty();
  if (glob.front() == '*') {
    for (std::size_t skip = 0; skip <= text.size(); ++skip) {
      if (Matches(glob.substr(1), text.substr(skip))) return true;
    }
    return false;
  }
  return !text.empty() && text.front() == glob.front() && Matches(glob.substr(1), text.substr(1));
}

bool Counts(const definition::Block& window, std::string_view method, std::string_view path) {
  const auto methods = window.Texts("methods");
  if (!methods.empty() && std::find(methods.begin(), methods.end(), method) == methods.end()) return false;
  const auto paths = window.Texts("paths");
  return paths.empty() ||
         std::any_of(paths.begin(), paths.end(), [&](const auto& glob) { return Matches(glob, path); });
}

}  // namespace

std::optional<milliseconds> AskedToWait(int status, const net::Headers& headers,
                                        const boost::json::object& /*response*/, const definition::Limits& limits,
                                        const templates::Context& context, Time now) {
  std::optional<milliseconds> longest;
  for (const auto& hint : limits.wait) {
    const auto wait = FromHint(*hint, headers, context, now);
    if (wait && (!longest || *wait > *longest)) longest = wait;
  }
  if (!longest) longest = net::ReadRateHint(headers, now).Wait(status);
  if (longest && limits.longest_wait.count() > 0) longest = std::min(*longest, limits.longest_wait);
  return longest;
}

milliseconds Backoff(int attempt, milliseconds base, bool constant, double jitter) {
  const double growth = constant ? 1 : std::pow(2, std::min(attempt - 1, 10));
  const double wait = std::min(static_cast<double>(base.count()) * growth, 60'000.0);
  return milliseconds(static_cast<std::int64_t>(wait * (1 + jitter / 4)));
}

milliseconds Budgets::Reserve(std::string_view key, const std::vector<definition::BlockPtr>& windows,
                              std::string_view method, std::string_view path, Time now, double jitter) {
  if (windows.empty()) return milliseconds(0);
  const std::scoped_lock lock(mutex_);
  std::vector<Window*> counted;
  milliseconds wait(0);
  std::size_t number = 0;
  for (const auto& block : windows) {
    Window& window = windows_[std::string(key) + "\n" + std::to_string(number++)];
    if (!Counts(*block, method, path)) continue;
    const milliseconds per = block->Duration("per");
    if (per.count() <= 0) continue;
    if (now >= window.begins + per) {
      const auto since_epoch = now.time_since_epoch();
      window.begins = block->Flag("aligned") ? Time(since_epoch - since_epoch % per) : now;
      window.used = 0;
    }
    if (window.used >= block->Integer("calls")) {
      const milliseconds rest = window.begins + per - now;
      wait = std::max(wait, rest + milliseconds(static_cast<std::int64_t>(jitter * 100)));
    }
    counted.push_back(&window);
  }
  if (wait.count() > 0) return wait;
  for (Window* window : counted) ++window->used;
  // Windows that ended long ago go, so that the map stays as large as the connections in use.
  if (windows_.size() > 4096) {
    std::erase_if(windows_, [&](const auto& entry) { return entry.second.begins + std::chrono::hours(24) < now; });
  }
  return milliseconds(0);
}

}  // namespace wharf::call
