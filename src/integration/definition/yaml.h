#pragma once

#include <string_view>
#include <vector>

#include "integration/definition/node.h"

namespace wharf::definition {

/// What is refused before anything is understood.
struct YamlLimits {
  std::size_t bytes = 32U << 20U;
  std::size_t nodes = 2'000'000;
  int depth = 64;
  std::size_t key_bytes = 1024;
};

struct Yaml {
  Node root;
  std::vector<Diagnostic> errors;  ///< `file` is empty; with errors, `root` is what could be read
};

/// Reads one YAML document with libyaml's event parser: no document tree, no recursion without a bound. UTF-8 only,
/// with or without a byte order mark. Anchors, aliases, tags, merge keys, keys that are no scalars, repeated keys and a
/// second document are errors. Time and memory grow with the size of the text. Safe from any thread.
Yaml ReadYaml(std::string_view text, const YamlLimits& limits = {});

}  // namespace wharf::definition
