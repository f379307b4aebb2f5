#pragma once

#include <compare>
#include <optional>

#include "template/value.h"

namespace wharf::templates {

class Run;

/// Equality of scalars, numbers by value across kinds: `1 == 1.0 == true`. False for anything else.
bool ScalarsEqual(const Value& a, const Value& b);

/// Order of two numbers, exact even where a double cannot hold the whole number. Both are numbers.
std::strong_ordering CompareNumbers(const Value& a, const Value& b);

/// Equality of any two values, as Python's `==`. Ends the run, returning nullopt, only at a limit or a record's error.
std::optional<bool> Equal(Run& run, const Value& a, const Value& b);

/// Order of two numbers, texts (by code point), times, or lists (element by element). For anything else the run fails.
std::optional<std::strong_ordering> Compare(Run& run, const Value& a, const Value& b);

/// Python's `in`: part of a text, element of a list, key of a dict; false for undefined.
std::optional<bool> Contains(Run& run, const Value& holder, const Value& sought);

/// Python's truth: false, none, undefined, 0 and everything empty are false. nullopt if a record's error ended the run.
std::optional<bool> IsTrue(Run& run, const Value& value);

}  // namespace wharf::templates
