#pragma once

#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "integration/mapping/mapping_store.h"
#include "integration/mapping/mappings.h"

namespace wharf::mapping {

/// Everything of one connection and variable that rows are made from.
struct Facts {
  MappingsByOrganization mappings;
  SuggestionsByOrganization suggestions;
  OptionsById options;
  std::unordered_map<std::string, std::vector<OrganizationId>> mapped_to;
  LocksByOrganization locks;
  Pull pull;
};

/// What is known before: tells which queries are not worth making.
struct KnownFacts {
  std::optional<Pull> pull = std::nullopt;
  bool mapped = true;
  bool proposed = true;
  bool shared = true;
  bool locked = true;
};

/// With `only`, what concerns these organizations.
Result<Facts> LoadFacts(storage::Session& session, ConnectionId connection, std::string_view variable,
                        const std::optional<std::vector<OrganizationId>>& only, const KnownFacts& known = {});

/// The row of one organization, whoever asks: `conflict_with` holds all others, and nothing is inherited yet.
TableRow MakeRow(OrganizationId organization, const Facts& facts);
/// The name of what it is mapped to, or would be; empty if neither.
std::string ValueNameOf(const TableRow& row);

/// What organizations without a mapping have from above, read for all rows at once.
Result<void> AddInherited(storage::Session& session, const organization::Access& access, ConnectionId connection,
                          std::string_view variable, std::vector<TableRow>& rows);

}  // namespace wharf::mapping
