#include "base/fold.h"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

#include <array>
#include <cstdint>

namespace wharf {
namespace {

// Letters whose stroke or ligature is no combining mark, so that decomposition leaves it: Unicode data, no
// decomposition.
std::string_view PlainLetters(char32_t letter) {
  switch (letter) {
    case U'ø':
      return "o";
    case U'đ':
    case U'ð':
      return "d";
    case U'ħ':
      return "h";
    case U'ı':
      return "i";
    case U'ĸ':
      return "k";
    case U'ł':
      return "l";
    case U'ŋ':
      return "n";
    case U'ŧ':
      return "t";
    case U'æ':
      return "ae";
    case U'œ':
      return "oe";
    case U'þ':
      return "th";
    default:
      return {};
  }
}

// Accents of Latin, Greek and Cyrillic; the points of Hebrew and Arabic, which everyday spelling leaves out.
bool IsDiacritic(char32_t mark) {
  return (mark >= 0x0300 && mark <= 0x036F) || (mark >= 0x0591 && mark <= 0x05BD) || mark == 0x05BF || mark == 0x05C1 ||
         mark == 0x05C2 || mark == 0x05C4 || mark == 0x05C5 || mark == 0x05C7 || (mark >= 0x064B && mark <= 0x0652) ||
         mark == 0x0670 || (mark >= 0x1AB0 && mark <= 0x1AFF) || (mark >= 0x1DC0 && mark <= 0x1DFF) ||
         (mark >= 0x20D0 && mark <= 0x20FF) || (mark >= 0xFE20 && mark <= 0xFE2F);
}

struct Normalizers {
  const icu::Normalizer2* casefold = nullptr;
  const icu::Normalizer2* decompose = nullptr;
};

// ICU keeps these for the life of the process; they are absent only when ICU's data file is missing.
Normalizers GetNormalizers() {
  UErrorCode status = U_ZERO_ERROR;
  const Normalizers normalizers{icu::Normalizer2::getNFKCCasefoldInstance(status),
                                icu::Normalizer2::getNFDInstance(status)};
  return U_FAILURE(status) != 0 ? Normalizers{} : normalizers;
}

std::string FoldWithIcu(std::string_view text) {
  static const Normalizers normalizers = GetNormalizers();
  icu::UnicodeString source =
      icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
  std::string out;
  if (normalizers.casefold == nullptr) return source.foldCase().toUTF8String(out);

  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString decomposed =
      normalizers.decompose->normalize(normalizers.casefold->normalize(source, status), status);
  icu::UnicodeString stripped;
  for (std::int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
    const auto letter = static_cast<char32_t>(decomposed.char32At(i));
    if (IsDiacritic(letter)) continue;
    const std::string_view plain = PlainLetters(letter);
    if (plain.empty()) {
      stripped.append(static_cast<UChar32>(letter));
    } else {
      for (const char c : plain) stripped.append(static_cast<char16_t>(c));
    }
  }
  // Without its marks a sequence may fold or compose again (Hangul was taken apart above).
  return normalizers.casefold->normalize(stripped, status).toUTF8String(out);
}

// U+0080 to U+027F (European Latin; lead bytes C2 to C9) folded one by one; none of them reacts with a neighbour below
// U+0300.
constexpr char32_t kTableBegin = 0x80;
constexpr char32_t kTableEnd = 0x280;
using LatinTable = std::array<std::string, kTableEnd - kTableBegin>;

LatinTable MakeLatinTable() {
  LatinTable table;
  for (char32_t letter = kTableBegin; letter < kTableEnd; ++letter) {
    const std::array<char, 2> utf8 = {static_cast<char>(0xC0U | letter >> 6U),
                                      static_cast<char>(0x80U | (letter & 0x3FU))};
    table.at(letter - kTableBegin) = FoldWithIcu({utf8.data(), utf8.size()});
  }
  return table;
}

}  // namespace

std::string FoldForSearch(std::string_view text) {
  static const LatinTable latin = MakeLatinTable();
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<std::uint8_t>(text[i]);
    if (byte < 0x80) {
      out += static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte + ('a' - 'A') : byte);
      continue;
    }
    if (byte < 0xC2 || byte > 0xC9 || i + 1 == text.size() ||
        (static_cast<std::uint8_t>(text[i + 1]) & 0xC0U) != 0x80U) {
      return FoldWithIcu(text);
    }
    ++i;
    const char32_t letter = (byte & 0x1FU) << 6U | (static_cast<std::uint8_t>(text[i]) & 0x3FU);
    out += latin.at(letter - kTableBegin);
  }
  return out;
}

}  // namespace wharf
