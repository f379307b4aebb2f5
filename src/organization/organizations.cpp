#include "organization/organizations.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "base/fold.h"
#include "organization/changed_meanwhile.h"
#include "organization/organization_row.h"
#include "organization/organization_rules.h"

namespace wharf::organization {
namespace {

constexpr std::size_t kMostBulk = 10'000;

std::string Join(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : ", ") + text;
  return joined;
}

/// The fields that differ, for the audit log.
std::vector<FieldChange> Differences(const Organization& before, const Organization& after) {
  std::vector<FieldChange> changes;
  const auto compare = [&](std::string_view field, const std::string& old_text, const std::string& new_text) {
    if (old_text != new_text) changes.emplace_back(std::string(field), old_text, new_text);
  };
  compare("name", before.name, after.name);
  compare("slug", before.slug, after.slug);
  compare("domains", Join(before.domains), Join(after.domains));
  compare("tags", Join(before.tags), Join(after.tags));
  compare("enabled", before.enabled ? "yes" : "no", after.enabled ? "yes" : "no");
  return changes;
}

std::string SummaryOf(const Organization& before, const Organization& after) {
  if (before.name != after.name) return "Renamed " + before.name + " to " + after.name;
  if (before.enabled != after.enabled) return (after.enabled ? "Enabled " : "Disabled ") + after.name;
  return "Changed " + after.name;
}

/// What `edit` makes of `organization`, with each part checked by itself.
Result<Organization> Apply(const Organization& organization, const OrganizationEdit& edit) {
  Organization after = organization;
  const auto field = [](auto cleaned, std::string_view pointer, auto& into) -> Result<void> {
    if (!cleaned) return AsFieldError(cleaned.error(), pointer);
    into = *std::move(cleaned);
    return {};
  };
  if (edit.name) {
    WHARF_TRY(field(CleanName(*edit.name), "/name", after.name));
    after.folded_name = FoldForSearch(after.name);
  }
  if (edit.slug) WHARF_TRY(field(CheckSlug(*edit.slug), "/slug", after.slug));
  if (edit.domains) WHARF_TRY(field(CleanDomains(*edit.domains), "/domains", after.domains));
  if (edit.tags) WHARF_TRY(field(CleanTags(*edit.tags), "/tags", after.tags));
  if (edit.enabled) after.enabled = *edit.enabled;
  return after;
}

Result<void> CheckFree(const TreeChange& change, const Organization& before, const Organization& after) {
  const Directory& directory = change.directory();
  if (NameKey(before.name) != NameKey(after.name) && !after.parent.IsNil() &&
      change.NameTaken(after.parent, after.name, after.id)) {
    const auto parent = change.access().VisibleParentOf(*directory.PositionOf(after.id));
    return change.NameTakenError(parent ? directory.At(*parent).name : "The organization above", after.name);
  }
  if (before.slug != after.slug && change.SlugTaken(after.slug, after.id)) {
    return TreeChange::SlugTakenError(after.slug);
  }
  for (const std::string& domain : after.domains) {
    if (change.DomainTaken(domain, after.id)) return change.DomainTakenError(domain);
  }
  return {};
}

Result<void> Store(TreeChange& change, const Organization& organization) {
  WHARF_TRY(change.session().Execute(
      "UPDATE organization SET name = ?, folded_name = ?, name_key = ?, slug = ?, domains = ?, tags = ?, enabled = ?, "
      "version = ?, revision = ?, updated_at = ?, updated_by = ? WHERE id = ?",
      organization.name, organization.folded_name, NameKey(organization.name), organization.slug,
      FormatTexts(organization.domains), FormatTexts(organization.tags), organization.enabled, organization.version,
      change.revision(), organization.updated, organization.updated_by, organization.id));
  return {};
}

/// The tags after a bulk edit: removed ones out, added ones at the end, none twice.
std::vector<std::string> EditedTags(const Organization& organization, const BulkEdit& edit) {
  std::unordered_set<std::string> removed;
  for (const std::string& tag : edit.remove_tags) removed.insert(NameKey(tag));
  std::vector<std::string> tags;
  for (const std::string& tag : organization.tags) {
    if (!removed.contains(NameKey(tag))) tags.push_back(tag);
  }
  tags.insert(tags.end(), edit.add_tags.begin(), edit.add_tags.end());
  return tags;
}

}  // namespace

Result<TreeChange> Organizations::Begin(storage::Session& session, const Access& access) {
  return TreeChange::Begin(session, directories_, audit_, clock_, random_, access);
}

Result<Organization> Organizations::Create(const Access& access, const NewOrganization& wanted) {
  WHARF_TRY(access.Require(Right::write, wanted.parent));
  return database_.WriteValue<Organization>([&](storage::Session& session) -> Result<Organization> {
    WHARF_ASSIGN(TreeChange change, Begin(session, access));
    return change.Add(wanted);
  });
}

