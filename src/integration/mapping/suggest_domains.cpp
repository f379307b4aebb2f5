#include "integration/mapping/suggest_domains.h"

#include <algorithm>
#include <unordered_set>

#include "base/fold.h"

namespace wharf::mapping {
namespace {

bool IsEverybodys(std::string_view domain) {
  static const std::unordered_set<std::string_view> everybodys = {
      "gmail.com",        "googlemail.com", "outlook.com",     "hotmail.com",
      "hotmail.co.uk",    "hotmail.fr",     "live.com",        "msn.com",
      "yahoo.com",        "yahoo.co.uk",    "yahoo.fr",        "yahoo.de",
      "yahoo.co.jp",      "ymail.com",      "icloud.com",      "me.com",
      "mac.com",          "aol.com",        "gmx.de",          "gmx.net",
      "gmx.com",          "web.de",         "t-online.de",     "freenet.de",
      "orange.fr",        "wanadoo.fr",     "free.fr",         "sfr.fr",
      "laposte.net",      "libero.it",      "virgilio.it",     "tin.it",
      "terra.com.br",     "uol.com.br",     "comcast.net",     "verizon.net",
      "att.net",          "sbcglobal.net",  "bellsouth.net",   "cox.net",
      "charter.net",      "earthlink.net",  "btinternet.com",  "sky.com",
      "virginmedia.com",  "bigpond.com",    "optusnet.com.au", "shaw.ca",
      "rogers.com",       "sympatico.ca",   "proton.me",       "protonmail.com",
      "mail.com",         "zoho.com",       "fastmail.com",    "yandex.ru",
      "yandex.com",       "mail.ru",        "qq.com",          "163.com",
      "126.com",          "naver.com",      "ziggo.nl",        "telenet.be",
      "bluewin.ch",       "seznam.cz",      "wp.pl",           "onet.pl",
      "facebook.com",     "linkedin.com",   "instagram.com",   "google.com",
      "sites.google.com", "wixsite.com",    "wordpress.com",   "squarespace.com",
      "godaddysites.com", "business.site",  "onmicrosoft.com", "sharepoint.com"};
  return everybodys.contains(domain);
}

bool IsSuffixLabel(std::string_view label) {
  return label == "www" || label == "co" || label == "com" || label == "org" || label == "net" || label == "gov" ||
         label == "edu" || label == "ac" || label == "onmicrosoft" || label == "sharepoint" || label == "mail";
}

}  // namespace

std::string OwnDomain(std::string_view typed) {
  constexpr std::size_t kLongest = 253;  // RFC 1035, section 2.3.4
  std::string domain = FoldForSearch(typed.substr(0, 1024));
  domain.erase(
      std::remove_if(domain.begin(), domain.end(), [](char c) { return static_cast<unsigned char>(c) <= ' '; }),
      domain.end());
  if (const auto scheme = domain.find("://"); scheme != std::string::npos) domain.erase(0, scheme + 3);
  domain.erase(std::min(domain.find_first_of("/?#"), domain.size()));
  if (const auto at = domain.rfind('@'); at != std::string::npos) domain.erase(0, at + 1);
  domain.erase(std::min(domain.find(':'), domain.size()));
  while (domain.ends_with('.')) domain.pop_back();
  if (domain.starts_with("www.")) domain.erase(0, 4);
  if (domain.find('.') == std::string::npos || domain.size() > kLongest || IsEverybodys(domain)) return {};
  return domain;
}

std::string DomainLetters(std::string_view domain) {
  const std::size_t top = domain.rfind('.');
  if (top == std::string_view::npos) return {};
  std::string_view best;
  for (std::string_view rest = domain.substr(0, top); !rest.empty();) {
    const std::size_t dot = std::min(rest.find('.'), rest.size());
    const std::string_view label = rest.substr(0, dot);
    if (!IsSuffixLabel(label) && label.size() >= best.size()) best = label;
    rest.remove_prefix(std::min(dot + 1, rest.size()));
  }
  std::string letters(best);
  letters.erase(std::remove(letters.begin(), letters.end(), '-'), letters.end());
  return letters;
}

}  // namespace wharf::mapping
