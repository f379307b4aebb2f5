// What is called by name: range, now, dict, coalesce.
#include <array>
#include <string>

#include "template/builtin.h"

namespace wharf::templates {
namespace {

constexpr std::int64_t kLongestRange = 100'000;

Value Range(const Call& call) {
  const bool only_stop = !call.Has(1);
  const auto start = only_stop ? std::optional<std::int64_t>(0) : call.Whole(0, 0);
  const auto stop = start ? call.Whole(only_stop ? 0 : 1, 0) : std::nullopt;
  const auto step = stop ? call.Whole(2, 1) : std::nullopt;
  if (!step) return Value::Failed();
  if (*step == 0) return call.Fail("the step of `range` cannot be 0");
  const Wide distance = *step > 0 ? Wide{*stop} - *start : Wide{*start} - *stop;
  const Wide stride = *step > 0 ? Wide{*step} : -Wide{*step};
  const Wide count = distance <= 0 ? 0 : (distance + stride - 1) / stride;
  if (count > kLongestRange) return call.run().FailLimit("range", std::to_string(kLongestRange) + " numbers");
  std::vector<Value> numbers;
  numbers.reserve(static_cast<std::size_t>(count));
  for (Wide i = 0; i < count; ++i) {
    numbers.push_back(Value::Integer(static_cast<std::int64_t>(Wide{*start} + i * Wide{*step})));
  }
  return call.run().NewList(numbers);
}

Value Now(const Call& call) {
  const Clock* clock = call.run().options().clock;
  if (clock == nullptr) return call.Fail("`now()` is not available here, because results must not depend on the time");
  return Value::Time(clock->Now().time_since_epoch().count());
}

/// Adds the members of a dict, or the pairs of a list.
bool AddMembers(const Call& call, const Value& from, std::vector<Entry>& entries) {
  if (from.Is(Kind::dict)) {
    const auto members = call.run().Members(from);
    if (members) entries.insert(entries.end(), members->begin(), members->end());
    return members.has_value();
  }
  const auto pairs = call.run().Elements(from);
  if (!pairs) return false;
  for (const Value& pair : *pairs) {
    if (!pair.Is(Kind::list) || pair.ListSize() != 2) {
      call.Fail("`dict` needs a dict, or a list of pairs of key and value");
      return false;
    }
    entries.push_back({pair.ListAt(0), pair.ListAt(1)});
  }
  return true;
}

Value MakeDict(const Call& call) {
  std::vector<Entry> entries;
  if (call.Has(0) && !AddMembers(call, call[0], entries)) return Value::Failed();
  if (!AddMembers(call, call.arguments().back(), entries)) return Value::Failed();
  return call.run().NewDict(entries);
}

/// The first argument that is there and not none.
Value Coalesce(const Call& call) {
  for (const Value& value : call.arguments()) {
    if (!value.Is(Kind::undefined) && !value.Is(Kind::none)) return value;
  }
  return Value::None();
}

constexpr std::array kFunctions = {
    Builtin{"range", "start stop? step?", Range},
    Builtin{"now", "", Now},
    Builtin{"dict", "base? **members", MakeDict},
    Builtin{"coalesce", "*values", Coalesce, true},
};

}  // namespace

std::span<const Builtin> StandardFunctions() { return kFunctions; }

}  // namespace wharf::templates
