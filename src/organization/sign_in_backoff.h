#pragma once

#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "storage/database.h"

namespace wharf::organization {

/// Slows down who guesses passwords: counts attempts for the account and for the peer, in the database, so that it
/// holds across processes and restarts. Safe from any thread.
///
/// For an account the fifth attempt in a row without success makes the next wait a second, each further one twice as
/// long, at most 5 minutes; for a peer (an IPv4 address, or the /64 of an IPv6 one) the twentieth, at most 15 minutes.
/// An hour without attempts forgets them. An address without an account is counted like any other.
class SignInBackoff {
 public:
  SignInBackoff(storage::Database& database, const Clock& clock) : database_(database), clock_(clock) {}

  /// Before the password is looked at: counts the attempt, so that a burst of parallel ones gains nothing. Fails with
  /// `rate_limited` (`too_many_attempts`) and the time to wait; such an attempt does not count.
  Result<void> Begin(std::string_view email_key, std::string_view peer);
  /// The password was right: the account starts anew, and the peer gets this attempt back.
  Result<void> Succeeded(std::string_view email_key, std::string_view peer);
  /// Removes what is forgotten.
  Result<void> Tidy();

 private:
  storage::Database& database_;
  const Clock& clock_;
};

}  // namespace wharf::organization
