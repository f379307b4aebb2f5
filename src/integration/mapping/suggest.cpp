#include "integration/mapping/suggest.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include "integration/mapping/suggest_assignment.h"
#include "integration/mapping/suggest_pairs.h"
#include "integration/mapping/suggest_reason.h"

namespace wharf::mapping {
namespace {

// How many pairs of an organization take part in the assignment.
constexpr std::size_t kMostPairs = 10;
// Pairs below this are named at most, never chosen.
constexpr float kWorthChoosing = 0.6F;
// A pair so much worse than the best of both its sides cannot be part of a good assignment.
constexpr float kTooFarBehind = 0.2F;

// The score of a pair whose words no other row has, when it is believed.
constexpr float kDistinctiveScore = 0.91F;
constexpr float kDistinctiveGeneric = 0.945F;
// How likely an organization without a partner shares a word of its own with one given option: measured on lists of
// listed companies, 14 of 1,287 with 6,841 options.
constexpr double kChanceOfMeeting = 1.6e-6;
// The share of believed pairs that may be chance.
constexpr double kMostMetByChance = 0.05;

template <class Row>
Result<std::vector<const Row*>> InOrderOfId(std::span<const Row> rows, const char* what) {
  std::vector<const Row*> ordered;
  ordered.reserve(rows.size());
  for (const Row& row : rows) ordered.push_back(&row);
  std::sort(ordered.begin(), ordered.end(), [](const Row* a, const Row* b) { return a->id < b->id; });
  const auto twice =
      std::adjacent_find(ordered.begin(), ordered.end(), [](const Row* a, const Row* b) { return a->id == b->id; });
  if (twice == ordered.end()) return ordered;
  return Error{.kind = ErrorKind::invalid_argument,
               .code = "duplicate_id",
               .message = std::string("Two ") + what + " have the id \"" + (*twice)->id + "\". Give each its own."};
}

// Where a list has both, two legal forms are two companies, and so are "Tetra Tech" and "Tetra Technologies": the one
// that agrees has no rival in the other.
bool IsOtherCompany(const ScoredPair& chosen, const ScoredPair& rival) {
  if ((chosen.facts & kSameWords) == 0) return false;
  const bool other_form = (chosen.facts & kLegalFormSame) != 0 && (rival.facts & kLegalFormDiffers) != 0;
  constexpr std::uint32_t kWritten = kAbbreviated | kMisspelt | kJoined | kAcronym | kCompound;
  return other_form || ((chosen.facts & kWritten) == 0 && (rival.facts & kAbbreviated) != 0);
}

// What choosing a pair is worth to the assignment: the logarithm lets one sure pair outweigh two doubtful ones.
std::int64_t WorthOf(float score) {
  constexpr double kBeyondBest = 1.02;
  constexpr double kSteps = 1e6;
  return std::llround(-std::log(kBeyondBest - std::min(static_cast<double>(score), 1.0)) * kSteps);
}

class Suggester {
 public:
  Suggester(PairFinder::Organizations organizations, PairFinder::Options options, const SuggestRules& rules)
      : organizations_(organizations), options_(options), rules_(rules) {}

  std::vector<Suggestion> Run() {
    FindPairs();
    Choose();
    std::vector<Suggestion> suggestions;
    for (std::uint32_t organization = 0; organization < organizations_.size(); ++organization) {
      if (!PairsOf(organization).empty()) suggestions.push_back(Describe(organization));
    }
    return suggestions;
  }

 private:
  struct Claim {  // a pair, seen from its option
    std::uint32_t organization = 0;
    float score = 0;
  };

  [[nodiscard]] std::span<const ScoredPair> PairsOf(std::uint32_t organization) const {
    return std::span(pairs_).subspan(begins_[organization], begins_[organization + 1] - begins_[organization]);
  }
  [[nodiscard]] std::span<const Claim> ClaimsOn(std::uint32_t option) const {
    return std::span(claims_).subspan(claim_begins_[option], claim_begins_[option + 1] - claim_begins_[option]);
  }
  [[nodiscard]] const ScoredPair* Find(std::uint32_t organization, std::uint32_t option) const {
    for (const ScoredPair& pair : PairsOf(organization)) {
      if (pair.option == option) return &pair;
    }
    return nullptr;
  }

  void FindPairs();
  void BelieveDistinctive();
  void IndexClaims();
  void Choose();
  [[nodiscard]] float SwapLoss(std::uint32_t organization, std::uint32_t option, std::uint32_t other,
                               std::uint32_t other_option) const;
  [[nodiscard]] Rivals CountRivals(std::uint32_t organization, const ScoredPair& chosen) const;
  [[nodiscard]] Suggestion Describe(std::uint32_t organization) const;

