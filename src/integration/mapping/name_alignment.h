#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

#include "integration/mapping/name_spelling.h"
#include "integration/mapping/name_table.h"
#include "integration/mapping/name_vocabulary.h"

namespace wharf::mapping {

/// In what two names differ though they may be the same. A set of bits.
enum NameDifference : std::uint32_t {
  kReordered = 1U << 0U,
  kMisspelt = 1U << 1U,
  kAbbreviated = 1U << 2U,
  kJoined = 1U << 3U,
  kAcronym = 1U << 4U,      ///< a word made of first letters: "IBM"
  kCompound = 1U << 5U,     ///< a word made of beginnings: "Wabtec"
  kPreposition = 1U << 6U,  ///< "on", "by" on one side only
};

/// What of one name has no counterpart in the other. A set of bits.
enum Leftover : std::uint8_t {
  kLeftContent = 1U << 0U,
  kLeftGeneric = 1U << 1U,
  kLeftHolding = 1U << 2U,
  kLeftNumber = 1U << 3U,
  kLeftPlace = 1U << 4U,  ///< a place, a direction, "of X"
  kLeftLetter = 1U << 5U,
  kLeftNote = 1U << 6U,  ///< anything between brackets or after a dash
};

/// Which words of two names go together.
struct Alignment {
  float shared = 0;  ///< the weight of what both have
  std::array<float, 2> left_weight{};
  std::array<std::uint8_t, 2> left{};    ///< sets of Leftover, of the first and the second name
  std::uint32_t differences = 0;         ///< a set of NameDifference
  std::array<WordId, 8> shared_words{};  ///< the first that are written alike
  std::size_t shared_count = 0;
};

/// Pairs the words of two names: equal ones first, then those that may be slips of the keyboard, abbreviations,
/// initials of several words, and words joined or split. Order does not count. Takes about a microsecond.
Alignment Align(std::span<const Token> first, std::span<const Token> second, const Vocabulary& vocabulary,
                const Spelling& spelling);

}  // namespace wharf::mapping
