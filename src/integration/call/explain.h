#pragma once

#include <string>

#include "base/result.h"
#include "integration/call/judge.h"

namespace wharf::call {

/// A refusal in words: the fact ("Huntress answered 401 to GET /v1/account"), the vendor's own words, then the fix.
/// `url` is already redacted.
Error ExplainVerdict(const Verdict& verdict, int status, const std::string& method, const std::string& url,
                     const std::string& vendor);

/// A call that got no answer, in words: TLS, name, time-out, refused connection, blocked address.
Error ExplainFailure(Error error, const std::string& vendor);

}  // namespace wharf::call
