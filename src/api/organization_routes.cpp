#include "api/job_view.h"
#include "api/organization_view.h"
#include "api/resource.h"
#include "organization/organization_list.h"

namespace wharf::api {
namespace {

using organization::Access;
using Position = organization::Directory::Position;

Organization DeletedView(const organization::DeletedOrganization& deleted) {
  Organization view;
  view.id = deleted.id;
  view.name = deleted.name;
  view.slug = deleted.slug;
  view.parent_id = deleted.parent;
  view.parent_name = TextOrNull(deleted.parent_name);
  view.domains = deleted.domains;
  view.tags = deleted.tags;
  view.enabled = deleted.enabled;
  view.deleted_at = deleted.deleted;
  view.purge_at = deleted.purged_at;
  view.descendants_count = static_cast<std::size_t>(deleted.organizations - 1);
  view.role = organization::Role::administrator;  // nobody else is shown what is deleted
  view.version = deleted.version;
  view.created_at = deleted.created;
  view.updated_at = deleted.updated;
  return view;
}

Result<PageOf<Organization>> ListDeleted(const Asked& asked, std::optional<OrganizationId> below) {
  WHARF_ASSIGN(const auto page, asked.services.organizations.Deleted(asked.access, below, asked.Text("search"),
                                                                     asked.page(), asked.page_size()));
  std::vector<Organization> items;
  for (const auto& deleted : page.items) items.push_back(DeletedView(deleted));
  return PageOf<Organization>(std::move(items), static_cast<std::int64_t>(page.total), asked);
}

Result<PageOf<Organization>> List(const Asked& asked) {
  organization::OrganizationFilter filter;
  WHARF_ASSIGN(filter.below, asked.Organization());
  WHARF_ASSIGN(filter.parent, asked.Organization("parent"));
  const std::string status = asked.Text("status");
  if (status == "deleted") return ListDeleted(asked, filter.below);
  if (status == "enabled") filter.enabled = true;
  if (status == "disabled") filter.enabled = false;
  filter.search = asked.Text("search");
  filter.tag = TextOrNull(asked.Text("tag"));
  const auto [sort, descending] = asked.Sort();
  filter.descending = descending;
  if (sort == "created_at") filter.order = organization::OrganizationOrder::created;
  if (sort == "updated_at") filter.order = organization::OrganizationOrder::updated;
  if (sort == "tree") filter.order = organization::OrganizationOrder::tree;
  WHARF_ASSIGN(const auto page, ListOrganizations(asked.access, filter, asked.page(), asked.page_size()));
  std::vector<Organization> items;
  for (const Position position : page.items) items.push_back(OrganizationView(asked.access, position));
  return PageOf<Organization>(std::move(items), static_cast<std::int64_t>(page.total), asked);
}

Result<Switcher> ShowSwitcher(const Asked& asked) {
  WHARF_ASSIGN(const auto parent, asked.Organization("parent"));
  const std::string search = asked.Text("search");
  WHARF_ASSIGN(const auto page,
               search.empty() ? SwitcherChildren(asked.access, parent) : SwitcherSearch(asked.access, search));
  Switcher switcher{{}, page.total};
  for (const Position position : page.items) {
    const auto& organization = asked.access.directory().At(position);
    switcher.items.push_back({organization.id, organization.name, PathView(asked.access, position),
                              asked.access.directory().ChildrenOf(position).size(), organization.enabled});
  }
  return switcher;
}

/// The organization as it is after a change, which the directory of the request does not know yet.
Result<Organization> Fresh(const Asked& asked, OrganizationId id) {
  WHARF_ASSIGN(auto directory, asked.services.directories.Current());
  const Access access = asked.access.At(std::move(directory));
  WHARF_ASSIGN(const Position position, access.Require(organization::Right::read, id));
  return OrganizationView(access, position);
}

Result<With<Organization, 201>> Create(const Asked& asked, const OrganizationWanted& wanted) {
  organization::NewOrganization made;
  made.name = wanted.name;
  made.parent = wanted.parent_id;
  made.domains = wanted.domains;
  made.tags = wanted.tags;
  made.enabled = wanted.enabled.value_or(true);
  made.slug = TextOrNull(wanted.slug.value_or(""));
  WHARF_ASSIGN(const auto created, asked.services.organizations.Create(asked.access, made));
  WHARF_ASSIGN(auto view, Fresh(asked, created.id));
  return With<Organization, 201>{std::move(view)};
}

Result<Organization> Show(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<OrganizationId>(0));
  WHARF_ASSIGN(const Position position, asked.access.Require(organization::Right::read, id));
  return OrganizationView(asked.access, position);
}

Result<Organization> Edit(const Asked& asked, const OrganizationPatch& patch) {
  WHARF_ASSIGN(const auto id, asked.Id<OrganizationId>(0));
  WHARF_ASSIGN(const auto changed, asked.services.organizations.Edit(asked.access, id,
                                                                     {patch.name, patch.slug, patch.domains, patch.tags,
                                                                      patch.enabled, patch.version}));
  return Fresh(asked, changed.id);
}

Result<Organization> Move(const Asked& asked, const OrganizationMove& move) {
  WHARF_ASSIGN(const auto id, asked.Id<OrganizationId>(0));
  WHARF_ASSIGN(const auto moved, asked.services.organizations.Move(asked.access, id, move.parent_id, move.version));
  return Fresh(asked, moved.id);
}

Result<MovePreview> PreviewMove(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<OrganizationId>(0));
  WHARF_ASSIGN(const auto parent, asked.Organization("parent_id"));
  if (!parent) return Error{ErrorKind::invalid_argument, "invalid_input", "Say where to move it: parent_id."};
  WHARF_ASSIGN(const auto preview, asked.services.variables.PreviewMove(asked.access, id, *parent));
  MovePreview view{{}, {}, preview.affected};
  for (const auto& change : preview.changes) {
    const auto* where = asked.access.directory().Find(change.organization);
    view.variables.push_back({change.name, change.organization, where == nullptr ? std::string() : where->name,
                              change.before, change.after});
  }
  return view;
}

