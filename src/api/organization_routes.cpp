#include "api/job_view.h"
#include "api/organization_view.h"
#include "api/route.h"
#include "organization/organization_list.h"

namespace wharf::api {
namespace {

using organization::Access;
using Position = organization::Directory::Position;

boost::json::object DeletedView(const organization::DeletedOrganization& d) {
  boost::json::object view{
      {"id", d.id.ToString()}, {"name", d.name}, {"slug", d.slug}, {"parent_name", OrNull(d.parent_name)}};
  view["parent_id"] = d.parent ? boost::json::value(d.parent->ToString()) : nullptr;
  view["path"] = boost::json::array();
  view["depth"] = 0;
  view["domains"] = boost::json::array(d.domains.begin(), d.domains.end());
  view["tags"] = boost::json::array(d.tags.begin(), d.tags.end());
  view["enabled"] = d.enabled;
  view["is_root"] = false;
  view["deleted_at"] = FormatTime(d.deleted);
  view["purge_at"] = FormatTime(d.purged_at);
  view["children_count"] = 0;
  view["descendants_count"] = d.organizations - 1;
  view["role"] = "administrator";
  view["version"] = d.version;
  view["created_at"] = FormatTime(d.created);
  view["updated_at"] = FormatTime(d.updated);
  return view;
}

Result<Reply> ListDeleted(const Asked& asked, std::optional<OrganizationId> below) {
  WHARF_ASSIGN(const auto page, asked.services.organizations.Deleted(asked.access, below, asked.Text("search"),
                                                                     asked.page(), asked.page_size()));
  boost::json::array items;
  for (const auto& deleted : page.items) items.push_back(DeletedView(deleted));
  return Reply{200, Page(std::move(items), static_cast<std::int64_t>(page.total), asked)};
}

Result<Reply> List(const Asked& asked) {
  organization::OrganizationFilter filter;
  WHARF_ASSIGN(filter.below, asked.Organization());
  WHARF_ASSIGN(filter.parent, asked.Organization("parent"));
  const std::string status = asked.Text("status");
  if (status == "deleted") return ListDeleted(asked, filter.below);
  if (status == "enabled") filter.enabled = true;
  if (status == "disabled") filter.enabled = false;
  filter.search = asked.Text("search");
  if (const std::string tag = asked.Text("tag"); !tag.empty()) filter.tag = tag;
  const auto [sort, descending] = asked.Sort();
  filter.descending = descending;
  if (sort == "created_at") filter.order = organization::OrganizationOrder::created;
  if (sort == "updated_at") filter.order = organization::OrganizationOrder::updated;
  if (sort == "tree") filter.order = organization::OrganizationOrder::tree;
  WHARF_ASSIGN(const auto page, ListOrganizations(asked.access, filter, asked.page(), asked.page_size()));
  boost::json::array items;
  for (const Position position : page.items) items.push_back(OrganizationView(asked.access, position));
  return Reply{200, Page(std::move(items), static_cast<std::int64_t>(page.total), asked)};
}

Result<Reply> Switcher(const Asked& asked) {
  WHARF_ASSIGN(const auto parent, asked.Organization("parent"));
  const std::string search = asked.Text("search");
  WHARF_ASSIGN(const auto page,
               search.empty() ? SwitcherChildren(asked.access, parent) : SwitcherSearch(asked.access, search));
  boost::json::array items;
  for (const Position position : page.items) {
    const auto& organization = asked.access.directory().At(position);
    items.push_back(boost::json::object{{"id", organization.id.ToString()},
                                        {"name", organization.name},
                                        {"path", PathView(asked.access, position)},
                                        {"children_count", asked.access.directory().ChildrenOf(position).size()},
                                        {"enabled", organization.enabled}});
  }
  return Reply{200, boost::json::object{{"items", std::move(items)}, {"total", page.total}}};
}

/// The organization as it is after a change, which the directory of the request does not know yet.
Result<Reply> Fresh(const Asked& asked, OrganizationId id, int status) {
  WHARF_ASSIGN(auto directory, asked.services.directories.Current());
  const Access access = asked.access.At(std::move(directory));
  WHARF_ASSIGN(const Position position, access.Require(organization::Right::read, id));
  return Reply{status, OrganizationView(access, position)};
}

Result<Reply> Create(const Asked& asked) {
  WHARF_ASSIGN(const auto body, asked.Body());
  organization::NewOrganization wanted;
  wanted.name = TextOf(body, "name").value_or("");
  WHARF_ASSIGN(wanted.parent, OrganizationOf(body, "parent_id"));
  wanted.domains = TextsOf(body, "domains").value_or(std::vector<std::string>());
  wanted.tags = TextsOf(body, "tags").value_or(std::vector<std::string>());
  wanted.enabled = FlagOf(body, "enabled").value_or(true);
  wanted.slug = TextOf(body, "slug");
  if (wanted.slug && wanted.slug->empty()) wanted.slug.reset();
  WHARF_ASSIGN(const auto made, asked.services.organizations.Create(asked.access, wanted));
  return Fresh(asked, made.id, 201);
}

Result<Reply> Show(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<OrganizationId>(0));
  WHARF_ASSIGN(const Position position, asked.access.Require(organization::Right::read, id));
  return Reply{200, OrganizationView(asked.access, position)};
}

Result<Reply> Edit(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<OrganizationId>(0));
  WHARF_ASSIGN(const auto body, asked.Body());
  organization::OrganizationEdit edit;
  edit.name = TextOf(body, "name");
  edit.slug = TextOf(body, "slug");
  edit.domains = TextsOf(body, "domains");
  edit.tags = TextsOf(body, "tags");
  edit.enabled = FlagOf(body, "enabled");
  edit.version = NumberOf(body, "version").value_or(0);
  WHARF_ASSIGN(const auto changed, asked.services.organizations.Edit(asked.access, id, edit));
  return Fresh(asked, changed.id, 200);
}

