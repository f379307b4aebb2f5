// What stands after `is`.
#include <array>
#include <cmath>

#include "template/arithmetic.h"
#include "template/builtin.h"
#include "template/compare.h"
#include "template/unicode.h"

namespace wharf::templates {
namespace {

Value Answer(std::optional<bool> answer) { return answer ? Value::Boolean(*answer) : Value::Failed(); }

Value IsDefined(const Call& call) { return Value::Boolean(!call[0].Is(Kind::undefined)); }
Value IsUndefined(const Call& call) { return Value::Boolean(call[0].Is(Kind::undefined)); }

template <Kind kind>
Value IsKind(const Call& call) {
  return Value::Boolean(call[0].Is(kind));
}

template <bool wanted>
Value IsBoolean(const Call& call) {
  return Value::Boolean(call[0].Is(Kind::boolean) && call[0].AsBoolean() == wanted);
}

Value IsNumber(const Call& call) { return Value::Boolean(call[0].IsNumber()); }

Value IsSequence(const Call& call) {
  return Value::Boolean(call[0].Is(Kind::list) || call[0].Is(Kind::text) || call[0].Is(Kind::dict));
}

Value IsIterable(const Call& call) {
  return Value::Boolean(IsSequence(call).AsBoolean() || call[0].Is(Kind::undefined));
}

Value IsEmpty(const Call& call) {
  if (call[0].Is(Kind::none) || call[0].Is(Kind::undefined)) return Value::Boolean(true);
  if (!IsSequence(call).AsBoolean()) return Value::Boolean(false);
  const auto is_true = IsTrue(call.run(), call[0]);
  return is_true ? Value::Boolean(!*is_true) : Value::Failed();
}

template <Wide wanted>
Value HasRestOfTwo(const Call& call) {
  if (!call[0].IsNumber()) return call.Fail("`even` and `odd` need a number, not " + std::string(KindName(call[0])));
  const Value rest = ApplyBinary(call.run(), Operator::modulo, call[0], Value::Integer(2));
  return rest.failed()
             ? rest
             : Value::Boolean(std::is_eq(CompareNumbers(rest, Value::Integer(static_cast<std::int64_t>(wanted)))));
}

Value IsDivisibleBy(const Call& call) {
  if (!call[0].IsNumber() || !call[1].IsNumber()) return call.Fail("`divisibleby` needs two numbers");
  const Value rest = ApplyBinary(call.run(), Operator::modulo, call[0], call[1]);
  return rest.failed() ? rest : Value::Boolean(std::is_eq(CompareNumbers(rest, Value::Integer(0))));
}

Value IsInLowerCase(const Call& call) {
  const auto text = call.Text(0);
  return text ? Value::Boolean(IsLower(*text)) : Value::Failed();
}

Value IsInUpperCase(const Call& call) {
  const auto text = call.Text(0);
  return text ? Value::Boolean(IsUpper(*text)) : Value::Failed();
}

Value IsIn(const Call& call) { return Answer(Contains(call.run(), call[1], call[0])); }
Value IsEqual(const Call& call) { return Answer(Equal(call.run(), call[0], call[1])); }

Value IsUnequal(const Call& call) {
  const auto equal = Equal(call.run(), call[0], call[1]);
  return equal ? Value::Boolean(!*equal) : Value::Failed();
}

template <bool less, bool or_equal>
Value IsOrdered(const Call& call) {
  const auto order = Compare(call.run(), call[0], call[1]);
  if (!order) return Value::Failed();
  return Value::Boolean((std::is_eq(*order) && or_equal) || (less ? std::is_lt(*order) : std::is_gt(*order)));
}

constexpr std::array kTests = {
    Builtin{"defined", "", IsDefined, true, true},
    Builtin{"undefined", "", IsUndefined, true, true},
    Builtin{"none", "", IsKind<Kind::none>},
    Builtin{"boolean", "", IsKind<Kind::boolean>},
    Builtin{"true", "", IsBoolean<true>},
    Builtin{"false", "", IsBoolean<false>},
    Builtin{"integer", "", IsKind<Kind::integer>},
    Builtin{"float", "", IsKind<Kind::real>},
    Builtin{"number", "", IsNumber},
    Builtin{"string", "", IsKind<Kind::text>},
    Builtin{"mapping", "", IsKind<Kind::dict>},
    Builtin{"sequence", "", IsSequence},
    Builtin{"iterable", "", IsIterable},
    Builtin{"empty", "", IsEmpty, true},
    Builtin{"even", "", HasRestOfTwo<0>},
    Builtin{"odd", "", HasRestOfTwo<1>},
    Builtin{"divisibleby", "num", IsDivisibleBy},
    Builtin{"lower", "", IsInLowerCase},
    Builtin{"upper", "", IsInUpperCase},
    Builtin{"in", "seq", IsIn},
    Builtin{"eq", "other", IsEqual},
    Builtin{"equalto", "other", IsEqual},
    Builtin{"sameas", "other", IsEqual},
    Builtin{"==", "other", IsEqual},
    Builtin{"ne", "other", IsUnequal},
    Builtin{"!=", "other", IsUnequal},
    Builtin{"lt", "other", IsOrdered<true, false>},
    Builtin{"lessthan", "other", IsOrdered<true, false>},
    Builtin{"<", "other", IsOrdered<true, false>},
    Builtin{"le", "other", IsOrdered<true, true>},
    Builtin{"<=", "other", IsOrdered<true, true>},
    Builtin{"gt", "other", IsOrdered<false, false>},
    Builtin{"greaterthan", "other", IsOrdered<false, false>},
    Builtin{">", "other", IsOrdered<false, false>},
    Builtin{"ge", "other", IsOrdered<false, true>},
    Builtin{">=", "other", IsOrdered<false, true>},
};

}  // namespace

std::span<const Builtin> StandardTests() { return kTests; }

}  // namespace wharf::templates
