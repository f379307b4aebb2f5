#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "integration/mapping/name_alignment.h"
#include "integration/mapping/name_spelling.h"
#include "integration/mapping/name_table.h"
#include "integration/mapping/name_vocabulary.h"

namespace wharf::mapping {

/// What is to be said about a pair. A set of bits; the first ones are those of NameDifference.
enum Fact : std::uint32_t {
  kSameWords = 1U << 8U,  ///< every word has its counterpart
  kLegalFormDiffers = 1U << 9U,
  kLegalFormMissing = 1U << 10U,  ///< on one side
  kNumbersDiffer = 1U << 11U,
  kPlacesDiffer = 1U << 12U,
  kHoldingsOnly = 1U << 13U,  ///< one side says "Holdings" besides
  kGenericOnly = 1U << 14U,   ///< one side has a word like "International" besides
  kMoreWords = 1U << 15U,     ///< one side has words besides
  kOtherWords = 1U << 16U,    ///< both have
  kNoteDiffers = 1U << 17U,   ///< a remark in brackets or after a dash
  kDistinctive = 1U << 18U,   ///< no other name has the words that both share
  kIdentical = 1U << 19U,     ///< to the letter
  kSameDomain = 1U << 20U,
  kDomainSpellsName = 1U << 21U,
  kSameIdentifier = 1U << 22U,
  kKnownAlike = 1U << 23U,  ///< the name another connection gives the organization
  kAlias = 1U << 24U,       ///< one of several names of a row
  kOtherDomain = 1U << 25U,
  kLegalFormSame = 1U << 26U,  ///< on both sides
  kRemarked = 1U << 27U,       ///< a remark such as "(closed)" was left out of one
};

struct PairScore {
  float score = 0;
  std::uint32_t facts = 0;
  float shared = 0;  ///< the weight of the words both have
};

/// What a run's lists are like, as far as it bears on all pairs.
struct ListTraits {
  std::size_t rows = 0;      ///< on both sides
  bool by_families = false;  ///< many rows of a list differ from another by an added word; see FamilyShare
};

/// Scores two names by their words alone.
PairScore ScoreNames(const Name& first, const Name& second, const Alignment& alignment, const Vocabulary& vocabulary,
                     const ListTraits& traits);

}  // namespace wharf::mapping
