#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wharf::net {

/// An absolute http or https URL (RFC 3986), without user info and without fragment.
///
/// Normalized as far as this never changes its meaning: scheme and host in lower case, international names as A-labels
/// (UTS 46), a host that is a number in any spelling as the address it is, the default port left out, dot segments
/// removed. Path and query otherwise stay as they came, so that signed URLs survive; characters that a URL may not hold
/// (blanks, quotes, braces, non-ASCII …) are percent-encoded, which vendors' "next" links often need.
///
/// Time and memory are linear in the text, which may have 16 kB at most.
class Url {
 public:
  /// Fails with `url_invalid` for anything else. The message repeats nothing behind the host.
  static Result<Url> Parse(std::string_view text);

  /// The URL that a reference in a document at this URL means (RFC 3986 §5.2): absolute, `//host/x`, `/x`, `x`, `?x`.
  /// The result may be of another origin; ask `SameOrigin`.
  [[nodiscard]] Result<Url> Resolve(std::string_view reference) const;

  [[nodiscard]] bool secure() const { return scheme_ == "https"; }
  [[nodiscard]] const std::string& scheme() const { return scheme_; }
  [[nodiscard]] const std::string& host() const { return host_; }  ///< IPv6 without brackets
  [[nodiscard]] int port() const { return port_; }                 ///< the default one if the URL names none
  [[nodiscard]] const std::string& path() const { return path_; }  ///< encoded, begins with `/`
  [[nodiscard]] const std::optional<std::string>& query() const { return query_; }  ///< encoded, without `?`

  /// `https://api.example.com`, `http://[::1]:8080` (RFC 6454 §6.1). What logs and messages may show.
  [[nodiscard]] std::string Origin() const;
  [[nodiscard]] std::string ToString() const;
  /// Same scheme, host and port.
  [[nodiscard]] bool SameOrigin(const Url& other) const;

  /// Gives the parameter this one value: replaces the first of that name, removes further ones, or appends. The value
  /// is percent-encoded exactly once; all other parameters stay byte by byte. Names compare decoded (`%24top` is
  /// `$top`).
  void SetQuery(std::string_view name, std::string_view value);
  /// Appends, although there may be one of that name.
  void AddQuery(std::string_view name, std::string_view value);
  void RemoveQuery(std::string_view name);
  /// The first of that name, decoded.
  [[nodiscard]] std::optional<std::string> Query(std::string_view name) const;

 private:
  std::string scheme_;
  std::string host_;
  int port_ = 0;
  std::string path_;
  std::optional<std::string> query_;
};

/// `base_url` + `path`, with each `{name}` of the path replaced by the percent-encoded value. The path is put behind
/// the path of the base, with exactly one slash between, and may bring a query; the result always has the base's
/// origin.
///
/// Fails with `url_invalid` (base), `path_value_missing` (no value, or an empty one), or `path_value_invalid` if a
/// value would climb out of its segment (`.` and `..`: percent-encoding does not protect those, RFC 3986 §6.2.2.3).
Result<Url> JoinUrl(std::string_view base_url, std::string_view path,
                    const std::map<std::string, std::string, std::less<>>& values = {});

/// A host as `Url` holds it: a name in lower case without the final dot, or the address in its usual spelling; nullopt
/// if it cannot be a host.
std::optional<std::string> NormalizeHost(std::string_view host);

}  // namespace wharf::net