Result<Reply> Move(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<OrganizationId>(0));
  WHARF_ASSIGN(const auto body, asked.Body());
  WHARF_ASSIGN(const auto parent, OrganizationOf(body, "parent_id"));
  WHARF_ASSIGN(const auto moved,
               asked.services.organizations.Move(asked.access, id, parent, NumberOf(body, "version").value_or(0)));
  return Fresh(asked, moved.id, 200);
}

Result<Reply> MovePreview(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<OrganizationId>(0));
  WHARF_ASSIGN(const auto parent, asked.Organization("parent_id"));
  if (!parent) return Error{ErrorKind::invalid_argument, "invalid_input", "Say where to move it: parent_id."};
  WHARF_ASSIGN(const auto preview, asked.services.variables.PreviewMove(asked.access, id, *parent));
  boost::json::array variables;
  for (const auto& change : preview.changes) {
    const auto* where = asked.access.directory().Find(change.organization);
    const auto shown = [&](const std::optional<std::string>& value) {
      return value ? boost::json::value(*value) : boost::json::value(nullptr);
    };
    variables.push_back(boost::json::object{{"name", change.name},
                                            {"organization_id", change.organization.ToString()},
                                            {"organization_name", where == nullptr ? "" : where->name},
                                            {"before", shown(change.before)},
                                            {"after", shown(change.after)}});
  }
  return Reply{200, boost::json::object{{"variables", std::move(variables)},
                                        {"connections", boost::json::array()},
                                        {"affected", preview.affected}}};
}

Result<std::vector<OrganizationId>> Ids(const boost::json::object& body) {
  std::vector<OrganizationId> ids;
  for (const std::string& text : TextsOf(body, "ids").value_or(std::vector<std::string>())) {
    const auto id = OrganizationId::Parse(text);
    if (!id) return organization::OrganizationNotFound();
    ids.push_back(*id);
  }
  return ids;
}

Result<Reply> Delete(const Asked& asked) {
  WHARF_ASSIGN(const auto body, asked.Body());
  WHARF_ASSIGN(const auto ids, Ids(body));
  if (TextOf(body, "confirm").value_or("") != "delete") {
    return Error{ErrorKind::invalid_argument,
                 "confirmation_needed",
                 "Type “delete” to delete organizations.",
                 {{"/confirm", "required", "Type “delete”."}}};
  }
  WHARF_ASSIGN(const std::int64_t deleted, asked.services.organizations.Delete(asked.access, ids));
  return Reply{200, boost::json::object{{"deleted", deleted}}};
}

Result<Reply> Restore(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<OrganizationId>(0));
  WHARF_ASSIGN(const auto restored, asked.services.organizations.Restore(asked.access, id));
  return Fresh(asked, restored.id, 200);
}

Result<Reply> EditAll(const Asked& asked) {
  WHARF_ASSIGN(const auto body, asked.Body());
  organization::BulkEdit edit;
  WHARF_ASSIGN(edit.organizations, Ids(body));
  edit.enabled = FlagOf(body, "enabled");
  edit.add_tags = TextsOf(body, "add_tags").value_or(std::vector<std::string>());
  edit.remove_tags = TextsOf(body, "remove_tags").value_or(std::vector<std::string>());
  WHARF_ASSIGN(const std::int64_t changed, asked.services.organizations.EditAll(asked.access, edit));
  return Reply{200, boost::json::object{{"changed", changed}}};
}

