#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace wharf::mapping {

/// A list of names for each of many keys, packed. Built once, then only read.
class KeyIndex {
 public:
  void Add(std::uint64_t key, std::uint32_t name) { entries_.push_back({key, name}); }
  /// Call after the last Add() and before the first Find().
  void Build();
  /// The names of a key, in ascending order.
  [[nodiscard]] std::span<const std::uint32_t> Find(std::uint64_t key) const;
  [[nodiscard]] std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    std::uint64_t key = 0;
    std::uint32_t name = 0;
  };
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> names_;
  std::vector<std::uint32_t> slots_;  // open addressing: where in entries_ a key begins, plus 1
  std::vector<std::uint32_t> ends_;
};

}  // namespace wharf::mapping
