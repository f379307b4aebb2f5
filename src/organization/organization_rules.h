#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace wharf::organization {

// What names, slugs, domains and tags may be. Pure functions, safe from any thread. Their errors are
// `invalid_argument` with these codes, which an import reports row by row: REQUIRED_FIELD, MAX_LENGTH_EXCEEDED,
// INVALID_FORMAT, RESERVED_NAME, INVALID_SLUG, INVALID_TAGS.

inline constexpr std::size_t kMostNameLength = 255;  ///< code points; also of a slug and of a domain
inline constexpr std::size_t kMostTagLength = 50;
inline constexpr std::size_t kMostTags = 50;
inline constexpr std::size_t kMostDomains = 100;
inline constexpr std::size_t kMostDepth = 50;  ///< levels below the root

/// The name as it is stored: NFC, trimmed, runs of blanks as one blank. Refuses an empty one, one that is too long,
/// control characters, and names that would be mistaken: something that looks like an id, and the "DELETED-" prefix
/// that other products put before the names of deleted organizations.
Result<std::string> CleanName(std::string_view name);

/// What makes two names the same: NFKC case folding (Unicode standard, section 5.18) of the clean name. Accents count.
std::string NameKey(std::string_view name);

/// A slug made from a name: "Müller & Söhne" -> "muller-sohne"; "organization" if nothing is left of it.
/// `taken` is asked until a free one is found ("acme", "acme-2", "acme-3").
std::string MakeSlug(std::string_view name, const std::function<bool(std::string_view)>& taken);

/// A slug that a person typed: lower case letters, digits and single dashes, not a reserved word, not like an id.
Result<std::string> CheckSlug(std::string_view slug);

/// "HTTPS://Example.COM/about" is refused with the fix; " Example.COM. " -> "example.com"; "müller.example" -> its
/// A-label form (UTS #46).
Result<std::string> CleanDomain(std::string_view domain);
/// Each domain cleaned, doubles dropped, in the order given.
Result<std::vector<std::string>> CleanDomains(const std::vector<std::string>& domains);

/// Trimmed, doubles dropped whatever their case, in the order given.
Result<std::vector<std::string>> CleanTags(const std::vector<std::string>& tags);

/// The error of a rule as the error of a field of an input: `invalid_input`, with the pointer and the code in lower
/// case.
Error AsFieldError(const Error& rule, std::string_view pointer);

}  // namespace wharf::organization
