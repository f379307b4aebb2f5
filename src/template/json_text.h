#pragma once

#include <boost/json.hpp>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace wharf::templates {

/// Reads one JSON document without losing a digit: whole numbers are exact up to 64 bits, larger ones are an error
/// (`number_too_large`) instead of a rounded double; fractions become the nearest double, which Boost.JSON 1.81 misses
/// by the last bit now and then. At most 64 levels deep. Errors have code `json_invalid` and say where, not what.
Result<boost::json::value> ParseJson(std::string_view text);

/// The same, but the value, and what is needed on the way to it, takes at most `limit` bytes of memory: else an error
/// with code `json_too_large`. A short text can hold many values.
Result<boost::json::value> ParseJsonWithin(std::size_t limit, std::string_view text);

struct JsonStyle {
  int indent = -1;         ///< blanks for each level; below 0: all on one line
  bool spaced = false;     ///< `, ` and `: ` on one line, as Python writes it
  bool sorted = false;     ///< members by key
  bool ascii = false;      ///< everything else as \uXXXX
  bool html_safe = false;  ///< < > & ' as \uXXXX, so that it can stand inside HTML
};

/// Writes JSON; doubles as their shortest exact text (1.0, 1e+16).
std::string WriteJson(const boost::json::value& value, const JsonStyle& style = {});

/// The same, but gives up soon after `limit` bytes: nullopt.
std::optional<std::string> WriteJsonWithin(std::size_t limit, const boost::json::value& value, const JsonStyle& style);

}  // namespace wharf::templates
