#include "net/url.h"

#include <unicode/uidna.h>

#include <algorithm>
#include <array>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>
#include <memory>
#include <vector>

#include "base/encoding.h"
#include "base/trim.h"
#include "net/ip_address.h"

namespace wharf::net {
namespace {

constexpr std::size_t kMaxUrl = 16U << 10U;
constexpr std::size_t kMaxHost = 253;  // RFC 1035 §2.3.4, as text

Error Invalid(std::string message) { return {ErrorKind::invalid_argument, "url_invalid", std::move(message)}; }

bool IsHex(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

/// Where the authority of a URL or network-path reference ends; 0 if it has none.
std::size_t AuthorityEnd(std::string_view text) {
  const std::size_t slashes = text.find("//");
  if (slashes == std::string_view::npos) return 0;
  if (slashes != 0 && (text[slashes - 1] != ':' || text.find_first_of("/?") < slashes)) return 0;
  return std::min(text.find_first_of("/?", slashes + 2), text.size());
}

/// Percent-encodes what RFC 3986 does not allow where it stands, and a `%` that begins no sequence. The fragment goes.
std::string Escape(std::string_view text) {
  text = text.substr(0, text.find('#'));
  constexpr std::string_view kReserved = ":/?@!$&'()*+,;=";
  const std::size_t authority_end = AuthorityEnd(text);
  std::string escaped;
  escaped.reserve(text.size() + 16);
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool plain = IsHex(c) || (c >= 'g' && c <= 'z') || (c >= 'G' && c <= 'Z') || c == '-' || c == '.' ||
                       c == '_' || c == '~' || kReserved.find(c) != std::string_view::npos;
    const bool sequence = c == '%' && i + 2 < text.size() && IsHex(text[i + 1]) && IsHex(text[i + 2]);
    const bool bracket = (c == '[' || c == ']') && i < authority_end;
    if (plain || sequence || bracket) {
      escaped += c;
    } else {
      escaped += PercentEncode(text.substr(i, 1));
    }
  }
  return escaped;
}

/// `.`, `..` and their percent-encoded spellings; 0 for any other segment.
std::size_t DotsOf(std::string_view segment) {
  std::size_t dots = 0;
  while (!segment.empty()) {
    if (segment.front() == '.') {
      segment.remove_prefix(1);
    } else if (segment.starts_with("%2e") || segment.starts_with("%2E")) {
      segment.remove_prefix(3);
    } else {
      return 0;
    }
    if (++dots > 2) return 0;
  }
  return dots;
}

/// RFC 3986 §5.2.4, for a path that begins with a slash or is empty.
std::string RemoveDotSegments(std::string_view path) {
  std::vector<std::string_view> kept;
  bool open = true;  // ends with a slash
  while (!path.empty()) {
    path.remove_prefix(1);
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    const std::size_t dots = DotsOf(segment);
    if (dots == 2 && !kept.empty()) kept.pop_back();
    if (dots == 0) kept.push_back(segment);
    open = dots != 0;
  }
  std::string result;
  for (const std::string_view segment : kept) result.append("/").append(segment);
  if (open) result += '/';
  return result;
}

std::optional<std::string> ToAscii(std::string_view name) {
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<UIDNA, decltype(&uidna_close)> idna(
      uidna_openUTS46(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI | UIDNA_CHECK_CONTEXTJ, &status), &uidna_close);
  if (U_FAILURE(status)) return std::nullopt;
  UIDNAInfo info = UIDNA_INFO_INITIALIZER;
  std::array<char, kMaxHost + 3> buffer{};
  const std::int32_t length =
      uidna_nameToASCII_UTF8(idna.get(), name.data(), static_cast<std::int32_t>(name.size()), buffer.data(),
                             static_cast<std::int32_t>(buffer.size()), &info, &status);
  if (U_FAILURE(status) || info.errors != 0 || length > static_cast<std::int32_t>(buffer.size())) return std::nullopt;
  return std::string(buffer.data(), static_cast<std::size_t>(length));
}

bool IsHostName(std::string_view name) {
  if (name.empty() || name.size() > kMaxHost) return false;
  std::size_t label = 0;
  for (const char c : name) {
    if (c == '.') {
      if (label == 0) return false;
      label = 0;
      continue;
    }
    // Underscores are no host names by RFC 952, but real servers have them.
    const bool allowed = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
    if (!allowed || ++label > 63) return false;
  }
  return label > 0;
}

/// A parameter's name for the wire: readable marks that RFC 3986 allows in a query stay (`$filter`, `a:b`).
std::string EncodeName(std::string_view name) {
  std::string encoded;
  for (const char c : name) {
    constexpr std::string_view kKept = "$!'()*,:@/?";
    encoded += kKept.find(c) != std::string_view::npos ? std::string(1, c) : PercentEncode({&c, 1});
  }
  return encoded;
}

std::string_view NameOf(std::string_view parameter) { return parameter.substr(0, parameter.find('=')); }

template <class Visit>
void EachParameter(std::string_view query, Visit visit) {
  while (!query.empty()) {
    const std::string_view parameter = query.substr(0, query.find('&'));
    visit(parameter);
    query.remove_prefix(std::min(query.size(), parameter.size() + 1));
  }
}

void Append(std::string& query, std::string_view parameter) {
  if (!query.empty()) query += '&';
  query += parameter;
}

}  // namespace

std::optional<std::string> NormalizeHost(std::string_view host) {
  if (host.find(':') != std::string_view::npos || host.starts_with('[')) {
    const auto address = IpAddress::ParseHost(host);
    return address ? std::optional(address->ToString()) : std::nullopt;
  }
  if (host.size() > 4 * kMaxHost) return std::nullopt;
  std::string name(host);
  if (std::ranges::any_of(name, [](char c) { return static_cast<unsigned char>(c) >= 0x80; })) {
    auto ascii = ToAscii(name);
    if (!ascii) return std::nullopt;
    name = *std::move(ascii);
  }
  for (char& c : name) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  if (name.ends_with('.')) name.pop_back();
  if (!IsHostName(name)) return std::nullopt;
  if (!EndsInNumber(name)) return name;
  const auto address = IpAddress::ParseHost(name);
  return address ? std::optional(address->ToString()) : std::nullopt;
}

Result<Url> Url::Parse(std::string_view text) {
  text = Trim(text);
  if (text.size() > kMaxUrl) return Invalid("The URL is longer than 16 kB; shorten it or send the data in the body.");
  if (std::ranges::any_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; })) {
    return Invalid("The URL holds control characters; remove them.");
  }
  const std::string escaped = Escape(text);
  const auto parsed = boost::urls::parse_uri(escaped);
  if (!parsed) return Invalid("This is not an absolute URL; write it like https://api.example.com/v1.");
  const boost::urls::url_view& view = *parsed;
  Url url;
  url.scheme_ = view.scheme();
  std::ranges::transform(url.scheme_, url.scheme_.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
  if (url.scheme_ != "http" && url.scheme_ != "https") return Invalid("The URL must begin with https:// or http://.");
  if (view.has_userinfo()) {
    return Invalid("The URL holds a user name or password; move them to the credentials of the connection.");
  }
  const std::string_view encoded_host = view.encoded_host();
  auto host = NormalizeHost(PercentDecode(encoded_host));
  if (!host) return Invalid("The URL names no host that could exist; write it like https://api.example.com/v1.");
  url.host_ = *std::move(host);
  const std::string_view port = view.port();
  url.port_ = view.port_number();
  if (port.empty()) url.port_ = url.secure() ? 443 : 80;
  if (url.port_ == 0) return Invalid("The port in the URL is no number from 1 to 65535.");
  url.path_ = RemoveDotSegments(std::string_view(view.encoded_path()));
  if (view.has_query()) url.query_ = std::string(view.encoded_query());
  return url;
}

