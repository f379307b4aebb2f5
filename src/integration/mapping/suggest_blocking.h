#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "integration/mapping/key_index.h"
#include "integration/mapping/name_spelling.h"
#include "integration/mapping/name_table.h"
#include "integration/mapping/name_vocabulary.h"
#include "integration/mapping/suggest_slips.h"

namespace wharf::mapping {

/// Finds the options' names that could belong to an organization's name, without looking at all of them: those that
/// share a rare word, two common words, all letters, or initials. Words that may be misspellings count as shared.
///
/// Time for a name grows with the number of rows that share its words, of which the most common are left out beyond
/// `kMostShared`; memory is about 100 bytes a name.
class CandidateIndex {
 public:
  /// Lists longer than this are not walked: a word in so many names says too little alone.
  static constexpr std::size_t kMostShared = 400;
  /// How many names Find() gives at most.
  static constexpr std::size_t kMostCandidates = 24;

  CandidateIndex(const NameTable& organizations, const NameTable& options, const Vocabulary& vocabulary,
                 const Spelling& spelling);

  /// The most promising names of options for a name of an organization, as places in their tables, in ascending order.
  std::span<const std::uint32_t> Find(std::uint32_t organization_name);
  /// The names that consist of these letters, blanks and legal forms aside: what a domain spells.
  [[nodiscard]] std::span<const std::uint32_t> SpelledAs(std::string_view letters) const {
    return whole_.Find(NameTable::HashLetters(letters));
  }

 private:
  struct Score {
    float shared = 0;
    bool certain = false;  // kept whatever it shares
  };

  void IndexName(std::uint32_t at);
  void CollectWords(std::span<const Token> tokens);
  void CollectPairs(std::span<const Token> tokens);
  void CollectWhole(const Name& name, std::span<const Token> tokens);
  void CollectInitials(std::span<const Token> tokens);
  void CollectCompounds(std::string_view letters);
  void Credit(std::span<const std::uint32_t> names, float weight);
  void Keep(std::span<const std::uint32_t> names, std::size_t most);
  void Touch(std::uint32_t name);
  [[nodiscard]] std::span<const std::uint32_t> NamesWith(WordId word) const;
  [[nodiscard]] bool IsCommon(WordId word) const { return NamesWith(word).size() > kMostShared; }
  [[nodiscard]] bool Tells(WordId word) const { return vocabulary_[word].kind != WordKind::function_word; }

  const NameTable& organizations_;
  const NameTable& options_;
  const Vocabulary& vocabulary_;
  const Spelling& spelling_;
  std::vector<std::uint32_t> word_begins_;  // of each word in word_names_
  std::vector<std::uint32_t> word_names_;
  KeyIndex pairs_;  // two common words
  KeyIndex whole_;  // word sets, letters, all letters
  KeyIndex initials_;
  SlipPairs slips_;

  // Scratch of one Find().
  std::vector<Score> scores_;
  std::vector<std::uint32_t> touched_;
  std::vector<std::pair<float, std::uint32_t>> ranked_;
  std::vector<std::uint32_t> found_;
  std::vector<WordId> words_;
};

}  // namespace wharf::mapping
