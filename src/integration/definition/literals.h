#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "integration/definition/block.h"

namespace wharf::definition {

/// `$`, `data.items`, `[0].rows`, `pages[*].rows`, `links["@odata.next"]`. At most 32 steps. Errors say what is wrong
/// at which character.
Result<DataPath> ParsePath(std::string_view text);

/// `429`, `5xx`, `400-404`.
std::optional<std::pair<int, int>> ParseStatus(std::string_view text);

/// `500ms`, `30s`, `5m`, `1h`, `2d`; at most a year.
std::optional<std::chrono::milliseconds> ParseDuration(std::string_view text);

/// 1 to 64 of `a-z`, `0-9` and `_`, beginning with a letter.
bool IsName(std::string_view text);

/// 1 to 64 ASCII letters, digits and `_`, beginning with a letter: what a template can read as a member.
bool IsIdentifier(std::string_view text);

/// A regular expression that RE2 takes; else what is wrong with it.
Result<void> CheckPattern(const std::string& pattern);

}  // namespace wharf::definition
