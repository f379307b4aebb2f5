#include <algorithm>
#include <string>
#include <vector>

#include "net/exchange_error.h"

namespace wharf::net {
namespace {

/// OpenSSL's X509_V_ERR_* numbers, which are part of its stable interface (x509_vfy.h).
enum Verify : long {
  kNotDecided = 1,  ///< what libcurl says before the chain was judged, or when it stopped at the name
  kUnableToGetIssuer = 2,
  kNotYetValid = 9,
  kExpired = 10,
  kSelfSigned = 18,
  kSelfSignedInChain = 19,
  kUnableToGetIssuerLocally = 20,
  kUnableToVerifyLeaf = 21,
  kRevoked = 23,
  kHostMismatch = 62,
  kAddressMismatch = 64,
  kKeyTooSmall = 66,
  kDigestTooWeak = 68
};

constexpr std::size_t kNamesShown = 5;

/// Names as an attacker may have written them: only what can be in a host name is shown, and not much of it.
std::string Clean(std::string_view name) {
  std::string clean;
  for (const char c : name.substr(0, 100)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
                       c == '-' || c == '*' || c == '_' || c == ':';
    clean += plain ? c : '?';
  }
  return clean;
}

/// "DNS:a.example, DNS:*.b.example, IP Address:192.0.2.1", as OpenSSL prints it.
void AddAlternativeNames(std::string_view text, std::vector<std::string>& names) {
  while (!text.empty() && names.size() <= kNamesShown) {
    std::string_view entry = text.substr(0, text.find(','));
    text.remove_prefix(std::min(text.size(), entry.size() + 1));
    while (entry.starts_with(' ')) entry.remove_prefix(1);
    const std::size_t colon = entry.find(':');
    if (colon == std::string_view::npos) continue;
    const std::string_view kind = entry.substr(0, colon);
    if (kind == "DNS" || kind == "IP Address") names.push_back(Clean(entry.substr(colon + 1)));
  }
}

std::string NamesOnCertificate(CURL* curl) {
  curl_certinfo* info = nullptr;
  curl_easy_getinfo(curl, CURLINFO_CERTINFO, &info);
  if (info == nullptr || info->num_of_certs < 1) return {};
  constexpr std::string_view kAlternatives = "X509v3 Subject Alternative Name:";
  constexpr std::string_view kSubject = "Subject:";
  std::vector<std::string> names;
  std::string common;
  for (const curl_slist* line = info->certinfo[0]; line != nullptr; line = line->next) {
    const std::string_view text = line->data;
    if (text.starts_with(kAlternatives)) AddAlternativeNames(text.substr(kAlternatives.size()), names);
    if (!text.starts_with(kSubject)) continue;
    const std::size_t at = text.find("CN = ");
    if (at != std::string_view::npos) common = Clean(text.substr(at + 5, text.find(',', at) - at - 5));
  }
  if (names.empty() && !common.empty()) names.push_back(common);
  std::string list;
  for (std::size_t i = 0; i < std::min(names.size(), kNamesShown); ++i) list += (i == 0 ? "" : ", ") + names[i];
  if (names.size() > kNamesShown) list += ", …";
  return list;
}

std::string WrongName(CURL* curl, const std::string& host) {
  const std::string names = NamesOnCertificate(curl);
  return "The certificate that " + host + " showed is for another name" + (names.empty() ? "" : " (" + names + ")") +
         "; use the name that it is for, or have the server's certificate replaced.";
}

std::string NotTls(const std::string& host, std::string_view detail) {
  const auto mentions = [&](std::string_view word) { return detail.find(word) != std::string_view::npos; };
  if (mentions("wrong version number") || mentions("packet length too long")) {
    return host + " does not speak TLS on this port; check the port, or whether the URL should begin with http://.";
  }
  if (mentions("alert certificate required") || mentions("alert bad certificate") ||
      mentions("alert handshake failure")) {
    return host + " refused the TLS handshake; it may want a client certificate, or another one.";
  }
  if (mentions("unsupported protocol") || mentions("alert protocol version")) {
    return host + " offers only outdated versions of TLS; it needs TLS 1.2 or later.";
  }
  return "The TLS handshake with " + host + " failed; the server ended it or speaks something else.";
}

}  // namespace

std::string TlsReason(CURL* curl, const std::string& host, const Failure& failure) {
  long verdict = 0;
  curl_easy_getinfo(curl, CURLINFO_SSL_VERIFYRESULT, &verdict);
  const std::string subject = "The certificate of " + host;
  switch (verdict) {
    case kExpired:
      return subject + " has expired; its owner must renew it.";
    case kNotYetValid:
      return subject + " is not valid yet; check the clock of this machine.";
    case kSelfSigned:
      return subject +
             " is self-signed; add it to the trusted certificates, or turn verification off for this connection.";
    case kSelfSignedInChain:
      return subject +
             " was issued by a private (self-signed) authority that this machine does not know; add that authority to "
             "the "
             "trusted certificates.";
    case kUnableToGetIssuer:
    case kUnableToGetIssuerLocally:
    case kUnableToVerifyLeaf:
      return subject +
             " has an unknown issuer; the server leaves out an intermediate certificate, or its authority must be "
             "added to "
             "the trusted certificates.";
    case kRevoked:
      return subject + " was revoked; its owner must replace it.";
    case kKeyTooSmall:
    case kDigestTooWeak:
      return subject + " is too weak (short key or old digest); its owner must replace it.";
    case kHostMismatch:
    case kAddressMismatch:
      return WrongName(curl, host);
    default:
      break;
  }
  if (failure.code == CURLE_SSL_CACERT_BADFILE) {
    return "The file of trusted certificates cannot be read; install the package ca-certificates or check its path.";
  }
  if (failure.code != CURLE_PEER_FAILED_VERIFICATION) return NotTls(host, failure.detail);
  if (verdict > kNotDecided)
    return subject + " could not be verified (OpenSSL reason " + std::to_string(verdict) + ").";
  return WrongName(curl, host);  // the chain is good, so it is the name
}

}  // namespace wharf::net