Result<Reply> Tags(const Asked& asked) {
  boost::json::array items;
  for (const auto& tag : CountTags(asked.access)) {
    items.push_back(boost::json::object{{"name", tag.tag}, {"count", tag.count}});
  }
  return Reply{200, boost::json::object{{"items", std::move(items)}}};
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

Result<Reply> Import(const Asked& asked) {
  WHARF_ASSIGN(const auto parent, asked.Organization("parent_id"));
  if (!parent) return Error{ErrorKind::invalid_argument, "invalid_input", "Say below which organization: parent_id."};
  auto& import = asked.services.organization_import;
  if (!asked.Flag("preview", false)) {
    WHARF_ASSIGN(const auto job, import.Start(asked.access, *parent, asked.request.body, asked.Text("file_name")));
    return Reply{202, Write(JobView(job, asked.access))};
  }
  WHARF_ASSIGN(const auto preview, import.Preview(asked.access, *parent, asked.request.body));
  boost::json::array columns;
  for (const auto& column : preview.columns) {
    columns.push_back(boost::json::object{
        {"header", column.header}, {"field", column.field ? boost::json::value(NameOf(*column.field)) : nullptr}});
  }
  boost::json::array rows;
  for (const auto& row : preview.rows) rows.push_back(boost::json::array(row.begin(), row.end()));
  boost::json::array problems;
  for (const auto& problem : preview.problems) {
    problems.push_back(
        boost::json::object{{"line", problem.line}, {"code", problem.code}, {"message", problem.message}});
  }
  return Reply{200, boost::json::object{{"columns", std::move(columns)},
                                        {"delimiter", std::string(1, preview.delimiter)},
                                        {"encoding", EncodingName(preview.encoding)},
                                        {"notices", boost::json::array(preview.notices.begin(), preview.notices.end())},
                                        {"rows", std::move(rows)},
                                        {"total", preview.counts.total()},
                                        {"problems", std::move(problems)}}};
}

Result<Reply> ImportTemplate(const Asked& /*asked*/) {
  return Reply::File("text/csv; charset=utf-8", "organizations.csv", organization::OrganizationImport::Template());
}

}  // namespace

boost::json::array PathView(const Access& access, Position position) {
  boost::json::array path;
  for (const Position step : access.VisiblePathOf(position)) {
    const auto& organization = access.directory().At(step);
    path.push_back(boost::json::object{{"id", organization.id.ToString()}, {"name", organization.name}});
  }
  return path;
}

boost::json::object OrganizationView(const Access& access, Position position) {
  const auto& directory = access.directory();
  const auto& o = directory.At(position);
  const auto parent = access.VisibleParentOf(position);
  const auto role = access.RoleAt(position);
  boost::json::object view{{"id", o.id.ToString()}, {"name", o.name}, {"slug", o.slug}};
  view["parent_id"] = parent ? boost::json::value(directory.At(*parent).id.ToString()) : nullptr;
  view["parent_name"] = parent ? boost::json::value(directory.At(*parent).name) : nullptr;
  view["path"] = PathView(access, position);
  view["depth"] = directory.DepthOf(position);
  view["domains"] = boost::json::array(o.domains.begin(), o.domains.end());
  view["tags"] = boost::json::array(o.tags.begin(), o.tags.end());
  view["enabled"] = o.enabled;
  view["is_root"] = !directory.ParentOf(position).has_value();
  view["deleted_at"] = nullptr;
  view["purge_at"] = nullptr;
  view["children_count"] = directory.ChildrenOf(position).size();
  view["descendants_count"] = directory.Subtree(position).size() - 1;
  view["role"] = role ? NameOf(*role) : "viewer";
  view["version"] = o.version;
  view["created_at"] = FormatTime(o.created);
  view["updated_at"] = FormatTime(o.updated);
  return view;
}

std::vector<Route> OrganizationRoutes() {
  constexpr auto kHere = net::RunOn::socket_thread;
  constexpr auto kWorker = net::RunOn::worker;
  return {
      {"GET", "/api/v1/organizations", "List organizations", List, kHere},
      {"POST", "/api/v1/organizations", "Create an organization", Create},
      {"GET", "/api/v1/organizations/switcher", "Organizations for the switcher", Switcher, kHere},
      {"POST", "/api/v1/organizations/delete", "Delete organizations; they can be restored for 30 days", Delete},
      {"POST", "/api/v1/organizations/bulk", "Change several organizations", EditAll},
      {"POST", "/api/v1/organizations/import", "Import organizations from CSV, or preview it", Import, kWorker, true},
      {"GET", "/api/v1/organizations/import-template.csv", "A CSV file to begin with", ImportTemplate},
      {"GET", "/api/v1/organizations/{id}", "Show an organization", Show, kHere},
      {"PATCH", "/api/v1/organizations/{id}", "Change an organization", Edit},
      {"POST", "/api/v1/organizations/{id}/move", "Move an organization", Move},
      {"GET", "/api/v1/organizations/{id}/move-preview", "What moving would change", MovePreview},
      {"POST", "/api/v1/organizations/{id}/restore", "Restore a deleted organization", Restore},
      {"GET", "/api/v1/tags", "Tags in use", Tags, kHere},
  };
}

}  // namespace wharf::api
