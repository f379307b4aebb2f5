// Two files of names, cut at the first NUL: suggesting from them ends, with pairs or an error.
#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "integration/mapping/suggest_csv.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view both(reinterpret_cast<const char*>(data), size);
  const std::size_t cut = std::min(both.find('\0'), both.size());
  const std::string organizations = "id,name\n" + std::string(both.substr(0, cut));
  const std::string options = "id,name\n" + std::string(both.substr(std::min(cut + 1, both.size())));
  static_cast<void>(wharf::mapping::SuggestCsv(organizations, options, true, nullptr));
  return 0;
}
