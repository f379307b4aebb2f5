// Filters that compare or add up elements.
#include <algorithm>
#include <array>
#include <bit>
#include <string>

#include "template/arithmetic.h"
#include "template/builtin.h"
#include "template/compare.h"
#include "template/display.h"
#include "template/nodes.h"
#include "template/unicode.h"

namespace wharf::templates {
namespace {

/// An element and what it is ordered by.
struct Keyed {
  Value element;
  Value key;
};

bool HasCapitals(std::string_view text) {
  return std::any_of(text.begin(), text.end(),
                     [](char c) { return (c >= 'A' && c <= 'Z') || static_cast<unsigned char>(c) >= 0x80; });
}

/// The member that `attribute` names, in lower case if case does not count. `attribute` may be absent.
std::optional<Value> KeyOf(const Call& call, const Value& element, const Value& attribute, bool case_sensitive) {
  Value key = element;
  if (!attribute.Is(Kind::absent) && !attribute.Is(Kind::none))
    key = Attribute(call.run(), element, attribute, nullptr);
  if (!case_sensitive && key.Is(Kind::text) && HasCapitals(key.AsText())) key = call.NewText(ToLower(key.AsText()));
  return key.failed() ? std::nullopt : std::optional(key);
}

/// `attribute` may be 'a,b': then the key is a list of both.
std::optional<Value> SortKeyOf(const Call& call, const Value& element, const Value& attribute, bool case_sensitive) {
  if (!attribute.Is(Kind::text) || attribute.AsText().find(',') == std::string_view::npos) {
    return KeyOf(call, element, attribute, case_sensitive);
  }
  std::vector<Value> keys;
  std::string_view rest = attribute.AsText();
  for (;;) {
    const std::size_t comma = rest.find(',');
    const auto key = KeyOf(call, element, Value::Text(rest.substr(0, comma)), case_sensitive);
    if (!key) return std::nullopt;
    keys.push_back(*key);
    if (comma == std::string_view::npos) break;
    rest.remove_prefix(comma + 1);
  }
  const Value list = call.run().NewList(keys);
  return list.failed() ? std::nullopt : std::optional(list);
}

std::optional<std::vector<Keyed>> KeyedElements(const Call& call, const Value& attribute, bool case_sensitive) {
  const auto elements = call.Elements(0);
  if (!elements) return std::nullopt;
  std::vector<Keyed> keyed;
  keyed.reserve(elements->size());
  for (const Value& element : *elements) {
    const auto key = SortKeyOf(call, element, attribute, case_sensitive);
    if (!key) return std::nullopt;
    keyed.push_back({element, *key});
  }
  return keyed;
}

std::optional<Value> Elements(const Call& call, const std::vector<Keyed>& keyed) {
  std::vector<Value> elements;
  elements.reserve(keyed.size());
  for (const Keyed& each : keyed) elements.push_back(each.element);
  const Value list = call.run().NewList(elements);
  return list.failed() ? std::nullopt : std::optional(list);
}

Value Sort(const Call& call) {
  const auto reverse = call.Flag(1, false);
  const auto case_sensitive = reverse ? call.Flag(2, false) : std::nullopt;
  if (!case_sensitive) return Value::Failed();
  auto keyed = KeyedElements(call, call[3], *case_sensitive);
  if (!keyed) return Value::Failed();
  Run& run = call.run();
  // After a failure nothing is less than anything, so the sort ends soon and in order. Stable, as Python's.
  std::stable_sort(keyed->begin(), keyed->end(), [&](const Keyed& a, const Keyed& b) {
    if (run.failed() || !run.Charge(1)) return false;
    const auto order = *reverse ? Compare(run, b.key, a.key) : Compare(run, a.key, b.key);
    return order && std::is_lt(*order);
  });
  if (run.failed()) return Value::Failed();
  return Elements(call, *keyed).value_or(Value::Failed());
}

template <bool greatest>
Value Extreme(const Call& call) {
  const auto case_sensitive = call.Flag(1, false);
  if (!case_sensitive) return Value::Failed();
  const auto keyed = KeyedElements(call, call[2], *case_sensitive);
  if (!keyed) return Value::Failed();
  if (keyed->empty()) return Value::Undefined(nullptr);
  const Keyed* best = &keyed->front();
  for (const Keyed& each : *keyed) {
    if (&each == &keyed->front()) continue;
    const auto order = Compare(call.run(), each.key, best->key);
    if (!order) return Value::Failed();
    if (greatest ? std::is_gt(*order) : std::is_lt(*order)) best = &each;
  }
  return best->element;
}

/// Scalars are found by hash, other keys by comparing with all others that are not scalars.
Value Unique(const Call& call) {
  const auto case_sensitive = call.Flag(1, false);
  if (!case_sensitive) return Value::Failed();
  const auto keyed = KeyedElements(call, call[2], *case_sensitive);
  if (!keyed) return Value::Failed();
  const std::size_t slots = std::bit_ceil(keyed->size() * 2 + 2);
  std::vector<std::uint32_t> index(slots, 0);
  std::vector<Value> kept;
  std::vector<Value> other_keys;
  for (std::size_t i = 0; i < keyed->size(); ++i) {
    const Value& key = (*keyed)[i].key;
    bool seen = false;
    if (IsScalar(key) || key.Is(Kind::undefined)) {
      std::size_t at = HashScalar(key) & (slots - 1);
      for (; index[at] != 0 && !seen; at = (at + 1) & (slots - 1))
        seen = ScalarsEqual((*keyed)[index[at] - 1].key, key);
      if (!seen) index[at] = static_cast<std::uint32_t>(i + 1);
    } else {
      for (const Value& other : other_keys) {
        const auto equal = Equal(call.run(), other, key);
        if (!equal || !call.run().Charge(1)) return Value::Failed();
        seen = seen || *equal;
      }
      if (!seen) other_keys.push_back(key);
    }
    if (!seen) kept.push_back((*keyed)[i].element);
  }
  return call.run().NewList(kept);
}

Value Sum(const Call& call) {
  const auto elements = call.Elements(0);
  if (!elements) return Value::Failed();
  Value sum = call.Has(2) ? call[2] : Value::Integer(0);
  for (Value element : *elements) {
    if (call.Has(1) && !call[1].Is(Kind::none)) element = Attribute(call.run(), element, call[1], nullptr);
    if (element.failed()) return element;
    sum = ApplyBinary(call.run(), Operator::add, sum, element);
    if (sum.failed()) return sum;
  }
  return sum;
}

constexpr std::array kOrderFilters = {
    Builtin{"sort", "reverse? case_sensitive? attribute?", Sort},
    Builtin{"unique", "case_sensitive? attribute?", Unique},
    Builtin{"min", "case_sensitive? attribute?", Extreme<false>},
    Builtin{"max", "case_sensitive? attribute?", Extreme<true>},
    Builtin{"sum", "attribute? start?", Sum},
};

}  // namespace

std::span<const Builtin> OrderFilters() { return kOrderFilters; }

}  // namespace wharf::templates
