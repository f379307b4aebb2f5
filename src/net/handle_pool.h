#pragma once

#include <curl/curl.h>

#include <chrono>
#include <cstddef>
#include <list>
#include <memory>
#include <mutex>
#include <string>

namespace wharf::net {

struct CloseHandle {
  void operator()(CURL* handle) const { curl_easy_cleanup(handle); }
};
/// A libcurl easy handle with the one connection it may hold.
using CurlHandle = std::unique_ptr<CURL, CloseHandle>;

/// Handles between two calls, each with its kept-alive connection. A key stands for everything that a connection
/// depends on (origin, budget, TLS options, proxy, allow-list); only calls of the same key may share one.
///
/// Holds `max_idle` at most and drops the longest idle first. Safe from any thread.
class HandlePool {
 public:
  explicit HandlePool(std::size_t max_idle) : max_idle_(max_idle) {}

  /// The most recently used handle of that key, or a fresh one; options are at their defaults. Null without memory.
  CurlHandle Take(const std::string& key);
  /// Keeps the handle; its options are reset, so that nothing of the call stays behind.
  void Keep(std::string key, CurlHandle handle);
  void Clear();

 private:
  struct Idle {
    std::string key;
    CurlHandle handle;
    std::chrono::steady_clock::time_point since;
  };

  const std::size_t max_idle_;
  std::mutex mutex_;
  std::list<Idle> idle_;  ///< the most recently used in front
};

}  // namespace wharf::net
