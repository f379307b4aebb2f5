#pragma once

#include <chrono>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "net/deadline.h"

namespace wharf::net {

/// How many calls of one key run at once, and until when they are held back.
///
/// Slots are given in the order of asking. A call that waits costs its thread and nothing else; it leaves at its
/// deadline. Keys without calls and without a hold take no memory. Safe from any thread.
class Budgets {
 public:
  Budgets(const Clock& clock, Random& random);
  ~Budgets();
  Budgets(const Budgets&) = delete;
  Budgets& operator=(const Budgets&) = delete;

  struct State;

  /// Gives the slot back when it goes.
  class Slot {
   public:
    Slot() = default;
    Slot(std::shared_ptr<State> state, std::string key) : state_(std::move(state)), key_(std::move(key)) {}
    Slot(Slot&&) noexcept = default;
    Slot& operator=(Slot&&) = delete;
    Slot(const Slot&) = delete;
    Slot& operator=(const Slot&) = delete;
    ~Slot();

   private:
    std::shared_ptr<State> state_;
    std::string key_;
  };

  /// Waits for one of `max` slots (at least 1), and for the end of a hold. Fails with `timed_out`, or at once with
  /// `rate_limited` if the hold lasts longer than the deadline. An empty key has no limits.
  Result<Slot> Take(const std::string& key, int max, Deadline deadline);

  /// Nobody starts before then. A little is added at random, a tenth of the wait up to two seconds, so that keys that
  /// share a host and a window do not come back in the same instant. Holds end within a day; a shorter one never
  /// replaces a longer one.
  void HoldBack(const std::string& key, Time until);

 private:
  std::shared_ptr<State> state_;
};

}  // namespace wharf::net
