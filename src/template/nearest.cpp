#include "template/nearest.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace wharf::templates {
namespace {

constexpr std::size_t kLongest = 64;

/// Optimal string alignment: the Damerau-Levenshtein distance in which no part is changed twice.
std::size_t Distance(std::string_view a, std::string_view b) {
  using Row = std::array<std::size_t, kLongest + 1>;
  Row before_last{};
  Row last{};
  Row row{};
  for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({last[j] + 1, row[j - 1] + 1, replaced});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        row[j] = std::min(row[j], before_last[j - 2] + 1);
      }
    }
    before_last = last;
    last = row;
  }
  return last[b.size()];
}

}  // namespace

std::optional<std::string> Nearest(std::string_view word, std::span<const std::string> known) {
  if (word.empty() || word.size() > kLongest) return std::nullopt;
  std::size_t best = std::max<std::size_t>(1, word.size() / 3);
  const std::string* nearest = nullptr;
  for (const std::string& name : known) {
    if (name.empty() || name.size() > kLongest) continue;
    const std::size_t distance = Distance(word, name);
    // As many changes as letters would make any two short words near.
    if (distance > best || distance >= std::max(word.size(), name.size())) continue;
    if (distance < best || nearest == nullptr || name < *nearest) {
      best = distance;
      nearest = &name;
    }
  }
  return nearest == nullptr ? std::nullopt : std::optional(*nearest);
}

}  // namespace wharf::templates
