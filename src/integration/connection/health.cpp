#include <array>

#include "integration/connection/connection.h"

namespace wharf::connection {
namespace {

constexpr std::array<std::pair<HealthState, std::string_view>, 4> kStates{{
    {HealthState::not_configured, "not_configured"},
    {HealthState::incomplete, "incomplete"},
    {HealthState::failing, "failing"},
    {HealthState::healthy, "healthy"},
}};

boost::json::value Maybe(const std::optional<Time>& time) {
  return time ? boost::json::value(FormatTime(*time)) : boost::json::value(nullptr);
}

std::string TextOf(const boost::json::object& json, std::string_view name) {
  const auto* value = json.if_contains(name);
  return value != nullptr && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::optional<std::int64_t> NumberOf(const boost::json::object& json, std::string_view name) {
  const auto* value = json.if_contains(name);
  return value != nullptr && value->is_int64() ? std::optional(value->get_int64()) : std::nullopt;
}

}  // namespace

std::string_view NameOf(HealthState state) {
  for (const auto& [known, name] : kStates) {
    if (known == state) return name;
  }
  return "not_configured";
}

HealthState ParseHealthState(std::string_view name) {
  for (const auto& [state, known] : kStates) {
    if (known == name) return state;
  }
  return HealthState::not_configured;
}

boost::json::object ToJson(const Health& health) {
  boost::json::object json{{"state", NameOf(health.state)}, {"headline", health.headline},
                           {"detail", health.detail},       {"code", health.code},
                           {"since", Maybe(health.since)},  {"checked", Maybe(health.checked)},
                           {"request", health.request},     {"request_id", health.request_id}};
  if (health.duration_ms) json["duration_ms"] = *health.duration_ms;
  if (health.status) json["status"] = *health.status;
  return json;
}

Health HealthFromJson(const boost::json::object& json) {
  Health health;
  health.state = ParseHealthState(TextOf(json, "state"));
  health.headline = TextOf(json, "headline");
  health.detail = TextOf(json, "detail");
  health.code = TextOf(json, "code");
  health.since = ParseTime(TextOf(json, "since"));
  health.checked = ParseTime(TextOf(json, "checked"));
  health.duration_ms = NumberOf(json, "duration_ms");
  health.request = TextOf(json, "request");
  if (const auto status = NumberOf(json, "status")) health.status = static_cast<int>(*status);
  health.request_id = TextOf(json, "request_id");
  return health;
}

}  // namespace wharf::connection
