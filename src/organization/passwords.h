#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/secret.h"

namespace wharf::organization {

/// How much a hash costs. `minimal` is for tests that sign in often: a stolen hash of that kind is worth its password.
enum class PasswordCost { interactive, minimal };

/// Hashes and checks passwords with Argon2id (RFC 9106; libsodium's interactive limits: 64 MB, two passes, about 60 ms
/// of CPU). At most two at once in a process; four more wait, so that guessing cannot keep all workers waiting. Beyond
/// that both fail with `rate_limited` (`too_many_attempts`). Call it from worker threads. Safe from any thread.
class Passwords {
 public:
  explicit Passwords(PasswordCost cost = PasswordCost::interactive);
  ~Passwords();
  Passwords(const Passwords&) = delete;
  Passwords& operator=(const Passwords&) = delete;

  /// The text form, with salt and limits in it. Fails with `resource_exhausted` if the memory is not there.
  Result<std::string> Hash(const Secret& password);
  /// Takes the same time for an empty `hash` (an account that does not exist or has no password yet) as for a wrong
  /// password, and says no.
  Result<bool> Verify(std::string_view hash, const Secret& password);

 private:
  struct Turnstile;
  class Turn;
  PasswordCost cost_;
  std::unique_ptr<Turnstile> turnstile_;
};

}  // namespace wharf::organization
