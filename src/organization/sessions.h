#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "organization/access.h"
#include "organization/audit.h"
#include "organization/passwords.h"
#include "storage/database.h"

namespace wharf::organization {

inline constexpr std::chrono::hours kSessionIdle{12};
inline constexpr std::chrono::days kSessionLife{7};

/// What a request says of itself.
struct RequestOrigin {
  std::string peer;        ///< the address of the client
  std::string agent = {};  ///< User-Agent
  std::string request_id = {};
};

/// A signed-in browser.
struct Session {
  Caller caller;
  std::string email;
  std::string csrf;  ///< made from the token, so it proves that the sender could read an answer of ours
  Time expires;      ///< at the latest; 12 h after the last request otherwise
};

struct SignedIn {
  Secret token;  ///< 256 random bits for the cookie; the database holds its SHA-256 only
  Session session;
};

/// Signing in with a password, and the sessions it makes. Safe from any thread.
///
/// Guessing is slowed down (sign_in_backoff.h). An unknown address, one without a password and a wrong password get the
/// same answer after the same time.
class Sessions {
 public:
  Sessions(storage::Database& database, AuditLog& audit, Passwords& passwords, const Clock& clock, Random& random);
  ~Sessions();
  Sessions(const Sessions&) = delete;
  Sessions& operator=(const Sessions&) = delete;

  /// `unauthenticated` (`wrong_credentials`; `account_disabled` for the right password), or `rate_limited`
  /// (`too_many_attempts`). `previous_token`, if any, ends: a session never outlives a sign-in in the same browser.
  Result<SignedIn> SignIn(std::string_view email, const Secret& password, const RequestOrigin& origin,
                          std::string_view previous_token = {});
  /// A session without a password, for who has just proved an invitation or done the set-up.
  Result<SignedIn> Open(UserId user, const RequestOrigin& origin, std::string_view previous_token = {});

  /// Who sends this cookie; `unauthenticated` (`signed_out`) if nobody. With a session seen lately it costs one tiny
  /// query; changes of people on any process count from the next call on.
  Result<Session> Authenticate(std::string_view token, const RequestOrigin& origin);
  /// Whether the CSRF token belongs to that session; takes the same time whatever is wrong.
  static bool CsrfMatches(const Session& session, std::string_view csrf);

  Result<void> SignOut(std::string_view token, const RequestOrigin& origin);

  /// Writes down when sessions were last seen (kept in memory until then) and removes expired sessions and old
  /// failures. To be called about every half minute.
  Result<void> Tidy();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace wharf::organization
