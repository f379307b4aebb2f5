#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "template/nodes.h"
#include "template/run.h"
#include "template/value.h"

namespace wharf::templates {

// Python's arithmetic over 64-bit whole numbers (−2⁶³ … 2⁶⁴−1) and doubles. A whole number that leaves the range and a
// real that stops being finite are errors, never wrong digits.

/// The number as a value, or a failed run if it is out of range.
Value FromWide(Run& run, Wide number);
/// The same for reals.
Value FromReal(Run& run, double number);
/// Any number, booleans included, as a double.
double ToReal(const Value& number);

Value ApplyUnary(Run& run, Operator op, const Value& operand);
/// All operators, for texts, lists and times too: `+` joins, `*` repeats, `%` formats text.
Value ApplyBinary(Run& run, Operator op, const Value& left, const Value& right);

/// The shortest text that reads back as the same double, as Python prints it: 0.1, 1e+16, 3.0.
std::string RealText(double number);
std::string WholeText(Wide number);

/// Python's int(text) and float(text): blanks around and `_` between digits are allowed. nullopt if it is not a number.
/// A number too large for 64 bits is nullopt with `too_large` set.
std::optional<Wide> ParseWhole(std::string_view text, int base, bool& too_large);
std::optional<double> ParseReal(std::string_view text);

}  // namespace wharf::templates
