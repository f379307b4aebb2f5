#pragma once

#include <boost/json.hpp>

#include "api/route.h"
#include "integration/connection/connection.h"
#include "integration/definition/settings.h"

namespace wharf::api {

/// A connection as its page shows it; secrets only as set or not.
Result<boost::json::object> ConnectionView(const Asked& asked, const connection::Connection& connection);
/// The filters of its options with their choices and what is picked.
Result<boost::json::object> OptionFiltersView(const Asked& asked, const connection::Connection& connection);
/// The page sees filters as settings: these take them out of what it sends, and put them into what it gets.
boost::json::object TakeFilters(const definition::Definition& definition, const std::string& way,
                                boost::json::object& fields);
boost::json::object FieldsWithFilters(const definition::Definition* definition,
                                      const connection::Connection& connection);
boost::json::object CallView(const call::CallRecord& record, const definition::Definition* definition);

}  // namespace wharf::api
