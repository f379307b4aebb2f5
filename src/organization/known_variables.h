#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "organization/variable_resolution.h"

namespace wharf::organization {

/// A variable that automations know by its name: what it means and what it may be.
struct KnownVariable {
  std::string_view name;
  std::string_view label;
  std::string_view description;
  VariableType type = VariableType::text;
  std::span<const std::string_view> choices = {};  ///< empty: anything of the type
};

/// Ordered by name.
std::span<const KnownVariable> KnownVariables();
/// nullptr if it is none.
const KnownVariable* FindKnownVariable(std::string_view name);

}  // namespace wharf::organization
