#include "integration/mapping/refresh_progress.h"

#include <algorithm>
#include <thread>
#include <utility>

namespace wharf::mapping {
namespace {

std::string WithThousands(std::int64_t number) {
  std::string text = std::to_string(number);
  for (auto at = static_cast<std::ptrdiff_t>(text.size()) - 3; at > 0; at -= 3)
    text.insert(static_cast<std::size_t>(at), ",");
  return text;
}

}  // namespace

Result<void> RefreshProgress::Came(std::int64_t page, std::size_t customers) {
  done_ = static_cast<std::int64_t>(customers);
  text_ = "page " + std::to_string(page) + ", " + WithThousands(done_) + " customers";
  return Say(text_);
}

bool RefreshProgress::Wait(std::chrono::milliseconds time) {
  constexpr std::chrono::milliseconds kStep{100};
  constexpr std::chrono::milliseconds kSayAgain{5'000};
  const std::string why = (text_.empty() ? std::string() : text_ + ". ") + Why();
  for (auto said = kSayAgain; time.count() > 0; time -= kStep, said += kStep) {
    if (ShouldStop()) return false;
    if (said >= kSayAgain && time >= std::chrono::seconds(1)) {
      said = std::chrono::milliseconds(0);
      const auto seconds = std::chrono::ceil<std::chrono::seconds>(time).count();
      // A lost lease shows in ShouldStop.
      static_cast<void>(Say(why + "; it is called again in " + std::to_string(seconds) + " s"));
    }
    std::this_thread::sleep_for(std::min(time, kStep));
  }
  return !ShouldStop();
}

Result<void> RefreshProgress::Say(std::string text) {
  return job_.Report({{"text", std::move(text)}, {"done", done_}, {"total", nullptr}});
}

std::string RefreshProgress::Why() const {
  const auto* last = caller_ != nullptr && caller_->last_record() ? &*caller_->last_record() : nullptr;
  if (last != nullptr && last->status >= 400) return tool_ + " answered " + std::to_string(*last->status);
  if (last != nullptr && !last->status) return tool_ + " did not answer";
  return tool_ + " allows no more calls just now";
}

}  // namespace wharf::mapping
