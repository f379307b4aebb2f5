#include "organization/users.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/fold.h"
#include "organization/changed_meanwhile.h"
#include "organization/paging.h"
#include "organization/people_store.h"
#include "organization/person_rules.h"
#include "organization/sign_in_backoff.h"
#include "storage/revision.h"

namespace wharf::organization {
namespace {

constexpr std::size_t kMostGrants = 500;
constexpr std::array<std::string_view, 3> kStatuses = {"active", "invited", "disabled"};

Error UserNotFound() {
  return {ErrorKind::not_found, "user_not_found",
          "There is no such person, or you do not administer their organizations."};
}

bool Administers(const Access& access, const Grant& grant) { return access.May(Right::administer, grant.organization); }

bool ManagesAll(const Access& access, const StoredUser& user) {
  if (access.MayEverywhere(Right::administer)) return true;
  return !user.grants.empty() && std::all_of(user.grants.begin(), user.grants.end(),
                                             [&](const Grant& grant) { return Administers(access, grant); });
}

/// Whether a list of people shows this one.
bool ManagesSome(const Access& access, const StoredUser& user) {
  return access.MayEverywhere(Right::administer) ||
         std::any_of(user.grants.begin(), user.grants.end(),
                     [&](const Grant& grant) { return Administers(access, grant); });
}

User ViewOf(const Access& access, const StoredUser& stored) {
  User user;
  user.id = stored.id;
  user.name = stored.name;
  user.email = stored.email;
  user.enabled = stored.enabled;
  user.status = !stored.enabled         ? UserStatus::disabled
                : !stored.password_hash ? UserStatus::invited
                                        : UserStatus::active;
  const bool oneself = access.caller().user == stored.id;
  for (const Grant& grant : stored.grants) {
    if (Administers(access, grant) || (oneself && access.Sees(grant.organization))) user.grants.push_back(grant);
  }
  user.managed = ManagesAll(access, stored);
  user.created = stored.created;
  user.created_by = stored.created_by;
  user.last_seen = stored.last_seen;
  user.version = stored.version;
  return user;
}

/// Each organization once, each one that the caller may give roles in.
Result<void> CheckGrants(const Access& access, const std::vector<Grant>& grants) {
  if (grants.size() > kMostGrants) {
    return Error{ErrorKind::invalid_argument,
                 "invalid_input",
                 "A person may have roles in 500 organizations. Give one further up instead.",
                 {{"/grants", "too_many", "At most 500."}}};
  }
  std::set<OrganizationId> seen;
  for (std::size_t i = 0; i < grants.size(); ++i) {
    WHARF_TRY(access.Require(Right::administer, grants[i].organization));
    if (!seen.insert(grants[i].organization).second) {
      return Error{ErrorKind::invalid_argument,
                   "invalid_input",
                   "A person has one role in an organization.",
                   {{"/grants/" + std::to_string(i), "doubled", "This organization is listed twice."}}};
    }
  }
  return {};
}

Error NotManaged(const StoredUser& user) {
  return {ErrorKind::permission_denied, "not_allowed",
          "Only somebody who administers every organization of " + user.name +
              " can do that. You can change the roles in your own organizations."};
}

Error EmailTaken(std::string_view email) {
  const std::string message = std::string(email) + " has an account already. Look for it in the list.";
  return {ErrorKind::already_exists, "email_taken", message, {{"/email", "email_taken", message}}};
}

/// The grants that `access` may not touch, with `wanted` for the others; ordered.
std::vector<Grant> Replaced(const Access& access, const StoredUser& user, std::vector<Grant> wanted) {
  for (const Grant& grant : user.grants) {
    if (!Administers(access, grant)) wanted.push_back(grant);
  }
  std::sort(wanted.begin(), wanted.end());
  return wanted;
}

}  // namespace

std::string_view NameOf(UserStatus status) { return kStatuses[static_cast<std::size_t>(status)]; }

/// One transaction about people: from Begin on no other changes people until it ends.
class PeopleChange {
 public:
  PeopleChange(storage::Session& session, AuditLog& audit, const Access& access, Time now)
      : session_(session), audit_(audit), access_(access), now_(now) {}

  Result<void> Begin() {
    WHARF_TRY(storage::BumpRevision(session_, kPeopleTopic));
    return {};
  }
  [[nodiscard]] Time now() const { return now_; }

  /// Somebody whom the caller sees in the list, or oneself.
  Result<StoredUser> Find(UserId id) {
    WHARF_ASSIGN(auto user, FindUser(session_, id));
    if (!user || (!ManagesSome(access_, *user) && access_.caller().user != id)) return UserNotFound();
    return *std::move(user);
  }

  Result<void> Record(OrganizationId organization, const StoredUser& user, std::string action, std::string summary,
                      std::vector<FieldChange> changes = {}) {
    return audit_.Record(session_, access_.caller(),
                         {.organization = organization,
                          .action = std::move(action),
                          .subject_kind = "user",
                          .subject_id = user.id.ToString(),
                          .subject_name = user.name,
                          .summary = std::move(summary),
                          .changes = std::move(changes)});
  }

