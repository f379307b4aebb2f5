#include <algorithm>
#include <array>
#include <utility>

#include "base/fold.h"
#include "organization/paging.h"
#include "organization/variable_rules.h"
#include "organization/variable_store.h"
#include "organization/variables.h"

namespace wharf::organization {
namespace {

constexpr std::array<std::string_view, 3> kSources = {"own", "inherited", "mapping"};

struct Slice {
  std::int64_t size;
  std::int64_t offset;
};

/// A page size of 0 is everything.
Slice SliceOf(int page, int page_size) {
  if (page_size <= 0) return {std::int64_t{1} << 40U, 0};
  return {page_size, std::int64_t{std::max(page, 1) - 1} * page_size};
}

VariableSource SourceOf(const Variable& variable, bool own) {
  if (!own) return VariableSource::inherited;
  return variable.kind == VariableKind::system ? VariableSource::mapping : VariableSource::own;
}

/// A value from above what the caller sees: the value belongs to the organization, who set it does not.
void HideOrigin(Variable& variable) {
  variable.organization = {};
  variable.connection.reset();
  variable.created_by.clear();
  variable.updated_by.clear();
}

VariableItem MakeItem(const Access& access, Variable variable, bool own) {
  VariableItem item;
  item.source = SourceOf(variable, own);
  if (access.Sees(variable.organization)) {
    item.source_organization = variable.organization;
    item.can_edit = variable.kind != VariableKind::system && access.May(Right::write, variable.organization);
  } else {
    HideOrigin(variable);
  }
  item.variable = std::move(variable);
  return item;
}

bool Matches(const VariableItem& item, const VariableFilter& filter, const std::string& folded) {
  if (filter.kind && item.variable.kind != *filter.kind) return false;
  if (filter.source && item.source != *filter.source) return false;
  if (!filter.show_inherited && item.source == VariableSource::inherited) return false;
  if (!filter.made_by.empty() &&
      FoldForSearch(item.variable.created_by).find(FoldForSearch(filter.made_by)) == std::string::npos) {
    return false;
  }
  return folded.empty() ||
         VariableSearchText(item.variable.name, item.variable.value).find(folded) != std::string::npos;
}

bool Before(const Variable& a, const Variable& b, VariableOrder order) {
  switch (order) {
    case VariableOrder::kind:
      return NameOf(a.kind) < NameOf(b.kind);
    case VariableOrder::value:
      return a.value.value_or("") < b.value.value_or("");
    case VariableOrder::created:
      return a.created < b.created;
    case VariableOrder::updated:
      return a.updated < b.updated;
    case VariableOrder::name:
    case VariableOrder::organization:
      return a.name < b.name;
  }
  return false;
}

std::string OrderBy(VariableOrder order, bool descending) {
  const std::string direction = descending ? " DESC" : " ASC";
  std::string_view column = "v.name";
  if (order == VariableOrder::organization) column = "o.folded_name";
  if (order == VariableOrder::kind) column = "v.kind";
  if (order == VariableOrder::value) column = "COALESCE(v.value, '')";
  if (order == VariableOrder::created) column = "v.created_at";
  if (order == VariableOrder::updated) column = "v.updated_at";
  return " ORDER BY " + std::string(column) + direction + ", o.folded_name" + direction + ", v.name" + direction +
         ", v.organization_id" + direction;
}

/// Only rows of the table: across organizations there is nothing inherited to show.
SqlCondition RowsOf(const Access& access, const std::vector<Directory::Interval>& scope, const VariableFilter& filter,
                    storage::Dialect dialect) {
  SqlCondition where{"o.deleted_at IS NULL"};
  where.And(Within("v.organization_id", access.directory(), scope, dialect));
  if (filter.kind) where.And("v.kind = ?", {storage::Value(NameOf(*filter.kind))});
  if (filter.source == VariableSource::own) where.And("v.kind <> 'system'");
  if (filter.source == VariableSource::mapping) where.And("v.kind = 'system'");
  if (filter.source == VariableSource::inherited) where.And("1 = 0");
  if (!filter.search.empty()) {
    const std::string pattern = LikeAnywhere(FoldForSearch(filter.search));
    where.And("(v.search LIKE ? ESCAPE '\\' OR o.folded_name LIKE ? ESCAPE '\\')",
              {storage::Value(pattern), storage::Value(pattern)});
  }
  return where;
}

/// Who made variables, of those whose name holds the text: databases do not agree on upper and lower case.
Result<std::vector<std::string>> MakersNamed(storage::Session& session, const std::string& text) {
  const std::string folded = FoldForSearch(text);
  std::vector<std::string> makers;
  WHARF_ASSIGN(const storage::Rows rows, session.Query("SELECT DISTINCT created_by FROM variable"));
  for (const storage::Row& row : rows) {
    if (FoldForSearch(row.Text(0)).find(folded) != std::string::npos) makers.push_back(row.Text(0));
  }
  return makers;
}

Result<VariablePage> ListRows(storage::Session& session, const Access& access, SqlCondition where,
                              const VariableFilter& filter, Slice slice) {
  if (!filter.made_by.empty()) {
    WHARF_ASSIGN(const auto makers, MakersNamed(session, filter.made_by));
    where.And(OneOf("v.created_by", std::span<const std::string>(makers), session.dialect()));
  }
  const std::string from = " FROM variable v JOIN organization o ON o.id = v.organization_id WHERE " + where.sql;
  VariablePage page;
  WHARF_ASSIGN(const storage::Rows count,
               session.Query("SELECT COUNT(*)" + from, std::span<const storage::Value>(where.parameters)));
  page.total = count.front().Int(0);
  where.parameters.emplace_back(slice.size);
  where.parameters.emplace_back(slice.offset);
  const std::string sql =
      "SELECT " + std::string(kVariableColumns) + from + OrderBy(filter.order, filter.descending) + " LIMIT ? OFFSET ?";
  WHARF_ASSIGN(const storage::Rows rows, session.Query(sql, std::span<const storage::Value>(where.parameters)));
  page.items.reserve(rows.size());
  for (const storage::Row& row : rows) page.items.push_back(MakeItem(access, ReadVariable(row).variable, true));
  return page;
}

}  // namespace

std::string_view NameOf(VariableSource source) { return kSources[static_cast<std::size_t>(source)]; }

std::optional<VariableSource> ParseVariableSource(std::string_view name) {
  const auto found = std::find(kSources.begin(), kSources.end(), name);
  return found == kSources.end() ? std::nullopt : std::optional(static_cast<VariableSource>(found - kSources.begin()));
}

Result<std::vector<VariableItem>> Variables::Effective(const Access& access, OrganizationId organization) {
  WHARF_ASSIGN(const Directory::Position position, access.Require(Right::read, organization));
  const std::vector<OrganizationId> ids = IdsUpwards(access.directory(), position);
  WHARF_ASSIGN(const auto stored, database_.ReadValue<std::vector<std::vector<StoredVariable>>>(
                                      [&](storage::Session& session) { return LoadLevels(session, ids); }));
  const std::vector<std::vector<Variable>> levels = WithoutSealed(stored);
  std::vector<VariableItem> items;
  for (const auto& [name, resolved] : ResolveAll(levels)) {
    items.push_back(MakeItem(access, *resolved.variable, resolved.level == 0));
  }
  return items;
}

Result<VariablePage> Variables::List(const Access& access, const VariableFilter& filter, int page, int page_size) {
  if (!filter.organization || filter.include_descendants) {
    WHARF_ASSIGN(const auto scope, access.Scope(filter.organization));
    SqlCondition where = RowsOf(access, scope, filter, database_.dialect());
    return database_.ReadValue<VariablePage>(
        [&](storage::Session& session) { return ListRows(session, access, where, filter, SliceOf(page, page_size)); });
  }
  WHARF_ASSIGN(std::vector<VariableItem> items, Effective(access, *filter.organization));
  const std::string folded = FoldForSearch(filter.search);
  std::erase_if(items, [&](const VariableItem& item) { return !Matches(item, filter, folded); });
  // Items come by name, and equal ones keep that order.
  std::stable_sort(items.begin(), items.end(), [&](const VariableItem& a, const VariableItem& b) {
    return filter.descending ? Before(b.variable, a.variable, filter.order)
                             : Before(a.variable, b.variable, filter.order);
  });
  const auto total = static_cast<std::int64_t>(items.size());
  return VariablePage{PageOf(std::move(items), page, page_size), total};
}

Result<Resolution> Variables::Resolve(const Access& access, OrganizationId organization, std::string_view name) {
  WHARF_ASSIGN(const Directory::Position position, access.Require(Right::read, organization));
  const std::vector<OrganizationId> ids = IdsUpwards(access.directory(), position);
  std::vector<std::optional<StoredVariable>> found;
  WHARF_TRY(database_.Read([&](storage::Session& session) -> Result<void> {
    for (const OrganizationId id : ids) {
      WHARF_ASSIGN(auto one, FindVariable(session, id, name));
      found.push_back(std::move(one));
    }
    return {};
  }));
  std::vector<const Variable*> nearest_first;
  nearest_first.reserve(found.size());
  for (const auto& one : found) nearest_first.push_back(one ? &one->variable : nullptr);
  const std::vector<StepState> states = ExplainResolution(nearest_first);

  Resolution resolution;
  resolution.name = std::string(name);
  for (std::size_t level = 0; level < states.size(); ++level) {
    const Variable* variable = nearest_first[level];
    if (states[level] == StepState::used) {
      resolution.kind = variable->kind;
      resolution.type = variable->type;
      resolution.value = variable->value;
    }
    const bool visible = access.Sees(ids[level]);
    // Of what is above the caller's reach only the value that comes down from there is told.
    if (!visible && states[level] != StepState::used) continue;
    resolution.steps.push_back({visible ? std::optional(ids[level]) : std::nullopt, states[level],
                                variable != nullptr ? variable->value : std::nullopt});
  }
  return resolution;
}

Result<std::optional<Variable>> Variables::Find(const Access& access, OrganizationId organization,
                                                std::string_view name) {
  WHARF_TRY(access.Require(Right::read, organization));
  return database_.ReadValue<std::optional<Variable>>(
      [&](storage::Session& session) -> Result<std::optional<Variable>> {
        WHARF_ASSIGN(auto stored, FindVariable(session, organization, name));
        if (!stored) return std::optional<Variable>();
        return std::optional(std::move(stored->variable));
      });
}

}  // namespace wharf::organization
