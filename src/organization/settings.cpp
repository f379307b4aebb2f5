#include "organization/settings.h"

#include <algorithm>
#include <boost/json.hpp>
#include <map>
#include <utility>

#include "net/address_guard.h"
#include "organization/changed_meanwhile.h"
#include "organization/organization_row.h"
#include "storage/revision.h"

namespace wharf::organization {
namespace {

constexpr std::string_view kTopic = "settings";
constexpr std::size_t kMostUrl = 500;
constexpr std::size_t kMostAllowed = 1000;

struct Bounds {
  int least;
  int most;
};
constexpr Bounds kHours{1, 24 * 30};
constexpr Bounds kDays{7, 3650};

std::string Join(const std::vector<std::string>& texts) {
  std::string joined;
  for (const std::string& text : texts) joined += (joined.empty() ? "" : ", ") + text;
  return joined;
}

/// The settings as keys and texts, the way they are stored.
std::map<std::string, std::string> ToTexts(const InstallationSettings& settings) {
  return {{"public_url", settings.public_url},
          {"allow_list", FormatTexts(settings.allow_list)},
          {"health_check_hours", std::to_string(settings.health_check_hours)},
          {"option_refresh_hours", std::to_string(settings.option_refresh_hours)},
          {"retention_days", std::to_string(settings.retention_days)}};
}

Result<InstallationSettings> Load(storage::Session& session) {
  InstallationSettings settings;
  WHARF_ASSIGN(const storage::Rows rows, session.Query("SELECT key, value, updated_at, updated_by FROM setting"));
  for (const storage::Row& row : rows) {
    const std::string key = row.Text(0);
    if (key == "public_url") settings.public_url = row.Text(1);
    if (key == "allow_list") settings.allow_list = ParseTexts(row.Text(1));
    if (key == "health_check_hours") settings.health_check_hours = static_cast<int>(row.Int(1));
    if (key == "option_refresh_hours") settings.option_refresh_hours = static_cast<int>(row.Int(1));
    if (key == "retention_days") settings.retention_days = static_cast<int>(row.Int(1));
    if (row.When(2) >= settings.updated) {
      settings.updated = row.When(2);
      settings.updated_by = row.Text(3);
    }
  }
  WHARF_ASSIGN(settings.version, storage::ReadRevision(session, kTopic));
  return settings;
}

/// Collects every wrong field, so that a form shows them all at once.
class Checker {
 public:
  void PublicUrl(std::string& url) {
    while (!url.empty() && url.back() == '/') url.pop_back();
    if (url.empty()) return;
    const auto scheme = url.find("://");
    const std::string_view name = std::string_view(url).substr(0, scheme == std::string::npos ? 0 : scheme);
    const std::string_view host = scheme == std::string::npos ? "" : std::string_view(url).substr(scheme + 3);
    const bool plain = std::none_of(host.begin(), host.end(), [](char c) {
      return static_cast<unsigned char>(c) <= ' ' || c == '/' || c == '?' || c == '#' || c == '@' || c == '\\';
    });
    if ((name != "https" && name != "http") || host.empty() || !plain || url.size() > kMostUrl) {
      Add("/public_url", "url_invalid", "The public URL is scheme and host. Write it like https://wharf.example.com.");
    }
  }

  void AllowList(const std::vector<std::string>& entries) {
    if (entries.size() > kMostAllowed) Add("/allow_list", "too_many", "At most 1,000 entries. Use ranges.");
    const auto checked = net::CheckAllowList({entries});
    if (checked) return;
    for (const FieldError& field : checked.error().fields) {
      Add("/allow_list" + field.pointer, field.code, field.message);
    }
  }

  void Number(std::string_view pointer, int value, Bounds bounds) {
    if (value >= bounds.least && value <= bounds.most) return;
    Add(pointer, "out_of_range",
        "A number from " + std::to_string(bounds.least) + " to " + std::to_string(bounds.most) + ".");
  }

  [[nodiscard]] Result<void> Finish() const {
    if (fields_.empty()) return {};
    return Error{ErrorKind::invalid_argument, "invalid_input", fields_.front().message, fields_};
  }

 private:
  void Add(std::string_view pointer, std::string code, std::string message) {
    fields_.push_back({std::string(pointer), std::move(code), std::move(message)});
  }
  std::vector<FieldError> fields_;
};

Result<InstallationSettings> Apply(InstallationSettings settings, const SettingsEdit& edit) {
  Checker checker;
  if (edit.public_url) {
    settings.public_url = *edit.public_url;
    checker.PublicUrl(settings.public_url);
  }
  if (edit.allow_list) {
    settings.allow_list = *edit.allow_list;
    checker.AllowList(settings.allow_list);
  }
  if (edit.health_check_hours) settings.health_check_hours = *edit.health_check_hours;
  if (edit.option_refresh_hours) settings.option_refresh_hours = *edit.option_refresh_hours;
  if (edit.retention_days) settings.retention_days = *edit.retention_days;
  checker.Number("/health_check_hours", settings.health_check_hours, kHours);
  checker.Number("/option_refresh_hours", settings.option_refresh_hours, kHours);
  checker.Number("/retention_days", settings.retention_days, kDays);
  WHARF_TRY(checker.Finish());
  return settings;
}

}  // namespace

Result<InstallationSettings> Settings::Read() {
  return database_.ReadValue<InstallationSettings>([](storage::Session& session) { return Load(session); });
}

Result<InstallationSettings> Settings::Read(const Access& access) {
  WHARF_TRY(access.RequireEverywhere(Right::administer));
  return Read();
}

Result<InstallationSettings> Settings::Edit(const Access& access, const SettingsEdit& edit) {
  WHARF_TRY(access.RequireEverywhere(Right::administer));
  return database_.WriteValue<InstallationSettings>([&](storage::Session& session) -> Result<InstallationSettings> {
    WHARF_ASSIGN(const std::int64_t version, storage::BumpRevision(session, kTopic));
    WHARF_ASSIGN(const InstallationSettings before, Load(session));
    const Time now = clock_.Now();
    if (edit.version != version - 1) {
      return ChangedMeanwhile("the settings", before.updated_by, before.updated, now);
    }
    WHARF_ASSIGN(InstallationSettings after, Apply(before, edit));
    const auto old_texts = ToTexts(before);
    AuditEntry entry{.organization = access.directory().At(0).id,
                     .action = "settings.changed",
                     .subject_kind = "settings",
                     .summary = "Changed the settings"};
    for (const auto& [key, text] : ToTexts(after)) {
      if (old_texts.at(key) == text) continue;
      WHARF_TRY(
          session.Execute("INSERT INTO setting (key, value, updated_at, updated_by) VALUES (?, ?, ?, ?) "
                          "ON CONFLICT (key) DO UPDATE SET value = excluded.value, "
                          "updated_at = excluded.updated_at, updated_by = excluded.updated_by",
                          key, text, now, access.caller().name));
      const bool list = key == "allow_list";
      entry.changes.emplace_back(key, list ? Join(before.allow_list) : old_texts.at(key),
                                 list ? Join(after.allow_list) : text);
    }
    after.version = version;
    if (entry.changes.empty()) return after;
    after.updated = now;
    after.updated_by = access.caller().name;
    WHARF_TRY(audit_.Record(session, access.caller(), entry));
    return after;
  });
}

}  // namespace wharf::organization
