#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "organization/variable_resolution.h"

namespace wharf::organization {

inline constexpr std::size_t kMostVariableName = 128;
inline constexpr std::size_t kMostVariableValue = std::size_t{64} << 10U;

/// ^[A-Za-z_][A-Za-z0-9_]{0,127}$: what a template can write after `ORG.VARIABLES.`
bool IsVariableName(std::string_view name);

/// The value as it is stored: blanks at the end dropped (not of a secret, where they may count), a number, a boolean or
/// JSON in the spelling of JSON, at most 64 KB, not empty. Values of well-known names must be among their choices.
/// Errors are `invalid_argument` with the code of a field error: `value_missing`, `value_too_long`, `value_not_text`,
/// `value_not_number`, `value_not_boolean`, `value_not_json`, `value_not_possible`. They never repeat a secret.
Result<std::string> CheckValue(std::string_view name, VariableKind kind, VariableType type, std::string_view value);

/// What `search` finds a variable by: its folded name and the beginning of its value, of a secret only the name.
std::string VariableSearchText(std::string_view name, const std::optional<std::string>& value);

}  // namespace wharf::organization
