#include "net/event_queue.h"

#include <algorithm>
#include <utility>

namespace wharf::net {
namespace {

constexpr std::size_t kMostBehind = 1U << 20U;

/// One event. A line break in the data starts another `data:` line; in the name it would start another field, so the
/// name ends there.
std::string EventText(std::string_view event, std::string_view data) {
  std::string text;
  text.reserve(event.size() + data.size() + 24);
  event = event.substr(0, event.find_first_of(std::string_view("\r\n\0", 3)));
  if (!event.empty()) text.append("event: ").append(event).append("\n");
  for (;;) {
    const std::size_t end = std::min(data.find_first_of("\r\n"), data.size());
    text.append("data: ").append(data.substr(0, end)).append("\n");
    if (end == data.size()) break;
    data.remove_prefix(end + (data.substr(end).starts_with("\r\n") ? 2 : 1));
  }
  text.append("\n");
  return text;
}

}  // namespace

void EventQueue::Push(std::string_view event, std::string_view data) {
  const std::string text = EventText(event, data);
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    if (waiting_.size() + being_written_ + text.size() > kMostBehind) {
      closed_ = fell_behind_ = true;
      waiting_.clear();
    } else {
      waiting_.append(text);
    }
    // A connection that is stuck in writing takes nothing more: it must be told that it is over.
    if (std::exchange(woken_, true) && !fell_behind_) return;
  }
  wake_();
}

bool EventQueue::closed() const {
  const std::lock_guard lock(mutex_);
  return closed_;
}

bool EventQueue::fell_behind() const {
  const std::lock_guard lock(mutex_);
  return fell_behind_;
}

std::string EventQueue::Take() {
  const std::lock_guard lock(mutex_);
  woken_ = false;
  being_written_ = waiting_.size();
  return std::exchange(waiting_, {});
}

void EventQueue::Close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
}

}  // namespace wharf::net
