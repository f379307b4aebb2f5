#include <utility>

#include "organization/directory.h"
#include "organization/organization_row.h"
#include "storage/revision.h"

namespace wharf::organization {
namespace {

constexpr std::string_view kTopic = "organizations";

Result<std::shared_ptr<const Directory>> LoadAll(storage::Session& session, std::int64_t revision) {
  const std::string sql = "SELECT " + std::string(kOrganizationColumns) + " FROM organization WHERE deleted_at IS NULL";
  WHARF_ASSIGN(const storage::Rows rows, session.Query(sql));
  Directory::Rows organizations;
  organizations.reserve(rows.size());
  for (const storage::Row& row : rows) organizations.push_back(ReadOrganization(row));
  return std::make_shared<const Directory>(std::move(organizations), revision);
}

Result<std::shared_ptr<const Directory>> LoadChanges(storage::Session& session, const Directory& known,
                                                     std::int64_t revision) {
  const std::string sql =
      "SELECT " + std::string(kOrganizationColumns) + ", deleted_at FROM organization WHERE revision > ?";
  WHARF_ASSIGN(const storage::Rows rows, session.Query(sql, known.revision()));
  Directory::Rows changed;
  std::vector<OrganizationId> removed;
  for (const storage::Row& row : rows) {
    if (row.IsNull(row.size() - 1)) {
      changed.push_back(ReadOrganization(row));
    } else {
      removed.push_back(row.As<OrganizationId>(0));
    }
  }
  return known.With(changed, removed, revision);
}

}  // namespace

std::shared_ptr<const Directory> DirectoryCache::Cached() {
  const std::lock_guard lock(mutex_);
  return cached_;
}

Result<std::shared_ptr<const Directory>> DirectoryCache::At(storage::Session& session, std::int64_t revision) {
  auto known = Cached();
  if (known && known->revision() == revision) return known;
  const std::lock_guard loading(loading_);
  known = Cached();
  if (known && known->revision() == revision) return known;
  // A revision that went back means that the database was restored from a backup: nothing known holds any more.
  const bool can_continue = known && known->revision() < revision;
  WHARF_ASSIGN(auto loaded, can_continue ? LoadChanges(session, *known, revision) : LoadAll(session, revision));
  const std::lock_guard lock(mutex_);
  cached_ = loaded;
  return loaded;
}

Result<std::shared_ptr<const Directory>> DirectoryCache::Current() {
  return database_.ReadValue<std::shared_ptr<const Directory>>(
      [this](storage::Session& session) { return Current(session); });
}

Result<std::shared_ptr<const Directory>> DirectoryCache::Current(storage::Session& session) {
  WHARF_ASSIGN(const std::int64_t revision, storage::ReadRevision(session, kTopic));
  return At(session, revision);
}

Result<DirectoryCache::Change> DirectoryCache::BeginChange(storage::Session& session) {
  WHARF_ASSIGN(const std::int64_t revision, storage::BumpRevision(session, kTopic));
  WHARF_ASSIGN(auto before, At(session, revision - 1));
  return Change{std::move(before), revision};
}

}  // namespace wharf::organization
