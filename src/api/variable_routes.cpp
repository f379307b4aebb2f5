#include "api/route.h"
#include "organization/known_variables.h"

namespace wharf::api {
namespace {

using organization::Right;
using organization::VariableItem;

std::string NameIn(const Asked& asked, const std::optional<OrganizationId>& id) {
  const auto* found = id && asked.access.Sees(*id) ? asked.access.directory().Find(*id) : nullptr;
  return found == nullptr ? "an organization above" : found->name;
}

boost::json::value KnownJson(std::string_view name) {
  const auto* known = organization::FindKnownVariable(name);
  if (known == nullptr) return nullptr;
  boost::json::value choices;
  if (!known->choices.empty()) {
    boost::json::array views;
    for (const auto& choice : known->choices)
      views.push_back(boost::json::object{{"value", std::string(choice)}, {"label", std::string(choice)}});
    choices = std::move(views);
  }
  return boost::json::object{{"name", known->name},
                             {"type", NameOf(known->type)},
                             {"description", known->description},
                             {"choices", std::move(choices)}};
}

boost::json::object View(const Asked& asked, const VariableItem& item) {
  const auto& v = item.variable;
  std::string text = "own";
  if (item.source == organization::VariableSource::inherited) text = "from " + NameIn(asked, item.source_organization);
  if (item.source == organization::VariableSource::mapping) {
    text = "mapping";
    if (v.connection) {
      const auto connection = asked.services.connections.Find(asked.access, *v.connection);
      const auto* entry = connection ? asked.services.catalog.Find(connection->integration) : nullptr;
      if (entry != nullptr) text = "mapping of " + entry->definition->name;
    }
  }
  boost::json::object source{{"kind", NameOf(item.source)}, {"text", text}};
  source["organization_id"] =
      item.source_organization ? boost::json::value(item.source_organization->ToString()) : nullptr;
  source["connection_id"] = v.connection ? boost::json::value(v.connection->ToString()) : nullptr;
  return {{"name", v.name},
          {"value", v.value ? boost::json::value(*v.value) : nullptr},
          {"is_set", true},
          {"kind", NameOf(v.kind)},
          {"type", NameOf(v.type)},
          {"organization_id", v.organization.ToString()},
          {"organization_name", NameIn(asked, v.organization)},
          {"cascade", v.cascade},
          {"source", std::move(source)},
          {"updated_at", FormatTime(v.updated)},
          {"updated_by", OrNull(v.updated_by)},
          {"version", v.version},
          {"can_edit", item.can_edit},
          {"known", KnownJson(v.name)}};
}

Result<organization::VariableFilter> ReadFilter(const Asked& asked) {
  organization::VariableFilter filter;
  WHARF_ASSIGN(filter.organization, asked.Organization());
  filter.include_descendants = asked.Flag("include_descendants", false);
  filter.show_inherited = asked.Flag("show_inherited", true);
  filter.search = asked.Text("search");
  filter.kind = organization::ParseVariableKind(asked.Text("kind"));
  filter.source = organization::ParseVariableSource(asked.Text("source"));
  const auto [sort, descending] = asked.Sort();
  filter.descending = descending;
  using organization::VariableOrder;
  if (sort == "organization") filter.order = VariableOrder::organization;
  if (sort == "kind") filter.order = VariableOrder::kind;
  if (sort == "value") filter.order = VariableOrder::value;
  if (sort == "updated_at") filter.order = VariableOrder::updated;
  return filter;
}

Result<Reply> List(const Asked& asked) {
  WHARF_ASSIGN(const auto filter, ReadFilter(asked));
  WHARF_ASSIGN(const auto page, asked.services.variables.List(asked.access, filter, asked.page(), asked.page_size()));
  boost::json::array items;
  for (const auto& item : page.items) items.push_back(View(asked, item));
  return Reply{200, Page(std::move(items), page.total, asked)};
}

organization::VariableEdit ReadEdit(const boost::json::object& body, OrganizationId id, std::string name) {
  organization::VariableEdit edit;
  edit.organization = id;
  edit.name = std::move(name);
  if (const auto value = TextOf(body, "value")) edit.value = Secret(*value);
  if (const auto kind = TextOf(body, "kind")) edit.kind = organization::ParseVariableKind(*kind);
  if (const auto type = TextOf(body, "type")) edit.type = organization::ParseVariableType(*type);
  edit.cascade = FlagOf(body, "cascade");
  edit.remove = FlagOf(body, "delete").value_or(false);
  edit.version = NumberOf(body, "version");
  return edit;
}

Result<Reply> Put(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<OrganizationId>(0));
  WHARF_ASSIGN(const auto body, asked.Body());
  WHARF_ASSIGN(const auto variable,
               asked.services.variables.Put(asked.access, ReadEdit(body, id, asked.request.segments[1])));
  return Reply{200, View(asked, {variable, organization::VariableSource::own, id, true})};
}

Result<Reply> Remove(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<OrganizationId>(0));
  const int version = asked.Number("version", 0);
  WHARF_TRY(asked.services.variables.Remove(asked.access, id, asked.request.segments[1],
                                            version > 0 ? std::optional<std::int64_t>(version) : std::nullopt));
  return Reply::Nothing();
}

std::string StepText(organization::StepState state, const std::optional<std::string>& value, bool secret,
                     const std::string& nearer) {
  const std::string shown = secret ? "a secret" : value.value_or("");
  switch (state) {
    case organization::StepState::not_set:
      return "not set";
    case organization::StepState::used:
      return shown + ", used";
    case organization::StepState::hidden:
      return shown + ", hidden by " + nearer;
    case organization::StepState::not_cascading:
      return shown + ", kept to itself";
  }
  return {};
}

