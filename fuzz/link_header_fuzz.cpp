// A vendor's Link header: what is found stands in the header.
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "integration/call/link_header.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view header(reinterpret_cast<const char*>(data), size);
  const std::string found = wharf::call::FindLink(header, "next");
  if (header.find(found) == std::string_view::npos) std::abort();
  return 0;
}
