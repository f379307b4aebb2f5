#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "template/value.h"

namespace wharf::templates {

/// Times of the language are the years 0 to 9999, in milliseconds.
constexpr double kLastTime = 253'402'300'799'999.0;

/// RFC 3339 with milliseconds.
std::string TimeText(std::int64_t milliseconds);

/// strftime in UTC and English: %Y %y %m %d %e %H %I %M %S %f %L %j %a %A %b %B %p %u %w %F %T %D %R %s %z %Z %%.
/// nullopt for another letter, which `unknown` then holds.
std::optional<std::string> FormatMoment(std::int64_t milliseconds, std::string_view format, char& unknown);

}  // namespace wharf::templates
