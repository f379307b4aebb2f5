#include "organization/person_rules.h"

#include <algorithm>
#include <array>
#include <set>
#include <vector>

#include "base/fold.h"
#include "base/text_encoding.h"
#include "base/trim.h"
#include "organization/organization_rules.h"

namespace wharf::organization {
namespace {

constexpr std::size_t kLeastPassword = 12;
constexpr std::size_t kMostPassword = 1024;
constexpr std::size_t kMostEmail = 254;
constexpr std::size_t kMostPersonName = 100;
/// A part of a name that is shorter than this is in many good passwords by chance.
constexpr std::size_t kLeastGuessablePart = 4;
constexpr std::size_t kLeastOwnCharacters = 6;
constexpr std::size_t kLeastDifferentCharacters = 5;

/// What people take who are told "twelve characters". Folded; digits and punctuation at the end do not count.
constexpr std::array<std::string_view, 28> kCommon = {
    "abcdefghijkl",     "administrator",    "baseballbaseball", "changemechangeme", "correcthorsebatterystaple",
    "footballfootball", "helloworld",       "iloveyouiloveyou", "iloveyouforever",  "letmeinletmein",
    "letmeinplease",    "mypassword",       "newpassword",      "passw0rdpassw0rd", "password",
    "passwordpassword", "princessprincess", "qwertyqwerty",     "qwertyuiop",       "qwertyuiopasdfghjkl",
    "secretpassword",   "sunshinesunshine", "testtesttest",     "thisismypassword", "trustnoone",
    "wharfadmin",       "wharfwharf",       "welcomewelcome"};

bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || static_cast<unsigned char>(c) >= 0x80; }

Error WrongField(std::string_view pointer, std::string code, std::string message) {
  FieldError field{std::string(pointer), std::move(code), message};
  return {ErrorKind::invalid_argument, "invalid_input", std::move(message), {std::move(field)}};
}

/// The words of a name or address, folded.
std::vector<std::string> PartsOf(std::string_view text) {
  std::vector<std::string> parts;
  std::string part;
  for (const char c : FoldForSearch(text) + " ") {
    if (IsLetter(c)) {
      part += c;
    } else {
      if (part.size() >= kLeastGuessablePart) parts.push_back(part);
      part.clear();
    }
  }
  return parts;
}

/// "123456789012", "abcabcabcabc", "aaaaaaaaaaaa": few characters, or each the next of the one before.
bool IsPattern(std::string_view text) {
  if (std::set<char>(text.begin(), text.end()).size() < kLeastDifferentCharacters) return true;
  std::size_t steps = 0;
  for (std::size_t i = 1; i < text.size(); ++i) {
    if (text[i] - text[i - 1] == 1 || (text[i] == '0' && text[i - 1] == '9')) ++steps;
  }
  return steps + 2 >= text.size();
}

bool IsCommon(std::string_view folded) {
  while (!folded.empty() && !IsLetter(folded.back())) folded.remove_suffix(1);
  return std::find(kCommon.begin(), kCommon.end(), folded) != kCommon.end();
}

bool IsMadeOf(std::string folded, std::vector<std::string> parts) {
  std::sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.size() > b.size(); });
  bool found = false;
  for (const std::string& part : parts) {
    for (auto at = folded.find(part); at != std::string::npos; at = folded.find(part)) {
      folded.erase(at, part.size());
      found = true;
    }
  }
  return found && folded.size() < kLeastOwnCharacters;
}

}  // namespace

Result<std::string> CleanEmail(std::string_view email, std::string_view pointer) {
  const std::string_view trimmed = Trim(email);
  const auto at = trimmed.find('@');
  const bool plain = std::none_of(trimmed.begin(), trimmed.end(), [](char c) {
    return static_cast<unsigned char>(c) <= ' ' || c == 0x7F || c == '<' || c == '>' || c == ',' || c == ';';
  });
  if (trimmed.size() > kMostEmail || !plain || !IsValidUtf8(trimmed) || at == std::string_view::npos || at == 0 ||
      at + 1 == trimmed.size() || trimmed.find('@', at + 1) != std::string_view::npos) {
    return WrongField(pointer, "email_invalid", "This is not an e-mail address. Write it like anna@example.com.");
  }
  return std::string(trimmed);
}

std::string EmailKey(std::string_view email) { return NameKey(Trim(email)); }

Result<std::string> CleanPersonName(std::string_view name, std::string_view pointer) {
  auto clean = CleanName(name);
  if (!clean) return AsFieldError(clean.error(), pointer);
  const auto letters = std::count_if(clean->begin(), clean->end(),
                                     [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
  if (static_cast<std::size_t>(letters) > kMostPersonName) {
    return WrongField(pointer, "max_length_exceeded", "A name may have 100 characters. Shorten it.");
  }
  return clean;
}

Result<void> CheckPassword(const Secret& password, std::string_view email, std::string_view name,
                           std::string_view pointer) {
  const std::string_view text = password.Reveal();
  if (text.size() > kMostPassword) {
    return WrongField(pointer, "password_too_long", "A password may have 1,024 characters. Shorten it.");
  }
  if (text.size() < kLeastPassword) {
    return WrongField(pointer, "password_too_short", "A password has at least 12 characters. A few words do well.");
  }
  const std::string folded = FoldForSearch(text);
  if (IsCommon(folded) || IsPattern(folded)) {
    return WrongField(pointer, "password_common", "This password is among those that are tried first. Take another.");
  }
  std::vector<std::string> parts = PartsOf(email);
  for (std::string& part : PartsOf(name)) parts.push_back(std::move(part));
  if (EmailKey(text) == EmailKey(email) || IsMadeOf(folded, std::move(parts))) {
    return WrongField(pointer, "password_guessable", "The password is made of your name or address. Take another.");
  }
  return {};
}

}  // namespace wharf::organization
