#pragma once

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <vector>

namespace wharf::organization {

/// The items of one page: `page` counts from 1, a `page_size` of 0 is everything.
template <class T>
std::vector<T> PageOf(std::vector<T> all, int page, int page_size) {
  if (page_size <= 0) return all;
  const auto size = static_cast<std::size_t>(page_size);
  const std::size_t first = std::min(all.size(), static_cast<std::size_t>(std::max(page, 1) - 1) * size);
  const std::size_t last = std::min(all.size(), first + size);
  return {std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(first)),
          std::make_move_iterator(all.begin() + static_cast<std::ptrdiff_t>(last))};
}

}  // namespace wharf::organization