Result<DeletedCount> DeleteAll(const Asked& asked, const OrganizationsDeletion& wanted) {
  if (wanted.confirm != "delete") {
    return Error{ErrorKind::invalid_argument,
                 "confirmation_needed",
                 "Type “delete” to delete organizations.",
                 {{"/confirm", "required", "Type “delete”."}}};
  }
  WHARF_ASSIGN(const std::int64_t deleted, asked.services.organizations.Delete(asked.access, wanted.ids));
  return DeletedCount{deleted};
}

Result<Organization> Restore(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<OrganizationId>(0));
  WHARF_ASSIGN(const auto restored, asked.services.organizations.Restore(asked.access, id));
  return Fresh(asked, restored.id);
}

Result<ChangedCount> EditAll(const Asked& asked, const OrganizationsPatch& patch) {
  WHARF_ASSIGN(const std::int64_t changed,
               asked.services.organizations.EditAll(asked.access,
                                                    {patch.ids, patch.enabled, patch.add_tags, patch.remove_tags}));
  return ChangedCount{changed};
}

Result<ListOf<TagCount>> Tags(const Asked& asked) {
  ListOf<TagCount> list;
  for (const auto& tag : CountTags(asked.access)) list.items.push_back({tag.tag, tag.count});
  return list;
}

std::string_view EncodingName(TextEncoding encoding) {
  switch (encoding) {
    case TextEncoding::utf8:
      return "UTF-8";
    case TextEncoding::utf16_le:
      return "UTF-16 LE";
    case TextEncoding::utf16_be:
      return "UTF-16 BE";
    case TextEncoding::windows_1252:
      return "Windows-1252";
  }
  return "UTF-8";
}

