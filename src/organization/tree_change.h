#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "organization/access.h"
#include "organization/audit.h"
#include "organization/directory.h"
#include "storage/database.h"

namespace wharf::organization {

struct NewOrganization {
  std::string name;
  OrganizationId parent;
  std::vector<std::string> domains = {};
  std::vector<std::string> tags = {};
  bool enabled = true;
  std::optional<std::string> slug = std::nullopt;  ///< made from the name if left out
};

/// The changes that one transaction makes to the tree. From Begin to the end of the transaction nobody else changes the
/// tree, so what is checked here holds when it commits. Lives within `session`; not shared between threads.
///
/// The rights of `access` are judged on the tree as it is now, not as it was when the request began.
class TreeChange {
 public:
  static Result<TreeChange> Begin(storage::Session& session, DirectoryCache& directories, AuditLog& audit,
                                  const Clock& clock, Random& random, const Access& access);

  [[nodiscard]] const Access& access() const { return access_; }
  /// Without what this transaction has changed so far.
  [[nodiscard]] const Directory& directory() const { return access_.directory(); }
  [[nodiscard]] std::int64_t revision() const { return revision_; }
  [[nodiscard]] storage::Session& session() { return session_; }
  [[nodiscard]] Time now() const { return now_; }

  /// True if the name, slug or domain is taken, by the tree or by what was added since Begin. `except` is not counted.
  [[nodiscard]] bool NameTaken(OrganizationId parent, std::string_view name, OrganizationId except = {}) const;
  [[nodiscard]] bool SlugTaken(std::string_view slug, OrganizationId except = {}) const;
  [[nodiscard]] bool DomainTaken(std::string_view domain, OrganizationId except = {}) const;

  /// Adds an organization below one where the caller may write (also one added in this transaction) and records it;
  /// `how` ends the audit sentence (" from customers.csv"). Fails with `not_found` or `permission_denied` for the
  /// parent, `invalid_argument` with a field error for what OrganizationRules refuses or that is too deep, and
  /// `already_exists` with code `name_taken`, `slug_taken` or `domain_taken`.
  Result<Organization> Add(const NewOrganization& wanted, std::string_view how = {});

  Result<void> Record(const AuditEntry& entry) { return audit_.Record(session_, access_.caller(), entry); }

  /// "domain_taken": names the owner only to those who see it.
  [[nodiscard]] Error DomainTakenError(std::string_view domain) const;
  [[nodiscard]] Error NameTakenError(std::string_view parent, std::string_view name) const;
  [[nodiscard]] static Error SlugTakenError(std::string_view slug);

 private:
  TreeChange(storage::Session& session, AuditLog& audit, const Clock& clock, Random& random, Access access,
             std::int64_t revision);
  struct Parent {
    std::string name;
    std::size_t depth;
  };
  [[nodiscard]] Result<Parent> FindParent(OrganizationId parent) const;
  void Claim(const Organization& organization);

  storage::Session& session_;
  AuditLog& audit_;
  const Clock& clock_;
  Random& random_;
  Access access_;
  std::int64_t revision_;
  Time now_;
  std::unordered_map<OrganizationId, Parent> added_;
  std::unordered_set<std::string> names_;
  std::unordered_set<std::string> slugs_;
  std::unordered_set<std::string> domains_;
};

}  // namespace wharf::organization
