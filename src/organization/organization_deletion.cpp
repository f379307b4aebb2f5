#include <algorithm>
#include <unordered_map>
#include <utility>

#include "base/fold.h"
#include "organization/organization_row.h"
#include "organization/organizations.h"
#include "organization/paging.h"
#include "organization/scope_condition.h"

namespace wharf::organization {
namespace {

/// A deleted organization as far as the way up to the living is concerned.
struct Grave {
  OrganizationId parent;
  OrganizationId deletion;
  std::string name;
};
using Graves = std::unordered_map<OrganizationId, Grave>;

Result<Graves> ReadGraves(storage::Session& session) {
  WHARF_ASSIGN(const storage::Rows rows,
               session.Query("SELECT id, parent_id, deletion_id, name FROM organization WHERE deleted_at IS NOT NULL"));
  Graves graves;
  graves.reserve(rows.size());
  for (const storage::Row& row : rows) {
    graves.emplace(row.As<OrganizationId>(0), Grave{row.As<OrganizationId>(1), row.As<OrganizationId>(2), row.Text(3)});
  }
  return graves;
}

/// The nearest living organization above: whoever administers it decides about what was deleted below it.
std::optional<Directory::Position> NearestLiving(const Directory& directory, const Graves& graves, OrganizationId id) {
  while (!id.IsNil()) {
    if (const auto position = directory.PositionOf(id)) return position;
    const auto grave = graves.find(id);
    if (grave == graves.end()) return std::nullopt;
    id = grave->second.parent;
  }
  return std::nullopt;
}

std::string AndBelow(const std::string& name, std::int64_t organizations) {
  if (organizations <= 1) return name;
  return name + " and " + std::to_string(organizations - 1) + " below it";
}

Error MustBeFree(Error taken, std::string_view name) {
  taken.message = std::string(name) + " cannot be restored: " + taken.message;
  return taken;
}

/// The tops of what is to be deleted: nothing that goes with another of the list.
Result<std::vector<Directory::Position>> Tops(const Access& access, std::span<const OrganizationId> ids) {
  std::vector<Directory::Position> positions;
  for (const OrganizationId id : ids) {
    WHARF_ASSIGN(const Directory::Position position, access.RequireAbove(id));
    positions.push_back(position);
  }
  std::sort(positions.begin(), positions.end());
  std::vector<Directory::Position> tops;
  for (const Directory::Position position : positions) {
    if (tops.empty() || !access.directory().Subtree(tops.back()).Holds(position)) tops.push_back(position);
  }
  return tops;
}

}  // namespace

Result<std::int64_t> Organizations::Delete(const Access& access, std::span<const OrganizationId> ids) {
  WHARF_TRY(Tops(access, ids));
  return database_.WriteValue<std::int64_t>([&](storage::Session& session) -> Result<std::int64_t> {
    WHARF_ASSIGN(TreeChange change, Begin(session, access));
    const Directory& directory = change.directory();
    WHARF_ASSIGN(const auto tops, Tops(change.access(), ids));
    std::int64_t deleted = 0;
    for (const Directory::Position top : tops) {
      const Organization& organization = directory.At(top);
      const Directory::Interval subtree = directory.Subtree(top);
      SqlCondition where = Within("id", directory, std::span(&subtree, 1), session.dialect());
      std::vector<storage::Value> values = {change.now(), change.access().caller().name, organization.id,
                                            change.revision()};
      values.insert(values.end(), where.parameters.begin(), where.parameters.end());
      WHARF_ASSIGN(const std::int64_t gone,
                   session.Execute("UPDATE organization SET deleted_at = ?, deleted_by = ?, deletion_id = ?, "
                                   "revision = ?, version = version + 1 WHERE " +
                                       where.sql,
                                   std::span<const storage::Value>(values)));
      deleted += gone;
      // Written down where it is missed: those who administer the organization above read it.
      WHARF_TRY(
          change.Record({.organization = organization.parent,
                         .action = "organization.deleted",
                         .subject_kind = "organization",
                         .subject_id = organization.id.ToString(),
                         .subject_name = organization.name,
                         .summary = "Deleted " + AndBelow(organization.name, gone) + "; can be restored for 30 days"}));
    }
    return deleted;
  });
}

Result<Organization> Organizations::Restore(const Access& access, OrganizationId id) {
  return database_.WriteValue<Organization>([&](storage::Session& session) -> Result<Organization> {
    WHARF_ASSIGN(TreeChange change, Begin(session, access));
    const std::string sql = "SELECT " + std::string(kOrganizationColumns) + " FROM organization WHERE deletion_id = ?";
    WHARF_ASSIGN(const storage::Rows rows, session.Query(sql, id));
    Directory::Rows organizations;
    for (const storage::Row& row : rows) organizations.push_back(ReadOrganization(row));
    const auto top = std::find_if(organizations.begin(), organizations.end(),
                                  [id](const auto& organization) { return organization->id == id; });
    if (top == organizations.end()) return OrganizationNotFound();
    const Organization& restored = **top;

    const Directory& directory = change.directory();
    const auto parent = directory.PositionOf(restored.parent);
    if (!parent) {
      WHARF_ASSIGN(const Graves graves, ReadGraves(session));
      const auto living = NearestLiving(directory, graves, restored.parent);
      if (!living || !change.access().May(Right::administer, *living)) return OrganizationNotFound();
      const std::string& name = graves.at(restored.parent).name;
      return Error{ErrorKind::conflict, "parent_deleted",
                   restored.name + " was below " + name + ", which is deleted too. Restore " + name + " first."};
    }
    WHARF_TRY(change.access().Require(Right::administer, restored.parent));
    if (change.NameTaken(restored.parent, restored.name)) {
      return MustBeFree(change.NameTakenError(directory.At(*parent).name, restored.name), restored.name);
    }
    for (const auto& organization : organizations) {
      if (change.SlugTaken(organization->slug)) {
        return MustBeFree(TreeChange::SlugTakenError(organization->slug), restored.name);
      }
      for (const std::string& domain : organization->domains) {
        if (change.DomainTaken(domain)) return MustBeFree(change.DomainTakenError(domain), restored.name);
      }
    }
    WHARF_TRY(session.Execute(
        "UPDATE organization SET deleted_at = NULL, deleted_by = NULL, deletion_id = NULL, revision = ?, "
        "version = version + 1 WHERE deletion_id = ?",
        change.revision(), id));
    WHARF_TRY(
        change.Record({.organization = restored.parent,
                       .action = "organization.restored",
                       .subject_kind = "organization",
                       .subject_id = id.ToString(),
                       .subject_name = restored.name,
                       .summary = "Restored " + AndBelow(restored.name, static_cast<std::int64_t>(rows.size()))}));
    Organization live = restored;
    live.version += 1;
    return live;
  });
}

namespace {

DeletedOrganization ReadDeleted(const storage::Row& row, std::size_t after_columns) {
  const auto organization = ReadOrganization(row);
  DeletedOrganization deleted;
  deleted.id = organization->id;
  deleted.name = organization->name;
  deleted.slug = organization->slug;
  deleted.domains = organization->domains;
  deleted.tags = organization->tags;
  deleted.enabled = organization->enabled;
  deleted.version = organization->version;
  deleted.created = organization->created;
  deleted.updated = organization->updated;
  deleted.parent = organization->parent;
  deleted.deleted = row.When(after_columns);
  deleted.deleted_by = row.Text(after_columns + 1);
  deleted.purged_at = deleted.deleted + kRestorable;
  return deleted;
}

bool Holds(const std::vector<Directory::Interval>& scope, Directory::Position position) {
  return std::any_of(scope.begin(), scope.end(),
                     [position](const Directory::Interval& interval) { return interval.Holds(position); });
}

}  // namespace

Result<DeletedPage> Organizations::Deleted(const Access& access, std::optional<OrganizationId> below,
                                           std::string_view search, int page, int page_size) {
  WHARF_ASSIGN(const auto scope, access.Scope(below));
  const Directory& directory = access.directory();
  const std::string folded = FoldForSearch(search);
  std::vector<DeletedOrganization> found;
  WHARF_TRY(database_.Read([&](storage::Session& session) -> Result<void> {
    WHARF_ASSIGN(const Graves graves, ReadGraves(session));
    std::unordered_map<OrganizationId, std::int64_t> counts;
    for (const auto& [id, grave] : graves) ++counts[grave.deletion];
    const std::string sql =
        "SELECT " + std::string(kOrganizationColumns) +
        ", deleted_at, deleted_by FROM organization WHERE deletion_id = id ORDER BY deleted_at DESC, id";
    WHARF_ASSIGN(const storage::Rows rows, session.Query(sql));
    for (const storage::Row& row : rows) {
      DeletedOrganization deleted = ReadDeleted(row, row.size() - 2);
      const auto living = NearestLiving(directory, graves, *deleted.parent);
      if (!living || !Holds(scope, *living) || !access.May(Right::administer, *living)) continue;
      if (!folded.empty() && FoldForSearch(deleted.name).find(folded) == std::string::npos) continue;
      deleted.organizations = counts[deleted.id];
      if (const auto grave = graves.find(*deleted.parent); grave != graves.end()) {
        deleted.parent_deleted = true;
        deleted.parent_name = grave->second.name;
      } else {
        deleted.parent_name = directory.At(*living).name;
      }
      found.push_back(std::move(deleted));
    }
    return {};
  }));
  const std::size_t total = found.size();
  return DeletedPage{PageOf(std::move(found), page, page_size), total};
}

Result<std::int64_t> Organizations::Purge() {
  const Time before = clock_.Now() - kRestorable;
  WHARF_ASSIGN(const storage::Rows due, database_.ReadValue<storage::Rows>([&](storage::Session& session) {
    return session.Query("SELECT id, parent_id, name FROM organization WHERE deletion_id = id AND deleted_at < ?",
                         before);
  }));
  if (due.empty()) return std::int64_t{0};
  WHARF_ASSIGN(const auto directory, directories_.Current());
  const Access system = Access::System(directory, "Purge of deleted organizations");
  std::int64_t purged = 0;
  for (const storage::Row& row : due) {
    WHARF_ASSIGN(
        const std::int64_t gone,
        database_.WriteValue<std::int64_t>([&](storage::Session& session) -> Result<std::int64_t> {
          // What else belongs to an organization refers to it and goes with it. The time is asked again: it
          // may have been restored a moment ago.
          WHARF_ASSIGN(const storage::Rows still,
                       session.Query("SELECT COUNT(*) FROM organization WHERE deletion_id = ? AND deleted_at < ?",
                                     row.Text(0), before));
          // Counted beforehand: what goes by way of its parent is not counted by SQLite.
          const std::int64_t count = still.front().Int(0);
          if (count == 0) return count;
          WHARF_TRY(session.Execute("DELETE FROM organization WHERE deletion_id = ? AND deleted_at < ?", row.Text(0),
                                    before));
          WHARF_TRY(audit_.Record(
              session, system.caller(),
              {.organization = row.As<OrganizationId>(1),
               .action = "organization.purged",
               .subject_kind = "organization",
               .subject_id = row.Text(0),
               .subject_name = row.Text(2),
               .summary = "Removed " + AndBelow(row.Text(2), count) + " for good, 30 days after the deletion"}));
          return count;
        }));
    purged += gone;
  }
  return purged;
}

}  // namespace wharf::organization
