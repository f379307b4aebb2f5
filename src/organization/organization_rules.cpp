#include "organization/organization_rules.h"

#include <unicode/idna.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <memory>
#include <unordered_set>
#include <utility>

#include "base/fold.h"
#include "base/id.h"
#include "base/text_encoding.h"

namespace wharf::organization {
namespace {

constexpr std::size_t kMostMadeSlug = 60;  // leaves room for a number behind it
constexpr std::array<std::string_view, 12> kReservedSlugs = {
    "all", "api", "deleted", "import", "new", "none", "null", "root", "search", "self", "switcher", "undefined"};

Error Wrong(std::string code, std::string message) {
  return {ErrorKind::invalid_argument, std::move(code), std::move(message)};
}

icu::UnicodeString ToUnicode(std::string_view text) {
  return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<std::int32_t>(text.size())));
}

std::string ToUtf8(const icu::UnicodeString& text) {
  std::string out;
  text.toUTF8String(out);
  return out;
}

/// NFC, trimmed, runs of blanks as one blank. nullopt if there are control characters in it.
std::optional<std::string> CleanText(std::string_view text) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* nfc = icu::Normalizer2::getNFCInstance(status);
  icu::UnicodeString source = ToUnicode(text);
  if (U_SUCCESS(status)) source = nfc->normalize(source, status);
  icu::UnicodeString clean;
  bool blank = false;
  for (std::int32_t i = 0; i < source.length(); i = source.moveIndex32(i, 1)) {
    const UChar32 letter = source.char32At(i);
    if (u_isUWhiteSpace(letter) != 0) {
      blank = true;
      continue;
    }
    if (u_charType(letter) == U_CONTROL_CHAR) return std::nullopt;
    if (blank && !clean.isEmpty()) clean.append(UChar32{' '});
    blank = false;
    clean.append(letter);
  }
  return ToUtf8(clean);
}