Result<Reply> Resolve(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<OrganizationId>(0));
  const std::string name = asked.request.segments[1];
  WHARF_ASSIGN(const auto resolution, asked.services.variables.Resolve(asked.access, id, name));
  const bool secret = resolution.kind == organization::VariableKind::secret;
  boost::json::array steps;
  std::string nearer;
  for (const auto& step : resolution.steps) {
    const std::string where = NameIn(asked, step.organization);
    std::string_view state = "not_set";
    if (step.state == organization::StepState::used) state = "used";
    if (step.state == organization::StepState::hidden) state = "hidden";
    if (step.state == organization::StepState::not_cascading) state = "not_cascading";
    steps.push_back(boost::json::object{{"organization_id", step.organization ? step.organization->ToString() : ""},
                                        {"organization_name", where},
                                        {"state", state},
                                        {"value", step.value ? boost::json::value(*step.value) : nullptr},
                                        {"text", StepText(step.state, step.value, secret, nearer)}});
    if (step.state == organization::StepState::used) nearer = where;
  }
  return Reply{200,
               boost::json::object{{"name", name},
                                   {"value", resolution.value ? boost::json::value(*resolution.value) : nullptr},
                                   {"kind", resolution.kind ? boost::json::value(NameOf(*resolution.kind)) : nullptr},
                                   {"steps", std::move(steps)},
                                   {"template", "{{ ORG.VARIABLES." + name + " }}"},
                                   {"used_by", boost::json::array()}}};
}

Result<Reply> Reveal(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<OrganizationId>(0));
  WHARF_ASSIGN(const auto value, asked.services.variables.Reveal(asked.access, id, asked.request.segments[1]));
  return Reply{200, boost::json::object{{"value", value.Reveal()}}};
}

Result<Reply> ChangeAll(const Asked& asked) {
  WHARF_ASSIGN(const auto body, asked.Body());
  std::vector<organization::VariableEdit> edits;
  if (const auto* changes = body.if_contains("changes"); changes != nullptr && changes->is_array()) {
    for (const auto& change : changes->get_array()) {
      const auto* one = change.if_object();
      if (one == nullptr) continue;
      WHARF_ASSIGN(const auto id, OrganizationOf(*one, "organization_id"));
      edits.push_back(ReadEdit(*one, id, TextOf(*one, "name").value_or("")));
    }
  }
  WHARF_ASSIGN(const std::int64_t changed, asked.services.variables.ChangeAll(asked.access, edits));
  return Reply{200, boost::json::object{{"changed", changed}}};
}

Result<Reply> ExportCsv(const Asked& asked) {
  WHARF_ASSIGN(const auto filter, ReadFilter(asked));
  std::string csv;
  WHARF_TRY(asked.services.variable_csv.Write(asked.access, filter, [&](std::string_view piece) -> Result<void> {
    csv += piece;
    return {};
  }));
  return Reply::File("text/csv; charset=utf-8", "variables.csv", std::move(csv));
}

Result<Reply> Import(const Asked& asked) {
  if (!asked.Flag("preview", true)) {
    WHARF_ASSIGN(const std::int64_t changed, asked.services.variable_csv.Import(asked.access, asked.request.body));
    return Reply{200, boost::json::object{{"changed", changed}}};
  }
  WHARF_ASSIGN(const auto preview, asked.services.variable_csv.Preview(asked.access, asked.request.body));
  boost::json::array changes;
  for (const auto& change : preview.changes) {
    const auto shown = [](const std::optional<std::string>& value) {
      return value ? boost::json::value(*value) : boost::json::value(nullptr);
    };
    changes.push_back(boost::json::object{{"line", change.line},
                                          {"organization_name", change.organization_name},
                                          {"name", change.name},
                                          {"before", shown(change.before)},
                                          {"after", shown(change.after)},
                                          {"action", NameOf(change.action)}});
  }
  boost::json::array problems;
  for (const auto& problem : preview.problems) {
    problems.push_back(
        boost::json::object{{"line", problem.line}, {"code", problem.code}, {"message", problem.message}});
  }
  return Reply{200, boost::json::object{{"changes", std::move(changes)}, {"problems", std::move(problems)}}};
}

Result<Reply> Known(const Asked& /*asked*/) {
  boost::json::array items;
  for (const auto& known : organization::KnownVariables()) items.push_back(KnownJson(known.name));
  return Reply{200, boost::json::object{{"items", std::move(items)}}};
}

}  // namespace

std::vector<Route> VariableRoutes() {
  return {
      {"GET", "/api/v1/variables", "List variables", List},
      {"GET", "/api/v1/variables/known", "Well-known variables", Known},
      {"POST", "/api/v1/variables/bulk", "Change several variables, all or none", ChangeAll},
      {"GET", "/api/v1/variables.csv", "Variables as CSV; secrets are left out", ExportCsv},
      {"POST", "/api/v1/variables/import", "Import variables from CSV, or preview it", Import, net::RunOn::worker,
       true},
      {"PUT", "/api/v1/organizations/{id}/variables/{name}", "Set a variable", Put},
      {"DELETE", "/api/v1/organizations/{id}/variables/{name}", "Remove a variable", Remove},
      {"GET", "/api/v1/organizations/{id}/variables/{name}/resolve", "Where a value comes from", Resolve},
      {"POST", "/api/v1/organizations/{id}/variables/{name}/reveal", "Reveal a secret", Reveal},
  };
}

}  // namespace wharf::api
