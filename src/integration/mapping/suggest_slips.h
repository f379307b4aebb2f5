#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "integration/mapping/name_table.h"
#include "integration/mapping/name_vocabulary.h"

namespace wharf::mapping {

/// Pairs of names whose letters as a whole, without blanks, are at most one slip of the keyboard apart: a letter more,
/// less or other, or two swapped. Finds what words alone do not show, because the slip moved a blank or the words are
/// written as one.
///
/// Names that have their equal on the other side are left out: they need no such search. Time is linear in the letters
/// of the others; memory is about 20 bytes a letter of the organizations among them.
class SlipPairs {
 public:
  /// How many options one organization's name is paired with at most.
  static constexpr std::size_t kMost = 6;

  SlipPairs(const NameTable& organizations, const NameTable& options, const Vocabulary& vocabulary);

  /// The options' names for an organization's name, both as places in their tables.
  [[nodiscard]] std::span<const std::uint32_t> Of(std::uint32_t organization_name) const {
    return std::span(options_).subspan(begins_[organization_name],
                                       begins_[organization_name + 1] - begins_[organization_name]);
  }

 private:
  std::vector<std::uint32_t> begins_;
  std::vector<std::uint32_t> options_;
};

}  // namespace wharf::mapping
