#include "net/request_target.h"

#include <unicode/utf8.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace wharf::net {
namespace {

constexpr std::size_t kMaxQueryParameters = 256;

Error Invalid(std::string message) { return {ErrorKind::invalid_argument, "target_invalid", std::move(message)}; }

bool IsControl(char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; }

bool IsUtf8(std::string_view text) {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text.data());
  const auto length = static_cast<std::int32_t>(text.size());
  for (std::int32_t i = 0; i < length;) {
    UChar32 code_point = 0;
    U8_NEXT(bytes, i, length, code_point);
    if (code_point < 0) return false;
  }
  return true;
}

int HexValue(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// The byte that `%XX` at `at` stands for.
std::optional<char> DecodeAt(std::string_view text, std::size_t at) {
  if (at + 2 >= text.size()) return std::nullopt;
  const int high = HexValue(text[at + 1]);
  const int low = HexValue(text[at + 2]);
  if (high < 0 || low < 0) return std::nullopt;
  return static_cast<char>(high * 16 + low);
}

Result<void> CheckSegment(std::string_view segment, bool last) {
  if (segment.empty() && !last) return Invalid("The path has an empty segment. Write a single slash.");
  if (segment == "." || segment == "..") return Invalid("The path has a dot segment. Write the path it leads to.");
  return {};
}

/// Decodes `raw`, which begins with a slash, and checks every segment after decoding.
Result<std::string> DecodePath(std::string_view raw) {
  std::string path;
  path.reserve(raw.size());
  path.push_back('/');
  std::size_t segment_begin = 1;
  bool plain = true;
  for (std::size_t i = 1; i < raw.size(); ++i) {
    char c = raw[i];
    if (c == '/') {
      WHARF_TRY(CheckSegment(std::string_view(path).substr(segment_begin), false));
      path.push_back('/');
      segment_begin = path.size();
      continue;
    }
    if (static_cast<unsigned char>(c) >= 0x80) return Invalid("The path has a raw byte above 127. Percent-encode it.");
    if (c == '%') {
      const auto decoded = DecodeAt(raw, i);
      if (!decoded) return Invalid("The path has a broken percent sequence. Write a percent sign as %25.");
      c = *decoded;
      i += 2;
      plain = false;
      if (c == '/') return Invalid("The path has an encoded slash. Send such a value in the query or the body.");
    }
    if (c == '\\' || IsControl(c)) return Invalid("The path has a backslash or a control character. Leave it out.");
    path.push_back(c);
  }
  WHARF_TRY(CheckSegment(std::string_view(path).substr(segment_begin), true));
  if (!plain && !IsUtf8(path)) return Invalid("The path is not UTF-8 when decoded. Encode its text as UTF-8.");
  return path;
}

/// application/x-www-form-urlencoded, but a broken sequence or a control character is refused, not passed on.
Result<std::string> DecodeQueryText(std::string_view raw) {
  std::string text;
  text.reserve(raw.size());
  bool plain = true;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    char c = raw[i];
    if (c == '%') {
      const auto decoded = DecodeAt(raw, i);
      if (!decoded) return Invalid("The query has a broken percent sequence. Write a percent sign as %25.");
      c = *decoded;
      i += 2;
      plain = false;
    } else if (c == '+') {
      c = ' ';
    } else if (static_cast<unsigned char>(c) >= 0x80 || IsControl(c)) {
      return Invalid("The query has a raw control character or a byte above 127. Percent-encode it.");
    }
    // NUL would end the value early in whatever C library meets it.
    if (c == '\0') return Invalid("The query has a NUL character. Leave it out.");
    text.push_back(c);
  }
  if (!plain && !IsUtf8(text)) return Invalid("The query is not UTF-8 when decoded. Encode its text as UTF-8.");
  return text;
}

Result<std::vector<std::pair<std::string, std::string>>> DecodeQuery(std::string_view raw) {
  std::vector<std::pair<std::string, std::string>> query;
  while (!raw.empty()) {
    const std::string_view parameter = raw.substr(0, raw.find('&'));
    raw.remove_prefix(std::min(raw.size(), parameter.size() + 1));
    if (parameter.empty()) continue;
    if (query.size() == kMaxQueryParameters) return Invalid("The query has more than 256 parameters. Send fewer.");
    const std::size_t equals = parameter.find('=');
    WHARF_ASSIGN(std::string name, DecodeQueryText(parameter.substr(0, equals)));
    std::string value;
    if (equals != std::string_view::npos) {
      WHARF_ASSIGN(value, DecodeQueryText(parameter.substr(equals + 1)));
    }
    query.emplace_back(std::move(name), std::move(value));
  }
  return query;
}

}  // namespace

Result<RequestTarget> ParseRequestTarget(std::string_view target) {
  if (!target.starts_with('/')) {
    return Error{ErrorKind::invalid_argument, "target_not_origin_form",
                 "The request target does not begin with a slash. Ask for the path alone, as in \"GET /path\"."};
  }
  if (target.find('#') != std::string_view::npos) {
    return Invalid("The request target has a fragment. Leave out everything from the # on.");
  }
  const std::size_t question = target.find('?');
  RequestTarget parsed;
  WHARF_ASSIGN(parsed.path, DecodePath(target.substr(0, question)));
  if (question != std::string_view::npos) {
    WHARF_ASSIGN(parsed.query, DecodeQuery(target.substr(question + 1)));
  }
  return parsed;
}

}  // namespace wharf::net
