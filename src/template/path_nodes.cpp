// Names, members, indexes and slices.
#include <limits>

#include "template/compare.h"
#include "template/nodes.h"
#include "template/unicode.h"

namespace wharf::templates {
namespace {

/// The position that a Python index means in something of `size` elements; nullopt if outside.
std::optional<std::size_t> PositionOf(Wide index, std::size_t size) {
  if (index < 0) index += static_cast<Wide>(size);
  if (index < 0 || index >= static_cast<Wide>(size)) return std::nullopt;
  return static_cast<std::size_t>(index);
}

Value CharacterOf(Run& run, const Value& text, Wide index, const Expression* where) {
  const std::string_view bytes = text.AsText();
  if (!run.Charge(bytes.size() / 16)) return Value::Failed();
  const auto position = PositionOf(index, CountCharacters(bytes));
  if (!position) return Value::Undefined(where);
  const std::size_t begin = OffsetOf(bytes, *position);
  return Value::Text(bytes.substr(begin, CharacterLength(bytes, begin)));
}

/// `object[index]`: undefined if there is no such element.
Value Element(Run& run, const Value& object, const Value& index, const Expression* where) {
  switch (object.kind()) {
    case Kind::dict:
      if (index.Is(Kind::text)) return run.Member(object, index.AsText(), where);
      if (const Dict* own = object.AsDict(); own != nullptr && IsScalar(index)) {
        if (const Value* found = own->Find(index)) return *found;
      }
      return Value::Undefined(where);
    case Kind::list: {
      if (!index.Is(Kind::integer) && !index.Is(Kind::boolean)) return Value::Undefined(where);
      const auto position = PositionOf(index.AsInteger(), object.ListSize());
      return position ? object.ListAt(*position) : Value::Undefined(where);
    }
    case Kind::text:
      if (index.Is(Kind::integer)) return CharacterOf(run, object, index.AsInteger(), where);
      return Value::Undefined(where);
    case Kind::undefined:
      return object;
    default:
      return Value::Undefined(where);
  }
}

/// A slice of `size` elements, worked out as Python's slice.indices().
struct Slice {
  std::int64_t from = 0;
  std::int64_t to = 0;
  std::int64_t step = 1;
};

std::int64_t Bound(std::int64_t bound, std::int64_t size, std::int64_t low, std::int64_t high) {
  if (bound < 0) bound = bound < -size ? std::int64_t{-1} : bound + size;
  return std::clamp(bound, low, high);
}

Value SliceText(Run& run, std::string_view text, const Slice& slice) {
  if (!run.Charge(text.size() / 16)) return Value::Failed();
  if (slice.step == 1) {
    const std::size_t begin = OffsetOf(text, static_cast<std::size_t>(slice.from));
    const auto length = static_cast<std::size_t>(std::max<std::int64_t>(0, slice.to - slice.from));
    return Value::Text(text.substr(begin, OffsetOf(text.substr(begin), length)));
  }
  std::vector<std::size_t> begins;
  for (std::size_t at = 0; at < text.size(); at += CharacterLength(text, at)) begins.push_back(at);
  std::string out;
  for (std::int64_t i = slice.from; slice.step > 0 ? i < slice.to : i > slice.to; i += slice.step) {
    const std::size_t begin = begins[static_cast<std::size_t>(i)];
    out += text.substr(begin, CharacterLength(text, begin));
  }
  return run.NewText(out);
}

Value SliceList(Run& run, const Value& list, const Slice& slice) {
  std::vector<Value> items;
  for (std::int64_t i = slice.from; slice.step > 0 ? i < slice.to : i > slice.to; i += slice.step) {
    items.push_back(list.ListAt(static_cast<std::size_t>(i)));
  }
  return run.NewList(items, list.IsTuple());
}

}  // namespace

Value Expression::Evaluate(Run& run) const {
  if (!run.Enter()) return Value::Failed();
  const Value value = Compute(run);
  run.Leave();
  return value;
}

bool Expression::AppendPath(Reference& /*path*/, Reads& /*reads*/) const { return false; }

std::vector<std::string> Expression::Siblings(Run& /*run*/) const { return {}; }

bool Expression::CollectPath(Reads& reads) const {
  Reference path;
  if (!AppendPath(path, reads)) return false;
  const Error place = ErrorAt(reads.source, span.begin, "", "");
  const Located located = Locate(place);
  path.line = located.line;
  path.column = located.column;
  path.guarded = reads.guarded;
  path.in_item = reads.in_item;
  reads.found.push_back(std::move(path));
  return true;
}

void NameNode::CollectReads(Reads& reads) const { CollectPath(reads); }

void MemberNode::CollectReads(Reads& reads) const {
  if (!CollectPath(reads)) object_->CollectReads(reads);
}

void IndexNode::CollectReads(Reads& reads) const {
  if (CollectPath(reads)) return;
  object_->CollectReads(reads);
  index_->CollectReads(reads);
}

void SliceNode::CollectReads(Reads& reads) const {
  if (CollectPath(reads)) return;
  for (const auto* part : {&object_, &from_, &to_, &step_}) {
    if (*part != nullptr) (*part)->CollectReads(reads);
  }
}

bool NameNode::AppendPath(Reference& path, Reads& /*reads*/) const {
  path.root = name_;
  return true;
}

Value MemberNode::Compute(Run& run) const {
  const Value object = object_->Evaluate(run);
  if (object.Is(Kind::dict)) return run.Member(object, name_, this);
  if (object.failed() || object.Is(Kind::undefined)) return object;
  return Value::Undefined(this).Marked(object.secret());
}

bool MemberNode::AppendPath(Reference& path, Reads& reads) const {
  if (!object_->AppendPath(path, reads)) return false;
  path.members.push_back(name_);
  return true;
}

std::vector<std::string> MemberNode::Siblings(Run& run) const {
  const Value object = object_->Evaluate(run);
  return object.Is(Kind::dict) ? run.MemberNames(object) : std::vector<std::string>();
}

Value IndexNode::Compute(Run& run) const {
  const Value object = object_->Evaluate(run);
  if (object.failed()) return object;
  const Value index = index_->Evaluate(run);
  if (index.failed()) return index;
  run.site = span.begin;
  if (index.Is(Kind::undefined)) return run.FailUndefined(index);
  return Element(run, object, index, this).Marked(object.secret() || index.secret());
}

bool IndexNode::AppendPath(Reference& path, Reads& reads) const {
  if (!object_->AppendPath(path, reads)) return false;
  const Value* index = index_->AsConstant();
  path.members.emplace_back(index != nullptr && index->Is(Kind::text) ? index->AsText() : std::string_view("[]"));
  if (index == nullptr) index_->CollectReads(reads);
  return true;
}

std::string_view IndexNode::LastName() const {
  const Value* index = index_->AsConstant();
  return index != nullptr && index->Is(Kind::text) ? index->AsText() : std::string_view();
}

std::vector<std::string> IndexNode::Siblings(Run& run) const {
  const Value object = object_->Evaluate(run);
  return object.Is(Kind::dict) ? run.MemberNames(object) : std::vector<std::string>();
}

SliceNode::SliceNode(ExpressionPtr object, ExpressionPtr from, ExpressionPtr to, ExpressionPtr step)
    : object_(std::move(object)), from_(std::move(from)), to_(std::move(to)), step_(std::move(step)) {
  for (const auto* part : {&object_, &from_, &to_, &step_}) Above(part->get());
}

bool SliceNode::AppendPath(Reference& path, Reads& reads) const {
  if (!object_->AppendPath(path, reads)) return false;
  path.members.emplace_back("[]");
  for (const auto* part : {&from_, &to_, &step_}) {
    if (*part != nullptr) (*part)->CollectReads(reads);
  }
  return true;
}

Value SliceNode::Compute(Run& run) const {
  const Value object = object_->Evaluate(run);
  if (object.failed() || object.Is(Kind::undefined)) return object;
  std::array<std::optional<std::int64_t>, 3> bounds;
  bool secret = object.secret();
  for (std::size_t i = 0; i < bounds.size(); ++i) {
    const auto& part = i == 0 ? from_ : i == 1 ? to_ : step_;
    if (part == nullptr) continue;
    const Value bound = part->Evaluate(run);
    if (bound.failed()) return bound;
    secret = secret || bound.secret();
    if (bound.Is(Kind::none)) continue;
    run.site = part->span.begin;
    if (bound.Is(Kind::undefined)) return run.FailUndefined(bound);
    if (!bound.Is(Kind::integer)) return run.Fail("a slice needs whole numbers, not " + std::string(KindName(bound)));
    constexpr Wide kFar = std::numeric_limits<std::int32_t>::max();
    bounds[i] = static_cast<std::int64_t>(std::clamp<Wide>(bound.AsInteger(), -kFar, kFar));
  }

  run.site = span.begin;
  if (!object.Is(Kind::list) && !object.Is(Kind::text)) {
    return run.Fail("only lists and text can be sliced, not " + std::string(KindName(object)));
  }
  const auto size =
      static_cast<std::int64_t>(object.Is(Kind::list) ? object.ListSize() : CountCharacters(object.AsText()));
  Slice slice;
  slice.step = bounds[2].value_or(1);
  if (slice.step == 0) return run.Fail("the step of a slice cannot be 0");
  const bool forward = slice.step > 0;
  const std::int64_t low = forward ? 0 : -1;
  const std::int64_t high = forward ? size : size - 1;
  slice.from = bounds[0] ? Bound(*bounds[0], size, low, high) : forward ? low : high;
  slice.to = bounds[1] ? Bound(*bounds[1], size, low, high) : forward ? high : low;
  const Value part = object.Is(Kind::list) ? SliceList(run, object, slice) : SliceText(run, object.AsText(), slice);
  return part.Marked(secret);
}

Value Attribute(Run& run, const Value& object, const Value& path, const Expression* where) {
  if (path.Is(Kind::integer)) return Element(run, object, path, where).Marked(object.secret());
  if (!path.Is(Kind::text)) {
    return run.Fail("an attribute is a name, a path such as 'owner.name', or an index, not " +
                    std::string(KindName(path)));
  }
  Value value = object;
  std::string_view rest = path.AsText();
  while (!value.failed() && !value.Is(Kind::undefined)) {
    const std::size_t dot = rest.find('.');
    const std::string_view name = rest.substr(0, dot);
    const bool is_index =
        !name.empty() && name.size() < 10 && name.find_first_not_of("0123456789") == std::string_view::npos;
    const Value step =
        is_index && !value.Is(Kind::dict) ? Value::Integer(std::stol(std::string(name))) : Value::Text(name);
    value = Element(run, value, step, where).Marked(value.secret());
    if (dot == std::string_view::npos) break;
    rest.remove_prefix(dot + 1);
  }
  return value;
}

}  // namespace wharf::templates
