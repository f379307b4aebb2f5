#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "integration/mapping/suggest.h"

namespace wharf::mapping {

/// What a case of a *.test file expects of one organization.
struct ExpectedSuggestion {
  std::string organization_id;
  std::string option_id = {};  ///< the first candidate; empty for any
  std::string kind = {};       ///< confident, ambiguous, weak, or none: not confident
  std::string reason = {};     ///< a part of the reason, whatever its case; empty for any
};

/// One case of a *.test file. Blank lines part cases, `#` begins a comment:
///
///   organization: Alder & Finch Dental
///   option:       Alder and Finch Dental LLC
///   -> confident  same name without the legal form
///
/// Organizations have the ids o1, o2 … and options c1, c2 … in their order. `domain:`, `alias:`, `known as: TOOL =
/// NAME` and `identifier: KIND = VALUE` add to the row above. `->` speaks of o1 and, unless it says none, of c1; `o2 ->
/// c1 confident` of others.
struct SuggestCase {
  std::size_t line = 0;
  std::vector<SuggestOrganization> organizations;
  std::vector<SuggestOption> options;
  std::vector<ExpectedSuggestion> expected;
};

/// The cases of a file. Throws std::runtime_error with file and line on what it does not understand.
std::vector<SuggestCase> ReadSuggestCases(const std::string& path);

}  // namespace wharf::mapping
