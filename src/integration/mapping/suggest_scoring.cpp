#include "integration/mapping/suggest_scoring.h"

#include <algorithm>

namespace wharf::mapping {
namespace {

// What a pair can score at most when something stands against it. Below 0.90 a pair is not confident.
constexpr float kCapOtherNumbers = 0.55F;
constexpr float kCapNumberMissing = 0.75F;
constexpr float kCapOtherPlaces = 0.62F;
constexpr float kCapPlaceMissing = 0.80F;
constexpr float kCapOtherNotes = 0.78F;
constexpr float kCapOtherWords = 0.84F;
constexpr float kCapMoreWords = 0.88F;
constexpr float kCapGeneric = 0.89F;
constexpr float kCapHoldings = 0.93F;
constexpr float kCapMisspelt = 0.97F;
constexpr float kCapMisspeltAndReordered = 0.88F;
constexpr float kCapNote = 0.95F;
constexpr float kCapAcronym = 0.85F;
constexpr float kCapAcronymAndName = 0.92F;
constexpr float kCapCompound = 0.92F;

// What small differences cost. Together they leave a pair with the same words well above 0.90.
constexpr float kCostPreposition = 0.11F;
constexpr float kCostMisspeltAlone = 0.03F;
constexpr float kCostReordered = 0.02F;
constexpr float kCostWritten = 0.01F;
constexpr float kCostRemark = 0.005F;
constexpr float kCostFormMissing = 0.01F;
constexpr float kCostFormDiffers = 0.02F;

// In a short list every word is rare; that a word belongs to no other row says something only in a long one.
constexpr std::size_t kEnoughRows = 100;
// How many rows would have the same words by chance, at most: generic words besides need less certainty.
constexpr float kMostChance = 0.1F;
constexpr float kMostChanceGeneric = 3.0F;

constexpr std::uint8_t kLeftWords = kLeftContent | kLeftLetter;

std::uint8_t LeftOnAny(const Alignment& alignment) { return alignment.left[0] | alignment.left[1]; }

bool LeftOnBoth(const Alignment& alignment, std::uint8_t kinds) {
  return (alignment.left[0] & kinds) != 0 && (alignment.left[1] & kinds) != 0;
}

float ShareInCommon(const Alignment& alignment) {
  const float all = 2 * alignment.shared + alignment.left_weight[0] + alignment.left_weight[1];
  return all <= 0 ? 0 : 2 * alignment.shared / all;
}

// Leftover words: each kind has its cap, and its fact.
void CapLeftovers(const Alignment& alignment, bool by_families, PairScore& pair) {
  const std::uint8_t any = LeftOnAny(alignment);
  const auto cap = [&](float most, std::uint32_t fact) {
    pair.score = std::min(pair.score, most);
    pair.facts |= fact;
  };
  if ((any & kLeftNumber) != 0)
    cap(LeftOnBoth(alignment, kLeftNumber) ? kCapOtherNumbers : kCapNumberMissing, kNumbersDiffer);
  if ((any & kLeftPlace) != 0)
    cap(LeftOnBoth(alignment, kLeftPlace) ? kCapOtherPlaces : kCapPlaceMissing, kPlacesDiffer);
  if ((any & kLeftNote) != 0) cap(LeftOnBoth(alignment, kLeftNote) ? kCapOtherNotes : kCapNote, kNoteDiffers);
  if (LeftOnBoth(alignment, kLeftWords | kLeftGeneric)) cap(kCapOtherWords, kOtherWords);
  if ((any & kLeftWords) != 0) cap(kCapMoreWords, kMoreWords);
  if ((any & kLeftGeneric) != 0) cap(kCapGeneric, kGenericOnly);
  if ((any & kLeftHolding) != 0) cap(by_families ? kCapGeneric : kCapHoldings, kHoldingsOnly);
  if (any == 0) pair.facts |= kSameWords;
}

// Initials alone belong to many; beside a word that both names have ("BNY Mellon") they decide.
void CapDoubts(const Alignment& alignment, PairScore& pair) {
  const bool same = (pair.facts & kSameWords) != 0;
  if ((pair.facts & kMisspelt) != 0) {
    // With no word that agrees, a slip may as well make another name: "PayPal", "PayPay".
    if (alignment.shared_count == 0) pair.score -= kCostMisspeltAlone;
    pair.score = std::min(pair.score, (pair.facts & kReordered) != 0 ? kCapMisspeltAndReordered : kCapMisspelt);
  }
  if ((pair.facts & kAcronym) != 0) {
    pair.score = same && alignment.shared_count > 0 ? kCapAcronymAndName : std::min(pair.score, kCapAcronym);
  }
  if ((pair.facts & kCompound) != 0) pair.score = same ? kCapCompound : std::min(pair.score, kCapAcronym);
}

void SubtractSmallDifferences(const Name& first, const Name& second, PairScore& pair) {
  if ((pair.facts & kPreposition) != 0) pair.score -= kCostPreposition;
  if ((pair.facts & kReordered) != 0) pair.score -= kCostReordered;
  if ((pair.facts & (kAbbreviated | kJoined)) != 0) pair.score -= kCostWritten;
  if (first.remarked != second.remarked) {
    pair.facts |= kRemarked;
    pair.score -= kCostRemark;
  }
  if (first.legal_forms == second.legal_forms) {
    if (first.legal_forms != 0) pair.facts |= kLegalFormSame;
  } else if (first.legal_forms == 0 || second.legal_forms == 0) {
    pair.facts |= kLegalFormMissing;
    pair.score -= kCostFormMissing;
  } else {
    pair.facts |= kLegalFormDiffers;
    pair.score -= kCostFormDiffers;
  }
}

// Whether the shared words are so rare that hardly another row of lists this long has them by chance.
bool IsDistinctive(const Alignment& alignment, const Vocabulary& vocabulary, const ListTraits& traits,
                   float most_chance) {
  if (traits.rows < kEnoughRows || traits.by_families || alignment.shared_count == 0) return false;
  const auto rows = static_cast<float>(traits.rows);
  float chance = rows;
  for (std::size_t i = 0; i < alignment.shared_count; ++i) {
    const Word& word = vocabulary[alignment.shared_words.at(i)];
    const std::uint32_t others = word.rows > 2 ? word.rows - 2 : 0;
    if (others == 0 && word.kind == WordKind::content && word.text.size() >= 3) return true;
    chance *= (static_cast<float>(others) + 0.3F) / rows;
  }
  return chance < most_chance;
}

// Words besides may not matter where the shared ones are distinctive; numbers, remarks and doubtful words always do.
bool MayBeDistinctive(const Alignment& alignment, const PairScore& pair) {
  constexpr std::uint32_t kDoubts = kMisspelt | kAcronym | kCompound | kPreposition;
  const std::uint8_t any = LeftOnAny(alignment);
  return any != 0 && (any & (kLeftNumber | kLeftNote)) == 0 && !LeftOnBoth(alignment, kLeftWords | kLeftPlace) &&
         (pair.facts & kDoubts) == 0;
}

}  // namespace

PairScore ScoreNames(const Name& first, const Name& second, const Alignment& alignment, const Vocabulary& vocabulary,
                     const ListTraits& traits) {
  PairScore pair{.score = ShareInCommon(alignment), .facts = alignment.differences, .shared = alignment.shared};
  if (pair.score == 0) return pair;
  CapLeftovers(alignment, traits.by_families, pair);
  CapDoubts(alignment, pair);
  SubtractSmallDifferences(first, second, pair);
  if (MayBeDistinctive(alignment, pair)) {
    const bool generic = (pair.facts & (kMoreWords | kPlacesDiffer)) == 0;
    if (IsDistinctive(alignment, vocabulary, traits, generic ? kMostChanceGeneric : kMostChance))
      pair.facts |= kDistinctive;
  }
  return pair;
}

}  // namespace wharf::mapping
