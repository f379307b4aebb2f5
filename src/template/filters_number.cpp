// Filters that make and change numbers and booleans.
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <string>

#include "template/arithmetic.h"
#include "template/builtin.h"
#include "template/compare.h"
#include "template/unicode.h"

namespace wharf::templates {
namespace {

/// A real as a whole number, cut toward zero.
Value Truncated(Run& run, double number) {
  constexpr double kEdge = 18446744073709551616.0;
  if (std::abs(number) >= kEdge) return run.Fail("the number is out of range for a whole number of 64 bits");
  return FromWide(run, static_cast<Wide>(number));
}

Value Int(const Call& call) {
  const Value otherwise = call.Has(1) ? call[1] : Value::Integer(0);
  const auto base = call.Whole(2, 10);
  if (!base) return Value::Failed();
  if (*base != 0 && (*base < 2 || *base > 36)) return call.Fail("the base of `int` is 0 or between 2 and 36");
  const Value& value = call[0];
  switch (value.kind()) {
    case Kind::undefined:
      return call.run().FailUndefined(value);
    case Kind::integer:
      return value;
    case Kind::boolean:
      return Value::Integer(value.AsBoolean() ? 1 : 0);
    case Kind::real:
      return Truncated(call.run(), value.AsReal());
    case Kind::text:
      break;
    default:
      return otherwise;
  }
  bool too_large = false;
  if (const auto number = ParseWhole(value.AsText(), static_cast<int>(*base), too_large))
    return FromWide(call.run(), *number);
  if (too_large) return call.Fail("the whole number is too large for 64 bits; keep it as text");
  const auto real = ParseReal(value.AsText());
  return real ? Truncated(call.run(), *real) : otherwise;
}

Value Float(const Call& call) {
  const Value& value = call[0];
  if (value.Is(Kind::undefined)) return call.run().FailUndefined(value);
  if (value.IsNumber()) return Value::Real(ToReal(value));
  const auto number = value.Is(Kind::text) ? ParseReal(value.AsText()) : std::nullopt;
  if (number) return Value::Real(*number);
  return call.Has(1) ? call[1] : Value::Real(0.0);
}

/// What people and tools write for yes and no; anything else by Python's truth.
Value Bool(const Call& call) {
  const Value& value = call[0];
  if (!value.Is(Kind::text)) {
    const auto is_true = IsTrue(call.run(), value);
    return is_true ? Value::Boolean(*is_true) : Value::Failed();
  }
  if (value.AsText().size() > 16) return call.Fail("`bool` knows true/false, yes/no, on/off, 1/0 and empty text");
  const std::string word = ToLower(value.AsText());
  for (const std::string_view yes : {"true", "yes", "on", "1", "y", "t"}) {
    if (word == yes) return Value::Boolean(true);
  }
  for (const std::string_view no : {"false", "no", "off", "0", "n", "f", "", "none", "null"}) {
    if (word == no) return Value::Boolean(false);
  }
  return call.Fail("`bool` knows true/false, yes/no, on/off, 1/0 and empty text");
}

Value Abs(const Call& call) {
  const Value& value = call[0];
  if (value.Is(Kind::undefined)) return call.run().FailUndefined(value);
  if (value.Is(Kind::real)) return Value::Real(std::abs(value.AsReal()));
  if (!value.IsNumber()) return call.Fail("`abs` needs a number, not " + std::string(KindName(value)));
  const Wide number = value.AsInteger();
  return FromWide(call.run(), number < 0 ? -number : number);
}

/// Python's round(x, digits): the exact decimal value of the double, half to even, as to_chars rounds.
double RoundHalfEven(double number, int digits) {
  if (digits > 300) return number;
  if (digits >= 0) {
    std::array<char, 700> buffer{};  // 309 digits before the point, 300 after it
    const auto end =
        std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::fixed, digits).ptr;
    double rounded = number;
    std::from_chars(buffer.data(), end, rounded);
    return rounded;
  }
  if (digits < -308) return std::copysign(0.0, number);
  const double unit = std::pow(10.0, -digits);
  return std::nearbyint(number / unit) * unit;
}

/// A whole number to tens, hundreds … half to even.
Value RoundWhole(Run& run, Wide number, std::int64_t digits) {
  if (digits >= 0) return FromWide(run, number);
  if (digits < -20) return Value::Integer(0);
  Wide unit = 1;
  for (std::int64_t i = 0; i > digits; --i) unit *= 10;
  Wide rest = number % unit;
  if (rest < 0) rest += unit;
  const Wide below = number - rest;
  const bool up = rest * 2 > unit || (rest * 2 == unit && (below / unit) % 2 != 0);
  return FromWide(run, up ? below + unit : below);
}

Value Round(const Call& call) {
  const Value& value = call[0];
  if (value.Is(Kind::undefined)) return call.run().FailUndefined(value);
  if (!value.IsNumber()) return call.Fail("`round` needs a number, not " + std::string(KindName(value)));
  const auto digits = call.Whole(1, 0);
  const auto method = digits ? call.Text(2, "common") : std::nullopt;
  if (!method) return Value::Failed();
  const int places = static_cast<int>(std::clamp<std::int64_t>(*digits, -400, 400));
  if (*method == "common") {
    if (!value.Is(Kind::real)) return RoundWhole(call.run(), value.AsInteger(), *digits);
    return FromReal(call.run(), RoundHalfEven(value.AsReal(), places));
  }
  if (*method != "ceil" && *method != "floor") return call.Fail("the method of `round` is 'common', 'ceil' or 'floor'");
  const double scale = std::pow(10.0, places);
  const double scaled = ToReal(value) * scale;
  const double rounded = (*method == "ceil" ? std::ceil(scaled) : std::floor(scaled)) / scale;
  return FromReal(call.run(), rounded);
}

constexpr std::array kNumberFilters = {
    Builtin{"int", "default? base?", Int},
    Builtin{"float", "default?", Float},
    Builtin{"bool", "", Bool},
    Builtin{"abs", "", Abs},
    Builtin{"round", "precision? method?", Round},
};

}  // namespace

std::span<const Builtin> NumberFilters() { return kNumberFilters; }

}  // namespace wharf::templates
