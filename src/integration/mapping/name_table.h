#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "integration/mapping/name_parser.h"
#include "integration/mapping/name_vocabulary.h"

namespace wharf::mapping {

/// A word in its place.
struct Token {
  WordId word = 0;
  WordId written = 0;  ///< what stood there; another word if that was an abbreviation
  bool noted = false;  ///< see NameWord
  bool located = false;
  bool split = false;   ///< a part of a longer word; see NameJoining
  bool joined = false;  ///< made of two words; see NameJoining
};

/// One name of a row: its own, an alias, or what another connection calls it.
struct Name {
  std::uint32_t row = 0;
  std::uint32_t first_token = 0;
  std::uint16_t token_count = 0;
  std::uint16_t source = 0;  ///< 0: the row's name; else for the caller to know
  bool remarked = false;
  std::uint64_t legal_forms = 0;
  std::uint64_t word_set = 0;     ///< equal for equal words in any order, without articles and remarks; 0 without any
  std::uint64_t letters = 0;      ///< equal for equal letters without blanks, likewise
  std::uint64_t all_letters = 0;  ///< the same with articles: what a domain is made of
  float weight = 0;               ///< the sum of its words'
};

/// What a word adds to `Name::word_set`, so that a set with another word can be made from it.
constexpr std::uint64_t MixWord(WordId word) {
  std::uint64_t mixed = (word + 1U) * 0x9E3779B97F4A7C15U;
  mixed = (mixed ^ mixed >> 29U) * 0xBF58476D1CE4E5B9U;
  return mixed ^ mixed >> 32U;
}

/// The names of one side, in the order they were added.
class NameTable {
 public:
  /// Takes `text` apart and adds its names to `row`.
  void Add(std::uint32_t row, std::uint16_t source, std::string_view text, NameParser& parser, Vocabulary& vocabulary);

  [[nodiscard]] std::span<const Name> names() const { return names_; }
  [[nodiscard]] std::span<const Token> tokens(const Name& name) const {
    return std::span(tokens_).subspan(name.first_token, name.token_count);
  }
  /// The hash that `Name::letters` would have for this text.
  static std::uint64_t HashLetters(std::string_view text);

  /// Replaces all tokens by what `refine` makes of each name's; called before Seal().
  template <class Refine>
  void Rewrite(Refine refine) {
    std::vector<Token> rewritten;
    rewritten.reserve(tokens_.size());
    for (Name& name : names_) {
      const auto first = static_cast<std::uint32_t>(rewritten.size());
      refine(tokens(name), rewritten);
      name.first_token = first;
      name.token_count = static_cast<std::uint16_t>(rewritten.size() - first);
    }
    tokens_ = std::move(rewritten);
  }
  /// Counts each word once for each row it occurs in.
  void CountRows(Vocabulary& vocabulary) const;
  /// Fills in what is derived: hashes and weights.
  void Seal(const Vocabulary& vocabulary);

 private:
  std::vector<Name> names_;
  std::vector<Token> tokens_;
};

}  // namespace wharf::mapping
