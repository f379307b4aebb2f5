#include "api/route.h"

namespace wharf::api {
namespace {

boost::json::object View(const Asked& asked, const organization::InstallationSettings& s) {
  return {{"public_url", s.public_url},
          {"allow_list", boost::json::array(s.allow_list.begin(), s.allow_list.end())},
          {"health_check_hours", s.health_check_hours},
          {"option_refresh_hours", s.option_refresh_hours},
          {"retention_days", s.retention_days},
          {"version", s.version},
          {"redirect_uri", asked.services.calling.redirect_uri()}};
}

Result<Reply> Show(const Asked& asked) {
  WHARF_ASSIGN(const auto settings, asked.services.settings.Read(asked.access));
  return Reply{200, View(asked, settings)};
}

Result<Reply> Edit(const Asked& asked) {
  WHARF_ASSIGN(const auto body, asked.Body());
  organization::SettingsEdit edit;
  edit.public_url = TextOf(body, "public_url");
  edit.allow_list = TextsOf(body, "allow_list");
  const auto number = [&](std::string_view name) -> std::optional<int> {
    const auto value = NumberOf(body, name);
    return value ? std::optional(static_cast<int>(*value)) : std::nullopt;
  };
  edit.health_check_hours = number("health_check_hours");
  edit.option_refresh_hours = number("option_refresh_hours");
  edit.retention_days = number("retention_days");
  edit.version = NumberOf(body, "version").value_or(0);
  WHARF_ASSIGN(const auto settings, asked.services.settings.Edit(asked.access, edit));
  asked.services.apply_settings(settings);
  return Reply{200, View(asked, settings)};
}

Result<Reply> Status(const Asked& asked) {
  WHARF_TRY(asked.access.RequireEverywhere(organization::Right::administer));
  storage::JobFilter open;
  open.open_only = true;
  WHARF_ASSIGN(const auto jobs, asked.services.jobs.List(open));
  std::int64_t running = 0;
  for (const auto& job : jobs) running += job.state == storage::JobState::running ? 1 : 0;
  const auto uptime =
      std::chrono::duration_cast<std::chrono::seconds>(asked.services.clock.Now() - asked.services.started);
  return Reply{
      200,
      boost::json::object{
          {"version", asked.services.version},
          {"database",
           boost::json::object{{"kind", asked.services.database_kind}, {"size_bytes", nullptr}, {"path", nullptr}}},
          {"uptime_seconds", uptime.count()},
          {"jobs",
           boost::json::object{{"waiting", static_cast<std::int64_t>(jobs.size()) - running}, {"running", running}}},
          {"catalog", boost::json::object{{"integrations", asked.services.catalog.entries().size()},
                                          {"problems", boost::json::array()}}},
          {"workers", nullptr}}};
}

}  // namespace

std::vector<Route> SettingsRoutes() {
  return {
      {"GET", "/api/v1/settings", "Settings of the installation", Show},
      {"PATCH", "/api/v1/settings", "Change the settings", Edit},
      {"GET", "/api/v1/status", "How this process is", Status},
  };
}

}  // namespace wharf::api
