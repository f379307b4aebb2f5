#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "organization/access.h"
#include "organization/audit.h"
#include "storage/database.h"

namespace wharf::organization {

/// What an administrator sets for the whole installation.
struct InstallationSettings {
  /// Where people reach Wharf, "https://wharf.example.com", without a slash at the end; empty: not set yet.
  std::string public_url = {};
  /// Hosts and ranges that outgoing calls may reach although they are private: "10.0.4.0/24", "psa.lan".
  std::vector<std::string> allow_list = {};
  int health_check_hours = 6;
  int option_refresh_hours = 24;
  /// How long the audit log, activity of calls and reports of jobs are kept.
  int retention_days = 365;
  std::int64_t version = 0;
  Time updated;
  std::string updated_by = {};
};

struct SettingsEdit {
  std::optional<std::string> public_url = std::nullopt;
  std::optional<std::vector<std::string>> allow_list = std::nullopt;
  std::optional<int> health_check_hours = std::nullopt;
  std::optional<int> option_refresh_hours = std::nullopt;
  std::optional<int> retention_days = std::nullopt;
  std::int64_t version = 0;
};

/// Safe from any thread.
class Settings {
 public:
  Settings(storage::Database& database, AuditLog& audit, const Clock& clock)
      : database_(database), audit_(audit), clock_(clock) {}

  /// For the program itself; what is not set has its default.
  Result<InstallationSettings> Read();
  /// For a person: needs to administer everything.
  Result<InstallationSettings> Read(const Access& access);
  /// `invalid_argument` with a field error for each wrong part; `conflict` for another version.
  Result<InstallationSettings> Edit(const Access& access, const SettingsEdit& edit);

 private:
  storage::Database& database_;
  AuditLog& audit_;
  const Clock& clock_;
};

}  // namespace wharf::organization
