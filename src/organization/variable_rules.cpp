#include "organization/variable_rules.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "base/fold.h"
#include "base/text_encoding.h"
#include "base/trim.h"
#include "organization/known_variables.h"

namespace wharf::organization {
namespace {

constexpr std::size_t kMostSearched = 256;
constexpr std::size_t kMostJsonDepth = 64;

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; }
bool IsDigit(char c) { return c >= '0' && c <= '9'; }

std::string_view TrimEnd(std::string_view text) { return text.substr(0, text.find_last_not_of(kBlanks) + 1); }

Error Wrong(std::string code, std::string message) {
  return {ErrorKind::invalid_argument, std::move(code), std::move(message)};
}

std::optional<boost::json::value> ParseJson(std::string_view text) {
  boost::json::parse_options options;
  options.max_depth = kMostJsonDepth;
  boost::system::error_code failed;
  boost::json::value value = boost::json::parse(text, failed, {}, options);
  return failed ? std::nullopt : std::optional(std::move(value));
}

Result<std::string> CheckType(VariableType type, std::string_view value) {
  const std::string_view trimmed = Trim(value);
  switch (type) {
    case VariableType::text:
      return std::string(value);
    case VariableType::number: {
      const auto parsed = ParseJson(trimmed);
      if (parsed && parsed->is_number()) return std::string(trimmed);
      return Wrong("value_not_number", "The value is not a number. Write it like 12 or 3.5, without units.");
    }
    case VariableType::boolean: {
      const std::string folded = FoldForSearch(trimmed);
      if (folded == "true" || folded == "false") return folded;
      return Wrong("value_not_boolean", "The value is neither true nor false. Write one of these.");
    }
    case VariableType::json:
      if (ParseJson(trimmed)) return std::string(trimmed);
      return Wrong("value_not_json", "The value is not JSON (RFC 8259). Check quotes, commas and brackets.");
  }
  return Wrong("value_not_text", "The type is not known.");
}

std::string ListOf(std::span<const std::string_view> choices) {
  std::string list;
  for (const std::string_view choice : choices) {
    if (!list.empty()) list += ", ";
    list += choice;
  }
  return list;
}

}  // namespace

bool IsVariableName(std::string_view name) {
  return !name.empty() && name.size() <= kMostVariableName && IsLetter(name.front()) &&
         std::all_of(name.begin(), name.end(), [](char c) { return IsLetter(c) || IsDigit(c); });
}

Result<std::string> CheckValue(std::string_view name, VariableKind kind, VariableType type, std::string_view value) {
  if (value.size() > kMostVariableValue) {
    return Wrong("value_too_long",
                 "The value has " + std::to_string(value.size()) + " bytes; 65,536 are possible. Shorten it.");
  }
  // PostgreSQL stores no NUL in a text; the same is refused on both databases.
  if (!IsValidUtf8(value) || value.find('\0') != std::string_view::npos) {
    return Wrong("value_not_text", "The value is not text in UTF-8. Encode bytes as base64.");
  }
  const std::string_view kept = kind == VariableKind::secret ? value : TrimEnd(value);
  if (kept.empty()) return Wrong("value_missing", "The value is empty. Type one, or delete the variable.");
  WHARF_ASSIGN(std::string checked, CheckType(type, kept));
  const KnownVariable* known = FindKnownVariable(name);
  if (known != nullptr && !known->choices.empty() && kind != VariableKind::secret &&
      std::find(known->choices.begin(), known->choices.end(), checked) == known->choices.end()) {
    return Wrong("value_not_possible",
                 std::string(name) + " is one of " + ListOf(known->choices) + ". Take one of these.");
  }
  return checked;
}

std::string VariableSearchText(std::string_view name, const std::optional<std::string>& value) {
  std::string text(name);
  if (value) {
    std::size_t end = std::min(value->size(), kMostSearched);
    while (end < value->size() && end > 0 && (static_cast<unsigned char>((*value)[end]) & 0xC0U) == 0x80U) --end;
    text += '\n';
    text += value->substr(0, end);
  }
  return FoldForSearch(text);
}

}  // namespace wharf::organization
