#include "net/budget.h"

#include <algorithm>
#include <condition_variable>
#include <list>
#include <map>
#include <mutex>

namespace wharf::net {
namespace {

using std::chrono::milliseconds;

/// A hold is on the wall clock, a wait on the steady one: look again this often, so that a clock that was set is seen.
constexpr milliseconds kLookAgain{250};
constexpr milliseconds kLongestHold = std::chrono::hours(24);
constexpr std::size_t kManyKeys = 256;

struct Waiter {
  std::condition_variable turn;
};

struct Budget {
  int running = 0;
  std::list<Waiter*> queue;  ///< waiters live on the stacks of their calls and leave the queue before they go
  Time held_until{};

  void WakeFirst() const {
    if (!queue.empty()) queue.front()->turn.notify_one();
  }
};

Error Held(milliseconds wait) {
  Error error{ErrorKind::rate_limited, "rate_limited",
              "The tool asked to wait " + std::to_string(std::max<std::int64_t>(1, wait.count() / 1000)) +
                  " s, which is longer than this call may take; try again then."};
  error.retry_after_ms = wait.count();
  return error;
}

Error Busy(int max) {
  return {ErrorKind::deadline_exceeded, "timed_out",
          "The time limit ran out while other calls of this connection held all " + std::to_string(max) +
              " slots; raise its concurrency or run fewer at once."};
}

}  // namespace

struct Budgets::State {
  State(const Clock& clock_used, Random& random_used) : clock(clock_used), random(random_used) {}

  void DropIfIdle(const std::string& key) {
    const auto found = budgets.find(key);
    if (found != budgets.end() && Idle(found->second)) budgets.erase(found);
  }
  [[nodiscard]] bool Idle(const Budget& budget) const {
    return budget.running == 0 && budget.queue.empty() && budget.held_until <= clock.Now();
  }

  const Clock& clock;
  Random& random;
  std::mutex mutex;
  std::map<std::string, Budget> budgets;
};

Budgets::Budgets(const Clock& clock, Random& random) : state_(std::make_shared<State>(clock, random)) {}
Budgets::~Budgets() = default;

Budgets::Slot::~Slot() {
  if (!state_) return;
  const std::lock_guard lock(state_->mutex);
  Budget& budget = state_->budgets[key_];
  --budget.running;
  budget.WakeFirst();
  state_->DropIfIdle(key_);
}

Result<Budgets::Slot> Budgets::Take(const std::string& key, int max, Deadline deadline) {
  if (key.empty()) return Slot();
  max = std::max(max, 1);
  std::unique_lock lock(state_->mutex);
  Budget& budget = state_->budgets[key];
  Waiter self;
  const auto place = budget.queue.insert(budget.queue.end(), &self);
  std::optional<Error> failure;
  for (;;) {
    const milliseconds hold = budget.held_until - state_->clock.Now();
    const auto now = std::chrono::steady_clock::now();
    if (hold > milliseconds(0) && now + hold > deadline) failure = Held(hold);
    const bool free = hold <= milliseconds(0) && budget.queue.front() == &self && budget.running < max;
    if (free || failure) break;
    if (now >= deadline) {
      failure = Busy(max);
      break;
    }
    const Deadline wake = hold > milliseconds(0) ? std::min(deadline, now + std::min(hold, kLookAgain)) : deadline;
    self.turn.wait_until(lock, wake);
  }
  budget.queue.erase(place);
  if (!failure) ++budget.running;
  budget.WakeFirst();
  if (!failure) return Slot(state_, key);
  state_->DropIfIdle(key);
  return *std::move(failure);
}

void Budgets::HoldBack(const std::string& key, Time until) {
  if (key.empty()) return;
  const std::lock_guard lock(state_->mutex);
  const Time now = state_->clock.Now();
  const milliseconds wait = std::min(until - now, kLongestHold);
  if (wait <= milliseconds(0)) return;
  const auto spread = std::clamp(wait / 10, milliseconds(20), milliseconds(2000));
  const milliseconds jitter(state_->random.Below(static_cast<std::uint64_t>(spread.count())));
  if (state_->budgets.size() > kManyKeys) {
    std::erase_if(state_->budgets, [&](const auto& item) { return state_->Idle(item.second); });
  }
  Budget& budget = state_->budgets[key];
  budget.held_until = std::max(budget.held_until, now + wait + jitter);
  for (Waiter* waiter : budget.queue) waiter->turn.notify_one();
}

}  // namespace wharf::net
