#include <utility>

#include "organization/people_store.h"
#include "organization/person_rules.h"
#include "organization/sign_in_backoff.h"
#include "organization/users.h"
#include "storage/revision.h"

namespace wharf::organization {
namespace {

/// Only a person in a browser changes an account; a token that leaked must not be a way to keep it.
Result<StoredUser> Oneself(storage::Session& session, const Access& access) {
  if (access.caller().kind != CallerKind::user) {
    return Error{ErrorKind::permission_denied, "not_allowed", "Only a signed-in person can do that. Sign in first."};
  }
  WHARF_ASSIGN(auto user, FindUser(session, access.caller().user));
  if (!user || !user->enabled) {
    return Error{ErrorKind::unauthenticated, "signed_out", "You are signed out. Sign in again."};
  }
  return *std::move(user);
}

AuditEntry EntryOf(const StoredUser& user, std::string action, std::string summary) {
  return {.organization = HomeOf(user),
          .action = std::move(action),
          .subject_kind = "user",
          .subject_id = user.id.ToString(),
          .subject_name = user.name,
          .summary = std::move(summary)};
}

}  // namespace

Result<User> Users::EditSelf(const Access& access, std::optional<std::string> name, std::optional<std::string> email) {
  WHARF_TRY(database_.Write([&](storage::Session& session) -> Result<void> {
    WHARF_TRY(storage::BumpRevision(session, kPeopleTopic));
    WHARF_ASSIGN(const StoredUser before, Oneself(session, access));
    StoredUser after = before;
    if (name) {
      WHARF_ASSIGN(after.name, CleanPersonName(*name));
    }
    if (email) {
      WHARF_ASSIGN(after.email, CleanEmail(*email));
      WHARF_ASSIGN(const auto other, FindUserByEmail(session, EmailKey(after.email)));
      if (other && other->id != before.id) {
        const std::string message = after.email + " belongs to another account. Use another address.";
        return Error{ErrorKind::already_exists, "email_taken", message, {{"/email", "email_taken", message}}};
      }
    }
    AuditEntry entry = EntryOf(after, "user.changed", "Changed the own account");
    if (after.name != before.name) entry.changes.emplace_back("name", before.name, after.name);
    if (after.email != before.email) entry.changes.emplace_back("email", before.email, after.email);
    if (entry.changes.empty()) return {};
    after.updated = clock_.Now();
    after.updated_by = after.name;
    WHARF_TRY(UpdateUser(session, after));
    return audit_.Record(session, access.caller(), entry);
  }));
  return Find(access, access.caller().user);
}

Result<void> Users::ChangePassword(const Access& access, const Secret& current, const Secret& next,
                                   std::string_view keep_session_token) {
  WHARF_ASSIGN(const StoredUser user,
               database_.ReadValue<StoredUser>([&](storage::Session& session) { return Oneself(session, access); }));
  WHARF_TRY(CheckPassword(next, user.email, user.name, "/new"));
  SignInBackoff backoff(database_, clock_);
  WHARF_TRY(backoff.Begin(EmailKey(user.email), access.caller().peer));
  WHARF_ASSIGN(const bool right, passwords_.Verify(user.password_hash.value_or(""), current));
  if (!right) {
    AuditEntry entry = EntryOf(user, "user.password_changed", "Gave a wrong password to change it");
    entry.outcome = AuditOutcome::failed;
    WHARF_TRY(audit_.RecordAlone(access.caller(), entry));
    const std::string message = "The current password is wrong. Type it again.";
    return Error{ErrorKind::invalid_argument, "invalid_input", message, {{"/current", "wrong_password", message}}};
  }
  WHARF_TRY(backoff.Succeeded(EmailKey(user.email), access.caller().peer));
  WHARF_ASSIGN(const std::string hash, passwords_.Hash(next));
  return database_.Write([&](storage::Session& session) -> Result<void> {
    WHARF_TRY(storage::BumpRevision(session, kPeopleTopic));
    WHARF_ASSIGN(StoredUser now_stored, Oneself(session, access));
    if (now_stored.password_hash != user.password_hash) {
      return Error{ErrorKind::conflict, "changed_meanwhile",
                   "Your password was changed at the same moment. Sign in with the new one."};
    }
    now_stored.password_hash = hash;
    now_stored.updated = clock_.Now();
    now_stored.updated_by = now_stored.name;
    WHARF_TRY(UpdateUser(session, now_stored));
    WHARF_TRY(session.Execute("DELETE FROM user_session WHERE user_id = ? AND token_hash <> ?", user.id,
                              HashOfToken(keep_session_token)));
    WHARF_TRY(session.Execute("DELETE FROM invitation WHERE user_id = ?", user.id));
    AuditEntry entry = EntryOf(user, "user.password_changed", "Changed the own password");
    entry.changes.push_back(FieldChange::OfSecret("password"));
    return audit_.Record(session, access.caller(), entry);
  });
}

Result<Caller> Users::CallerOf(UserId id) {
  WHARF_ASSIGN(const auto user, database_.ReadValue<std::optional<StoredUser>>(
                                    [&](storage::Session& session) { return FindUser(session, id); }));
  if (!user || !user->enabled) {
    return Error{ErrorKind::not_found, "user_not_found", "The person is disabled or was removed."};
  }
  Caller caller;
  caller.user = user->id;
  caller.name = user->name;
  caller.grants = user->grants;
  return caller;
}

}  // namespace wharf::organization
