#include "template/run.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <new>

#include "template/nearest.h"
#include "template/nodes.h"
#include "template/unicode.h"

namespace wharf::templates {
namespace {

/// How many steps go by between two looks at the clock: about 50 µs.
constexpr std::uint64_t kStepsBetweenLooks = 2048;
constexpr std::size_t kBiggestChunk = std::size_t{1} << 20U;
/// Dicts up to this size are searched entry by entry, which is quicker than hashing.
constexpr std::size_t kUnindexed = 8;

std::size_t RoundUp(std::size_t bytes) {
  constexpr std::size_t kUnit = alignof(std::max_align_t);
  return (bytes + kUnit - 1) / kUnit * kUnit;
}

}  // namespace

void* Arena::Allocate(std::size_t bytes) {
  if (bytes > left_) return nullptr;
  const std::size_t size = RoundUp(std::max<std::size_t>(bytes, 1));
  if (size > static_cast<std::size_t>(end_ - at_)) {
    const std::size_t chunk = std::max(size, next_chunk_);
    // Not make_unique: it would clear memory that is about to be written.
    chunks_.push_back(std::unique_ptr<std::byte[]>(new std::byte[chunk]));
    at_ = chunks_.back().get();
    end_ = at_ + chunk;
    next_chunk_ = std::min(next_chunk_ * 2, kBiggestChunk);
  }
  left_ -= std::min(left_, size);
  void* memory = at_;
  at_ += size;
  return memory;
}

Run::Run(std::string_view source, const Context& context, const EvaluateOptions& options)
    : source_(source),
      context_(context),
      options_(options),
      next_look_(std::min(kStepsBetweenLooks, options.limits.steps)),
      arena_(options.limits.memory_bytes) {}

Value Run::FailWith(Error error) {
  if (!error_) error_ = std::move(error);
  return Value::Failed();
}

Value Run::Fail(std::string_view message) { return FailWith(ErrorAt(source_, site, "template_value", message)); }

Value Run::FailLimit(std::string_view limit, const std::string& amount) {
  Error error = ErrorAt(source_, site, "template_limit",
                        "the " + std::string(limit) + " limit of a template (" + amount +
                            ") is reached here; make less at a time or ask an administrator to raise the limit");
  error.kind = ErrorKind::resource_exhausted;
  return FailWith(std::move(error));
}

Value Run::FailMemory() { return FailLimit("memory", std::to_string(options_.limits.memory_bytes) + " bytes"); }

Value Run::FailUndefined(const Value& undefined) {
  const Expression* missing = undefined.AsUndefined();
  if (missing == nullptr) {
    return FailWith(
        ErrorAt(source_, site, "template_undefined",
                "a value is missing here: a list is empty, an element lacks the member, or an `if` has no `else`; "
                "give one with `| default(…)`"));
  }
  std::string_view path = source_.substr(missing->span.begin, missing->span.end - missing->span.begin);
  const std::string name(path.substr(0, OffsetOf(path, 80)));
  std::string message = "`" + name + "` is not defined";
  const std::string_view wanted = missing->LastName();
  if (const auto nearest = Nearest(wanted, missing->Siblings(*this))) {
    message += "; did you mean `" + *nearest + "`?";
  } else {
    message += "; correct the name, or allow it to be missing with `| default(…)`";
  }
  return FailWith(ErrorAt(source_, missing->span.begin, "template_undefined", message));
}

bool Run::Enter() {
  if (++depth_ > options_.limits.depth) {
    FailLimit("depth", std::to_string(options_.limits.depth) + " levels");
    --depth_;
    return false;
  }
  if (Charge(1)) return true;
  --depth_;
  return false;
}

bool Run::LookAtLimits() {
  const Limits& limits = options_.limits;
  if (failed()) return false;
  if (steps_ >= limits.steps) {
    FailLimit("step", std::to_string(limits.steps) + " steps");
    return false;
  }
  const auto now = std::chrono::steady_clock::now();
  if (!deadline_) deadline_ = now + limits.time;
  if (now >= *deadline_) {
    FailLimit("time", std::to_string(limits.time.count()) + " ms");
    return false;
  }
  next_look_ = std::min(steps_ + kStepsBetweenLooks, limits.steps);
  return true;
}

void* Run::Allocate(std::size_t bytes) {
  void* memory = arena_.Allocate(bytes);
  if (memory == nullptr) FailMemory();
  return memory;
}

char* Run::NewBytes(std::size_t size) {
  auto* bytes = static_cast<char*>(Allocate(size));
  return bytes != nullptr && Charge(size / 16) ? bytes : nullptr;
}

Value Run::NewText(std::string_view text) {
  char* bytes = NewBytes(text.size());
  if (bytes == nullptr) return Value::Failed();
  if (!text.empty()) std::memcpy(bytes, text.data(), text.size());
  return Value::Text({bytes, text.size()});
}

Value Run::NewList(std::span<const Value> items, bool tuple) {
  auto* copy = static_cast<Value*>(Allocate(items.size_bytes() + sizeof(List)));
  if (copy == nullptr || !Charge(items.size())) return Value::Failed();
  std::uninitialized_copy(items.begin(), items.end(), copy);
  const List* list = new (copy + items.size()) List{{copy, items.size()}, tuple};
  const bool secret = std::any_of(items.begin(), items.end(), [](const Value& each) { return each.secret(); });
  return Value::Of(*list).Marked(secret);
}

Value Run::NewDict(std::span<const Entry> entries) {
  const std::size_t slots = entries.size() <= kUnindexed ? 0 : std::bit_ceil(entries.size() * 2);
  auto* copy = static_cast<Entry*>(Allocate(entries.size_bytes() + sizeof(Dict)));
  auto* index = static_cast<std::uint32_t*>(Allocate(slots * sizeof(std::uint32_t)));
  if (copy == nullptr || index == nullptr || !Charge(entries.size())) return Value::Failed();
  std::fill_n(index, slots, 0U);

  std::size_t count = 0;
  bool secret = false;
  for (const Entry& entry : entries) {
    if (!IsScalar(entry.key))
      return Fail("a key of a dict is text or a number, not " + std::string(KindName(entry.key)));
    secret = secret || entry.key.secret() || entry.value.secret();
    const Dict so_far{{copy, count}, {index, slots}};
    if (const std::size_t known = so_far.Position(entry.key); known != Dict::kNowhere) {
      copy[known].value = entry.value;
      continue;
    }
    new (copy + count) Entry(entry);
    ++count;
    if (slots != 0) {
      std::size_t at = HashScalar(entry.key) & (slots - 1);
      while (index[at] != 0) at = (at + 1) & (slots - 1);
      index[at] = static_cast<std::uint32_t>(count);
    }
  }
  const Dict* dict = new (copy + entries.size()) Dict{{copy, count}, {index, slots}};
  return Value::Of(*dict).Marked(secret);
}

Value Run::Keep(boost::json::value json, std::size_t bytes) {
  arena_.Spend(bytes);
  kept_.push_back(std::make_shared<const boost::json::value>(std::move(json)));
  return Value::Of(*kept_.back());
}

Value Run::FromFound(Found found, const Expression* where) {
  if (found.secret) ++secrets_read_;
  struct Visitor {
    Run& run;
    const Expression* where;
    Value operator()(std::monostate) const { return Value::Undefined(where); }
    Value operator()(const boost::json::value* json) const { return Value::Of(*json); }
    Value operator()(const boost::json::object* json) const { return Value::Of(*json); }
    Value operator()(const boost::json::array* json) const { return Value::Of(*json); }
    Value operator()(const Record* record) const { return Value::Of(*record); }
    Value operator()(const std::shared_ptr<const boost::json::value>& json) const {
      run.kept_.push_back(json);
      return Value::Of(*json);
    }
  };
  return std::visit(Visitor{*this, where}, found.place).Marked(found.secret);
}

Value Run::Lookup(std::string_view name, const Expression* where) {
  for (const ItemScope* scope = item; scope != nullptr; scope = scope->outer) {
    if (!scope->names_are_members) continue;
    if (scope->item.Is(Kind::dict)) {
      const Value member = Member(scope->item, name, where);
      if (!member.Is(Kind::undefined)) return member;
    }
    if (name == "item") return scope->item;
  }
  auto found = context_.Find(name);
  if (!found) return FailWith(std::move(found).error());
  return FromFound(*std::move(found), where);
}

Value Run::Member(const Value& dict, std::string_view name, const Expression* where) {
  if (const auto* object = dict.AsObject()) {
    const auto* member = object->if_contains(name);
    return (member == nullptr ? Value::Undefined(where) : Value::Of(*member)).Marked(dict.secret());
  }
  if (const Dict* own = dict.AsDict()) {
    const Value* member = own->Find(Value::Text(name));
    return (member == nullptr ? Value::Undefined(where) : *member).Marked(dict.secret());
  }
  auto found = dict.AsRecord()->Find(name);
  if (!found) return FailWith(std::move(found).error());
  return FromFound(*std::move(found), where).Marked(dict.secret());
}

std::optional<std::vector<Entry>> Run::Members(const Value& dict) {
  std::vector<Entry> members;
  if (const auto* object = dict.AsObject()) {
    if (!Charge(object->size())) return std::nullopt;
    members.reserve(object->size());
    for (const auto& member : *object) {
      const Value key = Value::Text({member.key().data(), member.key().size()});
      members.push_back({key.Marked(dict.secret()), Value::Of(member.value()).Marked(dict.secret())});
    }
  } else if (const Dict* own = dict.AsDict()) {
    if (!Charge(own->entries.size())) return std::nullopt;
    members.assign(own->entries.begin(), own->entries.end());
    for (Entry& member : members) {
      member = {member.key.Marked(dict.secret()), member.value.Marked(dict.secret())};
    }
  } else {
    for (const std::string& name : dict.AsRecord()->Names()) {
      if (!Charge(1)) return std::nullopt;
      const Value value = Member(dict, name, nullptr);
      if (value.Is(Kind::undefined)) continue;
      const Value key = NewText(name);
      if (value.failed() || key.failed()) return std::nullopt;
      members.push_back({key, value});
    }
  }
  return members;
}

std::vector<std::string> Run::Names() {
  std::vector<std::string> names = context_.Names();
  for (const ItemScope* scope = item; scope != nullptr; scope = scope->outer) {
    if (!scope->names_are_members || !scope->item.Is(Kind::dict)) continue;
    for (std::string& name : MemberNames(scope->item)) names.push_back(std::move(name));
  }
  return names;
}

std::vector<std::string> Run::MemberNames(const Value& dict) {
  std::vector<std::string> names;
  const auto members = Members(dict);
  if (!members) return names;
  for (const Entry& member : *members) {
    if (member.key.Is(Kind::text)) names.emplace_back(member.key.AsText());
  }
  return names;
}

std::optional<std::size_t> Run::MemberCount(const Value& dict) {
  if (const auto* object = dict.AsObject()) return object->size();
  if (const Dict* own = dict.AsDict()) return own->entries.size();
  const auto members = Members(dict);
  return members ? std::optional(members->size()) : std::nullopt;
}

std::optional<std::vector<Value>> Run::Elements(const Value& value) {
  std::vector<Value> elements;
  switch (value.kind()) {
    case Kind::undefined:
      return elements;
    case Kind::list: {
      const std::size_t size = value.ListSize();
      if (!Charge(size)) return std::nullopt;
      elements.reserve(size);
      for (std::size_t i = 0; i < size; ++i) elements.push_back(value.ListAt(i));
      return elements;
    }
    case Kind::text: {
      const std::string_view text = value.AsText();
      if (!Charge(text.size())) return std::nullopt;
      elements.reserve(CountCharacters(text));
      for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = CharacterLength(text, at);
        elements.push_back(Value::Text(text.substr(at, length)).Marked(value.secret()));
        at += length;
      }
      return elements;
    }
    case Kind::dict: {
      const auto members = Members(value);
      if (!members) return std::nullopt;
      elements.reserve(members->size());
      for (const Entry& member : *members) elements.push_back(member.key);
      return elements;
    }
    default:
      Fail(std::string(KindName(value)) + " has no elements; a list, a dict or text is needed here");
      return std::nullopt;
  }
}

Error ErrorAt(std::string_view source, Site site, std::string_view code, std::string_view message) {
  std::size_t line = 1;
  std::size_t line_begin = 0;
  const std::size_t end = std::min<std::size_t>(site, source.size());
  for (std::size_t at = 0; at < end; ++at) {
    if (source[at] == '\n') {
      ++line;
      line_begin = at + 1;
    }
  }
  const std::size_t column = CountCharacters(source.substr(line_begin, end - line_begin)) + 1;
  return {ErrorKind::invalid_argument, std::string(code),
          std::to_string(line) + ":" + std::to_string(column) + ": " + std::string(message)};
}

std::string_view KindName(const Value& value) {
  switch (value.kind()) {
    case Kind::none:
      return "none";
    case Kind::boolean:
      return "a boolean";
    case Kind::integer:
      return "a whole number";
    case Kind::real:
      return "a number";
    case Kind::text:
      return "text";
    case Kind::time:
      return "a time";
    case Kind::list:
      return value.IsTuple() ? "a tuple" : "a list";
    case Kind::dict:
      return "a dict";
    default:
      return "an undefined value";
  }
}

}  // namespace wharf::templates
