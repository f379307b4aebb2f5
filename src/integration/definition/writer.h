#pragma once

#include <boost/json.hpp>
#include <string>

#include "integration/definition/definition.h"

namespace wharf::definition {

/// The definition as YAML, in the canonical order and style of the format: what exports and custom integrations are
/// kept as. Reading it again gives an equal definition. Comments of the original are not part of a definition.
std::string ToYaml(const Definition& definition);

/// Any JSON value as YAML that ReadYaml and every YAML 1.2 reader read as the same value: block style, with what is
/// small in braces on one line of at most 120 characters.
std::string ToYaml(const boost::json::value& value);

}  // namespace wharf::definition
