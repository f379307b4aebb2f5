#include <algorithm>

#include "base/encoding.h"
#include "net/url.h"

namespace wharf::net {
namespace {

using Values = std::map<std::string, std::string, std::less<>>;

Error PathError(std::string code, std::string message) {
  return {ErrorKind::invalid_argument, std::move(code), std::move(message)};
}

bool IsDots(std::string_view segment) { return segment == "." || segment == ".."; }

/// One segment of the path (or the whole query) with its placeholders filled.
Result<std::string> Fill(std::string_view text, const Values& values) {
  std::string filled;
  while (!text.empty()) {
    const std::size_t open = text.find('{');
    filled += text.substr(0, open);
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('}', open);
    if (close == std::string_view::npos) {
      return PathError("path_value_missing", "The path has a '{' without '}'; close it.");
    }
    const std::string_view name = text.substr(open + 1, close - open - 1);
    const auto value = values.find(name);
    if (value == values.end() || value->second.empty()) {
      return PathError("path_value_missing",
                       "The path needs a value for '" + std::string(name) + "'; it is missing or empty.");
    }
    filled += PercentEncode(value->second);
    text.remove_prefix(close + 1);
  }
  return filled;
}

Result<std::string> FillSegments(std::string_view path, const Values& values) {
  std::string filled;
  for (;;) {
    const std::string_view segment = path.substr(0, path.find('/'));
    WHARF_ASSIGN(const std::string text, Fill(segment, values));
    if (IsDots(PercentDecode(text)) && !IsDots(PercentDecode(segment))) {
      return PathError("path_value_invalid", "A value for the path is '.' or '..', which would lead to another path.");
    }
    filled += text;
    path.remove_prefix(segment.size());
    if (path.empty()) return filled;
    path.remove_prefix(1);
    filled += '/';
  }
}

}  // namespace

Result<Url> JoinUrl(std::string_view base_url, std::string_view path, const Values& values) {
  WHARF_ASSIGN(const Url base, Url::Parse(base_url));
  const std::size_t mark = path.find('?');
  WHARF_ASSIGN(std::string filled, FillSegments(path.substr(0, mark), values));
  std::string text = base.Origin() + base.path();
  if (!filled.empty()) {
    if (text.ends_with('/')) text.pop_back();
    if (!filled.starts_with('/')) text += '/';
    text += filled;
  }
  std::string query = base.query().value_or("");
  if (mark != std::string_view::npos) {
    WHARF_ASSIGN(const std::string more, Fill(path.substr(mark + 1), values));
    if (!query.empty() && !more.empty()) query += '&';
    query += more;
  }
  if (!query.empty()) text += "?" + query;
  return Url::Parse(text);
}

}  // namespace wharf::net
