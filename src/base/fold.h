#pragma once

#include <string>
#include <string_view>

namespace wharf {

/// The form of a text that is compared when people search and when names must be unique whatever their case:
/// NFKC case folding (Unicode standard, section 5.18) without diacritics, and letters with a stroke or a ligature as
/// their plain letters: "Straße" -> "strasse", "Jørgensen" -> "jorgensen", "Ｍüller" -> "muller".
///
/// Marks that make another letter in their script (the Japanese voicing mark, Indic vowel signs) stay.
/// Folding twice changes nothing. Bytes that are no UTF-8 become U+FFFD. Blanks and punctuation stay as they are.
/// Linear; text of ASCII and European letters takes a path without ICU. Safe to call from any thread.
std::string FoldForSearch(std::string_view text);

}  // namespace wharf
