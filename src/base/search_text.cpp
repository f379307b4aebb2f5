#include "base/search_text.h"

#include <cstring>
#include <numeric>

namespace wharf {

void SearchText::Reserve(std::size_t texts, std::size_t bytes) {
  starts_.reserve(texts);
  memory_.reserve(bytes + texts);
}

void SearchText::Add(std::string_view text) {
  starts_.push_back(static_cast<std::uint32_t>(memory_.size()));
  memory_.append(text.substr(0, text.find('\0')));
  memory_.push_back('\0');
}

std::vector<std::uint32_t> SearchText::Find(std::string_view part) const {
  std::vector<std::uint32_t> found;
  if (part.empty()) {
    found.resize(starts_.size());
    std::iota(found.begin(), found.end(), 0U);
    return found;
  }
  if (part.find('\0') != std::string_view::npos) return found;
  std::size_t at = 0;
  for (std::uint32_t index = 0; at < memory_.size();) {
    // memmem and not string_view::find: the latter looks for the first byte only, and is slow where that is common.
    const void* hit = memmem(memory_.data() + at, memory_.size() - at, part.data(), part.size());
    if (hit == nullptr) break;
    const auto place = static_cast<std::size_t>(static_cast<const char*>(hit) - memory_.data());
    while (index + 1 < starts_.size() && starts_[index + 1] <= place) ++index;
    found.push_back(index);
    if (index + 1 == starts_.size()) break;
    at = starts_[++index];
  }
  return found;
}

}  // namespace wharf
