#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "integration/mapping/name_words.h"

namespace wharf::mapping {

using WordId = std::uint32_t;

/// A word that occurs in the names of this run.
struct Word {
  std::string_view text;
  std::string_view letters = {};  ///< one byte for each letter, to count slips in: the text itself if it is ASCII
  WordKind kind = WordKind::content;
  bool has_digit = false;
  std::uint32_t rows = 0;   ///< in how many organizations and options it occurs
  WordId canonical = 0;     ///< what it stands for; itself unless it is an abbreviation or a variant
  std::uint64_t humps = 0;  ///< see ScannedWord
  float weight = 0;         ///< how much it tells: rare words much, common and generic ones little
};

/// The words of all names, each once. Ids count up from 0 in order of first use.
class Vocabulary {
 public:
  WordId Add(std::string_view text, WordKind kind);
  /// The same for another way to write `canonical`.
  WordId AddVariant(std::string_view text, WordId canonical);
  [[nodiscard]] std::optional<WordId> Find(std::string_view text) const;

  [[nodiscard]] const Word& operator[](WordId id) const { return words_[id]; }
  [[nodiscard]] Word& at(WordId id) { return words_[id]; }
  [[nodiscard]] std::size_t size() const { return words_.size(); }

  /// Sets every word's weight from its `rows`, of `total_rows`.
  void Weigh(std::size_t total_rows);

 private:
  std::deque<std::string> texts_;
  std::vector<Word> words_;
  std::unordered_map<std::string_view, WordId> ids_;
};

}  // namespace wharf::mapping