  /// One entry for each organization in which the role changes, read by its administrators.
  Result<void> RecordGrants(const StoredUser& user, const std::vector<Grant>& before, const std::vector<Grant>& after) {
    std::set<OrganizationId> organizations;
    for (const Grant& grant : before) organizations.insert(grant.organization);
    for (const Grant& grant : after) organizations.insert(grant.organization);
    const auto role_in = [](const std::vector<Grant>& grants, OrganizationId id) -> std::optional<std::string> {
      for (const Grant& grant : grants) {
        if (grant.organization == id) return std::string(NameOf(grant.role));
      }
      return std::nullopt;
    };
    for (const OrganizationId id : organizations) {
      const auto old_role = role_in(before, id);
      const auto new_role = role_in(after, id);
      if (old_role == new_role) continue;
      const Organization* organization = access_.directory().Find(id);
      const std::string place = organization == nullptr ? "a deleted organization" : organization->name;
      std::string summary = new_role ? "Made " + user.name + " " + *new_role + " of " + place
                                     : "Took the role of " + user.name + " in " + place + " away";
      WHARF_TRY(Record(id, user, "user.role_changed", std::move(summary), {{"role", old_role, new_role}}));
    }
    return {};
  }

  Result<void> EndSessions(UserId user) {
    WHARF_TRY(session_.Execute("DELETE FROM user_session WHERE user_id = ?", user));
    return {};
  }

  /// Replaces the invitation of that person.
  Result<Secret> MakeInvitation(const StoredUser& user, Random& random) {
    Secret token(random.Token(32));
    WHARF_TRY(session_.Execute("DELETE FROM invitation WHERE user_id = ?", user.id));
    WHARF_TRY(session_.Execute(
        "INSERT INTO invitation (user_id, token_hash, created_at, created_by, expires_at) VALUES (?, ?, ?, ?, ?)",
        user.id, HashOfToken(token.Reveal()), now_, access_.caller().name, now_ + kInvitationLife));
    return token;
  }

