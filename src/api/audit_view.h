#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/shape.h"
#include "api/words.h"
#include "organization/audit.h"

namespace wharf::api {

/// One field of a change; of a secret only that it changed.
struct AuditChange {
  std::string field;
  std::optional<std::string> before;
  std::optional<std::string> after;
  bool secret = false;
};
BOOST_DESCRIBE_STRUCT(AuditChange, (), (field, before, after, secret))

/// Who did what, when.
struct AuditEntry {
  std::string id;
  Time at;
  std::string actor;
  organization::CallerKind actor_kind{};
  OrganizationId organization_id;
  std::string organization_name;
  std::string action;
  std::string subject_kind;
  std::optional<std::string> subject_id;
  std::optional<std::string> subject_name;
  std::string summary;  ///< a sentence without the actor
  organization::AuditOutcome outcome{};
  std::vector<AuditChange> changes;
  std::optional<std::string> peer;
  std::optional<std::string> request_id;
};
BOOST_DESCRIBE_STRUCT(AuditEntry, (),
                      (id, at, actor, actor_kind, organization_id, organization_name, action, subject_kind, subject_id,
                       subject_name, summary, outcome, changes, peer, request_id))

/// What the audit log can be filtered by.
struct AuditFacets {
  std::vector<std::string> actions;
  std::vector<std::string> actors;
};
BOOST_DESCRIBE_STRUCT(AuditFacets, (), (actions, actors))

}  // namespace wharf::api
