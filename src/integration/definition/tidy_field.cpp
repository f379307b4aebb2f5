#include <re2/re2.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>
#include <utility>

#include "base/id.h"
#include "base/trim.h"
#include "integration/definition/build.h"
#include "integration/definition/settings.h"

namespace wharf::definition {
namespace {

using boost::json::value;

constexpr std::size_t kMostBytes = 64U << 10U;

Error Wrong(std::string message) { return {ErrorKind::invalid_argument, "invalid", std::move(message)}; }

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (auto& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
  }
  return lower;
}

std::string Upper(std::string_view text) {
  std::string upper(text);
  for (auto& c : upper) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  }
  return upper;
}

/// Takes away what is shown around the field, if it was pasted with it: `https://` before, `.zendesk.com…` behind.
std::string_view WithoutAdornment(std::string_view text, const Block& config) {
  const auto& prefix = config.Text("prefix");
  const auto& suffix = config.Text("suffix");
  if (!prefix.empty() && Lower(text).starts_with(Lower(prefix))) text.remove_prefix(prefix.size());
  if (suffix.empty()) return text;
  const auto found = Lower(text).find(Lower(suffix));
  return found == std::string::npos ? text : text.substr(0, found);
}

Result<std::string> CheckPattern(const Block& config, std::string text) {
  const auto* pattern = config.Inner("pattern");
  if (pattern == nullptr) return text;
  const RE2 expression(pattern->Text("match"), RE2::Quiet);
  if (expression.ok() && RE2::FullMatch(text, expression)) return text;
  return Wrong(pattern->Text("message"));
}

bool IsHostCharacter(char c) {
  const auto u = static_cast<unsigned char>(c);
  return u >= 0x80 || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

/// Host and port as written in a URL: names, IPv4, `[IPv6]`.
bool IsAuthority(std::string_view text) {
  if (text.starts_with('[')) {
    const auto end = text.find(']');
    if (end == std::string_view::npos) return false;
    const auto inside = text.substr(1, end - 1);
    if (inside.empty() || inside.find_first_not_of("0123456789abcdef:.") != std::string_view::npos) return false;
    text.remove_prefix(end + 1);
    if (text.empty()) return true;
    if (text.front() != ':') return false;
    text.remove_prefix(1);
  } else {
    const auto colon = text.find(':');
    const auto host = text.substr(0, colon);
    if (host.empty() || host.size() > 253 || host.front() == '.' || host.front() == '-' ||
        !std::ranges::all_of(host, IsHostCharacter))
      return false;
    if (colon == std::string_view::npos) return true;
    text.remove_prefix(colon + 1);
  }
  return !text.empty() && text.size() <= 5 && text.find_first_not_of("0123456789") == std::string_view::npos &&
         std::stoi(std::string(text)) <= 65535;
}

Result<std::string> TidyHost(std::string_view text) {
  if (const auto scheme = text.find("://"); scheme != std::string_view::npos) text.remove_prefix(scheme + 3);
  const auto host = Lower(text.substr(0, text.find_first_of("/?#")));
  if (!IsAuthority(host)) return Wrong("This is no host name. Write it like example.com or example.com:8443.");
  return host;
}

Result<std::string> TidyUrl(std::string_view text, const Block& config) {
  const auto scheme_end = text.find("://");
  const auto scheme = scheme_end == std::string_view::npos ? std::string("https") : Lower(text.substr(0, scheme_end));
  if (scheme != "https" && scheme != "http") return Wrong("The address must begin with https://.");
  if (scheme == "http" && config.Flag("https"))
    return Wrong("The address must begin with https://: the tool's answers hold secrets.");
  const auto rest = scheme_end == std::string_view::npos ? text : text.substr(scheme_end + 3);
  const auto slash = rest.find_first_of("/?#");
  const auto host = Lower(rest.substr(0, slash));
  if (!IsAuthority(host)) return Wrong("This is no address. Write it like https://example.com.");
  auto path = slash == std::string_view::npos ? std::string_view{} : rest.substr(slash);
  if (path.find_first_of("?# \\") != std::string_view::npos) return Wrong("The address must end before any ? or #.");
  while (path.ends_with('/')) path.remove_suffix(1);
  return scheme + "://" + host + (config.Flag("path") ? std::string(path) : std::string());
}

Result<std::string> TidyText(const Field& field, std::string_view text) {
  const auto& kind = field.kind();
  const auto& config = *field.config;
  if (kind == "uuid") {
    auto uuid = Lower(Trim(text, "{}"));
    if (!Uuid::Parse(uuid)) return Wrong("This is no id of the form 123e4567-e89b-12d3-a456-426614174000.");
    return uuid;
  }
  if (kind == "host") return TidyHost(WithoutAdornment(text, config));
  if (kind == "url") return TidyUrl(text, config);
  text = Trim(WithoutAdornment(text, config), " \t\r\n");
  if (kind == "email") {
    const auto at = text.find('@');
    if (at == 0 || at == std::string_view::npos || at + 1 == text.size() ||
        text.find('@', at + 1) != std::string_view::npos || text.find(' ') != std::string_view::npos) {
      return Wrong("This is no mail address.");
    }
  }
  const auto letters = kind == "multiline" ? std::string("keep") : config.Text("letters");
  return letters == "lower" ? Lower(text) : letters == "upper" ? Upper(text) : std::string(text);
}

Result<value> TidyNumber(const Field& field, const value& given) {
  if (!given.is_number()) return Wrong(field.label + " must be a number.");
  const auto number = given.to_number<double>();
  const auto& config = *field.config;
  if (config.Flag("whole") && number != std::floor(number)) return Wrong(field.label + " must be a whole number.");
  if (config.Has("minimum") && number < config.Number("minimum")) return Wrong(field.label + " is too small.");
  if (config.Has("maximum") && number > config.Number("maximum")) return Wrong(field.label + " is too large.");
  return given;
}

Result<value> TidyChoice(const Field& field, const value& given) {
  Problems unused;
  const auto text = given.is_string() ? std::string(given.get_string()) : boost::json::serialize(given);
  for (const auto& choice : ReadChoices({field.config->Json("choices"), {}}, unused)) {
    if (choice.value == given || choice.value == value(text)) return choice.value;
  }
  if (field.config->Flag("other") && given.is_string()) return value(Trim(text, " \t\r\n"));
  return Wrong("Pick one of the values that are offered for " + field.label + ".");
}

Result<value> TidyList(const Field& field, const value& given) {
  const auto* list = given.if_array();
  if (list == nullptr) return Wrong(field.label + " must be a list of texts.");
  boost::json::array tidy;
  for (const auto& item : *list) {
    if (!item.is_string()) return Wrong(field.label + " must be a list of texts.");
    const auto text = Trim(item.get_string(), " \t\r\n");
    if (!text.empty()) tidy.emplace_back(text);
  }
  if (static_cast<std::int64_t>(tidy.size()) > field.config->Integer("maximum"))
    return Wrong(field.label + " has too many entries.");
  return tidy.empty() ? value() : value(std::move(tidy));
}

}  // namespace

