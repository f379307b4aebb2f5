#include "template/arithmetic.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>

#include "template/percent_format.h"
#include "template/time_format.h"

namespace wharf::templates {
namespace {

/// Stands for a product too large even for a Wide.
constexpr Wide kOutOfRange = Wide{1} << 100U;

std::string_view Symbol(Operator op) {
  switch (op) {
    case Operator::negate:
    case Operator::subtract:
      return "-";
    case Operator::plus:
    case Operator::add:
      return "+";
    case Operator::multiply:
      return "*";
    case Operator::divide:
      return "/";
    case Operator::floor_divide:
      return "//";
    case Operator::modulo:
      return "%";
    case Operator::power:
      return "**";
  }
  return "?";
}

Value FailKinds(Run& run, Operator op, const Value& left, const Value& right) {
  std::string message = "`" + std::string(Symbol(op)) + "` cannot be used between " + std::string(KindName(left)) +
                        " and " + std::string(KindName(right));
  const bool joins_text = op == Operator::add && (left.Is(Kind::text) || right.Is(Kind::text));
  message += joins_text ? "; join as text with `~`" : "; convert one of them, for example with `| int` or `| string`";
  return run.Fail(message);
}

Value FailZero(Run& run) { return run.Fail("division by zero; guard it with an `if`"); }

Value PowerOfWholes(Run& run, Wide base, Wide exponent) {
  if (exponent < 0) {
    if (base == 0) return FailZero(run);
    return FromReal(run, std::pow(static_cast<double>(base), static_cast<double>(exponent)));
  }
  // 0, 1 and -1 stay small for any exponent; for all others an exponent over 64 is out of range.
  if (base == 0 || base == 1) return FromWide(run, exponent == 0 ? 1 : base);
  if (base == -1) return FromWide(run, exponent % 2 == 0 ? 1 : -1);
  Wide result = 1;
  for (Wide i = 0; i < std::min<Wide>(exponent, 65); ++i) {
    if (__builtin_mul_overflow(result, base, &result)) return FromWide(run, kOutOfRange);
  }
  return FromWide(run, result);
}

Value FloorDivideWholes(Run& run, Wide left, Wide right) {
  const Wide quotient = left / right;
  const bool rounded_up = left % right != 0 && (left < 0) != (right < 0);
  return FromWide(run, rounded_up ? quotient - 1 : quotient);
}

Value ModuloOfWholes(Run& run, Wide left, Wide right) {
  const Wide rest = left % right;
  return FromWide(run, rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest);
}

Value ApplyToWholes(Run& run, Operator op, Wide left, Wide right) {
  switch (op) {
    case Operator::add:
      return FromWide(run, left + right);
    case Operator::subtract:
      return FromWide(run, left - right);
    case Operator::multiply: {
      Wide product = 0;
      if (__builtin_mul_overflow(left, right, &product)) product = kOutOfRange;
      return FromWide(run, product);
    }
    case Operator::power:
      return PowerOfWholes(run, left, right);
    default:
      break;
  }
  if (right == 0) return FailZero(run);
  if (op == Operator::floor_divide) return FloorDivideWholes(run, left, right);
  if (op == Operator::modulo) return ModuloOfWholes(run, left, right);
  // A long double holds every whole number of the language exactly, so only the quotient is rounded.
  return FromReal(run, static_cast<double>(static_cast<long double>(left) / static_cast<long double>(right)));
}

/// Quotient rounded down and rest with the sign of the divisor, the way CPython works them out (float_divmod).
std::pair<double, double> FloorDivideReals(double left, double right) {
  double rest = std::fmod(left, right);
  double quotient = (left - rest) / right;
  if (rest != 0) {
    if ((right < 0) != (rest < 0)) {
      rest += right;
      quotient -= 1;
    }
  } else {
    rest = std::copysign(0.0, right);
  }
  if (quotient == 0) return {std::copysign(0.0, left / right), rest};
  double floored = std::floor(quotient);
  if (quotient - floored > 0.5) floored += 1;
  return {floored, rest};
}

Value ApplyToReals(Run& run, Operator op, double left, double right) {
  switch (op) {
    case Operator::add:
      return FromReal(run, left + right);
    case Operator::subtract:
      return FromReal(run, left - right);
    case Operator::multiply:
      return FromReal(run, left * right);
    case Operator::power:
      if (left == 0 && right < 0) return FailZero(run);
      if (left < 0 && std::trunc(right) != right) {
        return run.Fail("a negative number has no real power with a fraction");
      }
      return FromReal(run, std::pow(left, right));
    default:
      break;
  }
  if (right == 0) return FailZero(run);
  if (op == Operator::divide) return FromReal(run, left / right);
  const auto [quotient, rest] = FloorDivideReals(left, right);
  return FromReal(run, op == Operator::modulo ? rest : quotient);
}

Value RepeatText(Run& run, std::string_view text, Wide count) {
  if (count <= 0 || text.empty()) return Value::Text("");
  if (count > static_cast<Wide>(run.MemoryLeft() / text.size())) return run.FailMemory();
  const std::size_t size = text.size() * static_cast<std::size_t>(count);
  char* bytes = run.NewBytes(size);
  if (bytes == nullptr) return Value::Failed();
  for (std::size_t at = 0; at < size; at += text.size()) std::memcpy(bytes + at, text.data(), text.size());
  return Value::Text({bytes, size});
}

Value RepeatList(Run& run, const Value& list, Wide count) {
  const std::size_t size = list.ListSize();
  if (count <= 0 || size == 0) return run.NewList({}, list.IsTuple());
  const auto limit = static_cast<Wide>(run.MemoryLeft() / sizeof(Value));
  if (count * static_cast<Wide>(size) > limit) {
    return run.FailMemory();
  }
  std::vector<Value> items;
  items.reserve(size * static_cast<std::size_t>(count));
  for (Wide i = 0; i < count; ++i) {
    for (std::size_t at = 0; at < size; ++at) items.push_back(list.ListAt(at));
  }
  return run.NewList(items, list.IsTuple());
}

Value JoinTexts(Run& run, std::string_view left, std::string_view right) {
  char* bytes = run.NewBytes(left.size() + right.size());
  if (bytes == nullptr) return Value::Failed();
  if (!left.empty()) std::memcpy(bytes, left.data(), left.size());
  if (!right.empty()) std::memcpy(bytes + left.size(), right.data(), right.size());
  return Value::Text({bytes, left.size() + right.size()});
}

Value JoinLists(Run& run, const Value& left, const Value& right) {
  std::vector<Value> items;
  items.reserve(left.ListSize() + right.ListSize());
  for (std::size_t i = 0; i < left.ListSize(); ++i) items.push_back(left.ListAt(i));
  for (std::size_t i = 0; i < right.ListSize(); ++i) items.push_back(right.ListAt(i));
  return run.NewList(items, left.IsTuple());
}

/// Time ± seconds, and the seconds between two times.
std::optional<Value> ApplyToTimes(Run& run, Operator op, const Value& left, const Value& right) {
  if (left.Is(Kind::time) && right.Is(Kind::time) && op == Operator::subtract) {
    const Wide milliseconds = Wide{left.AsTime()} - right.AsTime();
    if (milliseconds % 1000 == 0) return FromWide(run, milliseconds / 1000);
    return Value::Real(static_cast<double>(milliseconds) / 1000);
  }
  const bool adds = op == Operator::add || op == Operator::subtract;
  if (!adds || !left.Is(Kind::time) || !right.IsNumber()) return std::nullopt;
  const double seconds = op == Operator::add ? ToReal(right) : -ToReal(right);
  const double moment = static_cast<double>(left.AsTime()) + seconds * 1000;
  if (std::abs(moment) > kLastTime) return run.Fail("the time is outside the years 0 to 9999");
  return Value::Time(std::llround(moment));
}

std::optional<Value> ApplyToCollections(Run& run, Operator op, const Value& left, const Value& right) {
  if (op == Operator::add) {
    if (left.Is(Kind::text) && right.Is(Kind::text)) return JoinTexts(run, left.AsText(), right.AsText());
    if (left.Is(Kind::list) && right.Is(Kind::list) && left.IsTuple() == right.IsTuple()) {
      return JoinLists(run, left, right);
    }
  }
  if (op == Operator::multiply) {
    const bool counted = right.Is(Kind::integer) || right.Is(Kind::boolean);
    if (left.Is(Kind::text) && counted) return RepeatText(run, left.AsText(), right.AsInteger());
    if (left.Is(Kind::list) && counted) return RepeatList(run, left, right.AsInteger());
    if (left.Is(Kind::integer) || left.Is(Kind::boolean)) {
      if (right.Is(Kind::text)) return RepeatText(run, right.AsText(), left.AsInteger());
      if (right.Is(Kind::list)) return RepeatList(run, right, left.AsInteger());
    }
  }
  if (op == Operator::modulo && left.Is(Kind::text)) return PercentFormat(run, left.AsText(), right);
  return std::nullopt;
}

}  // namespace

Value FromWide(Run& run, Wide number) {
  if (number >= std::numeric_limits<std::int64_t>::min() && number <= std::numeric_limits<std::int64_t>::max()) {
    return Value::Integer(static_cast<std::int64_t>(number));
  }
  if (number > 0 && number <= std::numeric_limits<std::uint64_t>::max()) {
    return Value::Unsigned(static_cast<std::uint64_t>(number));
  }
  return run.Fail(
      "the whole number is out of range (-9223372036854775808 to 18446744073709551615); "
      "use `| float` if digits may be lost");
}

Value FromReal(Run& run, double number) {
  if (std::isfinite(number)) return Value::Real(number);
  return run.Fail("the number is too large (over 1.8e308)");
}

double ToReal(const Value& number) {
  return number.Is(Kind::real) ? number.AsReal() : static_cast<double>(number.AsInteger());
}

Value ApplyUnary(Run& run, Operator op, const Value& operand) {
  if (operand.Is(Kind::undefined)) return run.FailUndefined(operand);
  if (operand.Is(Kind::real)) return Value::Real(op == Operator::negate ? -operand.AsReal() : operand.AsReal());
  if (operand.IsNumber()) return FromWide(run, op == Operator::negate ? -operand.AsInteger() : operand.AsInteger());
  return run.Fail("`" + std::string(Symbol(op)) + "` needs a number, not " + std::string(KindName(operand)));
}

Value ApplyBinary(Run& run, Operator op, const Value& left, const Value& right) {
  if (left.IsNumber() && right.IsNumber()) {
    if (left.Is(Kind::real) || right.Is(Kind::real)) return ApplyToReals(run, op, ToReal(left), ToReal(right));
    return ApplyToWholes(run, op, left.AsInteger(), right.AsInteger());
  }
  if (left.Is(Kind::undefined)) return run.FailUndefined(left);
  if (right.Is(Kind::undefined)) return run.FailUndefined(right);
  if (const auto moment = ApplyToTimes(run, op, left, right)) return *moment;
  if (const auto collection = ApplyToCollections(run, op, left, right)) return *collection;
  return FailKinds(run, op, left, right);
}

}  // namespace wharf::templates
