#pragma once

#include <string>
#include <string_view>

namespace wharf {

/// How the bytes of a text file were read.
enum class TextEncoding {
  utf8,          ///< with or without a byte-order mark
  utf16_le,      ///< with its mark (FF FE), or without where every other byte of the beginning is zero
  utf16_be,      ///< the same with FE FF
  windows_1252,  ///< the bytes are no UTF-8: what an older Excel writes in western countries
};

/// The text of a file, always valid UTF-8 and without a byte-order mark.
struct DecodedText {
  std::string text;
  TextEncoding encoding = TextEncoding::utf8;
  /// Empty, or a sentence for the person whose file it is when the encoding was a guess.
  std::string notice;
};

/// Turns the bytes of a text file into UTF-8. Never fails: half surrogates of UTF-16 become U+FFFD, and bytes that are
/// no UTF-8 are read as Windows-1252 (WHATWG Encoding, index windows-1252), which the notice says.
/// Linear; UTF-8 is moved, not copied.
DecodedText DecodeText(std::string bytes);

/// Whether `bytes` is well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing above U+10FFFF).
bool IsValidUtf8(std::string_view bytes);

/// At most `bytes` of a UTF-8 text, never half a character.
std::string_view Beginning(std::string_view text, std::size_t bytes);

/// Appends `code_point` as UTF-8; surrogates and values above U+10FFFF become U+FFFD.
void AppendUtf8(char32_t code_point, std::string& out);

}  // namespace wharf