Result<value> TidyField(const Field& field, const value& given) {
  const auto& kind = field.kind();
  if (given.is_null()) return value();
  if (kind == "boolean") return given.is_bool() ? Result<value>(given) : Wrong(field.label + " must be true or false.");
  if (kind == "number") return TidyNumber(field, given);
  if (kind == "choice") return TidyChoice(field, given);
  if (kind == "list") return TidyList(field, given);
  if (!given.is_string()) return Wrong(field.label + " must be a text.");
  const std::string_view text = given.get_string();
  if (text.size() > kMostBytes) return Wrong(field.label + " is too long; at most 64 KiB.");
  const bool lines = kind == "multiline" || (kind == "secret" && field.config->Flag("multiline"));
  // A secret may begin or end with a blank, but nobody means the line end that came along with a paste.
  const auto trimmed = Trim(text, field.secret ? "\r\n" : " \t\r\n");
  if (trimmed.empty()) return value();
  const bool control = std::ranges::any_of(trimmed, [&](char c) {
    const auto u = static_cast<unsigned char>(c);
    return (u < 0x20 && !(lines && (c == '\n' || c == '\r' || c == '\t'))) || u == 0x7F;
  });
  if (control) return Wrong(field.label + (lines ? " has characters that are no text." : " must be one line of text."));
  if (field.secret) {
    auto checked = CheckPattern(*field.config, std::string(trimmed));
    if (!checked) return std::move(checked).error();
    return value(*checked);
  }
  auto tidy = TidyText(field, trimmed);
  if (!tidy) return std::move(tidy).error();
  auto checked = CheckPattern(*field.config, *std::move(tidy));
  if (!checked) return std::move(checked).error();
  return checked->empty() ? value() : value(*checked);
}

}  // namespace wharf::definition
