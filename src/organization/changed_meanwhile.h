#pragma once

#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace wharf::organization {

/// "just now", "2 min ago", "3 h ago", "5 days ago".
std::string Ago(Time then, Time now);

/// The answer to somebody who changes what another person changed since: kind `conflict`, code `changed_meanwhile`,
/// "Anna Berg changed Corvid Analytics 2 min ago. Look at it again, then make your change."
Error ChangedMeanwhile(std::string_view what, std::string_view by, Time when, Time now);

}  // namespace wharf::organization
