#pragma once

#include <cstdint>
#include <mutex>
#include <optional>
#include <string>
#include <unordered_map>
#include <utility>

namespace wharf::organization {

/// What was found out about tokens at one revision of the people. With the next revision everything is forgotten, so an
/// answer is never older than the last change of anybody. Safe from any thread.
template <class T>
class AuthenticationCache {
 public:
  [[nodiscard]] std::optional<T> Find(const std::string& token_hash, std::int64_t revision) const {
    const std::lock_guard lock(mutex_);
    if (revision != revision_) return std::nullopt;
    const auto found = known_.find(token_hash);
    return found == known_.end() ? std::nullopt : std::optional(found->second);
  }

  void Put(const std::string& token_hash, std::int64_t revision, T value) {
    const std::lock_guard lock(mutex_);
    if (revision != revision_ || known_.size() >= kMost) known_.clear();
    revision_ = revision;
    known_.insert_or_assign(token_hash, std::move(value));
  }

  void Forget(const std::string& token_hash) {
    const std::lock_guard lock(mutex_);
    known_.erase(token_hash);
  }

 private:
  static constexpr std::size_t kMost = 10'000;
  mutable std::mutex mutex_;
  std::int64_t revision_ = -1;
  std::unordered_map<std::string, T> known_;
};

/// When tokens were last used, in memory until somebody writes it down: a read of the API should not cost a write.
/// Safe from any thread.
template <class TimeType>
class LastUse {
 public:
  void Note(const std::string& token_hash, TimeType now) {
    const std::lock_guard lock(mutex_);
    if (uses_.size() < kMost) uses_.insert_or_assign(token_hash, now);
  }
  [[nodiscard]] std::unordered_map<std::string, TimeType> Take() {
    const std::lock_guard lock(mutex_);
    return std::exchange(uses_, {});
  }

 private:
  static constexpr std::size_t kMost = 100'000;
  mutable std::mutex mutex_;
  std::unordered_map<std::string, TimeType> uses_;
};

}  // namespace wharf::organization
