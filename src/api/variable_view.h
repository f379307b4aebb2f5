#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/organization_view.h"
#include "api/shape.h"
#include "api/words.h"
#include "organization/variable_csv.h"
#include "organization/variables.h"

namespace wharf::api {

struct Choice {
  std::string value;
  std::string label;
};
BOOST_DESCRIBE_STRUCT(Choice, (), (value, label))

/// A variable that automations know by its name.
struct KnownVariable {
  std::string name;
  organization::VariableType type{};
  std::string description;
  std::optional<std::vector<Choice>> choices;  ///< null: anything of the type
};
BOOST_DESCRIBE_STRUCT(KnownVariable, (), (name, type, description, choices))

/// Where a value comes from.
struct VariableOrigin {
  organization::VariableSource kind{};
  std::string text;                               ///< "own", "from Northbridge IT", "mapping of Hudu"
  std::optional<OrganizationId> organization_id;  ///< null where it is above what the caller sees
  std::optional<ConnectionId> connection_id;
};
BOOST_DESCRIBE_STRUCT(VariableOrigin, (), (kind, text, organization_id, connection_id))

/// A named value of an organization.
struct Variable {
  std::string name;
  std::optional<std::string> value;  ///< null of a secret
  bool is_set = true;
  organization::VariableKind kind{};
  organization::VariableType type{};
  OrganizationId organization_id;
  std::string organization_name;
  bool cascade = true;
  VariableOrigin source;
  Time created_at;
  std::optional<std::string> created_by;
  Time updated_at;
  std::optional<std::string> updated_by;
  std::int64_t version = 0;
  bool can_edit = false;
  std::optional<KnownVariable> known;
};
BOOST_DESCRIBE_STRUCT(Variable, (),
                      (name, value, is_set, kind, type, organization_id, organization_name, cascade, source, created_at,
                       created_by, updated_at, updated_by, version, can_edit, known))

struct ResolutionStep {
  std::optional<OrganizationId> organization_id;  ///< null: above what the caller sees
  std::string organization_name;
  organization::StepState state{};
  std::optional<std::string> value;  ///< null of a secret
  std::string text;
};
BOOST_DESCRIBE_STRUCT(ResolutionStep, (), (organization_id, organization_name, state, value, text))

struct VariableUse {
  std::string name;
  std::optional<std::string> link;
};
BOOST_DESCRIBE_STRUCT(VariableUse, (), (name, link))

/// How a value comes about, the nearest organization first.
struct Resolution {
  std::string name;
  std::optional<std::string> value;  ///< null: none, or a secret
  std::optional<organization::VariableKind> kind;
  std::vector<ResolutionStep> steps;
  std::string template_;  ///< what to write in a definition to use it
  std::vector<VariableUse> used_by;
};
BOOST_DESCRIBE_STRUCT(Resolution, (), (name, value, kind, steps, template_, used_by))

struct RevealedSecret {
  std::string value;
};
BOOST_DESCRIBE_STRUCT(RevealedSecret, (), (value))

struct VariableImportChange {
  std::int64_t line = 0;
  std::string organization_name;
  std::string name;
  std::optional<std::string> before;  ///< null: none, or a secret
  std::optional<std::string> after;
  organization::VariableRowAction action{};
};
BOOST_DESCRIBE_STRUCT(VariableImportChange, (), (line, organization_name, name, before, after, action))

/// What a file of variables would do.
struct VariableImport {
  std::vector<VariableImportChange> changes;
  std::vector<ImportProblem> problems;
};
BOOST_DESCRIBE_STRUCT(VariableImport, (), (changes, problems))

// What is taken. Parts that are left out stay as they are; values are typed as secrets because they may be some.

struct VariableValue {
  std::optional<Secret> value;
  std::optional<organization::VariableKind> kind;
  std::optional<organization::VariableType> type;
  std::optional<bool> cascade;
  std::optional<std::int64_t> version;  ///< that the person saw; 0: it must not exist yet
};
BOOST_DESCRIBE_STRUCT(VariableValue, (), (value, kind, type, cascade, version))

struct VariableChange {
  OrganizationId organization_id;
  std::string name;
  std::optional<Secret> value;
  std::optional<organization::VariableKind> kind;
  std::optional<organization::VariableType> type;
  std::optional<bool> cascade;
  std::optional<bool> delete_;
  std::optional<std::int64_t> version;
};
BOOST_DESCRIBE_STRUCT(VariableChange, (), (organization_id, name, value, kind, type, cascade, delete_, version))

struct VariableChanges {
  std::vector<VariableChange> changes;
};
BOOST_DESCRIBE_STRUCT(VariableChanges, (), (changes))

}  // namespace wharf::api
