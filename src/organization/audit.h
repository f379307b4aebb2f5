#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "organization/access.h"
#include "storage/database.h"

namespace wharf::organization {

/// One field of a change. Of a secret only the fact is kept: a Secret can be handed in, and nothing of it goes on.
class FieldChange {
 public:
  FieldChange(std::string field, std::optional<std::string> before, std::optional<std::string> after)
      : field_(std::move(field)), before_(std::move(before)), after_(std::move(after)) {}
  FieldChange(std::string field, const Secret& /*changed*/) : field_(std::move(field)), secret_(true) {}
  static FieldChange OfSecret(std::string field) { return {std::move(field), Secret()}; }

  [[nodiscard]] const std::string& field() const { return field_; }
  [[nodiscard]] const std::optional<std::string>& before() const { return before_; }
  [[nodiscard]] const std::optional<std::string>& after() const { return after_; }
  [[nodiscard]] bool secret() const { return secret_; }

 private:
  std::string field_;
  std::optional<std::string> before_;
  std::optional<std::string> after_;
  bool secret_ = false;
};

/// How an act ended.
enum class AuditOutcome { done, denied, failed };
std::string_view NameOf(AuditOutcome outcome);

/// What is written down of an act.
struct AuditEntry {
  OrganizationId organization;
  std::string action;        ///< stable, "<subject>.<verb in the past>": "connection.installed"
  std::string subject_kind;  ///< "connection"
  std::string subject_id = {};
  std::string subject_name = {};
  std::string summary;  ///< a sentence without the actor: "Installed NinjaOne in Corvid Analytics"
  std::vector<FieldChange> changes = {};
  AuditOutcome outcome = AuditOutcome::done;
};

/// An entry as it is read.
struct AuditRecord {
  std::string id;
  Time at;
  CallerKind actor_kind = CallerKind::user;
  std::string actor_id;
  std::string actor;
  OrganizationId organization;
  std::string organization_name;  ///< as it was called then
  std::string action;
  std::string subject_kind;
  std::string subject_id;
  std::string subject_name;
  std::string summary;
  std::vector<FieldChange> changes;
  AuditOutcome outcome = AuditOutcome::done;
  std::string peer;
  std::string request_id;
};

struct AuditFilter {
  std::optional<OrganizationId> organization = std::nullopt;  ///< and all below it
  std::optional<std::string> action = std::nullopt;  ///< "connection.installed", or "connection." for all of them
  std::optional<std::string> actor = std::nullopt;   ///< exactly this name
  std::optional<std::string> subject_kind = std::nullopt;
  std::optional<std::string> subject_id = std::nullopt;
  std::optional<AuditOutcome> outcome = std::nullopt;
  std::optional<Time> from = std::nullopt;  ///< this moment or later
  std::optional<Time> to = std::nullopt;    ///< before this moment
  std::string search = {};                  ///< in summary, subject and actor, whatever the case
};

struct AuditPage {
  std::vector<AuditRecord> items;
  std::int64_t total = 0;
};

struct AuditFacets {
  std::vector<std::string> actions;
  std::vector<std::string> actors;
};

/// Who did what, when. Append-only: the database itself refuses to change an entry, and to remove one that retention
/// has not released. Safe from any thread.
///
/// Whoever may administer an organization reads all of its entries; whoever may only read it, those about its work, not
/// those about people (users, tokens, sessions) nor refused attempts.
class AuditLog {
 public:
  AuditLog(storage::Database& database, const Clock& clock, Random& random)
      : database_(database), clock_(clock), random_(random) {}

  /// Writes the entry in the transaction of `session`: it exists exactly if the change does. Texts that are very long
  /// are cut (1,000 characters a value).
  Result<void> Record(storage::Session& session, const Caller& caller, const AuditEntry& entry);
  /// In a transaction of its own: for what failed and therefore has none.
  Result<void> RecordAlone(const Caller& caller, const AuditEntry& entry);
  /// Writes down what `access` refused, as "access.denied"; `operation` says what was tried: "DELETE
  /// /connections/{id}". Called once at the end of each request that was refused.
  Result<void> RecordDenials(const Access& access, std::string_view operation);

  /// The newest first. `page` from 1; exact totals.
  Result<AuditPage> List(const Access& access, const AuditFilter& filter, int page, int page_size);
  /// What there is to filter by.
  Result<AuditFacets> Facets(const Access& access, std::optional<OrganizationId> organization);
  /// All entries of the filter as CSV (RFC 4180), the newest first, in pieces, at most 100,000.
  Result<void> WriteCsv(const Access& access, const AuditFilter& filter,
                        const std::function<Result<void>(std::string_view)>& write);

  /// Removes what is older than `before`, some thousands in one transaction. Returns how many went.
  Result<std::int64_t> Forget(Time before);

 private:
  storage::Database& database_;
  const Clock& clock_;
  Random& random_;
};

}  // namespace wharf::organization
