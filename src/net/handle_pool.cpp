#include "net/handle_pool.h"

#include <algorithm>

namespace wharf::net {
namespace {

constexpr std::chrono::seconds kLongestIdle{60};

void StartLibrary() {
  static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
  static_cast<void>(started);
}

}  // namespace

CurlHandle HandlePool::Take(const std::string& key) {
  {
    const std::lock_guard lock(mutex_);
    const auto found = std::ranges::find_if(idle_, [&](const Idle& idle) { return idle.key == key; });
    if (found != idle_.end()) {
      CurlHandle handle = std::move(found->handle);
      idle_.erase(found);
      return handle;
    }
  }
  StartLibrary();
  return CurlHandle(curl_easy_init());
}

void HandlePool::Keep(std::string key, CurlHandle handle) {
  curl_easy_reset(handle.get());
  std::list<Idle> dropped;  // closed without the lock: that may send a last TLS record
  const std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  idle_.push_front({std::move(key), std::move(handle), now});
  while (!idle_.empty() && (idle_.size() > max_idle_ || now - idle_.back().since > kLongestIdle)) {
    dropped.splice(dropped.begin(), idle_, std::prev(idle_.end()));
  }
}

void HandlePool::Clear() {
  std::list<Idle> dropped;
  const std::lock_guard lock(mutex_);
  dropped.swap(idle_);
}

}  // namespace wharf::net
