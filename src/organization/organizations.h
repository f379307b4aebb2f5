#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "base/result.h"
#include "organization/access.h"
#include "organization/audit.h"
#include "organization/directory.h"
#include "organization/tree_change.h"
#include "storage/database.h"

namespace wharf::organization {

/// What to change of an organization; what is not set stays.
struct OrganizationEdit {
  std::optional<std::string> name = std::nullopt;
  std::optional<std::string> slug = std::nullopt;
  std::optional<std::vector<std::string>> domains = std::nullopt;
  std::optional<std::vector<std::string>> tags = std::nullopt;
  std::optional<bool> enabled = std::nullopt;
  std::int64_t version = 0;  ///< that the person saw
};

struct BulkEdit {
  std::vector<OrganizationId> organizations;
  std::optional<bool> enabled = std::nullopt;
  std::vector<std::string> add_tags = {};
  std::vector<std::string> remove_tags = {};
};

/// The top of one deletion. What was below it comes back and goes with it.
struct DeletedOrganization {
  OrganizationId id;
  std::string name;
  std::string slug;
  std::vector<std::string> domains;
  std::vector<std::string> tags;
  bool enabled = true;
  std::optional<OrganizationId> parent;  ///< unset where the caller may not see it
  std::string parent_name;
  bool parent_deleted = false;     ///< it can come back only after its parent
  std::int64_t organizations = 1;  ///< how many come back
  Time created;
  Time updated;
  Time deleted;
  std::string deleted_by;
  Time purged_at;  ///< when it goes for good
  std::int64_t version = 0;
};

struct DeletedPage {
  std::vector<DeletedOrganization> items;
  std::size_t total = 0;
};

/// How long a deleted organization can be restored.
inline constexpr std::chrono::days kRestorable{30};

/// Changes of the tree of organizations. Each is one transaction with its audit entries, judged on the tree as it is
/// then. Safe from any thread and any number of processes.
///
/// Creating, editing and bulk edits need the right to write; moving, deleting and restoring need to administer the
/// organization above as well (for a move also the new one). A version that is not the current one is a `conflict`.
class Organizations {
 public:
  Organizations(storage::Database& database, DirectoryCache& directories, AuditLog& audit, const Clock& clock,
                Random& random)
      : database_(database), directories_(directories), audit_(audit), clock_(clock), random_(random) {}

  /// As TreeChange::Add.
  Result<Organization> Create(const Access& access, const NewOrganization& wanted);
  Result<Organization> Edit(const Access& access, OrganizationId id, const OrganizationEdit& edit);
  /// All or nothing. Returns how many really changed.
  Result<std::int64_t> EditAll(const Access& access, const BulkEdit& edit);

  /// Refuses the root, a place below itself (`move_into_itself`) and a name that is taken there (`name_taken`).
  Result<Organization> Move(const Access& access, OrganizationId id, OrganizationId parent, std::int64_t version);

  /// Deletes each with all below it; they can be restored for 30 days. Refuses the root. All or nothing. Returns how
  /// many organizations went. One that went with another of the list counts once.
  Result<std::int64_t> Delete(const Access& access, std::span<const OrganizationId> ids);
  /// Brings one deletion back below its parent. Fails with `parent_deleted` if that is deleted too, and with
  /// `name_taken`, `slug_taken` or `domain_taken` if another took it meanwhile.
  Result<Organization> Restore(const Access& access, OrganizationId id);
  /// Those that the caller could restore, the latest first.
  Result<DeletedPage> Deleted(const Access& access, std::optional<OrganizationId> below, std::string_view search,
                              int page, int page_size);

  /// Removes for good what was deleted more than 30 days ago, with everything that refers to it. Returns how many went.
  Result<std::int64_t> Purge();

 private:
  Result<TreeChange> Begin(storage::Session& session, const Access& access);
  Result<Organization> EditOne(TreeChange& change, const Organization& before, const OrganizationEdit& edit);

  storage::Database& database_;
  DirectoryCache& directories_;
  AuditLog& audit_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace wharf::organization