std::size_t Length(std::string_view utf8) {
  return static_cast<std::size_t>(
      std::count_if(utf8.begin(), utf8.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

bool IsSlugLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

bool IsReservedSlug(std::string_view slug) {
  return std::find(kReservedSlugs.begin(), kReservedSlugs.end(), slug) != kReservedSlugs.end();
}

std::string Lower(std::string_view ascii) {
  std::string lower(ascii);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return lower;
}

bool IsHostName(std::string_view domain) {
  if (domain.size() > 253 || domain.find('.') == std::string_view::npos) return false;
  std::size_t start = 0;
  while (start <= domain.size()) {
    const std::size_t end = std::min(domain.find('.', start), domain.size());
    const std::string_view label = domain.substr(start, end - start);
    if (label.empty() || label.size() > 63 || label.front() == '-' || label.back() == '-') return false;
    if (!std::all_of(label.begin(), label.end(), [](char c) { return IsSlugLetter(c) || c == '-' || c == '_'; })) {
      return false;
    }
    start = end + 1;
  }
  return true;
}

/// "https://user@example.com:8443/about" -> "example.com", to show what was meant.
std::string HostWithin(std::string_view text) {
  if (const auto scheme = text.find("://"); scheme != std::string_view::npos) text.remove_prefix(scheme + 3);
  text = text.substr(0, text.find_first_of("/?#"));
  if (const auto at = text.rfind('@'); at != std::string_view::npos) text.remove_prefix(at + 1);
  return std::string(text.substr(0, text.find(':')));
}

/// A-labels (UTS #46, nontransitional), empty if the text cannot be a domain.
std::string ToAscii(std::string_view domain) {
  if (IsAscii(domain)) return Lower(domain);
  UErrorCode status = U_ZERO_ERROR;
  const std::unique_ptr<icu::IDNA> idna(
      icu::IDNA::createUTS46Instance(UIDNA_NONTRANSITIONAL_TO_ASCII | UIDNA_CHECK_BIDI, status));
  if (U_FAILURE(status)) return {};
  icu::IDNAInfo info;
  icu::UnicodeString ascii;
  idna->nameToASCII(ToUnicode(domain), ascii, info, status);
  return U_FAILURE(status) || info.hasErrors() ? std::string() : ToUtf8(ascii);
}

}  // namespace

Error AsFieldError(const Error& rule, std::string_view pointer) {
  return {ErrorKind::invalid_argument,
          "invalid_input",
          rule.message,
          {{std::string(pointer), Lower(rule.code), rule.message}}};
}

Result<std::string> CleanName(std::string_view name) {
  if (!IsValidUtf8(name)) return Wrong("INVALID_FORMAT", "The name is not valid UTF-8. Save the file as UTF-8.");
  if (name.size() > kMostNameLength * 16) {
    return Wrong("MAX_LENGTH_EXCEEDED", "A name may have 255 characters. Shorten it.");
  }
  const auto clean = CleanText(name);
  if (!clean) return Wrong("INVALID_FORMAT", "The name holds a control character. Type it anew.");
  // A name of invisible characters only would be no name to anybody.
  if (clean->empty() || NameKey(*clean).empty()) return Wrong("REQUIRED_FIELD", "The name is empty. Give it one.");
  if (Length(*clean) > kMostNameLength) {
    return Wrong("MAX_LENGTH_EXCEEDED",
                 "The name has " + std::to_string(Length(*clean)) + " characters; 255 are possible. Shorten it.");
  }
  if (Uuid::Parse(*clean)) return Wrong("RESERVED_NAME", "The name looks like an id. Take a name that people use.");
  if (NameKey(*clean).starts_with("deleted-")) {
    return Wrong("RESERVED_NAME",
                 "Names that begin with DELETED- mark deleted organizations in other products. Leave it off.");
  }
  return *clean;
}

std::string NameKey(std::string_view name) {
  if (IsAscii(name)) return Lower(name);
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* casefold = icu::Normalizer2::getNFKCCasefoldInstance(status);
  if (U_FAILURE(status)) return FoldForSearch(name);
  return ToUtf8(casefold->normalize(ToUnicode(name), status));
}

std::string MakeSlug(std::string_view name, const std::function<bool(std::string_view)>& taken) {
  std::string base;
  for (const char c : FoldForSearch(name)) {
    if (IsSlugLetter(c)) {
      base += c;
    } else if (!base.empty() && base.back() != '-' && c != '\'') {
      base += '-';
    }
    if (base.size() == kMostMadeSlug) break;
  }
  while (!base.empty() && base.back() == '-') base.pop_back();
  if (base.empty()) base = "organization";
  std::string slug = base;
  for (std::uint64_t number = 2; IsReservedSlug(slug) || Uuid::Parse(slug) || taken(slug); ++number) {
    slug = base + "-" + std::to_string(number);
  }
  return slug;
}

Result<std::string> CheckSlug(std::string_view slug) {
  const auto clean = CleanText(slug);
  const std::string text = clean.value_or("");
  if (Length(text) > kMostNameLength) {
    return Wrong("MAX_LENGTH_EXCEEDED", "A slug may have 255 characters. Shorten it.");
  }
  const bool letters = std::all_of(text.begin(), text.end(), [](char c) { return IsSlugLetter(c) || c == '-'; });
  if (text.empty() || !letters || text.front() == '-' || text.back() == '-' || text.find("--") != std::string::npos) {
    return Wrong("INVALID_SLUG",
                 "A slug has lower case letters, digits and single dashes between them, like acme-dental.");
  }
  if (IsReservedSlug(text) || Uuid::Parse(text)) {
    return Wrong("INVALID_SLUG", "The slug \"" + text + "\" is reserved. Take another.");
  }
  return text;
}

Result<std::string> CleanDomain(std::string_view domain) {
  if (!IsValidUtf8(domain)) return Wrong("INVALID_FORMAT", "The domain is not valid UTF-8.");
  if (domain.size() > 1024) return Wrong("MAX_LENGTH_EXCEEDED", "A domain may have 253 characters.");
  std::string text = CleanText(domain).value_or("");
  if (!text.empty() && text.back() == '.') text.pop_back();
  if (text.empty()) return Wrong("INVALID_FORMAT", "A domain is empty. Leave it out or write it like example.com.");
  if (Length(text) > 253) return Wrong("MAX_LENGTH_EXCEEDED", "A domain may have 253 characters.");
  const std::string ascii = ToAscii(text);
  if (IsHostName(ascii)) return ascii;
  const std::string host = ToAscii(HostWithin(text));
  if (host != ascii && IsHostName(host)) {
    return Wrong("INVALID_FORMAT", "\"" + text + "\" is more than a domain. Write \"" + host + "\".");
  }
  return Wrong("INVALID_FORMAT", "\"" + text + "\" is not a domain. Write it like example.com.");
}

Result<std::vector<std::string>> CleanDomains(const std::vector<std::string>& domains) {
  std::vector<std::string> clean;
  for (const std::string& domain : domains) {
    WHARF_ASSIGN(std::string one, CleanDomain(domain));
    if (std::find(clean.begin(), clean.end(), one) == clean.end()) clean.push_back(std::move(one));
    if (clean.size() > kMostDomains) {
      return Wrong("MAX_LENGTH_EXCEEDED", "An organization may have 100 domains. Leave some out.");
    }
  }
  return clean;
}

Result<std::vector<std::string>> CleanTags(const std::vector<std::string>& tags) {
  std::vector<std::string> clean;
  std::unordered_set<std::string> keys;
  for (const std::string& tag : tags) {
    const auto text = IsValidUtf8(tag) ? CleanText(tag) : std::nullopt;
    if (!text) return Wrong("INVALID_TAGS", "A tag holds a control character or is not valid UTF-8. Type it anew.");
    if (text->empty()) continue;
    if (Length(*text) > kMostTagLength) {
      return Wrong("INVALID_TAGS", "The tag \"" + *text + "\" is longer than 50 characters. Shorten it.");
    }
    if (text->find_first_of(",;|") != std::string::npos) {
      return Wrong("INVALID_TAGS", "The tag \"" + *text + "\" holds a comma, semicolon or bar, which separate tags.");
    }
    if (keys.insert(NameKey(*text)).second) clean.push_back(*text);
    if (clean.size() > kMostTags) return Wrong("INVALID_TAGS", "An organization may have 50 tags. Leave some out.");
  }
  return clean;
}

}  // namespace wharf::organization
