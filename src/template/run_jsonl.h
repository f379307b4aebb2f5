#pragma once

#include <cstddef>
#include <iosfwd>

#include "base/clock.h"

namespace wharf::templates {

/// How many lines there were, and how many of them gave an error.
struct JsonLinesReport {
  std::size_t lines = 0;
  std::size_t errors = 0;
};

/// Runs templates from a stream, one JSON object a line: `{"template": "…", "context": {…}, "native": false}`; for each
/// writes a line `{"output": …}` or `{"error": "line:column: message"}`. Only `template` is required; `"strict": true`
/// makes undefined values errors. Unknown members are ignored.
///
/// Line by line: each answer is written and flushed before the next line is read, and memory does not grow with their
/// number. A line that is not JSON, or longer than 16 MiB, gives an error and the next one goes on. Blank lines are
/// skipped. Ends at the end of the input, or when `out` cannot be written.
JsonLinesReport RunJsonLines(std::istream& in, std::ostream& out, const Clock& clock);

}  // namespace wharf::templates
