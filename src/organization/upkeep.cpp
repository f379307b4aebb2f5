#include "organization/upkeep.h"

#include <chrono>

namespace wharf::organization {

Result<void> Upkeep::Often() {
  WHARF_TRY(sessions_.Tidy());
  return tokens_.Tidy();
}

Result<void> Upkeep::Hourly() {
  WHARF_TRY(organizations_.Purge());
  WHARF_ASSIGN(const InstallationSettings settings, settings_.Read());
  WHARF_TRY(audit_.Forget(clock_.Now() - std::chrono::days(settings.retention_days)));
  return {};
}

}  // namespace wharf::organization
