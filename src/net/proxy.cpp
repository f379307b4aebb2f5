#include "net/proxy.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "base/encoding.h"

namespace wharf::net {
namespace {

std::string Environment(const char* lower, const char* upper) {
  for (const char* name : {lower, upper}) {
    const char* value = std::getenv(name);
    if (value != nullptr && *value != '\0') return value;
  }
  return {};
}

Error Unreadable(std::string_view variable) {
  return {ErrorKind::invalid_argument, "proxy_failed",
          std::string(variable) + " cannot be read; write it like http://proxy.example.com:3128."};
}

Result<Proxy> ParseProxy(std::string_view text, std::string_view variable) {
  std::string_view scheme = "http";
  if (const std::size_t mark = text.find("://"); mark != std::string_view::npos) {
    scheme = text.substr(0, mark);
    text.remove_prefix(mark + 3);
  }
  text = text.substr(0, text.find('/'));
  std::string user;
  Secret password;
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
    const std::string_view who = text.substr(0, at);
    const std::size_t colon = who.find(':');
    user = PercentDecode(who.substr(0, colon));
    if (colon != std::string_view::npos) password = Secret(PercentDecode(who.substr(colon + 1)));
    text.remove_prefix(at + 1);
  }
  auto url = Url::Parse(std::string(scheme) + "://" + std::string(text));
  if (!url) return Unreadable(variable);
  return Proxy{*std::move(url), std::move(user), std::move(password)};
}

}  // namespace

ProxySettings ProxySettings::FromEnvironment() {
  return {Environment("https_proxy", "HTTPS_PROXY"), Environment("http_proxy", "HTTP_PROXY"),
          Environment("no_proxy", "NO_PROXY")};
}

ProxyRules::ProxyRules(const ProxySettings& settings) : settings_(settings) {
  std::string_view list = settings_.no_proxy;
  while (!list.empty()) {
    const std::size_t length = std::min(list.find_first_of(", \t"), list.size());
    std::string_view entry = list.substr(0, length);
    list.remove_prefix(std::min(list.size(), length + 1));
    if (entry == "*") all_direct_ = true;
    if (entry.starts_with("*.")) entry.remove_prefix(1);
    if (entry.starts_with('.')) entry.remove_prefix(1);
    if (entry.empty() || entry == "*") continue;
    Exception exception;
    exception.range = IpRange::Parse(entry);
    if (!exception.range && std::ranges::count(entry, ':') == 1) {
      const std::string_view digits = entry.substr(entry.find(':') + 1);
      int port = 0;
      const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
      if (error != std::errc() || end != digits.data() + digits.size()) continue;
      exception.port = port;
      entry = entry.substr(0, entry.find(':'));
      exception.range = IpRange::Parse(entry);
    }
    if (!exception.range) {
      const auto host = NormalizeHost(entry);
      if (!host) continue;
      exception.domain = *host;
      exception.range = IpRange::Parse(*host);
    }
    exceptions_.push_back(std::move(exception));
  }
}

bool ProxyRules::GoesDirect(const Url& url) const {
  if (all_direct_) return true;
  const auto address = IpAddress::Parse(url.host());
  return std::ranges::any_of(exceptions_, [&](const Exception& exception) {
    if (exception.port && *exception.port != url.port()) return false;
    if (exception.range) return address && exception.range->Contains(*address);
    return !address && (url.host() == exception.domain || url.host().ends_with("." + exception.domain));
  });
}

Result<std::optional<Proxy>> ProxyRules::For(const Url& url) const {
  const std::string& setting = url.secure() ? settings_.https : settings_.http;
  if (setting.empty() || GoesDirect(url)) return std::optional<Proxy>();
  WHARF_ASSIGN(auto proxy, ParseProxy(setting, url.secure() ? "HTTPS_PROXY" : "HTTP_PROXY"));
  return std::optional<Proxy>(std::move(proxy));
}

}  // namespace wharf::net
