#include "organization/first_start.h"

#include <utility>

#include "base/fold.h"
#include "organization/organization_row.h"
#include "organization/organization_rules.h"
#include "organization/people_store.h"
#include "organization/person_rules.h"
#include "storage/revision.h"

namespace wharf::organization {
namespace {

Error AlreadySetUp() {
  return {ErrorKind::already_exists, "already_set_up", "Wharf is set up already. Sign in, or ask its administrator."};
}

Organization MakeRoot(std::string name, std::string_view by, Time now, const Clock& clock, Random& random) {
  Organization root;
  root.id = OrganizationId::Make(clock, random);
  root.folded_name = FoldForSearch(name);
  root.slug = MakeSlug(name, [](std::string_view) { return false; });
  root.name = std::move(name);
  root.created = now;
  root.updated = now;
  root.updated_by = std::string(by);
  return root;
}

}  // namespace

Result<bool> FirstStart::Needed() {
  return database_.ReadValue<bool>([](storage::Session& session) -> Result<bool> {
    WHARF_ASSIGN(const storage::Rows rows, session.Query("SELECT 1 FROM installation WHERE id = 1"));
    return rows.empty();
  });
}

Result<UserId> FirstStart::Run(const SetUp& wanted, std::string_view peer, std::string_view request_id) {
  WHARF_ASSIGN(const bool needed, Needed());
  if (!needed) return AlreadySetUp();
  auto organization_name = CleanName(wanted.organization_name);
  if (!organization_name) return AsFieldError(organization_name.error(), "/organization_name");
  WHARF_ASSIGN(const std::string name, CleanPersonName(wanted.name));
  WHARF_ASSIGN(const std::string email, CleanEmail(wanted.email));
  WHARF_TRY(CheckPassword(wanted.password, email, name));
  WHARF_ASSIGN(const std::string hash, passwords_.Hash(wanted.password));
  return database_.WriteValue<UserId>([&](storage::Session& session) -> Result<UserId> {
    const Time now = clock_.Now();
    // The primary key lets one transaction in; the others wait for it and then find the row.
    WHARF_ASSIGN(const std::int64_t first,
                 session.Execute("INSERT INTO installation (id, set_up_at) VALUES (1, ?) ON CONFLICT DO NOTHING", now));
    if (first == 0) return AlreadySetUp();
    WHARF_ASSIGN(const DirectoryCache::Change change, directories_.BeginChange(session));
    const Organization root = MakeRoot(*organization_name, name, now, clock_, random_);
    WHARF_TRY(InsertOrganization(session, root, change.revision));
    StoredUser user;
    user.id = UserId::Make(clock_, random_);
    user.name = name;
    user.email = email;
    user.password_hash = hash;
    user.created = now;
    user.created_by = name;
    user.updated = now;
    user.updated_by = name;
    user.grants = {{root.id, Role::administrator}};
    WHARF_TRY(InsertUser(session, user));
    WHARF_TRY(storage::BumpRevision(session, kPeopleTopic));
    Caller caller;
    caller.user = user.id;
    caller.name = name;
    caller.peer = std::string(peer);
    caller.request_id = std::string(request_id);
    WHARF_TRY(audit_.Record(session, caller,
                            {.organization = root.id,
                             .action = "installation.set_up",
                             .subject_kind = "organization",
                             .subject_id = root.id.ToString(),
                             .subject_name = root.name,
                             .summary = "Set up Wharf for " + root.name}));
    return user.id;
  });
}

}  // namespace wharf::organization