 private:
  storage::Session& session_;
  AuditLog& audit_;
  const Access& access_;
  Time now_;
};

Result<UserPage> Users::List(const Access& access, std::string_view search, int page, int page_size) {
  WHARF_TRY(access.Scope(std::nullopt, Right::administer));
  WHARF_ASSIGN(const auto stored, database_.ReadValue<std::vector<StoredUser>>(
                                      [](storage::Session& session) { return LoadUsers(session); }));
  const std::string folded = FoldForSearch(search);
  std::vector<std::pair<std::string, User>> found;
  for (const StoredUser& user : stored) {
    if (!ManagesSome(access, user)) continue;
    const std::string text = FoldForSearch(user.name + "\n" + user.email);
    if (text.find(folded) != std::string::npos) found.emplace_back(text, ViewOf(access, user));
  }
  std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  UserPage result{.items = {}, .total = static_cast<std::int64_t>(found.size())};
  for (auto& [text, user] : PageOf(std::move(found), page, page_size)) result.items.push_back(std::move(user));
  return result;
}

Result<User> Users::Find(const Access& access, UserId id) {
  WHARF_ASSIGN(const auto user, database_.ReadValue<std::optional<StoredUser>>(
                                    [&](storage::Session& session) { return FindUser(session, id); }));
  if (!user || (!ManagesSome(access, *user) && access.caller().user != id)) return UserNotFound();
  return ViewOf(access, *user);
}

Result<Invited> Users::Invite(const Access& access, const NewUser& wanted) {
  WHARF_TRY(CheckGrants(access, wanted.grants));
  if (wanted.grants.empty()) {
    return Error{ErrorKind::invalid_argument,
                 "invalid_input",
                 "A new person needs a role in an organization.",
                 {{"/grants", "required", "Choose an organization and a role."}}};
  }
  WHARF_ASSIGN(const std::string name, CleanPersonName(wanted.name));
  WHARF_ASSIGN(const std::string email, CleanEmail(wanted.email));
  return database_.WriteValue<Invited>([&](storage::Session& session) -> Result<Invited> {
    PeopleChange change(session, audit_, access, clock_.Now());
    WHARF_TRY(change.Begin());
    WHARF_ASSIGN(auto known, FindUserByEmail(session, EmailKey(email)));
    if (known && ManagesSome(access, *known)) return EmailTaken(email);
    StoredUser user;
    const std::vector<Grant> before = known ? known->grants : std::vector<Grant>();
    if (known) {
      // Somebody who works for others as well: the account is theirs already, only the roles are new.
      user = *std::move(known);
      user.grants = Replaced(access, user, wanted.grants);
      user.updated = change.now();
      user.updated_by = access.caller().name;
      WHARF_TRY(UpdateUser(session, user));
      user.version += 1;
      WHARF_TRY(change.RecordGrants(user, before, user.grants));
      return Invited{ViewOf(access, user), Secret()};
    }
    user.id = UserId::Make(clock_, random_);
    user.name = name;
    user.email = email;
    user.created = change.now();
    user.created_by = access.caller().name;
    user.updated = user.created;
    user.updated_by = user.created_by;
    user.grants = Replaced(access, user, wanted.grants);
    WHARF_TRY(InsertUser(session, user));
    WHARF_TRY(change.Record(HomeOf(user), user, "user.invited", "Invited " + name + " (" + email + ")"));
    WHARF_TRY(change.RecordGrants(user, {}, user.grants));
    WHARF_ASSIGN(Secret token, change.MakeInvitation(user, random_));
    return Invited{ViewOf(access, user), std::move(token)};
  });
}

Result<Invited> Users::InviteAgain(const Access& access, UserId id) {
  return database_.WriteValue<Invited>([&](storage::Session& session) -> Result<Invited> {
    PeopleChange change(session, audit_, access, clock_.Now());
    WHARF_TRY(change.Begin());
    WHARF_ASSIGN(const StoredUser user, change.Find(id));
    if (!ManagesAll(access, user)) return NotManaged(user);
    if (!user.enabled) {
      return Error{ErrorKind::conflict, "account_disabled", user.name + " is disabled. Enable the account first."};
    }
    WHARF_ASSIGN(Secret token, change.MakeInvitation(user, random_));
    WHARF_TRY(change.Record(HomeOf(user), user, "user.invited", "Made a new link for " + user.name));
    return Invited{ViewOf(access, user), std::move(token)};
  });
}

Result<User> Users::Edit(const Access& access, UserId id, const UserEdit& edit) {
  if (edit.grants) WHARF_TRY(CheckGrants(access, *edit.grants));
  return database_.WriteValue<User>([&](storage::Session& session) -> Result<User> {
    PeopleChange change(session, audit_, access, clock_.Now());
    WHARF_TRY(change.Begin());
    WHARF_ASSIGN(const StoredUser before, change.Find(id));
    if (!ManagesSome(access, before)) return UserNotFound();
    if (before.version != edit.version) {
      return ChangedMeanwhile(before.name, before.updated_by, before.updated, change.now());
    }
    StoredUser after = before;
    std::vector<FieldChange> changes;
    if (edit.name) {
      WHARF_ASSIGN(after.name, CleanPersonName(*edit.name));
      if (after.name != before.name) changes.emplace_back("name", before.name, after.name);
    }
    if (edit.email) {
      WHARF_ASSIGN(after.email, CleanEmail(*edit.email));
      WHARF_ASSIGN(const auto other, FindUserByEmail(session, EmailKey(after.email)));
      if (other && other->id != id) return EmailTaken(after.email);
      if (after.email != before.email) changes.emplace_back("email", before.email, after.email);
    }
    if (edit.enabled) after.enabled = *edit.enabled;
    if (after.enabled != before.enabled) {
      changes.emplace_back("enabled", before.enabled ? "yes" : "no", after.enabled ? "yes" : "no");
    }
    if (!changes.empty() && !ManagesAll(access, before)) return NotManaged(before);
    if (edit.grants) after.grants = Replaced(access, before, *edit.grants);
    if (changes.empty() && after.grants == before.grants) return ViewOf(access, before);

    after.updated = change.now();
    after.updated_by = access.caller().name;
    WHARF_TRY(UpdateUser(session, after));
    after.version += 1;
    WHARF_TRY(RequireAnAdministrator(session));
    if (!after.enabled) WHARF_TRY(change.EndSessions(id));
    if (!changes.empty()) {
      const std::string verb = after.enabled == before.enabled ? "Changed " : after.enabled ? "Enabled " : "Disabled ";
      WHARF_TRY(change.Record(HomeOf(before), after, "user.changed", verb + after.name, std::move(changes)));
    }
    WHARF_TRY(change.RecordGrants(after, before.grants, after.grants));
    return ViewOf(access, after);
  });
}

Result<void> Users::Remove(const Access& access, UserId id) {
  return database_.Write([&](storage::Session& session) -> Result<void> {
    PeopleChange change(session, audit_, access, clock_.Now());
    WHARF_TRY(change.Begin());
    WHARF_ASSIGN(StoredUser user, change.Find(id));
    if (!ManagesSome(access, user)) return UserNotFound();
    const std::vector<Grant> before = user.grants;
    user.grants = access.MayEverywhere(Right::administer) ? std::vector<Grant>() : Replaced(access, user, {});
    user.updated = change.now();
    user.updated_by = access.caller().name;
    if (user.grants.empty()) {
      WHARF_TRY(session.Execute("DELETE FROM user_account WHERE id = ?", id));
      user.grants = before;
      WHARF_TRY(change.Record(HomeOf(user), user, "user.removed", "Removed " + user.name + " (" + user.email + ")"));
    } else {
      WHARF_TRY(UpdateUser(session, user));
      WHARF_TRY(change.RecordGrants(user, before, user.grants));
    }
    return RequireAnAdministrator(session);
  });
}

}  // namespace wharf::organization
