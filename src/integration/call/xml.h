#pragma once

#include <boost/json.hpp>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wharf::call {

/// XML as nested objects: a member for each element's name (a list if it repeats, or if it says type="array"),
/// attributes as `@name`, text as the value itself or as `#text` beside attributes. The root's name is a member.
/// Document types and entities beyond the five of XML are not expanded. Fails with `response_broken`.
Result<boost::json::value> ReadXml(std::string_view text);

/// The reverse, with `root` as the outer element; a list repeats its element. Characters XML cannot hold are left out.
std::string WriteXml(std::string_view root, const boost::json::value& value);

}  // namespace wharf::call