  PairFinder::Organizations organizations_;
  PairFinder::Options options_;
  const SuggestRules& rules_;
  std::vector<ScoredPair> pairs_;
  std::vector<std::uint32_t> begins_;  // of each organization in pairs_
  std::vector<Claim> claims_;
  std::vector<std::uint32_t> claim_begins_;
  std::vector<std::uint32_t> option_of_;
  std::vector<std::uint32_t> organization_of_;
};

void Suggester::FindPairs() {
  PairFinder finder(organizations_, options_);
  begins_.reserve(organizations_.size() + 1);
  begins_.push_back(0);
  for (std::uint32_t organization = 0; organization < organizations_.size(); ++organization) {
    const std::span<const ScoredPair> found = finder.Find(organization, static_cast<float>(rules_.weak));
    const auto kept = found.first(std::min(found.size(), std::max(kMostPairs, rules_.candidates)));
    pairs_.insert(pairs_.end(), kept.begin(), kept.end());
    begins_.push_back(static_cast<std::uint32_t>(pairs_.size()));
  }
  BelieveDistinctive();
  IndexClaims();
}

// Words that only two rows share ("Casey's", "Caseys General Stores") make up for the words that one has besides: but a
// few organizations without a partner would meet such a row by chance. So it depends on how many have none, and how
// many options there are to meet, whether to believe it.
void Suggester::BelieveDistinctive() {
  double lone = 0;
  double more = 0;
  double other = 0;
  for (std::uint32_t organization = 0; organization < organizations_.size(); ++organization) {
    const std::span<const ScoredPair> pairs = PairsOf(organization);
    bool any = false;
    for (const ScoredPair& pair : pairs) {
      any = any || pair.score >= kWorthChoosing || (pair.facts & kDistinctive) != 0;
      if ((pair.facts & kDistinctive) == 0 || (pair.facts & (kMoreWords | kPlacesDiffer)) == 0) continue;
      ++((pair.facts & kOtherWords) != 0 ? other : more);
    }
    if (!any) ++lone;
  }
  const double met_by_chance = lone * static_cast<double>(options_.size()) * kChanceOfMeeting;
  const bool believe_more = met_by_chance <= kMostMetByChance * more;
  const bool believe_other = met_by_chance <= kMostMetByChance * other;
  for (std::uint32_t organization = 0; organization < organizations_.size(); ++organization) {
    const auto pairs =
        std::span(pairs_).subspan(begins_[organization], begins_[organization + 1] - begins_[organization]);
    for (ScoredPair& pair : pairs) {
      if ((pair.facts & kDistinctive) == 0) continue;
      const bool generic = (pair.facts & (kMoreWords | kPlacesDiffer)) == 0;
      if (generic || ((pair.facts & kOtherWords) != 0 ? believe_other : believe_more)) {
        pair.score = std::max(pair.score, generic ? kDistinctiveGeneric : kDistinctiveScore);
      } else {
        pair.facts &= ~static_cast<std::uint32_t>(kDistinctive);
      }
    }
    std::stable_sort(pairs.begin(), pairs.end(),
                     [](const ScoredPair& a, const ScoredPair& b) { return a.score > b.score; });
  }
}

void Suggester::IndexClaims() {
  claim_begins_.assign(options_.size() + 1, 0);
  for (const ScoredPair& pair : pairs_) ++claim_begins_[pair.option + 1];
  for (std::size_t i = 1; i < claim_begins_.size(); ++i) claim_begins_[i] += claim_begins_[i - 1];
  claims_.resize(pairs_.size());
  std::vector<std::uint32_t> next(claim_begins_.begin(), claim_begins_.end() - 1);
  for (std::uint32_t organization = 0; organization < organizations_.size(); ++organization) {
    for (const ScoredPair& pair : PairsOf(organization)) claims_[next[pair.option]++] = {organization, pair.score};
  }
}

void Suggester::Choose() {
  std::vector<float> best_claims(options_.size(), 0);
  for (const ScoredPair& pair : pairs_) best_claims[pair.option] = std::max(best_claims[pair.option], pair.score);
  std::vector<AssignmentEdge> edges;
  for (std::uint32_t organization = 0; organization < organizations_.size(); ++organization) {
    const std::span<const ScoredPair> pairs = PairsOf(organization);
    for (const ScoredPair& pair : pairs) {
      const float best = std::min(pairs.front().score, best_claims[pair.option]);
      if (pair.score < kWorthChoosing || pair.score < best - kTooFarBehind) continue;
      edges.push_back({organization, pair.option, WorthOf(pair.score)});
    }
  }
  option_of_ = Assign(std::move(edges), organizations_.size(), options_.size());
  organization_of_.assign(options_.size(), kUnassigned);
  for (std::uint32_t organization = 0; organization < option_of_.size(); ++organization) {
    if (option_of_[organization] != kUnassigned) organization_of_[option_of_[organization]] = organization;
  }
}

// What the four would lose in score if two pairs exchanged their options.
float Suggester::SwapLoss(std::uint32_t organization, std::uint32_t option, std::uint32_t other,
                          std::uint32_t other_option) const {
  const auto score = [&](std::uint32_t a, std::uint32_t b) {
    const ScoredPair* pair = Find(a, b);
    return pair == nullptr ? static_cast<float>(rules_.weak) : pair->score;
  };
  return score(organization, option) + score(other, other_option) - score(organization, other_option) -
         score(other, option);
}

// How many others could take the place of one side of a chosen pair about as well.
Rivals Suggester::CountRivals(std::uint32_t organization, const ScoredPair& chosen) const {
  const auto margin = static_cast<float>(rules_.margin);
  Rivals rivals;
  for (const ScoredPair& pair : PairsOf(organization)) {
    if (pair.option == chosen.option || chosen.score - pair.score >= margin) continue;
    if (IsOtherCompany(chosen, pair)) continue;
    const std::uint32_t holder = organization_of_[pair.option];
    if (holder != kUnassigned && SwapLoss(organization, chosen.option, holder, pair.option) >= margin) continue;
    ++rivals.options;
  }
  for (const Claim& claim : ClaimsOn(chosen.option)) {
    if (claim.organization == organization || chosen.score - claim.score >= margin) continue;
    const ScoredPair* pair = Find(claim.organization, chosen.option);
    if (pair != nullptr && IsOtherCompany(chosen, *pair)) continue;
    const std::uint32_t held = option_of_[claim.organization];
    if (held != kUnassigned && SwapLoss(organization, chosen.option, claim.organization, held) >= margin) continue;
    ++rivals.organizations;
  }
  return rivals;
}

Suggestion Suggester::Describe(std::uint32_t organization) const {
  Suggestion suggestion{.organization_id = organizations_[organization]->id, .reason = {}, .candidates = {}};
  const std::span<const ScoredPair> pairs = PairsOf(organization);
  const std::uint32_t option = option_of_[organization];
  const ScoredPair* chosen = option == kUnassigned ? nullptr : Find(organization, option);
  const auto confident = static_cast<float>(rules_.confident);
  Rivals rivals;
  if (chosen != nullptr && chosen->score >= confident) {
    rivals = CountRivals(organization, *chosen);
    const bool alone = rivals.options + rivals.organizations == 0;
    suggestion.kind = alone ? SuggestionKind::confident : SuggestionKind::ambiguous;
  } else if (pairs.front().score >= confident) {
    suggestion.kind = SuggestionKind::ambiguous;
  }
  const auto add = [&](const ScoredPair& pair) {
    const SuggestOrganization& row = *organizations_[organization];
    suggestion.candidates.push_back({.option_id = options_[pair.option]->id,
                                     .score = std::round(static_cast<double>(std::min(pair.score, 1.0F)) * 1000) / 1000,
                                     .reason = Explain(pair, row, *options_[pair.option])});
  };
  if (suggestion.kind == SuggestionKind::confident) add(*chosen);
  for (const ScoredPair& pair : pairs) {
    if (suggestion.candidates.size() >= std::max<std::size_t>(rules_.candidates, 1)) break;
    if (suggestion.kind != SuggestionKind::confident || &pair != chosen) add(pair);
  }
  suggestion.reason =
      suggestion.kind == SuggestionKind::ambiguous ? ExplainAmbiguity(rivals) : suggestion.candidates.front().reason;
  return suggestion;
}

}  // namespace

Result<std::vector<Suggestion>> Suggest(std::span<const SuggestOrganization> organizations,
                                        std::span<const SuggestOption> options, const SuggestRules& rules) {
  WHARF_ASSIGN(const auto ordered_organizations, InOrderOfId(organizations, "organizations"));
  WHARF_ASSIGN(const auto ordered_options, InOrderOfId(options, "options"));
  return Suggester(ordered_organizations, ordered_options, rules).Run();
}

}  // namespace wharf::mapping
