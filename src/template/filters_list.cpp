// Filters and methods for lists, dicts, and values that may be missing.
#include <array>
#include <string>

#include "template/builtin.h"
#include "template/compare.h"
#include "template/display.h"
#include "template/nodes.h"
#include "template/unicode.h"

namespace wharf::templates {
namespace {

Value Default(const Call& call) {
  const auto also_false = call.Flag(2, false);
  if (!also_false) return Value::Failed();
  bool missing = call[0].Is(Kind::undefined);
  if (!missing && *also_false) {
    const auto is_true = IsTrue(call.run(), call[0]);
    if (!is_true) return Value::Failed();
    missing = !*is_true;
  }
  if (!missing) return call[0];
  return call.Has(1) ? call[1] : Value::Text("");
}

Value Join(const Call& call) {
  const auto separator = call.Text(1);
  if (!separator) return Value::Failed();
  Run& run = call.run();
  // A list is read where it is; the elements of anything else are made first.
  const bool is_list = call[0].Is(Kind::list);
  const auto made = is_list ? std::vector<Value>() : call.Elements(0);
  if (!made) return Value::Failed();
  const std::size_t size = is_list ? call[0].ListSize() : made->size();
  std::string out;
  for (std::size_t i = 0; i < size && run.Charge(1); ++i) {
    Value element = is_list ? call[0].ListAt(i) : (*made)[i];
    if (call.Has(2)) element = Attribute(run, element, call[2], nullptr);
    if (i > 0) out += *separator;
    if (element.failed() || !Display(run, element, out)) return Value::Failed();
    if (out.size() > run.MemoryLeft()) return run.FailMemory();
  }
  return run.failed() ? Value::Failed() : call.NewText(out);
}

template <bool from_end>
Value End(const Call& call) {
  const auto elements = call.Elements(0);
  if (!elements) return Value::Failed();
  if (elements->empty()) return Value::Undefined(nullptr);
  return from_end ? elements->back() : elements->front();
}

/// The first element of a list without a copy of the others.
template <bool from_end>
Value EndOf(const Call& call) {
  const Value& value = call[0];
  if (!value.Is(Kind::list)) return End<from_end>(call);
  const std::size_t size = value.ListSize();
  if (size == 0) return Value::Undefined(nullptr);
  return value.ListAt(from_end ? size - 1 : 0);
}

Value Length(const Call& call) {
  const Value& value = call[0];
  std::optional<std::size_t> length;
  switch (value.kind()) {
    case Kind::undefined:
      length = 0;
      break;
    case Kind::list:
      length = value.ListSize();
      break;
    case Kind::text:
      if (call.run().Charge(value.AsText().size() / 16)) length = CountCharacters(value.AsText());
      break;
    case Kind::dict:
      length = call.run().MemberCount(value);
      break;
    default:
      return call.Fail(std::string(KindName(value)) + " has no length; a list, a dict or text is needed");
  }
  return length ? Value::Integer(static_cast<std::int64_t>(*length)) : Value::Failed();
}

Value ToList(const Call& call) {
  const auto elements = call.Elements(0);
  return elements ? call.run().NewList(*elements) : Value::Failed();
}

Value Reverse(const Call& call) {
  auto elements = call.Elements(0);
  if (!elements) return Value::Failed();
  std::reverse(elements->begin(), elements->end());
  if (!call[0].Is(Kind::text)) return call.run().NewList(*elements);
  std::string out;
  for (const Value& character : *elements) out += character.AsText();
  return call.NewText(out);
}

Value Batch(const Call& call) {
  const auto elements = call.Elements(0);
  const auto count = elements ? call.Whole(1, 1) : std::nullopt;
  if (!count) return Value::Failed();
  if (*count < 1 || *count > 1'000'000) return call.Fail("`batch` needs a size between 1 and 1000000");
  const auto size = static_cast<std::size_t>(*count);
  std::vector<Value> batches;
  for (std::size_t begin = 0; begin < elements->size(); begin += size) {
    const std::size_t end = std::min(begin + size, elements->size());
    std::vector<Value> batch(elements->begin() + static_cast<std::ptrdiff_t>(begin),
                             elements->begin() + static_cast<std::ptrdiff_t>(end));
    if (call.Has(2) && !call[2].Is(Kind::none)) batch.resize(size, call[2]);
    batches.push_back(call.run().NewList(batch));
    if (batches.back().failed()) return Value::Failed();
  }
  return call.run().NewList(batches);
}

enum class Side : std::uint8_t { keys, values, items };

template <Side side>
Value MembersOf(const Call& call) {
  if (call[0].Is(Kind::undefined)) return call.run().NewList({});
  if (!call[0].Is(Kind::dict)) return call.Fail("a dict is needed here, not " + std::string(KindName(call[0])));
  const auto members = call.run().Members(call[0]);
  if (!members) return Value::Failed();
  std::vector<Value> out;
  out.reserve(members->size());
  for (const Entry& member : *members) {
    const std::array<Value, 2> pair = {member.key, member.value};
    out.push_back(side == Side::keys     ? member.key
                  : side == Side::values ? member.value
                                         : call.run().NewList(pair, true));
    if (out.back().failed()) return Value::Failed();
  }
  return call.run().NewList(out);
}

Value Attr(const Call& call) {
  const auto name = call.Text(1);
  if (!name) return Value::Failed();
  return call[0].Is(Kind::dict) ? call.run().Member(call[0], *name, nullptr) : Value::Undefined(nullptr);
}

/// `dict.get(key, otherwise)`
Value Get(const Call& call) {
  const Value otherwise = call.Has(2) ? call[2] : Value::None();
  if (call[1].Is(Kind::text)) {
    const Value member = call.run().Member(call[0], call[1].AsText(), nullptr);
    return member.Is(Kind::undefined) ? otherwise : member;
  }
  const Dict* own = call[0].AsDict();
  const Value* found = own != nullptr && IsScalar(call[1]) ? own->Find(call[1]) : nullptr;
  return found == nullptr ? otherwise : *found;
}

constexpr std::array kListFilters = {
    Builtin{"default", "default_value? boolean?", Default, true},
    Builtin{"d", "default_value? boolean?", Default, true},
    Builtin{"join", "d? attribute?", Join},
    Builtin{"first", "", EndOf<false>},
    Builtin{"last", "", EndOf<true>},
    Builtin{"length", "", Length},
    Builtin{"count", "", Length},
    Builtin{"list", "", ToList},
    Builtin{"reverse", "", Reverse},
    Builtin{"batch", "linecount fill_with?", Batch},
    Builtin{"items", "", MembersOf<Side::items>},
    Builtin{"keys", "", MembersOf<Side::keys>},
    Builtin{"values", "", MembersOf<Side::values>},
    Builtin{"attr", "name", Attr},
};

constexpr Builtin Method(std::string_view name, std::string_view parameters, CallFunction call) {
  return {name, parameters, call, false, false, Kind::dict, nullptr};
}

constexpr std::array kDictMethods = {
    Method("get", "key default?", Get),
    Method("items", "", MembersOf<Side::items>),
    Method("keys", "", MembersOf<Side::keys>),
    Method("values", "", MembersOf<Side::values>),
};

}  // namespace

std::span<const Builtin> ListFilters() { return kListFilters; }
std::span<const Builtin> DictMethods() { return kDictMethods; }

}  // namespace wharf::templates
