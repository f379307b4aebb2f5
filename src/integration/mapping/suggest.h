#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"

namespace wharf::mapping {

/// A hard identifier of a customer that a tool may hold too, such as a Microsoft tenant id. Equal kind and value on
/// both sides (whatever the case of the value) beat every name.
struct SuggestIdentifier {
  std::string kind;  ///< for people: "Microsoft tenant id"
  std::string value;
};

/// What another connection calls an organization: the name of the option it is mapped to there.
struct SuggestKnownAs {
  std::string connection;  ///< for people: "ConnectWise PSA"
  std::string name;
};

/// An organization that is not mapped yet.
struct SuggestOrganization {
  std::string id;
  std::string name;
  std::vector<std::string> domains = {};  ///< "alder.example"; addresses and URLs are understood
  std::vector<SuggestIdentifier> identifiers = {};
  std::vector<SuggestKnownAs> known_as = {};
};

/// A customer of the tool that no organization is mapped to yet.
struct SuggestOption {
  std::string id;
  std::string name;
  std::vector<std::string> domains = {};
  std::vector<std::string> aliases = {};
  std::vector<SuggestIdentifier> identifiers = {};
};

struct SuggestRules {
  double confident = 0.90;     ///< a pair needs this score to be confident
  double margin = 0.05;        ///< and so much more than the next that could take its place
  double weak = 0.50;          ///< pairs below this are not mentioned
  std::size_t candidates = 5;  ///< how many options are named for an organization
};

enum class SuggestionKind : std::uint8_t {
  confident,  ///< may be filled in as a proposal
  ambiguous,  ///< good enough, but another option or organization fits about as well; a person decides
  weak,       ///< the best there is
};

struct SuggestCandidate {
  std::string option_id;
  double score = 0;    ///< 0 to 1
  std::string reason;  ///< a sentence for people: "Same name without the legal form"

  bool operator==(const SuggestCandidate&) const = default;
};

/// What is proposed for one organization.
struct Suggestion {
  std::string organization_id;
  SuggestionKind kind = SuggestionKind::weak;
  /// Why it is confident or not; for a confident one the same as of its first candidate.
  std::string reason;
  /// The best options, the proposed one first, the others by falling score. Never empty.
  std::vector<SuggestCandidate> candidates;

  bool operator==(const Suggestion&) const = default;
};

/// Proposes which customer of a tool is which organization.
///
/// Pure: the same rows in any order give the same answer on any machine, ordered by organization id. Safe to call from
/// any thread. Among the confident suggestions an organization has at most one option and the other way round, chosen
/// so that the pairs are the best as a whole. Near ties are left open on purpose: a wrong customer costs more than an
/// empty field. Organizations without any candidate above `rules.weak` are not in the answer.
///
/// Names may be any bytes. They are compared by their first 512 code points (and 64 words), without case, accents,
/// punctuation, legal forms and remarks such as "(closed)"; numbers, directions and places must agree.
/// docs/contributors/suggestions.md tells the rules.
///
/// Time grows with the number of rows that share a rare word, not with organizations × options; memory is about 2 kB
/// a row.
///
/// Fails with `invalid_argument` if two organizations, or two options, have the same id.
Result<std::vector<Suggestion>> Suggest(std::span<const SuggestOrganization> organizations,
                                        std::span<const SuggestOption> options, const SuggestRules& rules = {});

}  // namespace wharf::mapping
