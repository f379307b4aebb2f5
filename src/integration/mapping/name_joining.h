#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "integration/mapping/name_table.h"
#include "integration/mapping/name_vocabulary.h"

namespace wharf::mapping {

/// Makes names alike that differ in where blanks stand, by what the other names of the run show:
/// "TitanSecuritySvcsLimited" becomes three words and loses its legal form because those words occur elsewhere;
/// "Blue Water" becomes "bluewater" where that word occurs. Each decision holds for all names of both sides.
class NameJoining {
 public:
  /// The vocabulary's `rows` must be counted. Time is linear in the vocabulary; a word of n letters costs n × 20.
  NameJoining(Vocabulary& vocabulary, std::span<const NameTable* const> tables);

  /// Appends the tokens of one name, split and joined.
  void operator()(std::span<const Token> tokens, std::vector<Token>& out);

 private:
  struct Piece {
    std::size_t begin = 0;
    std::size_t end = 0;
    bool known = true;
  };

  void CollectNeighbours(const NameTable& table);
  void DecideSplit(WordId word);
  [[nodiscard]] float PieceCost(WordId whole, std::size_t begin, std::size_t end) const;
  [[nodiscard]] std::vector<Piece> CheapestPieces(WordId whole) const;
  void Split(const Token& token, std::vector<Token>& out) const;
  [[nodiscard]] bool Joins(const Token& left, const Token& right, Token& joined);

  Vocabulary& vocabulary_;
  std::unordered_map<WordId, std::vector<WordId>> splits_;
  std::unordered_set<std::uint64_t> neighbours_;  // hashes of two words that stand side by side
  std::string buffer_;
};

}  // namespace wharf::mapping