Result<With<std::variant<ImportPreview, Job>, 200, 202>> Import(const Asked& asked) {
  using Given = With<std::variant<ImportPreview, Job>, 200, 202>;
  WHARF_ASSIGN(const auto parent, asked.Organization("parent_id"));
  if (!parent) return Error{ErrorKind::invalid_argument, "invalid_input", "Say below which organization: parent_id."};
  auto& import = asked.services.organization_import;
  if (!asked.Flag("preview", false)) {
    WHARF_ASSIGN(const auto job, import.Start(asked.access, *parent, asked.request.body, asked.Text("file_name")));
    return Given{JobView(job, asked.access), 202};
  }
  WHARF_ASSIGN(auto preview, import.Preview(asked.access, *parent, asked.request.body));
  ImportPreview view;
  for (auto& column : preview.columns) view.columns.push_back({std::move(column.header), column.field});
  view.delimiter = preview.delimiter;
  view.encoding = EncodingName(preview.encoding);
  view.notices = std::move(preview.notices);
  view.rows = std::move(preview.rows);
  view.total = preview.counts.total();
  for (auto& problem : preview.problems) {
    view.problems.push_back({problem.line, std::move(problem.code), std::move(problem.message)});
  }
  return Given{std::move(view)};
}

Result<Reply> ImportTemplate(const Asked& /*asked*/) {
  return Reply::File("text/csv; charset=utf-8", "organizations.csv", organization::OrganizationImport::Template());
}

}  // namespace

OrganizationRef OrganizationRefView(const Access& access, Position position) {
  const auto& organization = access.directory().At(position);
  return {organization.id, organization.name};
}

std::vector<OrganizationRef> PathView(const Access& access, Position position) {
  std::vector<OrganizationRef> path;
  for (const Position step : access.VisiblePathOf(position)) path.push_back(OrganizationRefView(access, step));
  return path;
}

Organization OrganizationView(const Access& access, Position position) {
  const auto& directory = access.directory();
  const auto& organization = directory.At(position);
  Organization view;
  view.id = organization.id;
  view.name = organization.name;
  view.slug = organization.slug;
  if (const auto parent = access.VisibleParentOf(position)) {
    view.parent_id = directory.At(*parent).id;
    view.parent_name = directory.At(*parent).name;
  }
  view.path = PathView(access, position);
  view.depth = directory.DepthOf(position);
  view.domains = organization.domains;
  view.tags = organization.tags;
  view.enabled = organization.enabled;
  view.is_root = !directory.ParentOf(position).has_value();
  view.children_count = directory.ChildrenOf(position).size();
  view.descendants_count = directory.Subtree(position).size() - 1;
  view.role = access.RoleAt(position).value_or(organization::Role::viewer);
  view.version = organization.version;
  view.created_at = organization.created;
  view.updated_at = organization.updated;
  return view;
}

std::vector<Route> OrganizationRoutes() {
  using Kind = Parameter::Kind;
  return {
      Get<List>("/api/v1/organizations", "List organizations")
          .Asks({{"organization"}, {"parent"}, {"status"}, {"search"}, {"tag"}, {"sort"}})
          .Pages()
          .Here(),
      Post<Create>("/api/v1/organizations", "Create an organization"),
      Get<ShowSwitcher>("/api/v1/organizations/switcher", "Organizations for the switcher")
          .Asks({{"parent"}, {"search"}})
          .Here(),
      Post<DeleteAll>("/api/v1/organizations/delete", "Delete organizations; they can be restored for 30 days"),
      Post<EditAll>("/api/v1/organizations/bulk", "Change several organizations"),
      Post<Import>("/api/v1/organizations/import", "Import organizations from CSV, or preview it")
          .Asks({{"parent_id"}, {"preview", Kind::flag}, {"file_name"}})
          .TakesFile("text/csv"),
      Get<ImportTemplate>("/api/v1/organizations/import-template.csv", "A CSV file to begin with")
          .GivesFile("text/csv"),
      Get<Show>("/api/v1/organizations/{id}", "Show an organization").Here(),
      Patch<Edit>("/api/v1/organizations/{id}", "Change an organization"),
      Post<Move>("/api/v1/organizations/{id}/move", "Move an organization"),
      Get<PreviewMove>("/api/v1/organizations/{id}/move-preview", "What moving would change").Asks({{"parent_id"}}),
      Post<Restore>("/api/v1/organizations/{id}/restore", "Restore a deleted organization"),
      Get<Tags>("/api/v1/tags", "Tags in use").Here(),
  };
}

}  // namespace wharf::api
