#pragma once

#include <span>
#include <string_view>

namespace wharf::storage {

/// One numbered step of the schema. The files are `src/**/NNNN_name.sql`, beside the concept that owns the tables, with
/// `NNNN_name.postgresql.sql` (or `.sqlite.sql`) where the databases differ; CMake embeds them in the program in order
/// of number. A number is used once and never changes after it has landed.
struct Migration {
  int number;
  std::string_view name;
  std::string_view sqlite;
  std::string_view postgresql;
};

std::span<const Migration> Migrations();

}  // namespace wharf::storage
