#pragma once

#include <boost/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "base/random.h"
#include "base/result.h"
#include "integration/definition/block.h"
#include "template/context.h"

namespace wharf::call {

/// A body ready to send; no `content_type` means no body.
struct EncodedBody {
  std::string bytes;
  std::string content_type;
  bool secret = false;
};

/// Names and values of a query or form, flattened: lists and objects as `lists` says ("repeat", "brackets", "comma",
/// "index"; objects as `a[b]=1`). Null is left out.
std::vector<std::pair<std::string, std::string>> Flatten(const boost::json::object& values, const std::string& lists);

/// Writes a body as the encoder says (nullptr: JSON). `variables` are what Place `variable` put in (GraphQL).
Result<EncodedBody> Encode(const std::optional<boost::json::value>& body, const definition::Block* encoder,
                           const boost::json::object& form, const boost::json::object& variables,
                           const templates::Context& context, Random& random);

/// What a good status hides: GraphQL's `errors`, JSON-RPC's `error`. Empty if there is none.
std::string HiddenFailure(const boost::json::value& answer, const definition::Block* encoder);

}  // namespace wharf::call
