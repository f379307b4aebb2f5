#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace wharf::storage {

struct NumberedSql {
  std::string sql;
  std::size_t parameters = 0;
};

/// Turns each `?` into `$1`, `$2`, … as PostgreSQL wants it, except in strings, quoted names, dollar quotes and
/// comments (PostgreSQL 15 manual, §4.1). PostgreSQL's operators with a question mark therefore cannot be used. One
/// pass.
NumberedSql NumberParameters(std::string_view sql);

}  // namespace wharf::storage
