#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace wharf::templates {

/// The known name that a person most likely meant: the smallest Damerau-Levenshtein distance (insert, delete, replace,
/// swap neighbours), at most a third of the length of the word, but at least one change; ties go to the first in
/// alphabetical order. Names longer than 64 bytes are never near. Time grows with the number of names.
std::optional<std::string> Nearest(std::string_view word, std::span<const std::string> known);

}  // namespace wharf::templates
