#pragma once

#include <cstddef>
#include <string>

#include "integration/mapping/suggest.h"
#include "integration/mapping/suggest_pairs.h"

namespace wharf::mapping {

/// Says to a person why a pair belongs together, or what speaks against it: "Same name without the legal form".
std::string Explain(const ScoredPair& pair, const SuggestOrganization& organization, const SuggestOption& option);

/// What else could take the place of one side of a pair.
struct Rivals {
  std::size_t options = 0;
  std::size_t organizations = 0;
};

/// Says to a person why an organization with a good candidate is left open.
std::string ExplainAmbiguity(const Rivals& rivals);

}  // namespace wharf::mapping
