#include "integration/mapping/suggest_reason.h"

#include <algorithm>
#include <string_view>

#include "base/fold.h"
#include "integration/mapping/suggest_domains.h"

namespace wharf::mapping {
namespace {

/// Phrases in a row: "Same name without the legal form, accents differ".
class Sentence {
 public:
  void Add(std::string_view phrase) {
    if (!text_.empty()) text_ += ", ";
    text_ += phrase;
  }
  void AddIf(bool holds, std::string_view phrase) {
    if (holds) Add(phrase);
  }
  [[nodiscard]] bool empty() const { return text_.empty(); }
  std::string Take() {
    if (!text_.empty() && text_.front() >= 'a' && text_.front() <= 'z') {
      text_.front() = static_cast<char>(text_.front() - 'a' + 'A');
    }
    return std::move(text_);
  }

 private:
  std::string text_;
};

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

std::string SharedDomain(const SuggestOrganization& organization, const SuggestOption& option) {
  for (const std::string& typed : organization.domains) {
    std::string domain = OwnDomain(typed);
    if (domain.empty()) continue;
    for (const std::string& other : option.domains) {
      if (OwnDomain(other) == domain) return domain;
    }
  }
  return {};
}

std::string SharedIdentifier(const SuggestOrganization& organization, const SuggestOption& option) {
  for (const SuggestIdentifier& mine : organization.identifiers) {
    for (const SuggestIdentifier& theirs : option.identifiers) {
      if (FoldForSearch(mine.kind) == FoldForSearch(theirs.kind) &&
          FoldForSearch(mine.value) == FoldForSearch(theirs.value)) {
        return mine.kind;
      }
    }
  }
  return "identifier";
}

// The names themselves in one phrase.
std::string_view NamePhrase(std::uint32_t facts) {
  if ((facts & kSameWords) != 0) {
    if ((facts & (kAcronym | kCompound)) != 0) return "abbreviation";
    if ((facts & kLegalFormMissing) != 0) return "same name without the legal form";
    if ((facts & kLegalFormDiffers) != 0) return "same name with another legal form";
    return "same name";
  }
  if ((facts & kNumbersDiffer) != 0) return "similar name, but the numbers differ";
  if ((facts & kDistinctive) != 0) return "no other name has the words that these two share";
  if ((facts & kPlacesDiffer) != 0) return "similar name, but the places differ";
  if ((facts & kOtherWords) != 0) return "partly the same words";
  if ((facts & kMoreWords) != 0) return "one name has more words";
  if ((facts & kGenericOnly) != 0) return "same name but for a general word";
  if ((facts & kHoldingsOnly) != 0) return "same name but for \"Holdings\"";
  return "same name but for a note";
}

void AddDifferences(std::uint32_t facts, const SuggestOrganization& organization, const SuggestOption& option,
                    Sentence& sentence) {
  sentence.AddIf(
      (facts & kIdentical) == 0 && (facts & kSameWords) != 0 && IsAscii(organization.name) != IsAscii(option.name),
      "accents differ");
  sentence.AddIf((facts & kReordered) != 0, "words in another order");
  sentence.AddIf((facts & kMisspelt) != 0, "a slip in the spelling");
  sentence.AddIf((facts & kAbbreviated) != 0, "a word abbreviated");
  sentence.AddIf((facts & kJoined) != 0, "blanks differ");
  sentence.AddIf((facts & kRemarked) != 0, "a remark left out");
  sentence.AddIf((facts & kNoteDiffers) != 0 && (facts & kSameWords) == 0, "a note on one side");
}

}  // namespace

std::string Explain(const ScoredPair& pair, const SuggestOrganization& organization, const SuggestOption& option) {
  const std::uint32_t facts = pair.facts;
  Sentence sentence;
  if ((facts & kSameIdentifier) != 0) sentence.Add("same " + SharedIdentifier(organization, option));
  if ((facts & kSameDomain) != 0) sentence.Add("same domain " + SharedDomain(organization, option));
  const bool named = pair.shared > 0;
  const bool hard = !sentence.empty();
  if (named && !(hard && (facts & kIdentical) != 0)) {
    // Beside a domain, a name that agrees needs no word; what differs does.
    if (!hard || (facts & kSameWords) == 0) sentence.Add(NamePhrase(facts));
    AddDifferences(facts, organization, option, sentence);
    sentence.AddIf((facts & kAlias) != 0, "by its other name");
  }
  sentence.AddIf(!named && hard, "names differ");
  sentence.AddIf((facts & kDomainSpellsName) != 0 && (facts & kSameDomain) == 0, "the domain spells the name");
  sentence.AddIf((facts & kOtherDomain) != 0, "domains differ");
  if ((facts & kKnownAlike) != 0) {
    const std::string& connection = organization.known_as[pair.connection].connection;
    sentence.Add((sentence.empty() ? "mapped alike in " : "and mapped alike in ") + connection);
  }
  return sentence.Take();
}

std::string ExplainAmbiguity(const Rivals& rivals) {
  if (rivals.options > 0) {
    return rivals.options == 1 ? "Left open: another option fits about as well"
                               : "Left open: " + std::to_string(rivals.options) + " other options fit about as well";
  }
  if (rivals.organizations > 0) {
    return rivals.organizations == 1 ? "Left open: another organization fits the option about as well"
                                     : "Left open: " + std::to_string(rivals.organizations) +
                                           " other organizations fit the option about as well";
  }
  return "Left open: the best option fits another organization better";
}

}  // namespace wharf::mapping
