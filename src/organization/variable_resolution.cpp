#include "organization/variable_resolution.h"

#include <algorithm>
#include <array>

namespace wharf::organization {
namespace {

constexpr std::array<std::string_view, 4> kKinds = {"general", "secret", "contact", "system"};
constexpr std::array<std::string_view, 4> kTypes = {"text", "number", "boolean", "json"};

template <class Enum>
std::optional<Enum> ParseName(const std::array<std::string_view, 4>& names, std::string_view name) {
  const auto found = std::find(names.begin(), names.end(), name);
  return found == names.end() ? std::nullopt : std::optional(static_cast<Enum>(found - names.begin()));
}

}  // namespace

std::string_view NameOf(VariableKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }
std::string_view NameOf(VariableType type) { return kTypes[static_cast<std::size_t>(type)]; }
std::optional<VariableKind> ParseVariableKind(std::string_view name) { return ParseName<VariableKind>(kKinds, name); }
std::optional<VariableType> ParseVariableType(std::string_view name) { return ParseName<VariableType>(kTypes, name); }

std::vector<StepState> ExplainResolution(std::span<const Variable* const> nearest_first) {
  std::vector<StepState> steps;
  steps.reserve(nearest_first.size());
  bool found = false;
  for (std::size_t level = 0; level < nearest_first.size(); ++level) {
    const Variable* variable = nearest_first[level];
    if (variable == nullptr) {
      steps.push_back(StepState::not_set);
    } else if (level > 0 && !variable->cascade) {
      steps.push_back(StepState::not_cascading);
    } else {
      steps.push_back(found ? StepState::hidden : StepState::used);
      found = true;
    }
  }
  return steps;
}

std::map<std::string, Resolved, std::less<>> ResolveAll(std::span<const std::vector<Variable>> levels) {
  std::map<std::string, Resolved, std::less<>> resolved;
  for (std::size_t level = 0; level < levels.size(); ++level) {
    for (std::size_t index = 0; index < levels[level].size(); ++index) {
      const Variable& variable = levels[level][index];
      if (level == 0 || variable.cascade) resolved.try_emplace(variable.name, Resolved{&variable, level, index});
    }
  }
  return resolved;
}

}  // namespace wharf::organization
