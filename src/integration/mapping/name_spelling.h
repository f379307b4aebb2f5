#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "integration/mapping/name_vocabulary.h"

namespace wharf::mapping {

/// A word that may be a misspelling of another, or the other of it.
struct SpellingNeighbour {
  WordId word = 0;
  float likeness = 0;  ///< below 1
};

/// The likeness of a word with an umlaut to the same word without: from here on, no slip is meant.
constexpr float kOtherSpelling = 0.98F;

/// How alike two folded words are if one slip of the keyboard (a letter more, less, other, or two swapped) makes one of
/// the other; 0 if it takes more, or if short words become other words by it. 1 only for equal words.
float OneSlipLikeness(std::string_view a, std::string_view b);

/// The number of slips between two texts (optimal string alignment), or `limit` + 1 if there are more.
std::size_t CountSlips(std::string_view a, std::string_view b, std::size_t limit);

/// Which words of a run are one slip apart, where one of them is so rare beside the other that it may be a misspelling:
/// two common words, "Larsen" and "Larson", are two names.
class Spelling {
 public:
  /// Time grows with the vocabulary's letters.
  explicit Spelling(const Vocabulary& vocabulary);

  [[nodiscard]] std::span<const SpellingNeighbour> Of(WordId word) const {
    return std::span(neighbours_).subspan(begins_[word], begins_[word + 1] - begins_[word]);
  }

 private:
  std::vector<std::uint32_t> begins_;
  std::vector<SpellingNeighbour> neighbours_;
};

}  // namespace wharf::mapping
