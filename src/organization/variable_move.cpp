#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "organization/variable_store.h"
#include "organization/variables.h"

namespace wharf::organization {
namespace {

constexpr std::size_t kMostChanges = 500;

using Names = std::set<std::string, std::less<>>;
/// What comes down to an organization from above, by name.
using Inherited = std::map<std::string, Resolved, std::less<>>;

/// The values that come down to a child of `parent`. Its own level, the first one, is empty.
Result<std::vector<std::vector<Variable>>> LevelsAbove(storage::Session& session, const Directory& directory,
                                                       Directory::Position parent) {
  WHARF_ASSIGN(const auto stored, LoadLevels(session, IdsUpwards(directory, parent)));
  std::vector<std::vector<Variable>> levels = WithoutSealed(stored);
  levels.insert(levels.begin(), std::vector<Variable>());
  return levels;
}

const Variable* Found(const Inherited& inherited, std::string_view name) {
  const auto found = inherited.find(name);
  return found == inherited.end() ? nullptr : found->second.variable;
}

bool Same(const Variable* a, const Variable* b) {
  if (a == nullptr || b == nullptr) return a == b;
  if (a->organization == b->organization) return true;
  return a->value && b->value && a->value == b->value && a->type == b->type;
}

/// The names whose inherited value differs between the two places.
std::vector<std::string> Differing(const Inherited& before, const Inherited& after) {
  std::vector<std::string> names;
  for (const auto& [name, resolved] : before) {
    if (!Same(resolved.variable, Found(after, name))) names.push_back(name);
  }
  for (const auto& [name, resolved] : after) {
    if (!before.contains(name)) names.push_back(name);
  }
  return names;
}

VariableChange ChangeOf(const Access& access, OrganizationId organization, const std::string& name,
                        const Variable* before, const Variable* after) {
  VariableChange change;
  change.organization = organization;
  change.name = name;
  change.secret = (before != nullptr && before->kind == VariableKind::secret) ||
                  (after != nullptr && after->kind == VariableKind::secret);
  const auto take = [&](const Variable* variable, std::optional<std::string>& value,
                        std::optional<OrganizationId>& source) {
    if (variable == nullptr) return;
    if (!change.secret) value = variable->value;
    if (access.Sees(variable->organization)) source = variable->organization;
  };
  take(before, change.before, change.source_before);
  take(after, change.after, change.source_after);
  return change;
}

struct OwnNames {
  Names any;        ///< the organization has its own value
  Names cascading;  ///< and gives it to those below
};

Result<std::map<OrganizationId, OwnNames>> LoadOwnNames(storage::Session& session, const Directory& directory,
                                                        Directory::Interval subtree,
                                                        const std::vector<std::string>& names) {
  SqlCondition where = Within("organization_id", directory, std::span(&subtree, 1), session.dialect());
  where.And(OneOf("name", std::span(names), session.dialect()));
  WHARF_ASSIGN(const storage::Rows rows,
               session.Query("SELECT organization_id, name, cascade FROM variable WHERE " + where.sql,
                             std::span<const storage::Value>(where.parameters)));
  std::map<OrganizationId, OwnNames> own;
  for (const storage::Row& row : rows) {
    OwnNames& one = own[row.As<OrganizationId>(0)];
    one.any.insert(row.Text(1));
    if (row.Bool(2)) one.cascading.insert(row.Text(1));
  }
  return own;
}

}  // namespace

Result<MovePreview> Variables::PreviewMove(const Access& access, OrganizationId organization, OrganizationId parent) {
  WHARF_TRY(access.RequireToMove(organization, parent));
  const Directory& directory = access.directory();
  const Directory::Position position = *directory.PositionOf(organization);
  const Directory::Interval subtree = directory.Subtree(position);
  return database_.ReadValue<MovePreview>([&](storage::Session& session) -> Result<MovePreview> {
    WHARF_ASSIGN(const auto levels_before, LevelsAbove(session, directory, *directory.ParentOf(position)));
    WHARF_ASSIGN(const auto levels_after, LevelsAbove(session, directory, *directory.PositionOf(parent)));
    const Inherited before = ResolveAll(levels_before);
    const Inherited after = ResolveAll(levels_after);
    const std::vector<std::string> names = Differing(before, after);
    MovePreview preview;
    if (names.empty()) return preview;
    WHARF_ASSIGN(const auto own, LoadOwnNames(session, directory, subtree, names));

    // Down the tree a name stops counting where an organization gives its own value on.
    std::vector<Names> coming_down{Names(names.begin(), names.end())};
    for (Directory::Position at = subtree.enter; at < subtree.leave; ++at) {
      const std::size_t depth = directory.DepthOf(at) - directory.DepthOf(position);
      coming_down.resize(depth + 1);
      Names here = coming_down[depth];
      Names further = here;
      const OrganizationId id = directory.At(at).id;
      if (const auto found = own.find(id); found != own.end()) {
        for (const std::string& name : found->second.any) here.erase(name);
        for (const std::string& name : found->second.cascading) further.erase(name);
      }
      coming_down.push_back(std::move(further));
      if (!here.empty()) ++preview.affected;
      for (const std::string& name : here) {
        if (preview.changes.size() == kMostChanges) break;
        preview.changes.push_back(ChangeOf(access, id, name, Found(before, name), Found(after, name)));
      }
    }
    return preview;
  });
}

}  // namespace wharf::organization
