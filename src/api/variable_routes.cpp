#include "api/resource.h"
#include "api/variable_view.h"
#include "organization/known_variables.h"

namespace wharf::api {
namespace {

using organization::VariableItem;

std::string NameIn(const Asked& asked, const std::optional<OrganizationId>& id) {
  const auto* found = id && asked.access.Sees(*id) ? asked.access.directory().Find(*id) : nullptr;
  return found == nullptr ? "an organization above" : found->name;
}

KnownVariable KnownView(const organization::KnownVariable& known) {
  KnownVariable view{std::string(known.name), known.type, std::string(known.description), std::nullopt};
  if (!known.choices.empty()) {
    view.choices.emplace();
    for (const std::string_view choice : known.choices) {
      view.choices->push_back({std::string(choice), std::string(choice)});
    }
  }
  return view;
}

std::string OriginText(const Asked& asked, const VariableItem& item) {
  switch (item.source) {
    case organization::VariableSource::own:
      return "own";
    case organization::VariableSource::inherited:
      return "from " + NameIn(asked, item.source_organization);
    case organization::VariableSource::mapping:
      break;
  }
  if (!item.variable.connection) return "mapping";
  const auto connection = asked.services.connections.Find(asked.access, *item.variable.connection);
  const auto* entry = connection ? asked.services.catalog.Find(connection->integration) : nullptr;
  return entry == nullptr ? "mapping" : "mapping of " + entry->definition->name;
}

Variable VariableView(const Asked& asked, const VariableItem& item) {
  const auto& variable = item.variable;
  Variable view;
  view.name = variable.name;
  view.value = variable.value;
  view.kind = variable.kind;
  view.type = variable.type;
  view.organization_id = variable.organization;
  view.organization_name = NameIn(asked, variable.organization);
  view.cascade = variable.cascade;
  view.source = {item.source, OriginText(asked, item), item.source_organization, variable.connection};
  view.created_at = variable.created;
  view.created_by = TextOrNull(variable.created_by);
  view.updated_at = variable.updated;
  view.updated_by = TextOrNull(variable.updated_by);
  view.version = variable.version;
  view.can_edit = item.can_edit;
  if (const auto* known = organization::FindKnownVariable(variable.name)) view.known = KnownView(*known);
  return view;
}

Result<organization::VariableFilter> ReadFilter(const Asked& asked) {
  organization::VariableFilter filter;
  WHARF_ASSIGN(filter.organization, asked.Organization());
  filter.include_descendants = asked.Flag("include_descendants", false);
  filter.show_inherited = asked.Flag("show_inherited", true);
  filter.search = asked.Text("search");
  filter.kind = organization::ParseVariableKind(asked.Text("kind"));
  filter.source = organization::ParseVariableSource(asked.Text("source"));
  filter.made_by = asked.Text("created_by");
  const auto [sort, descending] = asked.Sort();
  filter.descending = descending;
  using organization::VariableOrder;
  if (sort == "organization") filter.order = VariableOrder::organization;
  if (sort == "kind") filter.order = VariableOrder::kind;
  if (sort == "value") filter.order = VariableOrder::value;
  if (sort == "created_at") filter.order = VariableOrder::created;
  if (sort == "updated_at") filter.order = VariableOrder::updated;
  return filter;
}

Result<PageOf<Variable>> List(const Asked& asked) {
  WHARF_ASSIGN(const auto filter, ReadFilter(asked));
  WHARF_ASSIGN(const auto page, asked.services.variables.List(asked.access, filter, asked.page(), asked.page_size()));
  std::vector<Variable> items;
  for (const auto& item : page.items) items.push_back(VariableView(asked, item));
  return PageOf<Variable>(std::move(items), page.total, asked);
}

Result<Variable> Set(const Asked& asked, VariableValue wanted) {
  WHARF_ASSIGN(const auto id, asked.Id<OrganizationId>(0));
  organization::VariableEdit edit{id,
                                  asked.request.segments[1],
                                  std::move(wanted.value),
                                  wanted.kind,
                                  wanted.type,
                                  wanted.cascade,
                                  false,
                                  wanted.version};
  WHARF_ASSIGN(const auto variable, asked.services.variables.Put(asked.access, edit));
  return VariableView(asked, {variable, organization::VariableSource::own, id, true});
}

Result<void> Remove(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<OrganizationId>(0));
  const int version = asked.Number("version", 0);
  return asked.services.variables.Remove(asked.access, id, asked.request.segments[1],
                                         version > 0 ? std::optional<std::int64_t>(version) : std::nullopt);
}

/// Only a secret is set and has no value to show.
std::string StepText(organization::StepState state, const std::optional<std::string>& value,
                     const std::string& nearer) {
  const std::string shown = value.value_or("a secret");
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

Result<Resolution> Resolve(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<OrganizationId>(0));
  const std::string name = asked.request.segments[1];
  WHARF_ASSIGN(const auto resolution, asked.services.variables.Resolve(asked.access, id, name));
  Resolution view{name, resolution.value, resolution.kind, {}, "{{ ORG.VARIABLES." + name + " }}", {}};
  std::string nearer;
  for (const auto& step : resolution.steps) {
    const std::string where = NameIn(asked, step.organization);
    view.steps.push_back({step.organization, where, step.state, step.value, StepText(step.state, step.value, nearer)});
    if (step.state == organization::StepState::used) nearer = where;
  }
  return view;
}

Result<RevealedSecret> Reveal(const Asked& asked) {
  WHARF_ASSIGN(const auto id, asked.Id<OrganizationId>(0));
  WHARF_ASSIGN(const auto value, asked.services.variables.Reveal(asked.access, id, asked.request.segments[1]));
  return RevealedSecret{std::string(value.Reveal())};
}

Result<ChangedCount> ChangeAll(const Asked& asked, VariableChanges wanted) {
  std::vector<organization::VariableEdit> edits;
  for (VariableChange& change : wanted.changes) {
    edits.push_back({change.organization_id, std::move(change.name), std::move(change.value), change.kind, change.type,
                     change.cascade, change.delete_.value_or(false), change.version});
  }
  WHARF_ASSIGN(const std::int64_t changed, asked.services.variables.ChangeAll(asked.access, edits));
  return ChangedCount{changed};
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

Result<std::variant<VariableImport, ChangedCount>> Import(const Asked& asked) {
  using Given = std::variant<VariableImport, ChangedCount>;
  if (!asked.Flag("preview", true)) {
    WHARF_ASSIGN(const std::int64_t changed, asked.services.variable_csv.Import(asked.access, asked.request.body));
    return Given(ChangedCount{changed});
  }
  WHARF_ASSIGN(auto preview, asked.services.variable_csv.Preview(asked.access, asked.request.body));
  VariableImport view;
  for (auto& change : preview.changes) {
    view.changes.push_back({change.line, std::move(change.organization_name), std::move(change.name),
                            std::move(change.before), std::move(change.after), change.action});
  }
  for (auto& problem : preview.problems) {
    view.problems.push_back({problem.line, std::move(problem.code), std::move(problem.message)});
  }
  return Given(std::move(view));
}

Result<ListOf<KnownVariable>> Known(const Asked& /*asked*/) {
  ListOf<KnownVariable> list;
  for (const auto& known : organization::KnownVariables()) list.items.push_back(KnownView(known));
  return list;
}

}  // namespace

std::vector<Route> VariableRoutes() {
  using Kind = Parameter::Kind;
  const std::vector<Parameter> filter{{"organization"},
                                      {"include_descendants", Kind::flag},
                                      {"show_inherited", Kind::flag},
                                      {"search"},
                                      {"kind"},
                                      {"source"},
                                      {"created_by"},
                                      {"sort"}};
  return {
      Get<List>("/api/v1/variables", "List variables").Asks(filter).Pages(),
      Get<Known>("/api/v1/variables/known", "Well-known variables"),
      Post<ChangeAll>("/api/v1/variables/bulk", "Change several variables, all or none"),
      Get<ExportCsv>("/api/v1/variables.csv", "Variables as CSV; secrets are left out")
          .Asks(filter)
          .GivesFile("text/csv"),
      Post<Import>("/api/v1/variables/import", "Import variables from CSV, or preview it")
          .Asks({{"preview", Kind::flag}})
          .TakesFile("text/csv"),
      Put<Set>("/api/v1/organizations/{id}/variables/{name}", "Set a variable"),
      Delete<Remove>("/api/v1/organizations/{id}/variables/{name}", "Remove a variable")
          .Asks({{"version", Kind::number}}),
      Get<Resolve>("/api/v1/organizations/{id}/variables/{name}/resolve", "Where a value comes from"),
      Post<Reveal>("/api/v1/organizations/{id}/variables/{name}/reveal", "Reveal a secret"),
  };
}

}  // namespace wharf::api
