#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "integration/definition/writer.h"
#include "integration/definition/yaml.h"

/// Whatever is read as YAML can be written, and is read again as the same value.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wharf::definition;
  const auto yaml = ReadYaml({reinterpret_cast<const char*>(data), size}, {.nodes = 10'000});
  if (!yaml.errors.empty()) return 0;
  const auto value = ToJson(yaml.root);
  const auto again = ReadYaml(ToYaml(value));
  if (!again.errors.empty() || ToJson(again.root) != value) std::abort();
  return 0;
}
