#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include "net/http_server.h"

namespace wharf::net {

/// The queue between those who push events and the connection that writes them, as `text/event-stream` text (WHATWG
/// HTML §9.2). Pushing is safe from any thread; the connection takes what is there whenever `wake` told it to.
class EventQueue final : public EventStream {
 public:
  /// `wake` is called from pushing threads, at most once between two calls of Take, and when the client fell behind. It
  /// must not block.
  explicit EventQueue(std::function<void()> wake) : wake_(std::move(wake)) {}

  void Push(std::string_view event, std::string_view data) override;
  [[nodiscard]] bool closed() const override;

  /// What was pushed since the last call. The text counts as "behind" until the next call.
  std::string Take();
  /// True once the client was more than 1 MB behind: what is queued is gone and the connection is not worth keeping.
  [[nodiscard]] bool fell_behind() const;
  /// From now on pushes are dropped. What is queued can still be taken, unless the client fell behind.
  void Close();

 private:
  const std::function<void()> wake_;
  mutable std::mutex mutex_;
  std::string waiting_;
  std::size_t being_written_ = 0;
  bool woken_ = false;
  bool closed_ = false;
  bool fell_behind_ = false;
};

}  // namespace wharf::net
