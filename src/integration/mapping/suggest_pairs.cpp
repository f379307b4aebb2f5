#include "integration/mapping/suggest_pairs.h"

#include <algorithm>
#include <array>

#include "base/fold.h"
#include "integration/mapping/name_alignment.h"
#include "integration/mapping/name_families.h"
#include "integration/mapping/name_joining.h"
#include "integration/mapping/name_parser.h"
#include "integration/mapping/suggest_domains.h"

namespace wharf::mapping {
namespace {

constexpr std::uint16_t kOwnName = 0;
constexpr std::uint16_t kAliasName = 1;
constexpr std::uint16_t kFirstConnection = 2;

constexpr float kIdentifierScore = 1.0F;
constexpr float kDomainAndName = 0.99F;
constexpr float kDomainOnly = 0.97F;
constexpr float kDomainAgainstNumbers = 0.85F;
constexpr float kSharedDomainBonus = 0.05F;
constexpr float kSharedDomainMost = 0.89F;
constexpr float kSpelledByDomain = 0.93F;
constexpr float kAlikeNames = 0.6F;
constexpr float kOtherDomainPenalty = 0.06F;
constexpr float kHardMatchElsewhere = 0.10F;
constexpr float kKnownAlikeScore = 0.95F;
constexpr float kKnownAlikeAndName = 0.97F;
// Lists with more families than this tell customers apart by added words.
constexpr double kFamilies = 0.045;
constexpr std::size_t kShortestSpelledName = 5;

}  // namespace

PairFinder::PairFinder(Organizations organizations, Options options)
    : organizations_(organizations), options_(options) {
  ReadNames();
  IndexDomains();
  IndexIdentifiers();
}

void PairFinder::ReadNames() {
  NameParser parser;
  for (std::uint32_t row = 0; row < organizations_.size(); ++row) {
    const SuggestOrganization& organization = *organizations_[row];
    organization_names_.Add(row, kOwnName, organization.name, parser, vocabulary_);
    for (std::size_t i = 0; i < organization.known_as.size() && i < 100; ++i) {
      organization_names_.Add(row, static_cast<std::uint16_t>(kFirstConnection + i), organization.known_as[i].name,
                              parser, vocabulary_);
    }
  }
  for (std::uint32_t row = 0; row < options_.size(); ++row) {
    option_names_.Add(row, kOwnName, options_[row]->name, parser, vocabulary_);
    for (const std::string& alias : options_[row]->aliases)
      option_names_.Add(row, kAliasName, alias, parser, vocabulary_);
  }
  const auto count = [&] {
    for (WordId word = 0; word < vocabulary_.size(); ++word) vocabulary_.at(word).rows = 0;
    organization_names_.CountRows(vocabulary_);
    option_names_.CountRows(vocabulary_);
  };
  count();
  const std::array<const NameTable*, 2> tables = {&organization_names_, &option_names_};
  NameJoining joining(vocabulary_, tables);
  organization_names_.Rewrite([&](auto tokens, auto& out) { joining(tokens, out); });
  option_names_.Rewrite([&](auto tokens, auto& out) { joining(tokens, out); });
  count();
  vocabulary_.Weigh(organizations_.size() + options_.size());
  organization_names_.Seal(vocabulary_);
  option_names_.Seal(vocabulary_);
  traits_.rows = organizations_.size() + options_.size();
  traits_.by_families = FamilyShare({&organization_names_, &option_names_}, vocabulary_) > kFamilies;
  spelling_ = std::make_unique<Spelling>(vocabulary_);
  candidates_ = std::make_unique<CandidateIndex>(organization_names_, option_names_, vocabulary_, *spelling_);

  names_of_.resize(organizations_.size());
  const std::span<const Name> names = organization_names_.names();
  for (std::uint32_t at = 0; at < names.size(); ++at) {
    RowNames& row = names_of_[names[at].row];
    if (row.end == 0) row.begin = at;
    row.end = at + 1;
  }
}

void PairFinder::IndexDomains() {
  option_domains_.resize(options_.size());
  for (std::uint32_t row = 0; row < options_.size(); ++row) {
    for (const std::string& typed : options_[row]->domains) {
      std::string domain = OwnDomain(typed);
      if (domain.empty()) continue;
      std::vector<std::uint32_t>& rows = options_by_domain_[domain];
      if (rows.empty() || rows.back() != row) rows.push_back(row);
      option_domains_[row].push_back(std::move(domain));
    }
  }
  for (const SuggestOrganization* organization : organizations_) {
    std::vector<std::string> seen;
    for (const std::string& typed : organization->domains) {
      std::string domain = OwnDomain(typed);
      if (domain.empty() || std::find(seen.begin(), seen.end(), domain) != seen.end()) continue;
      ++organizations_with_domain_[domain];
      seen.push_back(std::move(domain));
    }
  }
}

std::string PairFinder::IdentifierKey(const SuggestIdentifier& identifier) {
  return FoldForSearch(identifier.kind) + '\n' + FoldForSearch(identifier.value);
}

void PairFinder::IndexIdentifiers() {
  for (std::uint32_t row = 0; row < options_.size(); ++row) {
    for (const SuggestIdentifier& identifier : options_[row]->identifiers) {
      if (!identifier.value.empty()) options_by_identifier_[IdentifierKey(identifier)].push_back(row);
    }
  }
}

ScoredPair& PairFinder::PairWith(std::uint32_t option) {
  for (ScoredPair& pair : pairs_) {
    if (pair.option == option) return pair;
  }
  known_scores_.push_back(0);
  return pairs_.emplace_back(ScoredPair{.option = option});
}

bool PairFinder::IsIdentical(std::uint32_t organization, std::uint32_t option) const {
  return organizations_[organization]->name == options_[option]->name;
}

void PairFinder::ScoreName(std::uint32_t organization, std::uint32_t at) {
  const Name& name = organization_names_.names()[at];
  const std::span<const Token> tokens = organization_names_.tokens(name);
  for (const std::uint32_t candidate : candidates_->Find(at)) {
    const Name& other = option_names_.names()[candidate];
    const Alignment alignment = Align(tokens, option_names_.tokens(other), vocabulary_, *spelling_);
    PairScore scored = ScoreNames(name, other, alignment, vocabulary_, traits_);
    ScoredPair& pair = PairWith(other.row);
    if (name.source >= kFirstConnection) {
      float& known = known_scores_[static_cast<std::size_t>(&pair - pairs_.data())];
      if (scored.score <= known) continue;
      known = scored.score;
      pair.connection = static_cast<std::uint16_t>(name.source - kFirstConnection);
      continue;
    }
    if (other.source == kAliasName) scored.facts |= kAlias;
    if (scored.score >= 0.98F && IsIdentical(organization, other.row)) {
      scored.score = 1;
      scored.facts |= kIdentical;
    }
    if (scored.score <= pair.score) continue;
    pair.score = scored.score;
    pair.facts = scored.facts;
    pair.shared = scored.shared;
  }
}

void PairFinder::AddDomains(std::uint32_t organization) {
  bool any = false;
  for (const std::string& typed : organizations_[organization]->domains) {
    const std::string domain = OwnDomain(typed);
    if (domain.empty()) continue;
    any = true;
    if (const auto found = options_by_domain_.find(domain); found != options_by_domain_.end()) {
      const bool one_to_one = found->second.size() == 1 && organizations_with_domain_.at(domain) == 1;
      const auto count = std::min<std::size_t>(found->second.size(), CandidateIndex::kMostCandidates);
      for (const std::uint32_t option : std::span(found->second).first(count)) {
        ScoredPair& pair = PairWith(option);
        pair.facts |= kSameDomain;
        if (!one_to_one) {
          pair.score = std::max(pair.score, std::min(pair.score + kSharedDomainBonus, kSharedDomainMost));
        } else if ((pair.facts & (kNumbersDiffer | kPlacesDiffer)) != 0) {
          pair.score = std::max(pair.score, kDomainAgainstNumbers);
        } else {
          pair.score = std::max(pair.score, pair.score >= kAlikeNames ? kDomainAndName : kDomainOnly);
        }
      }
    }
    const std::string letters = DomainLetters(domain);
    if (letters.size() < kShortestSpelledName) continue;
    for (const std::uint32_t at : candidates_->SpelledAs(letters)) {
      if (pairs_.size() >= 2 * CandidateIndex::kMostCandidates) break;
      ScoredPair& pair = PairWith(option_names_.names()[at].row);
      pair.facts |= kDomainSpellsName;
      if ((pair.facts & (kNumbersDiffer | kPlacesDiffer)) == 0) pair.score = std::max(pair.score, kSpelledByDomain);
    }
  }
  if (!any) return;
  for (ScoredPair& pair : pairs_) {
    if (option_domains_[pair.option].empty() || (pair.facts & kSameDomain) != 0) continue;
    pair.facts |= kOtherDomain;
    pair.score -= kOtherDomainPenalty;
  }
}

void PairFinder::AddIdentifiers(std::uint32_t organization) {
  for (const SuggestIdentifier& identifier : organizations_[organization]->identifiers) {
    if (identifier.value.empty()) continue;
    const auto found = options_by_identifier_.find(IdentifierKey(identifier));
    if (found == options_by_identifier_.end()) continue;
    const auto count = std::min<std::size_t>(found->second.size(), CandidateIndex::kMostCandidates);
    for (const std::uint32_t option : std::span(found->second).first(count)) {
      ScoredPair& pair = PairWith(option);
      pair.facts |= kSameIdentifier;
      pair.score = kIdentifierScore;
    }
  }
}

// Words that only these two rows share say nothing if the organization has another candidate with the same words.
void PairFinder::KeepDistinctive() {
  const auto is_plain = [](const ScoredPair& pair) { return (pair.facts & (kMoreWords | kPlacesDiffer)) == 0; };
  for (ScoredPair& pair : pairs_) {
    if ((pair.facts & kDistinctive) == 0) continue;
    const bool alone = std::none_of(pairs_.begin(), pairs_.end(), [&](const ScoredPair& other) {
      return other.option != pair.option && other.shared >= pair.shared * 0.98F && (is_plain(other) || !is_plain(pair));
    });
    if (!alone) pair.facts &= ~static_cast<std::uint32_t>(kDistinctive);
  }
}

// A shared identifier or domain beats names: what agrees by name alone steps back.
void PairFinder::PreferHardMatches() {
  const auto is_hard = [](const ScoredPair& pair) {
    return (pair.facts & kSameIdentifier) != 0 || ((pair.facts & kSameDomain) != 0 && pair.score >= kDomainOnly);
  };
  if (std::none_of(pairs_.begin(), pairs_.end(), is_hard)) return;
  for (ScoredPair& pair : pairs_) {
    if (!is_hard(pair)) pair.score -= kHardMatchElsewhere;
  }
}

std::span<const ScoredPair> PairFinder::Find(std::uint32_t organization, float weakest) {
  pairs_.clear();
  known_scores_.clear();
  const RowNames names = names_of_[organization];
  for (std::uint32_t at = names.begin; at < names.end; ++at) ScoreName(organization, at);
  KeepDistinctive();
  for (std::size_t i = 0; i < pairs_.size(); ++i) {
    if (known_scores_[i] < 0.9F) continue;
    pairs_[i].facts |= kKnownAlike;
    pairs_[i].score = std::max(pairs_[i].score, pairs_[i].score >= kAlikeNames ? kKnownAlikeAndName : kKnownAlikeScore);
  }
  AddDomains(organization);
  AddIdentifiers(organization);
  PreferHardMatches();
  std::erase_if(pairs_,
                [&](const ScoredPair& pair) { return pair.score < weakest && (pair.facts & kDistinctive) == 0; });
  std::sort(pairs_.begin(), pairs_.end(), [](const ScoredPair& a, const ScoredPair& b) {
    return a.score != b.score ? a.score > b.score : a.option < b.option;
  });
  return pairs_;
}

}  // namespace wharf::mapping
