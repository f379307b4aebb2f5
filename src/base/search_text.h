#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace wharf {

/// Many short texts in one piece of memory, to find those that hold some other text anywhere.
///
/// A search reads the memory once from front to back: about a millisecond for a million bytes. Built once, then only
/// read, by any number of threads.
class SearchText {
 public:
  SearchText() = default;

  void Reserve(std::size_t texts, std::size_t bytes);
  /// The next text; its number is how many were added before. U+0000 in it is taken as an end.
  void Add(std::string_view text);
  [[nodiscard]] std::size_t size() const { return starts_.size(); }
  /// The numbers of the texts that hold `part`, ascending; all of them for an empty part.
  [[nodiscard]] std::vector<std::uint32_t> Find(std::string_view part) const;

 private:
  std::string memory_;
  std::vector<std::uint32_t> starts_;
};

}  // namespace wharf
