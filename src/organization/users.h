#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "organization/access.h"
#include "organization/audit.h"
#include "organization/passwords.h"
#include "storage/database.h"

namespace wharf::organization {

enum class UserStatus { active, invited, disabled };
std::string_view NameOf(UserStatus status);

/// A person with an account, as one caller sees it.
struct User {
  UserId id;
  std::string name;
  std::string email;
  bool enabled = true;
  UserStatus status = UserStatus::active;
  std::vector<Grant> grants;  ///< those in organizations that the caller may administer; a person sees all of its own
  bool managed = false;       ///< the caller administers every organization of this person
  Time created;
  std::string created_by;
  std::optional<Time> last_seen;
  std::int64_t version = 0;
};

struct UserPage {
  std::vector<User> items;
  std::int64_t total = 0;
};

struct NewUser {
  std::string name;
  std::string email;
  std::vector<Grant> grants;
};

struct UserEdit {
  std::optional<std::string> name = std::nullopt;
  std::optional<std::string> email = std::nullopt;
  std::optional<bool> enabled = std::nullopt;
  /// The roles in organizations that the caller may administer; roles elsewhere stay.
  std::optional<std::vector<Grant>> grants = std::nullopt;
  std::int64_t version = 0;
};

struct Invited {
  User user;
  /// The secret of the link, shown once; empty if the person has an account with a password already.
  Secret invitation;
};

/// How long an invitation can be accepted.
inline constexpr std::chrono::days kInvitationLife{7};

/// People and their roles. An administrator of an organization sees and changes the roles there and below, and nothing
/// of a person's roles elsewhere. What touches the whole account (name, address, disabling, a new invitation) needs to
/// administer every organization of the person; otherwise an invitation would be a way into other organizations.
///
/// The last enabled administrator of the root who can sign in stays: `last_administrator`. Safe from any thread.
class Users {
 public:
  Users(storage::Database& database, AuditLog& audit, Passwords& passwords, const Clock& clock, Random& random)
      : database_(database), audit_(audit), passwords_(passwords), clock_(clock), random_(random) {}

  /// Those with a role in an organization that the caller may administer, ordered by name. `search`: part of name or
  /// address. `permission_denied` for whoever administers nothing.
  Result<UserPage> List(const Access& access, std::string_view search, int page, int page_size);
  /// Oneself, or somebody that List would show; everybody else is `not_found`.
  Result<User> Find(const Access& access, UserId id);

  /// Adds a person, or gives these roles to one who is known elsewhere. `already_exists` (`email_taken`) if the caller
  /// sees that person already.
  Result<Invited> Invite(const Access& access, const NewUser& wanted);
  /// A new link; the one before stops working. For an active person it is the way to a new password.
  Result<Invited> InviteAgain(const Access& access, UserId id);
  Result<User> Edit(const Access& access, UserId id, const UserEdit& edit);
  /// Takes away the roles that the caller may take; the account goes with the last one, with its sessions and tokens.
  Result<void> Remove(const Access& access, UserId id);

  /// What everybody may change of oneself.
  Result<User> EditSelf(const Access& access, std::optional<std::string> name, std::optional<std::string> email);
  /// Ends all other sessions. `current` is checked with the same back-off as a sign-in (SignIn in sessions.h).
  Result<void> ChangePassword(const Access& access, const Secret& current, const Secret& next,
                              std::string_view keep_session_token);

  /// Who this person is now, for work that goes on without them: a job judges with today's roles, not with those of the
  /// moment it was started. `not_found` once the person is disabled or gone.
  Result<Caller> CallerOf(UserId id);

 private:
  storage::Database& database_;
  AuditLog& audit_;
  Passwords& passwords_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace wharf::organization
