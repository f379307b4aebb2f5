#include "template/unicode.h"

#include <unicode/locid.h>
#include <unicode/translit.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <cstring>
#include <memory>

namespace wharf::templates {
namespace {

bool IsAscii(std::string_view text) {
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t block = 0;
    std::memcpy(&block, text.data() + at, 8);
    if ((block & 0x8080808080808080ULL) != 0) return false;
  }
  return std::all_of(text.begin() + static_cast<std::ptrdiff_t>(at), text.end(),
                     [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool IsContinuation(std::string_view text, std::size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U;
}

/// Length of the valid sequence at `at`, 0 if there is none (Unicode 15, table 3-7).
std::size_t ValidLength(std::string_view text, std::size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4 || !IsContinuation(text, at + 1)) return 0;
  if (lead < 0xE0) return 2;
  const auto second = static_cast<unsigned char>(text[at + 1]);
  if (lead < 0xF0) {
    const bool overlong = lead == 0xE0 && second < 0xA0;
    const bool surrogate = lead == 0xED && second > 0x9F;
    return overlong || surrogate || !IsContinuation(text, at + 2) ? 0 : 3;
  }
  const bool overlong = lead == 0xF0 && second < 0x90;
  const bool too_high = lead == 0xF4 && second > 0x8F;
  return overlong || too_high || !IsContinuation(text, at + 2) || !IsContinuation(text, at + 3) ? 0 : 4;
}

icu::UnicodeString Decode(std::string_view text) {
  return icu::UnicodeString::fromUTF8({text.data(), static_cast<std::int32_t>(text.size())});
}

std::string Encode(const icu::UnicodeString& text) {
  std::string utf8;
  text.toUTF8String(utf8);
  return utf8;
}

/// Every cased letter satisfies `wanted`, and there is one.
template <class Predicate>
bool AllCased(std::string_view text, Predicate wanted) {
  bool any = false;
  for (std::size_t at = 0; at < text.size(); at += CharacterLength(text, at)) {
    const auto character = static_cast<UChar32>(CharacterAt(text, at));
    if (u_isupper(character) == 0 && u_islower(character) == 0 && u_istitle(character) == 0) continue;
    if (!wanted(character)) return false;
    any = true;
  }
  return any;
}

}  // namespace

bool IsValidUtf8(std::string_view text) {
  if (IsAscii(text)) return true;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = ValidLength(text, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::size_t CharacterLength(std::string_view text, std::size_t at) {
  return std::max<std::size_t>(1, ValidLength(text, at));
}

char32_t CharacterAt(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[at + i])); };
  switch (ValidLength(text, at)) {
    case 1:
      return byte(0);
    case 2:
      return (byte(0) & 0x1FU) << 6U | (byte(1) & 0x3FU);
    case 3:
      return (byte(0) & 0x0FU) << 12U | (byte(1) & 0x3FU) << 6U | (byte(2) & 0x3FU);
    case 4:
      return (byte(0) & 0x07U) << 18U | (byte(1) & 0x3FU) << 12U | (byte(2) & 0x3FU) << 6U | (byte(3) & 0x3FU);
    default:
      return 0xFFFD;
  }
}

std::size_t CountCharacters(std::string_view text) {
  if (IsAscii(text)) return text.size();
  std::size_t count = 0;
  for (std::size_t at = 0; at < text.size(); at += CharacterLength(text, at)) ++count;
  return count;
}

std::size_t OffsetOf(std::string_view text, std::size_t index) {
  std::size_t at = 0;
  for (; index > 0 && at < text.size(); --index) at += CharacterLength(text, at);
  return at;
}

std::size_t FindText(std::string_view text, std::string_view sought, std::size_t from) {
  if (from > text.size()) return std::string_view::npos;
  if (sought.empty()) return from;
  const void* found = memmem(text.data() + from, text.size() - from, sought.data(), sought.size());
  if (found == nullptr) return std::string_view::npos;
  return static_cast<std::size_t>(static_cast<const char*>(found) - text.data());
}

void AppendCharacter(std::string& text, char32_t character) {
  const auto put = [&](char32_t byte) { text += static_cast<char>(byte); };
  if (character < 0x80) {
    put(character);
  } else if (character < 0x800) {
    put(0xC0U | character >> 6U);
    put(0x80U | (character & 0x3FU));
  } else if (character < 0x10000) {
    put(0xE0U | character >> 12U);
    put(0x80U | (character >> 6U & 0x3FU));
    put(0x80U | (character & 0x3FU));
  } else {
    put(0xF0U | character >> 18U);
    put(0x80U | (character >> 12U & 0x3FU));
    put(0x80U | (character >> 6U & 0x3FU));
    put(0x80U | (character & 0x3FU));
  }
}

std::string ToUpper(std::string_view text) {
  if (!IsAscii(text)) return Encode(Decode(text).toUpper(icu::Locale::getRoot()));
  std::string upper(text);
  for (char& c : upper) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  return upper;
}

std::string ToLower(std::string_view text) {
  if (!IsAscii(text)) return Encode(Decode(text).toLower(icu::Locale::getRoot()));
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

bool IsUpper(std::string_view text) {
  return AllCased(text, [](UChar32 c) { return u_isupper(c) != 0; });
}
bool IsLower(std::string_view text) {
  return AllCased(text, [](UChar32 c) { return u_islower(c) != 0; });
}

bool IsWordCharacter(char32_t character) {
  return character == U'_' || u_isalnum(static_cast<UChar32>(character)) != 0;
}

bool IsPrintable(char32_t character) {
  if (character == U' ') return true;
  constexpr std::uint32_t kHidden = U_GC_CC_MASK | U_GC_CF_MASK | U_GC_CS_MASK | U_GC_CO_MASK | U_GC_CN_MASK |
                                    U_GC_ZL_MASK | U_GC_ZP_MASK | U_GC_ZS_MASK;
  return (U_GET_GC_MASK(static_cast<UChar32>(character)) & kHidden) == 0;
}

bool IsSpace(char32_t character) {
  return u_isUWhiteSpace(static_cast<UChar32>(character)) != 0 || (character >= 0x1C && character <= 0x1F);
}

std::string ToAscii(std::string_view text) {
  if (IsAscii(text)) return std::string(text);
  UErrorCode status = U_ZERO_ERROR;
  // One for each thread: making one takes a millisecond, and ICU does not promise that one can be shared.
  thread_local const std::unique_ptr<icu::Transliterator> to_ascii(
      icu::Transliterator::createInstance("Any-Latin; Latin-ASCII", UTRANS_FORWARD, status));
  icu::UnicodeString ascii = Decode(text);
  if (to_ascii != nullptr) to_ascii->transliterate(ascii);
  return Encode(ascii);
}

}  // namespace wharf::templates
