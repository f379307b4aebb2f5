#pragma once

#include <boost/json.hpp>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "integration/definition/definition.h"

namespace wharf::definition {

/// One value as it is kept: tidied by the rules of its kind (blanks, a pasted scheme or path, letters), then checked.
/// Null and empty texts are "not given". Errors: `invalid_argument` with a sentence for the person, and never the
/// value.
Result<boost::json::value> TidyField(const Field& field, const boost::json::value& given);

struct TidiedSettings {
  /// Every visible field of the connection and the way that has a value: given, default, or constant. Secrets are here
  /// too, as text: take them out before anything is stored or shown.
  boost::json::object values;
  /// One for each wrong or missing field; the pointer is `/<field>`.
  std::vector<FieldError> errors;
};

/// All settings for one way to sign in. `kept` names secrets that are stored already and need not be given again.
/// Names that the definition does not have are errors. With an unknown way, every field of the connection alone counts
/// and there is an error for `/sign_in`.
TidiedSettings TidySettings(const Connection& connection, std::string_view way, const boost::json::object& given,
                            const std::set<std::string>& kept);

/// The fields of the connection and of the way, in the order in which a person sees them.
Named<const Field*> FieldsOf(const Connection& connection, std::string_view way);

}  // namespace wharf::definition
