#pragma once

#include <boost/json.hpp>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "integration/definition/definition.h"
#include "template/context.h"

namespace wharf::call {

/// What an answer means.
struct Verdict {
  enum class Means { ok, empty, rate_limited, retry, refresh, rediscover, fail };
  Means means = Means::ok;
  std::optional<std::chrono::milliseconds> wait;  ///< the rule's own, for rate_limited and retry
  int times = 3;                                  ///< retry: at most so many tries more
  bool constant = false;                          ///< retry: the wait does not grow
  std::string as = "vendor";                      ///< fail: whose fault it is, as in the format
  std::string words;                              ///< the rule's message or the vendor's own words; may be empty
};

/// Judges an answer: the rules in their order, then the built-in ones (docs/users/definition-format.md, "Errors"). The
/// first rule that matches wins. `response` is the variable of that name; `hidden` is what a good status hides.
/// Pure. Fails only when a rule's template fails.
Result<Verdict> Judge(int status, const boost::json::object& response, const std::string& hidden,
                      const std::vector<const definition::Errors*>& rules, const templates::Context& context);

/// The vendor's words in an answer: where the definition says, else in the usual places. At most 500 characters, one
/// line.
std::string VendorWords(const boost::json::object& response, const std::vector<const definition::Errors*>& rules,
                        const templates::Context& context);

}  // namespace wharf::call
