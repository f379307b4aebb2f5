#include "base/text_encoding.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <optional>
#include <utility>

namespace wharf {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// WHATWG Encoding, index windows-1252, bytes 80 to 9F. The five unassigned bytes stand for the C1 control of their
// value.
constexpr std::array<char16_t, 32> kWindows1252 = {0x20AC, 0x0081, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021,
                                                   0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0x008D, 0x017D, 0x008F,
                                                   0x0090, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014,
                                                   0x02DC, 0x2122, 0x0161, 0x203A, 0x0153, 0x009D, 0x017E, 0x0178};

std::uint8_t ByteAt(std::string_view bytes, std::size_t at) { return static_cast<std::uint8_t>(bytes[at]); }

bool IsContinuation(std::string_view bytes, std::size_t at) {
  return at < bytes.size() && (ByteAt(bytes, at) & 0xC0U) == 0x80U;
}

// Length of the well-formed sequence at `at` (Unicode standard, table 3-7), or 0.
std::size_t SequenceLength(std::string_view bytes, std::size_t at) {
  const std::uint8_t lead = ByteAt(bytes, at);
  if (lead < 0x80) return 1;
  if (lead < 0xC2 || lead > 0xF4 || !IsContinuation(bytes, at + 1)) return 0;
  const std::uint8_t second = ByteAt(bytes, at + 1);
  if (lead < 0xE0) return 2;
  if (lead < 0xF0) {
    if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F)) return 0;
    return IsContinuation(bytes, at + 2) ? 3 : 0;
  }
  if ((lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) return 0;
  return IsContinuation(bytes, at + 2) && IsContinuation(bytes, at + 3) ? 4 : 0;
}

std::size_t AsciiRun(std::string_view bytes, std::size_t at) {
  constexpr std::uint64_t kHighBits = 0x8080808080808080U;
  std::size_t end = at;
  while (end + sizeof(std::uint64_t) <= bytes.size()) {
    std::uint64_t word = 0;
    std::memcpy(&word, bytes.data() + end, sizeof(word));
    if ((word & kHighBits) != 0) break;
    end += sizeof(word);
  }
  while (end < bytes.size() && ByteAt(bytes, end) < 0x80) ++end;
  return end - at;
}

std::string FromUtf16(std::string_view bytes, bool little_endian) {
  const std::size_t units = bytes.size() / 2;
  const auto unit = [&](std::size_t i) -> char32_t {
    const std::uint8_t first = ByteAt(bytes, 2 * i);
    const std::uint8_t second = ByteAt(bytes, 2 * i + 1);
    return little_endian ? second << 8U | first : first << 8U | second;
  };
  std::string text;
  text.reserve(units + units / 8);
  for (std::size_t i = 0; i < units; ++i) {
    const char32_t high = unit(i);
    if (high >= 0xD800 && high < 0xDC00 && i + 1 < units) {
      const char32_t low = unit(i + 1);
      if (low >= 0xDC00 && low < 0xE000) {
        AppendUtf8(0x10000 + ((high - 0xD800) << 10U) + (low - 0xDC00), text);
        ++i;
        continue;
      }
    }
    AppendUtf8(high, text);
  }
  if (bytes.size() % 2 != 0) AppendUtf8(kReplacement, text);
  return text;
}

// Without its mark UTF-16 shows by the zeros of its ASCII: the first lines of a table have little else.
std::optional<TextEncoding> Utf16WithoutMark(std::string_view bytes) {
  constexpr std::size_t kLooked = 64;
  bytes = bytes.substr(0, std::min(bytes.size(), kLooked) & ~std::size_t{1});
  if (bytes.size() < 4) return std::nullopt;
  std::array<bool, 2> zero{true, true};  // at all even places, at all odd ones
  for (std::size_t at = 0; at < bytes.size(); ++at) zero.at(at % 2) = zero.at(at % 2) && bytes[at] == '\0';
  if (zero[0] == zero[1]) return std::nullopt;
  return zero[1] ? TextEncoding::utf16_le : TextEncoding::utf16_be;
}

std::string FromWindows1252(std::string_view bytes) {
  std::string text;
  text.reserve(bytes.size() + bytes.size() / 8);
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    AppendUtf8(byte >= 0x80 && byte < 0xA0 ? static_cast<char32_t>(kWindows1252.at(byte - 0x80U)) : byte, text);
  }
  return text;
}

}  // namespace

void AppendUtf8(char32_t code_point, std::string& out) {
  if ((code_point >= 0xD800 && code_point < 0xE000) || code_point > 0x10FFFF) code_point = kReplacement;
  if (code_point < 0x80) {
    out += static_cast<char>(code_point);
  } else if (code_point < 0x800) {
    out += static_cast<char>(0xC0U | code_point >> 6U);
    out += static_cast<char>(0x80U | (code_point & 0x3FU));
  } else if (code_point < 0x10000) {
    out += static_cast<char>(0xE0U | code_point >> 12U);
    out += static_cast<char>(0x80U | (code_point >> 6U & 0x3FU));
    out += static_cast<char>(0x80U | (code_point & 0x3FU));
  } else {
    out += static_cast<char>(0xF0U | code_point >> 18U);
    out += static_cast<char>(0x80U | (code_point >> 12U & 0x3FU));
    out += static_cast<char>(0x80U | (code_point >> 6U & 0x3FU));
    out += static_cast<char>(0x80U | (code_point & 0x3FU));
  }
}

bool IsValidUtf8(std::string_view bytes) {
  std::size_t at = 0;
  while (at < bytes.size()) {
    at += AsciiRun(bytes, at);
    if (at == bytes.size()) break;
    const std::size_t length = SequenceLength(bytes, at);
    if (length == 0) return false;
    at += length;
  }
  return true;
}

std::string_view Beginning(std::string_view text, std::size_t bytes) {
  if (text.size() <= bytes) return text;
  while (bytes > 0 && IsContinuation(text, bytes)) --bytes;
  return text.substr(0, bytes);
}

DecodedText DecodeText(std::string bytes) {
  const std::string_view view = bytes;
  if (view.starts_with("\xFF\xFE")) return {FromUtf16(view.substr(2), true), TextEncoding::utf16_le, {}};
  if (view.starts_with("\xFE\xFF")) return {FromUtf16(view.substr(2), false), TextEncoding::utf16_be, {}};
  if (const auto encoding = Utf16WithoutMark(view)) {
    return {FromUtf16(view, *encoding == TextEncoding::utf16_le), *encoding,
            "The file has no byte-order mark and looks like UTF-16, so it was read as that. If the text looks wrong, "
            "save it as UTF-8."};
  }
  if (!IsValidUtf8(view)) {
    return {FromWindows1252(view), TextEncoding::windows_1252,
            "The file is not UTF-8, so it was read as Windows-1252. If accented letters look wrong, save it as UTF-8."};
  }
  if (view.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
  return {std::move(bytes), TextEncoding::utf8, {}};
}

}  // namespace wharf
