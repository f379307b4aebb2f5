#pragma once

#include <cstdint>
#include <string_view>

namespace wharf::mapping {

/// What a word does in the name of an organization.
enum class WordKind : std::uint8_t {
  content,        ///< tells organizations apart: "acme", "dental"
  generic,        ///< says little, and people leave it out: "group", "international"
  holding,        ///< says next to nothing: "holdings"
  function_word,  ///< the, of, and: says nothing
  number,         ///< 2, II, 2nd: must agree
  direction,      ///< north, western: must agree
  place,          ///< a country, a state, a large city: must agree
  letter,         ///< a single letter
  alias_marker,   ///< what follows is another name: "dba", "formerly"
};

struct KnownWord {
  std::string_view word;
  std::string_view canonical;  ///< the long form of an abbreviation, the one spelling of several
  WordKind kind = WordKind::content;
  /// Used by people of the tool to note something about the customer, between brackets or after a dash: "closed",
  /// "tier 1". With `always`, also as the plain last word of a name.
  enum class Status : std::uint8_t { no, noted, always } status = Status::no;
};

/// What is known of a folded word (see FoldForSearch); nullptr for most. Safe to call from any thread.
const KnownWord* FindKnownWord(std::string_view folded);

}  // namespace wharf::mapping