Result<Organization> Organizations::EditOne(TreeChange& change, const Organization& before,
                                            const OrganizationEdit& edit) {
  WHARF_ASSIGN(Organization after, Apply(before, edit));
  const std::vector<FieldChange> changes = Differences(before, after);
  if (changes.empty()) return before;
  WHARF_TRY(CheckFree(change, before, after));
  after.version = before.version + 1;
  after.updated = change.now();
  after.updated_by = change.access().caller().name;
  WHARF_TRY(Store(change, after));
  WHARF_TRY(change.Record({.organization = after.id,
                           .action = "organization.changed",
                           .subject_kind = "organization",
                           .subject_id = after.id.ToString(),
                           .subject_name = after.name,
                           .summary = SummaryOf(before, after),
                           .changes = changes}));
  return after;
}

Result<Organization> Organizations::Edit(const Access& access, OrganizationId id, const OrganizationEdit& edit) {
  WHARF_TRY(access.Require(Right::write, id));
  return database_.WriteValue<Organization>([&](storage::Session& session) -> Result<Organization> {
    WHARF_ASSIGN(TreeChange change, Begin(session, access));
    WHARF_ASSIGN(const Directory::Position position, change.access().Require(Right::write, id));
    const Organization& before = change.directory().At(position);
    if (before.version != edit.version) {
      return ChangedMeanwhile(before.name, before.updated_by, before.updated, change.now());
    }
    return EditOne(change, before, edit);
  });
}

Result<std::int64_t> Organizations::EditAll(const Access& access, const BulkEdit& edit) {
  if (edit.organizations.size() > kMostBulk) {
    return Error{ErrorKind::invalid_argument, "invalid_input",
                 "A bulk edit takes 10,000 organizations at once. Select fewer."};
  }
  for (const OrganizationId id : edit.organizations) WHARF_TRY(access.Require(Right::write, id));
  return database_.WriteValue<std::int64_t>([&](storage::Session& session) -> Result<std::int64_t> {
    WHARF_ASSIGN(TreeChange change, Begin(session, access));
    std::int64_t changed = 0;
    std::unordered_set<OrganizationId> done;
    for (const OrganizationId id : edit.organizations) {
      if (!done.insert(id).second) continue;
      WHARF_ASSIGN(const Directory::Position position, change.access().Require(Right::write, id));
      const Organization& before = change.directory().At(position);
      OrganizationEdit one{.enabled = edit.enabled};
      if (!edit.add_tags.empty() || !edit.remove_tags.empty()) one.tags = EditedTags(before, edit);
      WHARF_ASSIGN(const Organization after, EditOne(change, before, one));
      if (after.version != before.version) ++changed;
    }
    return changed;
  });
}

Result<Organization> Organizations::Move(const Access& access, OrganizationId id, OrganizationId parent,
                                         std::int64_t version) {
  WHARF_TRY(access.RequireToMove(id, parent));
  return database_.WriteValue<Organization>([&](storage::Session& session) -> Result<Organization> {
    WHARF_ASSIGN(TreeChange change, Begin(session, access));
    WHARF_TRY(change.access().RequireToMove(id, parent));
    const Directory& directory = change.directory();
    const Directory::Position position = *directory.PositionOf(id);
    const Directory::Position target = *directory.PositionOf(parent);
    const Organization& before = directory.At(position);
    if (before.version != version) {
      return ChangedMeanwhile(before.name, before.updated_by, before.updated, change.now());
    }
    if (before.parent == parent) return before;
    if (directory.Subtree(position).Holds(target)) {
      return Error{ErrorKind::invalid_argument, "move_into_itself",
                   before.name + " cannot move below itself. Choose a place outside of it."};
    }
    if (directory.DepthOf(target) + 1 + directory.HeightOf(position) > kMostDepth) {
      return Error{ErrorKind::invalid_argument, "too_deep", "The tree may have 50 levels. Choose a place further up."};
    }
    if (change.NameTaken(parent, before.name)) return change.NameTakenError(directory.At(target).name, before.name);
    Organization after = before;
    after.parent = parent;
    after.version = before.version + 1;
    after.updated = change.now();
    after.updated_by = access.caller().name;
    WHARF_TRY(session.Execute(
        "UPDATE organization SET parent_id = ?, version = ?, revision = ?, updated_at = ?, updated_by = ? WHERE id = ?",
        parent, after.version, change.revision(), after.updated, after.updated_by, id));
    const std::string old_parent = directory.At(*directory.ParentOf(position)).name;
    WHARF_TRY(
        change.Record({.organization = id,
                       .action = "organization.moved",
                       .subject_kind = "organization",
                       .subject_id = id.ToString(),
                       .subject_name = after.name,
                       .summary = "Moved " + after.name + " from " + old_parent + " to " + directory.At(target).name,
                       .changes = {{"parent", old_parent, directory.At(target).name}}}));
    return after;
  });
}

}  // namespace wharf::organization
