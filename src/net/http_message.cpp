#include "net/http_message.h"

#include <algorithm>

namespace wharf::net {
namespace {

char LowerAscii(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

}  // namespace

bool SameName(std::string_view a, std::string_view b) {
  return std::ranges::equal(a, b, [](char x, char y) { return LowerAscii(x) == LowerAscii(y); });
}

bool IsHeaderSafe(std::string_view value) {
  return std::ranges::none_of(value, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
}

bool IsToken(std::string_view text) {
  constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
  const auto allowed = [&](char c) {
    const char lower = LowerAscii(c);
    return (lower >= 'a' && lower <= 'z') || (c >= '0' && c <= '9') || kMarks.find(c) != std::string_view::npos;
  };
  return !text.empty() && std::ranges::all_of(text, allowed);
}

void Headers::Set(std::string name, std::string value) {
  const auto first = std::ranges::find_if(fields_, [&](const auto& field) { return SameName(field.first, name); });
  if (first == fields_.end()) {
    Add(std::move(name), std::move(value));
    return;
  }
  // The place of the first one is kept, so that the order a caller chose survives.
  const auto rest =
      std::remove_if(first + 1, fields_.end(), [&](const auto& field) { return SameName(field.first, name); });
  first->second = std::move(value);
  fields_.erase(rest, fields_.end());
  first->first = std::move(name);
}

void Headers::Remove(std::string_view name) {
  std::erase_if(fields_, [&](const auto& field) { return SameName(field.first, name); });
}

std::optional<std::string_view> Headers::Get(std::string_view name) const {
  const auto found = std::ranges::find_if(fields_, [&](const auto& field) { return SameName(field.first, name); });
  if (found == fields_.end()) return std::nullopt;
  return found->second;
}

}  // namespace wharf::net
