#pragma once

#include "integration/connection/connection.h"
#include "integration/definition/catalog.h"
#include "integration/mapping/mappings.h"

namespace wharf::mapping {

/// Where a mapping is made: the connection, and the variable of its definition.
struct Mappings::Place {
  connection::Connection connection;
  const definition::CatalogEntry* entry = nullptr;
  const definition::MappingVariable* variable = nullptr;
};

}  // namespace wharf::mapping
