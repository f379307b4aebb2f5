#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "integration/mapping/name_spelling.h"
#include "integration/mapping/name_table.h"
#include "integration/mapping/name_vocabulary.h"
#include "integration/mapping/suggest.h"
#include "integration/mapping/suggest_blocking.h"
#include "integration/mapping/suggest_scoring.h"

namespace wharf::mapping {

/// An organization and an option that may belong together. Rows are places in the lists, which are in order of id.
struct ScoredPair {
  std::uint32_t option = 0;
  float score = 0;
  std::uint32_t facts = 0;       ///< a set of Fact and NameDifference
  float shared = 0;              ///< the weight of the words that both names have
  std::uint16_t connection = 0;  ///< with kKnownAlike: which of the organization's `known_as`
};

/// Finds and scores the pairs of two lists of rows by names, domains and identifiers.
class PairFinder {
 public:
  using Organizations = std::span<const SuggestOrganization* const>;
  using Options = std::span<const SuggestOption* const>;

  PairFinder(Organizations organizations, Options options);

  /// The pairs of one organization that score at least `weakest` or are distinctive, the best first. They live until
  /// the next call.
  std::span<const ScoredPair> Find(std::uint32_t organization, float weakest);

 private:
  struct RowNames {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };

  void ReadNames();
  void IndexDomains();
  void IndexIdentifiers();
  void ScoreName(std::uint32_t organization, std::uint32_t name);
  void AddDomains(std::uint32_t organization);
  void AddIdentifiers(std::uint32_t organization);
  ScoredPair& PairWith(std::uint32_t option);
  void KeepDistinctive();
  void PreferHardMatches();
  [[nodiscard]] bool IsIdentical(std::uint32_t organization, std::uint32_t option) const;
  static std::string IdentifierKey(const SuggestIdentifier& identifier);

  Organizations organizations_;
  Options options_;
  Vocabulary vocabulary_;
  NameTable organization_names_;
  NameTable option_names_;
  ListTraits traits_;
  std::vector<RowNames> names_of_;  // of each organization
  std::unique_ptr<Spelling> spelling_;
  std::unique_ptr<CandidateIndex> candidates_;

  std::unordered_map<std::string, std::vector<std::uint32_t>> options_by_domain_;
  std::unordered_map<std::string, std::uint32_t> organizations_with_domain_;
  std::unordered_map<std::string, std::vector<std::uint32_t>> options_by_identifier_;
  std::vector<std::vector<std::string>> option_domains_;

  std::vector<ScoredPair> pairs_;
  std::vector<float> known_scores_;  // of each pair: how alike the names of other connections are
};

}  // namespace wharf::mapping
