#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

namespace wharf::mapping {

/// A legal form found in a name: how many words it takes and which form it is. Spellings of one form ("Inc",
/// "Incorporated") have the same number; 0 is no form.
struct LegalForm {
  std::size_t words = 0;
  std::uint16_t form = 0;
};

/// The longest legal form at the end of folded words, with letters of an abbreviation together: {"alder", "gmbh",
/// "and", "co", "kg"} -> "gmbh & co kg". Knows the forms of Europe, the Americas, Asia and Australia. Never takes all
/// words.
LegalForm LegalFormAtEnd(std::span<const std::string_view> words);

/// The same at the beginning, for the languages that put it there: "SARL Dupont", "ООО Ромашка", "PT Astra".
LegalForm LegalFormAtStart(std::span<const std::string_view> words);

/// A word without the legal form that scripts without blanks attach to it: "株式会社トヨタ" -> "トヨタ". The word
/// itself if there is none, or if nothing would be left.
std::string_view WithoutAttachedForms(std::string_view word);

/// Whether a word is one of those that legal forms consist of, so that it says little when it is left over.
bool IsLegalWord(std::string_view word);

}  // namespace wharf::mapping
