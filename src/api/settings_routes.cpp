#include "api/resource.h"
#include "api/settings_view.h"

namespace wharf::api {
namespace {

Settings SettingsView(const Asked& asked, const organization::InstallationSettings& settings) {
  return {
      settings.public_url,     settings.allow_list, settings.health_check_hours,          settings.option_refresh_hours,
      settings.retention_days, settings.version,    asked.services.calling.redirect_uri()};
}

Result<Settings> Show(const Asked& asked) {
  WHARF_ASSIGN(const auto settings, asked.services.settings.Read(asked.access));
  return SettingsView(asked, settings);
}

Result<Settings> Edit(const Asked& asked, const SettingsPatch& patch) {
  WHARF_ASSIGN(
      const auto settings,
      asked.services.settings.Edit(asked.access, {patch.public_url, patch.allow_list, patch.health_check_hours,
                                                  patch.option_refresh_hours, patch.retention_days, patch.version}));
  asked.services.apply_settings(settings);
  return SettingsView(asked, settings);
}

Result<Status> ShowStatus(const Asked& asked) {
  WHARF_TRY(asked.access.RequireEverywhere(organization::Right::administer));
  storage::JobFilter open;
  open.open_only = true;
  WHARF_ASSIGN(const auto jobs, asked.services.jobs.List(open));
  JobCounts counts;
  for (const auto& job : jobs) ++(job.state == storage::JobState::running ? counts.running : counts.waiting);
  const auto uptime =
      std::chrono::duration_cast<std::chrono::seconds>(asked.services.clock.Now() - asked.services.started);
  Status status;
  status.version = asked.services.version;
  status.database.kind = asked.services.database_kind;
  status.uptime_seconds = uptime.count();
  status.jobs = counts;
  status.catalog.integrations = asked.services.catalog.entries().size();
  status.catalog.problems = asked.services.catalog_problems;
  return status;
}

}  // namespace

std::vector<Route> SettingsRoutes() {
  return {
      Get<Show>("/api/v1/settings", "Settings of the installation"),
      Patch<Edit>("/api/v1/settings", "Change the settings"),
      Get<ShowStatus>("/api/v1/status", "How this process is"),
  };
}

}  // namespace wharf::api
