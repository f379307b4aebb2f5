// Answers of vendors: whatever comes is a value or an error, and XML that was read can be written and read again.
#include <cstdint>
#include <string_view>

#include "integration/call/decode.h"
#include "integration/call/xml.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view body(reinterpret_cast<const char*>(data), size);
  static_cast<void>(wharf::call::Decode(body, "", nullptr));
  static_cast<void>(wharf::call::Decode(body, "application/json", nullptr));
  if (const auto read = wharf::call::ReadXml(body)) {
    static_cast<void>(wharf::call::ReadXml(wharf::call::WriteXml("root", *read)));
  }
  return 0;
}
