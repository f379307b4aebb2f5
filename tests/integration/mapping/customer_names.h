#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "integration/mapping/suggest.h"

namespace wharf::mapping {

/// Two lists of customers as two tools would have them, and which are the same.
struct CustomerLists {
  std::vector<SuggestOrganization> organizations;
  std::vector<SuggestOption> options;
  std::vector<std::pair<std::string, std::string>> pairs;  ///< ids of an organization and its option
};

/// Makes up customers and types their names differently on each side: legal forms, case, accents, "&", abbreviations,
/// slips, lost blanks, remarks, domains. A tenth of the organizations has no option; the options have customers of
/// their own and, for one organization in six, a near miss ("… West", "… 2", "… Supply"). The same seed makes the same
/// lists.
CustomerLists MakeCustomers(std::size_t organizations, std::size_t options, std::uint32_t seed);

}  // namespace wharf::mapping
