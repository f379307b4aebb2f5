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

}  // namespace

boost::json::object MarkView(const definition::Definition& definition) {
  return {{"letters", Letters(definition.name)},
          {"category", definition.categories.empty() ? std::string("other") : definition.categories.front()}};
}

boost::json::object TileView(const definition::CatalogEntry& entry) {
  const auto& definition = *entry.definition;
  return {{"id", definition.id},
          {"name", definition.name},
          {"summary", Summary(definition.description)},
          {"description", definition.description},
          {"categories", boost::json::array(definition.categories.begin(), definition.categories.end())},
          {"aliases", boost::json::array(definition.aliases.begin(), definition.aliases.end())},
          {"mark", MarkView(definition)},
          {"icon_url", entry.icon.empty() ? boost::json::value(nullptr)
                                          : boost::json::value("/api/v1/integrations/" + definition.id + "/icon.svg")},
          {"updated_at", nullptr},
          {"source", "stock"}};
}

boost::json::object HealthView(const connection::Health& health) {
  std::string text;
  switch (health.state) {
    case HealthState::not_configured:
      text = "Not configured";
      break;
    case HealthState::incomplete:
      text = health.headline;
      break;
    case HealthState::failing:
      text = health.headline;
      break;
    case HealthState::healthy:
      text = "Tested";
      break;
  }
  const auto number = [](const auto& value) {
    return value ? boost::json::value(*value) : boost::json::value(nullptr);
  };
  return {{"state", NameOf(health.state)},
          {"text", text},
          {"headline", health.headline},
          {"detail", health.detail},
          {"since", When(health.since)},
          {"checked_at", When(health.checked)},
          {"duration_ms", number(health.duration_ms)},
          {"request", OrNull(health.request)},
          {"status", number(health.status)},
          {"request_id", OrNull(health.request_id)},
          {"code", OrNull(health.code)}};
}

boost::json::object FieldView(const std::string& name, const definition::Field& field) {
  boost::json::object view{{"name", name},
                           {"label", field.label},
                           {"kind", field.kind()},
                           {"required", field.required},
                           {"help", OrNull(field.help)},
                           {"default", field.default_value},
                           {"placeholder", OrNull(field.placeholder)},
                           {"advanced", field.advanced}};
  const definition::Block& block = *field.config;
  const auto text = [&](std::string_view member) -> boost::json::value {
    for (const auto& [known, value] : block.members) {
      if (known == member && std::holds_alternative<std::string>(value.held))
        return OrNull(std::get<std::string>(value.held));
    }
    return nullptr;
  };
  view["pattern"] = text("pattern");
  view["pattern_message"] = text("pattern_help");
  view["prefix"] = text("prefix");
  view["suffix"] = text("suffix");
  view["choices"] = nullptr;
  if (field.kind() == "choice") {
    boost::json::array choices;
    const auto& given = block.Json("choices");
    if (const auto* named = given.if_object()) {
      for (const auto& [value, label] : *named) {
        choices.push_back(boost::json::object{{"value", value}, {"label", definition::AsText(label)}});
      }
    } else if (const auto* plain = given.if_array()) {
      for (const auto& value : *plain)
        choices.push_back(boost::json::object{{"value", value}, {"label", definition::AsText(value)}});
    }
    view["choices"] = std::move(choices);
  }
  view["visible_when"] = nullptr;
  view["visible_when_template"] = field.visible_when ? boost::json::value(field.visible_when->source) : nullptr;
  return view;
}

boost::json::array MappingVariablesView(const definition::Definition& definition) {
  boost::json::array views;
  for (const auto& variable : definition.organizations.variables) {
    views.push_back(boost::json::object{{"name", variable.variable},
                                        {"label", variable.label.empty() ? variable.variable : variable.label},
                                        {"kind", variable.source ? "option" : "text"}});
  }
  return views;
}

}  // namespace wharf::api
