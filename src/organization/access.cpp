#include "organization/access.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <utility>

namespace wharf::organization {
namespace {

constexpr std::array<std::string_view, 3> kRoles = {"viewer", "editor", "administrator"};
constexpr std::array<std::string_view, 3> kRights = {"read", "write", "administer"};
constexpr std::array<std::string_view, 4> kKinds = {"user", "token", "system", "cli"};
/// One request cannot fill the memory with refusals: a bulk act is refused at its first organization anyhow.
constexpr std::size_t kMostDenials = 20;

template <class Enum, std::size_t N>
std::optional<Enum> ParseName(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

/// The least role that has a right: the two enumerations run in step.
constexpr Role RoleWith(Right right) { return static_cast<Role>(right); }

std::string_view VerbOf(Right right) {
  constexpr std::array<std::string_view, 3> verbs = {"see", "change", "administer"};
  return verbs[static_cast<std::size_t>(right)];
}

Error NoRole() {
  return {ErrorKind::permission_denied, "no_role",
          "You have no role in any organization. Ask an administrator for one."};
}

}  // namespace

std::string_view NameOf(Role role) { return kRoles[static_cast<std::size_t>(role)]; }
std::string_view NameOf(Right right) { return kRights[static_cast<std::size_t>(right)]; }
std::string_view NameOf(CallerKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }
std::optional<Role> ParseRole(std::string_view name) { return ParseName<Role>(kRoles, name); }
std::optional<Right> ParseRight(std::string_view name) { return ParseName<Right>(kRights, name); }

Error OrganizationNotFound() {
  return {ErrorKind::not_found, "organization_not_found",
          "There is no such organization, or you have no role in it. Ask an administrator for one."};
}

struct Access::Memory {
  std::mutex mutex;
  std::vector<Denial> denials;
};

Access::Access(Caller caller, std::shared_ptr<const Directory> directory) {
  auto state = std::make_shared<State>();
  state->areas = AreasOf(caller, *directory);
  state->caller = std::move(caller);
  state->directory = std::move(directory);
  state->memory = std::make_shared<Memory>();
  state_ = std::move(state);
}

Access Access::System(std::shared_ptr<const Directory> directory, std::string_view reason, CallerKind kind) {
  auto state = std::make_shared<State>();
  state->caller.kind = kind;
  state->caller.name = std::string(reason);
  const auto size = static_cast<Directory::Position>(directory->size());
  if (size > 0) state->areas.push_back({{0, size}, Role::administrator});
  state->directory = std::move(directory);
  state->memory = std::make_shared<Memory>();
  return Access(std::shared_ptr<const State>(std::move(state)));
}

Access Access::At(std::shared_ptr<const Directory> directory) const {
  const CallerKind kind = caller().kind;
  Access moved = kind == CallerKind::system || kind == CallerKind::cli
                     ? System(std::move(directory), caller().name, kind)
                     : Access(caller(), std::move(directory));
  auto state = std::make_shared<State>(*moved.state_);
  state->memory = state_->memory;
  return Access(std::shared_ptr<const State>(std::move(state)));
}

std::vector<Access::Area> Access::AreasOf(const Caller& caller, const Directory& directory) {
  std::optional<Directory::Interval> within;
  if (caller.within) {
    const auto position = directory.PositionOf(*caller.within);
    if (!position) return {};
    within = directory.Subtree(*position);
  }
  std::vector<Area> granted;
  for (const Grant& grant : caller.grants) {
    const auto position = directory.PositionOf(grant.organization);
    if (!position) continue;
    Directory::Interval interval = directory.Subtree(*position);
    if (within) {
      interval = {std::max(interval.enter, within->enter), std::min(interval.leave, within->leave)};
      if (interval.enter >= interval.leave) continue;
    }
    granted.push_back({interval, std::min(grant.role, RoleWith(caller.cap))});
  }
  std::sort(granted.begin(), granted.end(), [](const Area& a, const Area& b) {
    return a.interval.enter != b.interval.enter ? a.interval.enter < b.interval.enter
                                                : a.interval.leave > b.interval.leave;
  });

  // Subtrees lie inside one another or apart. Walking over them with a stack of the open ones cuts them into stretches
  // that do not overlap, each with the best role that covers it.
  std::vector<Area> areas;
  const auto emit = [&areas](Directory::Interval interval, Role role) {
    if (interval.enter >= interval.leave) return;
    if (!areas.empty() && areas.back().interval.leave == interval.enter && areas.back().role == role) {
      areas.back().interval.leave = interval.leave;
    } else {
      areas.push_back({interval, role});
    }
  };
  std::vector<Area> open;
  Directory::Position done = 0;
  const auto close = [&] {
    emit({done, open.back().interval.leave}, open.back().role);
    done = std::max(done, open.back().interval.leave);
    open.pop_back();
  };
  for (Area area : granted) {
    while (!open.empty() && open.back().interval.leave <= area.interval.enter) close();
    if (!open.empty()) {
      emit({done, area.interval.enter}, open.back().role);
      area.role = std::max(area.role, open.back().role);
    }
    done = area.interval.enter;
    open.push_back(area);
  }
  while (!open.empty()) close();
  return areas;
}

std::optional<Role> Access::RoleAt(Directory::Position position) const {
  const auto after =
      std::upper_bound(state_->areas.begin(), state_->areas.end(), position,
                       [](Directory::Position at, const Area& area) { return at < area.interval.enter; });
  if (after == state_->areas.begin()) return std::nullopt;
  const Area& area = *std::prev(after);
  return area.interval.Holds(position) ? std::optional(area.role) : std::nullopt;
}

bool Access::May(Right right, Directory::Position position) const {
  const auto role = RoleAt(position);
  return role && *role >= RoleWith(right);
}

bool Access::May(Right right, OrganizationId organization) const {
  const auto position = directory().PositionOf(organization);
  return position && May(right, *position);
}

std::vector<Directory::Interval> Access::Intervals(Right right) const {
  std::vector<Directory::Interval> intervals;
  for (const Area& area : state_->areas) {
    if (area.role < RoleWith(right)) continue;
    if (!intervals.empty() && intervals.back().leave == area.interval.enter) {
      intervals.back().leave = area.interval.leave;
    } else {
      intervals.push_back(area.interval);
    }
  }
  return intervals;
}

bool Access::MayEverywhere(Right right) const {
  const auto intervals = Intervals(right);
  return intervals.size() == 1 && intervals.front().size() == directory().size();
}

std::optional<Role> Access::BestRole() const {
  std::optional<Role> best;
  for (const Area& area : state_->areas) best = best ? std::max(*best, area.role) : area.role;
  return best;
}

Error Access::Refuse(Right right, OrganizationId organization, std::string_view name) const {
  {
    const std::lock_guard lock(state_->memory->mutex);
    if (state_->memory->denials.size() < kMostDenials) state_->memory->denials.push_back({organization, right});
  }
  std::string message = "You may see " + std::string(name) + " but not " + std::string(VerbOf(right)) + " it. ";
  if (caller().kind == CallerKind::token && caller().cap < right) {
    message += "Use an API token with the scope " + std::string(NameOf(right)) + ".";
  } else {
    message += "Ask an administrator for the role " + std::string(NameOf(RoleWith(right))) + ".";
  }
  return {ErrorKind::permission_denied, "not_allowed", std::move(message)};
}

Result<Directory::Position> Access::Require(Right right, OrganizationId organization) const {
  const auto position = directory().PositionOf(organization);
  if (!position || !May(Right::read, *position)) return OrganizationNotFound();
  if (!May(right, *position)) return Refuse(right, organization, directory().At(*position).name);
  return *position;
}

Result<Directory::Position> Access::RequireAbove(OrganizationId organization) const {
  WHARF_ASSIGN(const Directory::Position position, Require(Right::administer, organization));
  const Organization& asked = directory().At(position);
  if (asked.parent.IsNil()) {
    return Error{ErrorKind::invalid_argument, "root_stays",
                 asked.name + " is the root of the tree and stays where it is. Rename it instead."};
  }
  if (May(Right::administer, asked.parent)) return position;
  Error refused = Refuse(Right::administer, organization, asked.name);
  refused.message = "This needs an administrator of the organization above " + asked.name + ". Ask one of them.";
  return refused;
}

Result<void> Access::RequireToMove(OrganizationId organization, OrganizationId parent) const {
  WHARF_TRY(RequireAbove(organization));
  WHARF_TRY(Require(Right::administer, parent));
  return {};
}

Result<void> Access::RequireEverywhere(Right right) const {
  if (MayEverywhere(right)) return {};
  if (state_->areas.empty()) return NoRole();
  Error refused = Refuse(right, directory().At(0).id, {});
  refused.message = "This needs an administrator of the whole installation. Ask one of them.";
  return refused;
}

Result<std::vector<Directory::Interval>> Access::Scope(std::optional<OrganizationId> organization, Right right) const {
  if (organization) {
    WHARF_ASSIGN(const Directory::Position position, Require(right, *organization));
    return std::vector{directory().Subtree(position)};
  }
  auto intervals = Intervals(right);
  if (!intervals.empty()) return intervals;
  if (state_->areas.empty()) return NoRole();
  const auto& somewhere = directory().At(state_->areas.front().interval.enter);
  return Refuse(right, somewhere.id, somewhere.name);
}

std::optional<Directory::Position> Access::VisibleParentOf(Directory::Position position) const {
  const auto parent = directory().ParentOf(position);
  return parent && May(Right::read, *parent) ? parent : std::nullopt;
}

std::vector<Directory::Position> Access::VisiblePathOf(Directory::Position position) const {
  std::vector<Directory::Position> path = directory().PathOf(position);
  std::erase_if(path, [this](Directory::Position at) { return !May(Right::read, at); });
  return path;
}

std::vector<Denial> Access::denials() const {
  const std::lock_guard lock(state_->memory->mutex);
  return state_->memory->denials;
}

}  // namespace wharf::organization
