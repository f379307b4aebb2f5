#include "integration/mapping/key_index.h"

#include <algorithm>
#include <bit>

namespace wharf::mapping {
namespace {

// Spreads keys that differ in few bits.
std::size_t Mix(std::uint64_t key) { return static_cast<std::size_t>(key * 0x9E3779B97F4A7C15U >> 20U); }

}  // namespace

void KeyIndex::Build() {
  std::sort(entries_.begin(), entries_.end(),
            [](const Entry& a, const Entry& b) { return a.key != b.key ? a.key < b.key : a.name < b.name; });
  entries_.erase(std::unique(entries_.begin(), entries_.end(),
                             [](const Entry& a, const Entry& b) { return a.key == b.key && a.name == b.name; }),
                 entries_.end());
  names_.reserve(entries_.size());
  for (const Entry& entry : entries_) names_.push_back(entry.name);
  slots_.assign(std::bit_ceil(entries_.size() * 2 + 1), 0);
  const std::size_t mask = slots_.size() - 1;
  ends_.assign(entries_.size(), 0);
  for (std::size_t begin = 0; begin < entries_.size();) {
    std::size_t end = begin + 1;
    while (end < entries_.size() && entries_[end].key == entries_[begin].key) ++end;
    ends_[begin] = static_cast<std::uint32_t>(end);
    std::size_t slot = Mix(entries_[begin].key) & mask;
    while (slots_[slot] != 0) slot = (slot + 1) & mask;
    slots_[slot] = static_cast<std::uint32_t>(begin + 1);
    begin = end;
  }
}

std::span<const std::uint32_t> KeyIndex::Find(std::uint64_t key) const {
  if (entries_.empty()) return {};
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t slot = Mix(key) & mask; slots_[slot] != 0; slot = (slot + 1) & mask) {
    const std::size_t begin = slots_[slot] - 1U;
    if (entries_[begin].key == key) return std::span(names_).subspan(begin, ends_[begin] - begin);
  }
  return {};
}

}  // namespace wharf::mapping
