#include "api/integration_view.h"

#include "api/route.h"
#include "integration/definition/evaluate.h"

namespace wharf::api {
namespace {

using connection::HealthState;

/// The first sentence.
std::string Summary(const std::string& description) {
  const auto end = description.find(". ");
  return end == std::string::npos ? description : description.substr(0, end + 1);
}

std::string Letters(const std::string& name) {
  std::string capitals;
  for (const char c : name) {
    if (c >= 'A' && c <= 'Z') capitals += c;
  }
  if (capitals.size() >= 2 && name.find(' ') != std::string::npos) return capitals.substr(0, 2);
  return name.substr(0, 2);
}

/// What is special to some kinds only; a block answers only for the fields that its kind has.
template <class T>
const T* OwnField(const definition::Block& block, std::string_view name) {
  for (const auto& [known, value] : block.members) {
    if (known == name) return std::get_if<T>(&value.held);
  }
  return nullptr;
}

std::optional<std::string> OwnText(const definition::Block& block, std::string_view name) {
  const auto* text = OwnField<std::string>(block, name);
  return text == nullptr ? std::nullopt : TextOrNull(*text);
}

bool OwnFlag(const definition::Block& block, std::string_view name) {
  const auto* flag = OwnField<bool>(block, name);
  return flag != nullptr && *flag;
}

std::optional<double> OwnNumber(const definition::Block& block, std::string_view name) {
  if (const auto* number = OwnField<double>(block, name)) return *number;
  const auto* whole = OwnField<std::int64_t>(block, name);
  return whole == nullptr ? std::nullopt : std::optional(static_cast<double>(*whole));
}

std::vector<Choice> ChoicesOf(const boost::json::value& given) {
  std::vector<Choice> choices;
  if (const auto* named = given.if_object()) {
    for (const auto& [value, label] : *named) choices.push_back({std::string(value), definition::AsText(label)});
  } else if (const auto* plain = given.if_array()) {
    for (const auto& value : *plain) choices.push_back({definition::AsText(value), definition::AsText(value)});
  }
  return choices;
}

}  // namespace

boost::json::object FieldValue::Schema() {
  return {{"type", boost::json::array{"string", "number", "boolean", "array", "null"}},
          {"items", shape::Typed("string")},
          {"description", "A value of a setting, as its kind has it."}};
}

IntegrationMark MarkView(const definition::Definition& definition) {
  return {Letters(definition.name), definition.categories.empty() ? "other" : definition.categories.front()};
}

Tile TileView(const definition::CatalogEntry& entry) {
  const auto& definition = *entry.definition;
  Tile tile;
  tile.id = definition.id;
  tile.name = definition.name;
  tile.summary = Summary(definition.description);
  tile.description = definition.description;
  tile.categories = definition.categories;
  tile.aliases = definition.aliases;
  tile.mark = MarkView(definition);
  if (!entry.icon.empty()) tile.icon_url = "/api/v1/integrations/" + definition.id + "/icon.svg";
  return tile;
}

Health HealthView(const connection::Health& health) {
  std::string text = health.headline;
  if (health.state == HealthState::not_configured) text = "Not configured";
  if (health.state == HealthState::healthy) text = "Tested";
  return {health.state,           std::move(text),
          health.headline,        health.detail,
          health.since,           health.checked,
          health.duration_ms,     TextOrNull(health.request),
          health.status,          TextOrNull(health.request_id),
          TextOrNull(health.code)};
}

TileConnection TileConnectionView(const connection::Connection& connection) {
  return {connection.id, connection.name, connection.is_default, HealthView(connection.health)};
}

Field FieldView(const std::string& name, const definition::Field& field) {
  const definition::Block& block = *field.config;
  Field view;
  view.name = name;
  view.label = field.label;
  view.kind = shape::EnumeratorNamed<FieldKind>(field.kind()).value_or(FieldKind::text);
  view.required = field.required;
  view.help = TextOrNull(field.help);
  view.default_ = {field.default_value};
  view.placeholder = TextOrNull(field.placeholder);
  view.advanced = field.advanced;
  if (const auto* pattern = OwnField<std::shared_ptr<const definition::Block>>(block, "pattern")) {
    view.pattern = (*pattern)->Text("match");
    view.pattern_message = (*pattern)->Text("message");
  }
  view.prefix = OwnText(block, "prefix");
  view.suffix = OwnText(block, "suffix");
  if (view.kind == FieldKind::choice) view.choices = ChoicesOf(block.Json("choices"));
  view.other = OwnFlag(block, "other");
  view.multiline = OwnFlag(block, "multiline");
  view.whole = OwnFlag(block, "whole");
  if (view.kind == FieldKind::number) {
    view.minimum = OwnNumber(block, "minimum");
    view.maximum = OwnNumber(block, "maximum");
  }
  if (field.visible_when) view.visible_when_template = field.visible_when->source;
  return view;
}

ActionSummary ActionSummaryView(const std::string& id, const definition::Action& action) {
  return {id,
          action.name,
          TextOrNull(action.description),
          TextOrNull(action.category),
          action.request.method,
          action.request.address.source,
          action.safe,
          action.output.rows != nullptr,
          action.deprecated.has_value()};
}

std::vector<MappingVariable> MappingVariablesView(const definition::Definition& definition) {
  std::vector<MappingVariable> views;
  for (const auto& variable : definition.organizations.variables) {
    views.push_back({variable.variable, variable.label.empty() ? variable.variable : variable.label,
                     variable.source ? MappingKind::option : MappingKind::text});
  }
  return views;
}

}  // namespace wharf::api
