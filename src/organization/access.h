#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/id.h"
#include "base/result.h"
#include "organization/directory.h"

namespace wharf::organization {

/// What a person is in an organization and in all below it. Each may do what the ones before it may.
enum class Role { viewer, editor, administrator };

/// What an act needs. A viewer has `read`; an editor `write` as well: settings, connections, mappings, variables; an
/// administrator also `administer`: people, moving and deleting organizations, revealing secrets, the whole audit log.
enum class Right { read, write, administer };

struct Grant {
  OrganizationId organization;
  Role role = Role::viewer;
  auto operator<=>(const Grant&) const = default;
};

std::string_view NameOf(Role role);    ///< "viewer", "editor", "administrator"
std::string_view NameOf(Right right);  ///< "read", "write", "administer"
std::optional<Role> ParseRole(std::string_view name);
std::optional<Right> ParseRight(std::string_view name);

using TokenId = Id<struct TokenTag>;

enum class CallerKind { user, token, system, cli };
std::string_view NameOf(CallerKind kind);

/// Who asks, as found out by signing in. It says nothing about what exists: Access puts it beside the directory.
struct Caller {
  CallerKind kind = CallerKind::user;
  UserId user;       ///< of a token: its maker
  TokenId token;     ///< nil unless kind is `token`
  std::string name;  ///< for people: "Anna Berg", "Anna Berg's token Nightly export"
  std::vector<Grant> grants;
  Right cap = Right::administer;                        ///< no act above this: the scope of a token
  std::optional<OrganizationId> within = std::nullopt;  ///< nothing outside of this: the organization of a token
  std::string peer;
  std::string request_id;
};

/// An act that was refused although the caller may see the place; AuditLog::RecordDenials writes it down.
struct Denial {
  OrganizationId organization;
  Right right = Right::read;
};

/// Decides who may see and do what. This is the one place: every function of the domain takes an Access, and the only
/// one that sees everything regardless of grants is made by System.
///
/// It holds for one request: the directory is the snapshot of its start. Without grants it sees nothing. Grants on
/// organizations that are deleted or gone count for nothing (and count again after a restore). Cheap to copy; safe from
/// any thread.
class Access {
 public:
  Access(Caller caller, std::shared_ptr<const Directory> directory);

  /// For work that no person asked for. `reason` names it in the audit log: "Purge of deleted organizations".
  static Access System(std::shared_ptr<const Directory> directory, std::string_view reason,
                       CallerKind kind = CallerKind::system);

  [[nodiscard]] const Caller& caller() const { return state_->caller; }
  [[nodiscard]] const Directory& directory() const { return *state_->directory; }
  [[nodiscard]] const std::shared_ptr<const Directory>& shared_directory() const { return state_->directory; }
  /// The same caller, looking at a newer directory.
  [[nodiscard]] Access At(std::shared_ptr<const Directory> directory) const;

  [[nodiscard]] bool Sees(OrganizationId organization) const { return May(Right::read, organization); }
  [[nodiscard]] bool May(Right right, OrganizationId organization) const;
  [[nodiscard]] bool May(Right right, Directory::Position position) const;
  /// The role at a place, nullopt if it may not be seen. For System: administrator.
  [[nodiscard]] std::optional<Role> RoleAt(Directory::Position position) const;
  /// True if it has that right in every organization there is.
  [[nodiscard]] bool MayEverywhere(Right right) const;
  /// The best role anywhere; nullopt if it sees nothing.
  [[nodiscard]] std::optional<Role> BestRole() const;

  /// Fails with `not_found` if the organization may not even be seen or does not exist (the same answer, found the same
  /// way), and with `permission_denied` (code `not_allowed`) if it may be seen only; the latter is remembered.
  Result<Directory::Position> Require(Right right, OrganizationId organization) const;
  /// Fails with `permission_denied` unless it has that right in all organizations.
  Result<void> RequireEverywhere(Right right) const;

  /// Deleting, restoring and moving change what the organization above consists of: that must be administered too.
  /// Fails as Require, and for the root with `invalid_argument` (`root_stays`).
  Result<Directory::Position> RequireAbove(OrganizationId organization) const;
  /// RequireAbove, and the same right at the new place.
  Result<void> RequireToMove(OrganizationId organization, OrganizationId parent) const;

  /// Where lists look: the subtree of `organization`, or everything with that right. In order, disjoint. Fails like
  /// Require, and with `permission_denied` (code `no_role`) if there is no place at all.
  Result<std::vector<Directory::Interval>> Scope(std::optional<OrganizationId> organization,
                                                 Right right = Right::read) const;
  /// Everything with that right, in order, disjoint; may be empty.
  [[nodiscard]] std::vector<Directory::Interval> Intervals(Right right) const;

  /// The parent, unless there is none or it may not be seen.
  [[nodiscard]] std::optional<Directory::Position> VisibleParentOf(Directory::Position position) const;
  /// From the topmost visible ancestor down to the organization itself.
  [[nodiscard]] std::vector<Directory::Position> VisiblePathOf(Directory::Position position) const;

  /// What Require refused with `permission_denied` so far.
  [[nodiscard]] std::vector<Denial> denials() const;

 private:
  struct Area {
    Directory::Interval interval;
    Role role;
  };
  struct Memory;  // the refusals, shared by copies
  struct State {
    Caller caller;
    std::shared_ptr<const Directory> directory;
    std::vector<Area> areas;  // in order, disjoint
    std::shared_ptr<Memory> memory;
  };
  explicit Access(std::shared_ptr<const State> state) : state_(std::move(state)) {}
  static std::vector<Area> AreasOf(const Caller& caller, const Directory& directory);
  [[nodiscard]] Error Refuse(Right right, OrganizationId organization, std::string_view name) const;

  std::shared_ptr<const State> state_;
};

/// What a caller gets for every organization that does not exist or may not be seen.
Error OrganizationNotFound();

}  // namespace wharf::organization
