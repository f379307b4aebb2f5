#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "template/run.h"
#include "template/value.h"

namespace wharf::templates {

/// Adds what `{{ value }}` prints: Python's str(), so `True`, `None`, `1.0`, `['a', 1]`; undefined prints nothing.
/// False if the run failed: in strict mode for undefined, or when `out` grows over the memory that is left.
bool Display(Run& run, const Value& value, std::string& out);
/// The same for the text that the template makes, which has a limit of its own.
bool DisplayOutput(Run& run, const Value& value, std::string& out);

/// The same as a text that lives as long as the run; of a text the text itself.
std::optional<std::string_view> TextOf(Run& run, const Value& value);

/// Counts what a typed result holds, so that it can be cut off at the output limit, and notices secrets in it.
struct Conversion {
  std::size_t bytes = 0;
  bool secret = false;
};

/// The value as JSON: times as RFC 3339, tuples as arrays, undefined as null, keys as text. nullopt if the run failed.
std::optional<boost::json::value> ToJson(Run& run, const Value& value, Conversion& conversion);

}  // namespace wharf::templates
