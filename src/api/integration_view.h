#pragma once

#include <boost/json.hpp>

#include "integration/connection/connection.h"
#include "integration/definition/catalog.h"

namespace wharf::api {

/// What a tile of the catalogue shows.
boost::json::object TileView(const definition::CatalogEntry& entry);
boost::json::object HealthView(const connection::Health& health);
/// A setting as a form needs it.
boost::json::object FieldView(const std::string& name, const definition::Field& field);
boost::json::array MappingVariablesView(const definition::Definition& definition);
/// Two letters and the category that gives the tint.
boost::json::object MarkView(const definition::Definition& definition);

}  // namespace wharf::api
