#pragma once

#include <boost/json.hpp>
#include <string>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "integration/auth/attachment.h"
#include "integration/call/target.h"
#include "integration/definition/definition.h"
#include "net/outbound.h"
#include "template/context.h"

namespace wharf::call {

/// A request of the definition, evaluated: still without authentication, so that it can be attached anew at each try.
struct PlannedRequest {
  std::string method;
  std::string url;            ///< absolute, without what `query` adds
  boost::json::object query;  ///< in order
  std::string query_lists = "repeat";
  std::string query_unescaped;
  net::Headers headers;
  std::optional<boost::json::value> body;
  boost::json::object form;
  boost::json::object variables;
  boost::json::object cookies;
  const definition::Block* encode = nullptr;
  const definition::Block* decode = nullptr;
  std::vector<std::string> secret_query;        ///< parameters whose values must not be shown
  std::vector<std::string> credential_headers;  ///< dropped when a redirect leaves the vendor
  std::chrono::milliseconds timeout{0};
};

/// What a request is built from, besides the request itself.
struct RequestParts {
  const Target& target;
  const templates::Context& context;
  const definition::Action* action = nullptr;  ///< nullptr: a request without inputs (connect and login steps)
  const boost::json::object* input = nullptr;  ///< completed
  std::string base_url;                        ///< evaluated; see BaseUrl
};

/// The address that relative addresses are below. Fails with `settings_incomplete` if no template of it is usable.
Result<std::string> BaseUrl(const Target& target, const definition::Action* action, const templates::Context& context);

/// The request with its templates evaluated and its inputs put in their places. Values of path placeholders are
/// percent-encoded as one segment; whatever would leave its segment, or the base's host, is refused.
Result<PlannedRequest> PlanRequest(const definition::Request& request, const RequestParts& parts);

/// The request of the generic action: method, path, query, headers and body come from its input.
Result<PlannedRequest> PlanGeneric(const RequestParts& parts);

/// Puts a value into its place.
void Apply(const auth::Put& put, PlannedRequest& plan);

/// The call as it goes out: query written, body encoded, cookies joined, `send_to` applied.
struct FinishedRequest {
  net::OutboundRequest request;
  std::string shown_url;  ///< for people: secret parameters masked
  bool secret_body = false;
};
Result<FinishedRequest> Finish(const PlannedRequest& plan, const Target& target, const templates::Context& context,
                               Random& random);

/// `url` with the target's `send_to` in place of scheme, host and port, if it is set.
Result<std::string> Effective(const std::string& url, const Target& target);

}  // namespace wharf::call
