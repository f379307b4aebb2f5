#include "api/connection_view.h"
#include "integration/connection/option_filters.h"
#include "integration/definition/evaluate.h"
#include "integration/definition/settings.h"

namespace wharf::api {
namespace {

using definition::Definition;

/// A filter of the same name as a setting is not offered beside it: the setting wins.
bool IsFilter(const Definition& definition, const std::string& way, std::string_view name) {
  return definition::Find(definition.organizations.filters, name) != nullptr &&
         definition::Find(definition::FieldsOf(definition.connection, way), name) == nullptr;
}

boost::json::value Shown(const boost::json::value& value) {
  if (const auto* list = value.if_array()) {
    boost::json::array texts;
    for (const auto& one : *list) texts.emplace_back(definition::AsText(one));
    return texts;
  }
  return value.is_null() ? boost::json::value(nullptr) : boost::json::value(definition::AsText(value));
}

}  // namespace

boost::json::object TakeFilters(const Definition& definition, const std::string& way, boost::json::object& fields) {
  boost::json::object taken;
  for (const auto& [name, value] : fields) {
    if (IsFilter(definition, way, name)) taken[name] = value;
  }
  for (const auto& [name, value] : taken) fields.erase(name);
  return taken;
}

boost::json::object FieldsWithFilters(const Definition* definition, const connection::Connection& connection) {
  boost::json::object fields = connection.fields;
  if (definition == nullptr) return fields;
  for (const auto& [name, value] : connection::FiltersInUse(definition->organizations, connection.filters)) {
    if (IsFilter(*definition, connection.sign_in, name)) fields[name] = Shown(value);
  }
  return fields;
}

std::vector<OptionFilter> OptionFiltersView(const Asked& asked, const connection::Connection& connection) {
  std::vector<OptionFilter> filters;
  const auto* entry = asked.services.catalog.Find(connection.integration);
  if (entry == nullptr) return filters;
  const auto used = connection::FiltersInUse(entry->definition->organizations, connection.filters);
  for (const auto& [name, filter] : entry->definition->organizations.filters) {
    OptionFilter view;
    view.name = name;
    view.label = filter.label;
    view.help = filter.help;
    view.multiple = filter.multiple;
    if (const auto* value = used.if_contains(name)) view.value = {Shown(*value)};
    const bool asks_tool = !filter.options.empty();
    if (!asks_tool ||
        (connection.configured && asked.access.May(organization::Right::write, connection.organization))) {
      const auto known = asked.services.calling.FilterChoices(asked.access, connection.id, name);
      // The page goes on without the choices of a tool that does not answer.
      if (!known) view.error = known.error().message;
      if (known) {
        for (const auto& choice : *known) view.choices.push_back({definition::AsText(choice.value), choice.label});
      }
    }
    filters.push_back(std::move(view));
  }
  return filters;
}

}  // namespace wharf::api
