#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/id.h"

namespace wharf::organization {

/// `secret` is stored sealed and never shown in lists; `system` is written by saving a mapping, and by nothing else.
enum class VariableKind { general, secret, contact, system };
enum class VariableType { text, number, boolean, json };

std::string_view NameOf(VariableKind kind);
std::string_view NameOf(VariableType type);
std::optional<VariableKind> ParseVariableKind(std::string_view name);
std::optional<VariableType> ParseVariableType(std::string_view name);

/// A variable as one organization has it.
struct Variable {
  OrganizationId organization;
  std::string name;
  VariableKind kind = VariableKind::general;
  VariableType type = VariableType::text;
  std::optional<std::string> value;  ///< nullopt for a secret
  bool cascade = false;              ///< whether organizations below have it too, unless they have their own
  std::optional<ConnectionId> connection;
  std::int64_t version = 0;
  Time created;
  std::string created_by;
  Time updated;
  std::string updated_by;
};

// Which value an organization has. The rule, in one sentence: its own value; else that of the nearest organization
// above whose variable cascades; else none. Pure functions, safe from any thread.

/// What one organization on the way from an organization to the root adds to the answer.
enum class StepState {
  not_set,        ///< it has no such variable
  used,           ///< this is the value
  hidden,         ///< it would be the value, but a nearer one is
  not_cascading,  ///< it is above and keeps the variable to itself
};

/// `nearest_first[0]` is the organization's own variable, then its parent's, up to the root; nullptr where there is
/// none.
std::vector<StepState> ExplainResolution(std::span<const Variable* const> nearest_first);

/// The value by name of one organization. `levels[0]` are its own variables, then its parent's, up to the root.
struct Resolved {
  const Variable* variable = nullptr;
  std::size_t level = 0;  ///< 0: its own
  std::size_t index = 0;  ///< within that level
};
std::map<std::string, Resolved, std::less<>> ResolveAll(std::span<const std::vector<Variable>> levels);

/// One variable of one organization that a move gives another value. Of secrets both values are left out.
struct VariableChange {
  OrganizationId organization;
  std::string name;
  bool secret = false;
  std::optional<std::string> before;
  std::optional<std::string> after;
  std::optional<OrganizationId> source_before;  ///< whose value it was
  std::optional<OrganizationId> source_after;
};

}  // namespace wharf::organization