Result<Url> Url::Resolve(std::string_view reference) const {
  reference = Trim(reference);
  if (reference.size() > kMaxUrl) return Invalid("The link is longer than 16 kB.");
  const std::string escaped = Escape(reference);
  const auto parsed = boost::urls::parse_uri_reference(escaped);
  if (!parsed) return Invalid("The link is no URL and no path.");
  const boost::urls::url_view& view = *parsed;
  if (view.has_scheme()) return Parse(reference);
  if (view.has_authority()) return Parse(scheme_ + ":" + std::string(reference));
  Url target = *this;
  const std::string path(std::string_view(view.encoded_path()));
  if (view.has_query()) {
    target.query_ = std::string(view.encoded_query());
  } else if (!path.empty()) {
    target.query_.reset();
  }
  if (path.starts_with('/')) {
    target.path_ = RemoveDotSegments(path);
  } else if (!path.empty()) {
    target.path_ = RemoveDotSegments(path_.substr(0, path_.rfind('/') + 1) + path);
  }
  if (target.ToString().size() > kMaxUrl) return Invalid("The link leads to a URL longer than 16 kB.");
  return target;
}

std::string Url::Origin() const {
  const bool v6 = host_.find(':') != std::string::npos;
  std::string origin = scheme_ + "://" + (v6 ? "[" + host_ + "]" : host_);
  if (port_ != (secure() ? 443 : 80)) origin += ":" + std::to_string(port_);
  return origin;
}

std::string Url::ToString() const {
  std::string text = Origin() + path_;
  if (query_) text += "?" + *query_;
  return text;
}

bool Url::SameOrigin(const Url& other) const {
  return scheme_ == other.scheme_ && host_ == other.host_ && port_ == other.port_;
}

void Url::SetQuery(std::string_view name, std::string_view value) {
  std::string query;
  bool placed = false;
  EachParameter(query_.value_or(""), [&](std::string_view parameter) {
    if (FormDecode(NameOf(parameter)) != name) {
      Append(query, parameter);
    } else if (!placed) {
      placed = true;
      Append(query, std::string(NameOf(parameter)) + "=" + PercentEncode(value));
    }
  });
  query_ = std::move(query);
  if (!placed) AddQuery(name, value);
}

void Url::AddQuery(std::string_view name, std::string_view value) {
  std::string query = query_.value_or("");
  Append(query, EncodeName(name) + "=" + PercentEncode(value));
  query_ = std::move(query);
}

void Url::RemoveQuery(std::string_view name) {
  std::string query;
  EachParameter(query_.value_or(""), [&](std::string_view parameter) {
    if (FormDecode(NameOf(parameter)) != name) Append(query, parameter);
  });
  if (query.empty()) {
    query_.reset();
  } else {
    query_ = std::move(query);
  }
}

std::optional<std::string> Url::Query(std::string_view name) const {
  std::optional<std::string> value;
  EachParameter(query_.value_or(""), [&](std::string_view parameter) {
    if (value || FormDecode(NameOf(parameter)) != name) return;
    const std::size_t equals = parameter.find('=');
    value = equals == std::string_view::npos ? "" : FormDecode(parameter.substr(equals + 1));
  });
  return value;
}

}  // namespace wharf::net
