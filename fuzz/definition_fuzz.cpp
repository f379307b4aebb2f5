#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "integration/auth/vocabulary.h"
#include "integration/call/vocabulary.h"
#include "integration/definition/loader.h"
#include "integration/definition/writer.h"
#include "integration/simulator/vocabulary.h"
#include "template/environment.h"

namespace {

const wharf::definition::Vocabulary& Words() {
  static const auto words = [] {
    wharf::definition::Vocabulary vocabulary;
    wharf::auth::AddKinds(vocabulary);
    wharf::call::AddKinds(vocabulary);
    wharf::simulator::AddKinds(vocabulary);
    return vocabulary;
  }();
  return words;
}

}  // namespace

/// A definition that loads is the same when it is written and read again; one that does not says why.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace wharf::definition;
  static const wharf::templates::Environment environment;
  const auto loaded = Load({reinterpret_cast<const char*>(data), size}, "f", Words(), environment);
  if (!loaded.definition) {
    if (loaded.errors.empty()) std::abort();
    return 0;
  }
  const auto again = Load(ToYaml(*loaded.definition), "f", Words(), environment);
  if (!again.definition || !(*again.definition == *loaded.definition)) std::abort();
  return 0;
}
