#include "organization/invitations.h"

#include <utility>

#include "organization/people_store.h"
#include "organization/person_rules.h"
#include "storage/revision.h"

namespace wharf::organization {
namespace {

Error InvitationNotFound() {
  return {ErrorKind::not_found, "invitation_not_found",
          "This link was used, is older than seven days, or was replaced. Ask an administrator for a new one."};
}

Result<StoredUser> FindInvited(storage::Session& session, std::string_view token, Time now) {
  WHARF_ASSIGN(
      const storage::Rows rows,
      session.Query("SELECT user_id FROM invitation WHERE token_hash = ? AND expires_at > ?", HashOfToken(token), now));
  if (rows.empty()) return InvitationNotFound();
  WHARF_ASSIGN(auto user, FindUser(session, rows.front().As<UserId>(0)));
  if (!user || !user->enabled) return InvitationNotFound();
  return *std::move(user);
}

}  // namespace

Result<Invitation> Invitations::Find(std::string_view token) {
  return database_.ReadValue<Invitation>([&](storage::Session& session) -> Result<Invitation> {
    WHARF_ASSIGN(const StoredUser user, FindInvited(session, token, clock_.Now()));
    WHARF_ASSIGN(const storage::Rows names, session.Query("SELECT name FROM organization WHERE id = ?", HomeOf(user)));
    return Invitation{user.id, user.name, user.email, names.empty() ? std::string() : names.front().Text(0),
                      user.password_hash.has_value()};
  });
}

Result<UserId> Invitations::Accept(std::string_view token, const Secret& password, std::string_view peer,
                                   std::string_view request_id) {
  WHARF_ASSIGN(const Invitation invitation, Find(token));
  WHARF_TRY(CheckPassword(password, invitation.email, invitation.name));
  WHARF_ASSIGN(const std::string hash, passwords_.Hash(password));
  return database_.WriteValue<UserId>([&](storage::Session& session) -> Result<UserId> {
    WHARF_TRY(storage::BumpRevision(session, kPeopleTopic));
    WHARF_ASSIGN(StoredUser user, FindInvited(session, token, clock_.Now()));
    // Whoever removes the row has used the link; a second one finds none.
    WHARF_ASSIGN(const std::int64_t used,
                 session.Execute("DELETE FROM invitation WHERE token_hash = ?", HashOfToken(token)));
    if (used == 0) return InvitationNotFound();
    user.password_hash = hash;
    user.updated = clock_.Now();
    user.updated_by = user.name;
    WHARF_TRY(UpdateUser(session, user));
    WHARF_TRY(session.Execute("DELETE FROM user_session WHERE user_id = ?", user.id));
    Caller caller;
    caller.user = user.id;
    caller.name = user.name;
    caller.peer = std::string(peer);
    caller.request_id = std::string(request_id);
    WHARF_TRY(audit_.Record(session, caller,
                            {.organization = HomeOf(user),
                             .action = "invitation.accepted",
                             .subject_kind = "invitation",
                             .subject_id = user.id.ToString(),
                             .subject_name = user.name,
                             .summary = "Accepted the invitation and set a password",
                             .changes = {FieldChange::OfSecret("password")}}));
    return user.id;
  });
}

}  // namespace wharf::organization
