#pragma once

#include "base/clock.h"
#include "base/result.h"
#include "organization/api_tokens.h"
#include "organization/audit.h"
#include "organization/organizations.h"
#include "organization/sessions.h"
#include "organization/settings.h"

namespace wharf::organization {

/// What has to be done from time to time so that nothing is kept longer than promised. Any number of processes may do
/// it at once.
class Upkeep {
 public:
  Upkeep(Organizations& organizations, Sessions& sessions, ApiTokens& tokens, AuditLog& audit, Settings& settings,
         const Clock& clock)
      : organizations_(organizations),
        sessions_(sessions),
        tokens_(tokens),
        audit_(audit),
        settings_(settings),
        clock_(clock) {}

  /// About every half minute: when sessions and tokens were last used, and those that ended.
  Result<void> Often();
  /// About every hour: organizations deleted 30 days ago, and audit entries beyond the retention of the settings.
  Result<void> Hourly();

 private:
  Organizations& organizations_;
  Sessions& sessions_;
  ApiTokens& tokens_;
  AuditLog& audit_;
  Settings& settings_;
  const Clock& clock_;
};

}  // namespace wharf::organization
