#pragma once

#include <boost/json.hpp>
#include <cstdint>
#include <optional>

#include "base/result.h"
#include "integration/definition/definition.h"

namespace wharf::call {

/// What the generic action's inputs ask for besides the request itself.
struct GenericCall {
  const definition::Block* paging = nullptr;  ///< of the definition; nullptr: one page
  std::optional<definition::DataPath> rows = std::nullopt;
  std::optional<std::int64_t> max_rows = std::nullopt;

  [[nodiscard]] bool lists() const { return paging != nullptr || rows.has_value(); }
};

/// Fails with `invalid_input` and a pointer for a style that the definition does not have, a path that is none, or a
/// number of rows below one. The definition outlives what is returned.
Result<GenericCall> ReadGenericCall(const definition::Definition& definition, const boost::json::object& input);

/// The list in an answer: where `rows` says, else the answer itself, else its first member that is a list.
boost::json::array ReadGenericRows(const boost::json::value& body, const GenericCall& wanted);

}  // namespace wharf::call
