#include "integration/connection/option_filters.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "integration/definition/evaluate.h"

namespace wharf::connection {
namespace {

using definition::OrganizationFilter;

constexpr std::size_t kMostPicked = 200;
constexpr std::size_t kLongestValue = 500;

bool IsNothing(const boost::json::value& value) {
  if (const auto* text = value.if_string()) return text->empty();
  if (const auto* list = value.if_array()) return list->empty();
  return value.is_null();
}

/// The value as the definition writes it, nullopt if it cannot be picked.
std::optional<boost::json::value> Picked(const OrganizationFilter& filter, const boost::json::value& given) {
  if (given.is_object() || given.is_array() || given.is_null()) return std::nullopt;
  const std::string text = definition::AsText(given);
  if (text.size() > kLongestValue) return std::nullopt;
  if (filter.choices.empty()) return given;
  const auto found = std::find_if(filter.choices.begin(), filter.choices.end(),
                                  [&](const auto& choice) { return definition::AsText(choice.value) == text; });
  return found == filter.choices.end() ? std::nullopt : std::optional(found->value);
}

Result<boost::json::value> TidyOne(const std::string& name, const OrganizationFilter& filter,
                                   const boost::json::value& given) {
  const auto wrong = [&](std::string code, std::string message) {
    return Error{ErrorKind::invalid_argument, "invalid_input", message, {{"/" + name, std::move(code), message}}};
  };
  const std::string cannot = filter.label + " cannot be set to this. Pick one of the values that are offered.";
  if (IsNothing(given)) return boost::json::value(nullptr);
  const auto* list = given.if_array();
  if (list == nullptr) {
    auto one = Picked(filter, given);
    if (!one) return wrong("choice", cannot);
    if (!filter.multiple) return *std::move(one);
    return boost::json::value(boost::json::array{*std::move(one)});
  }
  if (!filter.multiple) return wrong("single", filter.label + " takes one value, not several.");
  if (list->size() > kMostPicked) return wrong("length", filter.label + " takes at most 200 values.");
  boost::json::array kept;
  for (const auto& value : *list) {
    auto one = Picked(filter, value);
    if (!one) return wrong("choice", cannot);
    if (std::find(kept.begin(), kept.end(), *one) == kept.end()) kept.push_back(*std::move(one));
  }
  return boost::json::value(std::move(kept));
}

}  // namespace

Result<boost::json::object> TidyFilters(const definition::Organizations& organizations,
                                        const boost::json::object& before, const boost::json::object& given) {
  Error wrong{ErrorKind::invalid_argument, "invalid_input", "Some filters are not right."};
  boost::json::object kept = before;
  for (const auto& [key, value] : given) {
    const std::string name(key);
    const auto* filter = definition::Find(organizations.filters, name);
    if (filter == nullptr) {
      wrong.fields.push_back({"/" + name, "unknown", "This tool offers no filter of this name."});
      continue;
    }
    auto tidy = TidyOne(name, *filter, value);
    if (tidy) {
      kept[name] = *std::move(tidy);
    } else {
      wrong.fields.push_back(tidy.error().fields.front());
    }
  }
  if (!wrong.fields.empty()) return wrong;
  return kept;
}

boost::json::object FiltersInUse(const definition::Organizations& organizations, const boost::json::object& picked) {
  boost::json::object used;
  for (const auto& [name, filter] : organizations.filters) {
    const auto* found = picked.if_contains(name);
    boost::json::value value = found != nullptr ? *found : filter.default_value;
    if (IsNothing(value)) continue;
    if (filter.multiple && !value.is_array()) value = boost::json::array{std::move(value)};
    used[name] = std::move(value);
  }
  return used;
}

}  // namespace wharf::connection
