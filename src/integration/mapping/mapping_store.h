#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/result.h"
#include "integration/mapping/mapping.h"
#include "storage/database.h"

namespace wharf::mapping {

using MappingsByOrganization = std::unordered_map<OrganizationId, Mapping>;
using SuggestionsByOrganization = std::unordered_map<OrganizationId, StoredSuggestion>;
using LocksByOrganization = std::unordered_map<OrganizationId, LockedBy>;
using OptionsById = std::unordered_map<std::string, Option>;

// The SQL of mappings. Rights are checked by whoever calls. Where `only` is given, only those rows are read.

Result<MappingsByOrganization> LoadMappings(storage::Session& session, ConnectionId connection,
                                            std::string_view variable,
                                            std::optional<std::span<const OrganizationId>> only);
Result<SuggestionsByOrganization> LoadSuggestions(storage::Session& session, ConnectionId connection,
                                                  std::string_view variable,
                                                  std::optional<std::span<const OrganizationId>> only);
Result<OptionsById> LoadOptions(storage::Session& session, ConnectionId connection, std::string_view variable,
                                std::optional<std::span<const std::string>> only,
                                std::optional<std::int64_t> generation = std::nullopt);
Result<Pull> LoadPull(storage::Session& session, ConnectionId connection, std::string_view variable);
/// For each of these variables, the live connection that wrote it, by organization.
Result<std::unordered_map<std::string, LocksByOrganization>> LoadOwnersOf(storage::Session& session,
                                                                          std::span<const std::string> variables,
                                                                          std::span<const OrganizationId> only);
/// The live connection that wrote the variable, for each organization that has it.
Result<LocksByOrganization> LoadOwners(storage::Session& session, std::string_view variable,
                                       std::optional<std::span<const OrganizationId>> only);
/// The same without those of `connection`: what it cannot map.
Result<LocksByOrganization> LoadLocks(storage::Session& session, ConnectionId connection, std::string_view variable,
                                      std::optional<std::span<const OrganizationId>> only);
/// As `candidates` of a stored suggestion are written.
std::vector<Candidate> ReadCandidates(const std::string& json);
/// Options whose name or id holds `search`, those in the tool first, by name.
struct OptionSearch {
  std::vector<Option> items;
  std::int64_t total = 0;
};
Result<OptionSearch> SearchOptions(storage::Session& session, ConnectionId connection, std::string_view variable,
                                   std::string_view search, int limit);
/// Which organizations each of these values is mapped to.
Result<std::unordered_map<std::string, std::vector<OrganizationId>>> LoadMappedTo(storage::Session& session,
                                                                                  ConnectionId connection,
                                                                                  std::string_view variable,
                                                                                  std::span<const std::string> values);

/// Writes the mapping; `version` is the one it gets.
Result<void> PutMapping(storage::Session& session, ConnectionId connection, const Mapping& mapping);
Result<void> RemoveMapping(storage::Session& session, ConnectionId connection, OrganizationId organization,
                           std::string_view variable);
Result<void> PutSuggestion(storage::Session& session, ConnectionId connection, const StoredSuggestion& suggestion,
                           Time now);

}  // namespace wharf::mapping
