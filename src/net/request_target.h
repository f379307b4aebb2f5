#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace wharf::net {

/// What a request asks for: the text between method and version of the first line, taken apart and decoded once.
struct RequestTarget {
  std::string path;                                        ///< `/api/v1/organizations`, percent-decoded UTF-8
  std::vector<std::pair<std::string, std::string>> query;  ///< in order, form-decoded; a name without `=` has value ""
};

/// Reads a target in origin form (RFC 9112 §3.2.1). Pure; time and memory grow with its length.
///
/// There is one spelling per path, so that what a rule matched is what a handler serves. Refused, with a message that
/// names the reason: other forms (absolute, authority, `*`), dot segments and empty segments (also when
/// percent-encoded; one trailing slash may stand and is kept), encoded or raw slashes and backslashes inside a segment,
/// control characters, bytes that are not UTF-8 when decoded, broken percent sequences, a fragment, and more than 256
/// query parameters. `;` is an ordinary character. Fails with `target_not_origin_form` or `target_invalid`.
Result<RequestTarget> ParseRequestTarget(std::string_view target);

}  // namespace wharf::net
