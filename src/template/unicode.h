#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace wharf::templates {

// Text is counted and cut by code points, as in Python. A byte that is not part of valid UTF-8 counts as one character.

bool IsValidUtf8(std::string_view text);
/// Bytes of the character that begins at `at` (< size).
std::size_t CharacterLength(std::string_view text, std::size_t at);
/// The code point at `at`, U+FFFD for a stray byte.
char32_t CharacterAt(std::string_view text, std::size_t at);
std::size_t CountCharacters(std::string_view text);
/// The byte offset of character number `index`; the size of the text if it has fewer.
std::size_t OffsetOf(std::string_view text, std::size_t index);
/// Where `sought` begins in `text` at or after `from`, npos if nowhere. Linear whatever the texts are, unlike find().
std::size_t FindText(std::string_view text, std::string_view sought, std::size_t from = 0);
void AppendCharacter(std::string& text, char32_t character);

// By the rules of Unicode, for no particular language.
std::string ToUpper(std::string_view text);
std::string ToLower(std::string_view text);
bool IsUpper(std::string_view text);  ///< at least one cased letter, and none in lower case
bool IsLower(std::string_view text);
bool IsWordCharacter(char32_t character);  ///< letter, digit or underscore
bool IsPrintable(char32_t character);      ///< as Python's str.isprintable
bool IsSpace(char32_t character);
/// In Latin letters without accents: "Müller & Söhne" → "Muller & Sohne", "株式会社" → "zhu shi hui she".
std::string ToAscii(std::string_view text);

}  // namespace wharf::templates
