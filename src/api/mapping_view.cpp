#include "api/mapping_view.h"

#include <map>

namespace wharf::api {
namespace {

OptionState StateOf(mapping::OptionState state) {
  switch (state) {
    case mapping::OptionState::current:
      return OptionState::current;
    case mapping::OptionState::fresh:
      return OptionState::new_;
    case mapping::OptionState::renamed:
      return OptionState::renamed;
    case mapping::OptionState::gone:
      return OptionState::gone;
  }
  return OptionState::current;
}

/// The option of a saved mapping; one that the tool has no more by the name it had then.
std::optional<OptionView> MappedOption(const mapping::TableRow& row) {
  if (row.option) return OptionOf(*row.option);
  if (!row.mapping || row.mapping->option_name.empty()) return std::nullopt;
  OptionView remembered;
  remembered.id = row.mapping->value;
  remembered.name = row.mapping->option_name;
  return remembered;
}

MappingLock LockView(const Asked& asked, const mapping::LockedBy& lock) {
  if (!asked.access.Sees(lock.organization)) return {std::nullopt, "another connection"};
  return {lock.connection, lock.name};
}

Result<mapping::TableFilter> ReadCommonFilter(const Asked& asked) {
  mapping::TableFilter filter;
  WHARF_ASSIGN(filter.organization, asked.Organization());
  filter.search = asked.Text("search");
  std::string state = asked.Text("status");
  if (state == "unmatched") state = "unmapped";
  if (state == "drifted") state = "gone";
  filter.state = mapping::ParseRowState(state);
  const auto [sort, descending] = asked.Sort();
  filter.descending = descending;
  static const std::map<std::string, mapping::TableOrder, std::less<>> kOrders{
      {"value", mapping::TableOrder::value},
      {"updated_at", mapping::TableOrder::updated},
      {"score", mapping::TableOrder::score},
      {"status", mapping::TableOrder::state}};
  if (const auto order = kOrders.find(sort); order != kOrders.end()) filter.order = order->second;
  return filter;
}

}  // namespace

OptionView OptionOf(const mapping::Option& option) {
  return {option.id,
          option.name,
          option.domains.empty() ? std::nullopt : std::optional(option.domains.front()),
          TextOrNull(option.detail),
          StateOf(option.state),
          option.previous_name,
          option.gone_since};
}

OrganizationRef RefTo(const Asked& asked, OrganizationId id) {
  const auto* organization = asked.access.Sees(id) ? asked.access.directory().Find(id) : nullptr;
  return {id, organization == nullptr ? "an organization above" : organization->name};
}

MappedOrganization MappedOrganizationView(const Asked& asked, organization::Directory::Position position) {
  const auto& organization = asked.access.directory().At(position);
  return {organization.id, organization.name, PathView(asked.access, position),
          asked.access.directory().DepthOf(position), organization.enabled};
}

std::optional<InheritedValue> InheritedView(const Asked& asked, const mapping::TableRow& row) {
  if (!row.inherited) return std::nullopt;
  return InheritedValue{row.inherited->organization, RefTo(asked, row.inherited->organization).name,
                        TextOrNull(row.inherited->option_name), row.inherited->value};
}

MappingRow MappingRowView(const Asked& asked, const mapping::TableRow& row,
                          const definition::MappingVariable& variable) {
  MappingRow view;
  view.organization = MappedOrganizationView(asked, row.position);
  view.variable = variable.variable;
  view.kind = variable.source ? MappingKind::option : MappingKind::text;
  view.state = row.state;
  view.option = MappedOption(row);
  view.inherited = InheritedView(asked, row);
  if (row.mapping) {
    view.value = row.mapping->value;
    view.updated_at = row.mapping->updated;
    view.updated_by = row.mapping->updated_by;
    view.version = row.mapping->version;
  }
  if (row.suggested && row.suggestion) {
    view.suggestion =
        Suggestion{{OptionOf(*row.suggested), row.suggestion->score, row.suggestion->reason}, row.suggestion->included};
  }
  for (const auto& [candidate, option] : row.candidates) {
    view.candidates.push_back({OptionOf(option), candidate.score, candidate.reason});
  }
  for (const OrganizationId other : row.conflict_with) view.conflict_with.push_back(RefTo(asked, other));
  if (row.locked_by) view.locked_by = LockView(asked, *row.locked_by);
  return view;
}

OptionsState OptionsStateOf(const mapping::Pull& pull, bool loading, Time now) {
  if (loading) return OptionsState::loading;
  if (!pull.error.empty()) return OptionsState::failed;
  if (!pull.ever) return OptionsState::none;
  if (pull.count == 0) return OptionsState::empty;
  return now - *pull.fetched > std::chrono::hours(24) ? OptionsState::stale : OptionsState::ready;
}

Result<mapping::TableFilter> ReadTableFilter(const Asked& asked) {
  WHARF_ASSIGN(mapping::TableFilter filter, ReadCommonFilter(asked));
  filter.variable = asked.Text("variable");
  filter.value = asked.Text("value");
  filter.saved_by = asked.Text("updated_by");
  return filter;
}

Result<mapping::TableFilter> ReadMatrixFilter(const Asked& asked) {
  WHARF_ASSIGN(mapping::TableFilter filter, ReadCommonFilter(asked));
  filter.any = asked.Text("any");
  return filter;
}

mapping::IncludeRule RuleOf(const SuggestionsPatch& patch) {
  return {patch.included.value_or(true), patch.organizations, patch.above};
}

mapping::MappingEdit EditOf(const MappingEdit& edit, ConnectionId connection) {
  const auto& value = edit.option_id ? edit.option_id : edit.value;
  return {connection,
          edit.organization_id,
          edit.variable.value_or(""),
          TextOrNull(value.value_or("")),
          edit.version.value_or(0),
          edit.allow_shared.value_or(false)};
}

}  // namespace wharf::api
